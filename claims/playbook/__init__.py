"""The playbook: for each class what to ask, what the customer is told, who decides, what it costs, and letters to start from.

A page is one Markdown file a language and class, `ko/wad.md`, and one, `general.md`, for what has no class yet:

    ---
    class: WAD                     front matter: class, title, version, decides, charge, ends; all of them
    title: Works as designed
    …
    cause: CUSTOMER/expected more  what a result of the class most often had as its cause; it may be left out
    ---
    ## Questions                   질문: what to find out, a line each
    ## Evidence                    자료: what to ask the customer for, once
    ## Customer                    안내: what they are told, in short
    ## Letter: Explain             편지: 이름: a letter to start from; as many as wanted

Whoever offers letters: `rules.guide.letters(language, claim_class)` gives (name, text) in the page's order, those for any class last;
`claim_class` None is a matter that nobody classed yet. `[…]` in a text is for its writer to fill in.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Self

from claims.claim import ClaimClass, Factor
from claims.errors import Misconfigured

LANGUAGES = ("ko", "en")
GENERAL = "GENERAL"
NAMES = (GENERAL, *ClaimClass)
HEAD = ("class", "title", "version", "decides", "charge", "ends")
CAUSE = "cause"
Cause = tuple[Factor, str]
"""In two levels."""
FORBIDDEN = re.compile(r"클레임|과실|고객\s*실수|\bclaims?\b|user error|your (?:fault|mistake)|\bticket", re.IGNORECASE)
"""What no customer is ever told."""
LONGEST = 3000
"""Characters of a letter: what a form takes."""
_PARTS = {
    "questions": "questions",
    "질문": "questions",
    "evidence": "evidence",
    "자료": "evidence",
    "customer": "customer",
    "안내": "customer",
}
_LETTER = re.compile(r"(?:letter|편지)\s*:\s*(\S.*)", re.IGNORECASE)
_PAGE = re.compile(r"---\n(.*?)\n---\n(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Letter:
    """Words to start from."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """`name`: a class, or GENERAL; `version` as its writer counts."""

    language: str
    name: str
    title: str
    version: str
    decides: str
    charge: str
    ends: str
    questions: tuple[str, ...]
    evidence: tuple[str, ...]
    customer: str
    letters: tuple[Letter, ...]
    cause: Cause | None = None


@dataclass(frozen=True, slots=True)
class Playbook:
    """Every page in every language: the packaged ones, and over them the desk's own."""

    pages: Mapping[tuple[str, str], Page]

    @classmethod
    def read(cls, folder: Path | None = None) -> Self:
        """`folder`: the desk's own pages, any of them. Raises Misconfigured with a plain line for each fault."""
        found, faults = _read(files(__package__))
        if folder is not None:
            own, wrong = _read(folder) if folder.is_dir() else ({}, [f"{folder}: there is no such folder"])
            found, faults = found | own, [*faults, *wrong]
        if faults:
            raise Misconfigured("\n".join(faults))
        return cls(found)

    def page(self, language: str, claim_class: ClaimClass | None) -> Page:
        return self.pages[language, claim_class or GENERAL]

    @property
    def causes(self) -> frozenset[str]:
        """The words of every page's cause: they tell the class, and no trouble from another."""
        return frozenset(page.cause[1] for page in self.pages.values() if page.cause)

    def letters(self, language: str, claim_class: ClaimClass | None) -> tuple[Letter, ...]:
        """Letters that fit a claim of that class, those for any class last."""
        general = self.page(language, None).letters
        return (*self.page(language, claim_class).letters, *general) if claim_class else general


def _read(root: Traversable) -> tuple[dict[tuple[str, str], Page], list[str]]:
    found: dict[tuple[str, str], Page] = {}
    faults: list[str] = []
    for language, path in _files(root):
        try:
            page = parse(path.read_text("utf-8"), language, path.name.removesuffix(".md").upper())
        except (ValueError, OSError) as fault:
            faults += [f"{language}/{path.name}: {line}" for line in str(fault).splitlines()]
        else:
            found[language, page.name] = page
    return found, faults


def _files(root: Traversable) -> Iterator[tuple[str, Traversable]]:
    for language in LANGUAGES:
        folder = root.joinpath(language)
        if folder.is_dir():
            yield from ((language, each) for each in sorted(folder.iterdir(), key=lambda each: each.name) if each.name.endswith(".md"))


def parse(text: str, language: str, name: str) -> Page:
    """One page; `name` is its file's. Raises ValueError with a plain line for each fault."""
    whole = _PAGE.fullmatch(text.replace("\r\n", "\n").removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}"))
    if whole is None:
        raise ValueError("begin with front matter: a line ---, then class, title, …, then a line ---")
    head, parts = _head(whole[1]), _parts(whole[2])
    faults = [*_wrong_head(head, name), *_wrong_parts(parts)]
    if faults:
        raise ValueError("\n".join(faults))
    kept = {part: text for heading, text in parts if (part := _PARTS.get(heading.lower()))}
    return Page(
        language=language,
        name=name,
        **{key: head[key] for key in HEAD[1:]},
        questions=_lines(kept.get("questions", "")),
        evidence=_lines(kept.get("evidence", "")),
        customer=kept.get("customer", ""),
        letters=tuple(Letter(found[1].strip(), text) for heading, text in parts if (found := _LETTER.fullmatch(heading))),
        cause=_cause(head[CAUSE]) if CAUSE in head else None,
    )


def _cause(text: str) -> Cause:
    factor, _, words = text.partition("/")
    return Factor(factor.strip().upper()), words.strip()


def _head(text: str) -> dict[str, str]:
    pairs = (line.partition(":") for line in text.splitlines() if line.strip())
    return {key.strip(): value.strip() for key, _, value in pairs}


def _parts(text: str) -> list[tuple[str, str]]:
    """(heading, what stands under it), in order; what stands before the first heading is a note of the writer's."""
    return [
        (heading.strip(), body.strip()) for heading, _, body in (each.partition("\n") for each in re.split(r"^## ", text, flags=re.M)[1:])
    ]


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.lstrip("-*0123456789. ").strip() for line in text.splitlines() if line.strip())


def _wrong_head(head: Mapping[str, str], name: str) -> Iterator[str]:
    if name not in NAMES:
        yield f"name the file as one of {', '.join(f'{each.lower()}.md' for each in NAMES)}"
    elif head.get("class") not in (None, "", name):
        yield f"class is {head['class']}, but the file's name says {name}"
    yield from (f"{key} is missing in the front matter" for key in HEAD if not head.get(key))
    known = (*HEAD, CAUSE)
    yield from (f"{key} is not known in the front matter, only {', '.join(known)}" for key in head if key not in known)
    factor, _, words = head.get(CAUSE, f"{Factor.OTHER}/x").partition("/")
    if factor.strip().upper() not in list(Factor) or not words.strip():
        yield f"cause is one of {', '.join(Factor)}, a /, and words"


def _wrong_parts(parts: list[tuple[str, str]]) -> Iterator[str]:
    for heading, text in parts:
        if heading.lower() not in _PARTS and not _LETTER.fullmatch(heading):
            yield f"## {heading}: not known, only Questions, Evidence, Customer and Letter: NAME"
        elif not text:
            yield f"## {heading}: nothing stands under it"
        elif _PARTS.get(heading.lower(), "customer") == "customer" and (said := FORBIDDEN.search(text)):
            yield f"## {heading}: never “{said[0]}” to a customer"
        elif len(text) > LONGEST:
            yield f"## {heading}: longer than {LONGEST:,} characters"
