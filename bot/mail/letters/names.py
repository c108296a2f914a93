"""How a letter addresses its reader: a name as people say it, or none where what we have is no name."""

import re
import unicodedata

LONGEST = 40
NO_CHARACTERS = frozenset("\ufffe\uffff")
_UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|（[^（）]*）|【[^【】]*】|<[^<>]*>")
_DEPARTMENT = re.compile(r"\s*[/|／].*")
_HONORIFIC = re.compile(r"(?:\s*님)+$")
_LAST_FIRST = re.compile(r"([^\s,]+(?: [^\s,]+)?), ([^\s,.]+(?: [^\s,]+)?)")
_DEGREES = frozenset({"jr", "sr", "ii", "iii", "phd", "md", "mba", "esq"})
_LINK = re.compile(r"://|\bwww\.", re.IGNORECASE)
_ADDRESS = re.compile(r"[@\\]|[a-z0-9-]{2,}\.[a-z]{2,}", re.IGNORECASE)


def one_line(text: str) -> str:
    """Without control and direction characters, every white space one blank."""
    spaced = re.sub(r"\s+", " ", text)
    seen = "".join(each for each in spaced if unicodedata.category(each) not in _UNSEEN and each not in NO_CHARACTERS)
    return re.sub(r" +", " ", seen).strip()


def spoken(name: str) -> str | None:
    """`Kim, Minsu (Purchasing)` → `Minsu Kim`, `김민수/과장/구매팀` → `김민수`, `김민수 과장님` → `김민수 과장`.

    None for what is no name: an address, a link (nobody shall make us send one in their name), too long, without letters.
    """
    if len(name) > 4 * LONGEST or _LINK.search(name):
        return None
    bare = _DEPARTMENT.sub("", _BRACKETED.sub(" ", one_line(name))).strip(" '\"“”‘’,;:-")
    found = _HONORIFIC.sub("", _turned(one_line(bare)))
    unfit = len(found) > LONGEST or _ADDRESS.search(found) or not any(letter.isalpha() for letter in found)
    return None if unfit else found


def _turned(name: str) -> str:
    found = _LAST_FIRST.fullmatch(name)
    return name if found is None or found[2].lower() in _DEGREES else f"{found[2]} {found[1]}"
