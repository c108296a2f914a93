"""HTML mail as plain text."""

import re
from html import unescape

BIG = 512 * 1024
HIDDEN = ("script", "style", "head", "title")
BREAKING = {"br", "p", "div", "tr", "li", "ul", "table", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "hr"}
NAME = re.compile(r"</?([A-Za-z0-9]+)")
OPENS, CLOSES = "\ue000", "\ue001"
CONTROL = re.compile(rf"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f{OPENS}{CLOSES}]")
BLOCKQUOTE = re.compile(r"<(/?)blockquote\b([^<>]{0,2000})>", re.IGNORECASE)
CITED = re.compile(r"""type\s*=\s*["']?cite|class\s*=\s*["'][^"']{0,200}quote""", re.IGNORECASE)
DEEPEST = 10


def to_text(html: str) -> tuple[str, bool]:
    """The text of an HTML mail, and whether it was laid out with care (False: only the tags were taken off)."""
    clean = _cited(CONTROL.sub("", html))
    stripped = tidy(_stripped(clean))
    laid_out = _laid_out(clean) if len(clean) <= BIG else None
    # The layout engine gives up silently on what is nested too deep; words count more than looks.
    if laid_out is None or _words(laid_out) < _words(stripped) * 0.9:
        return _quoted(stripped), not stripped
    return _quoted(tidy(laid_out)), True


def _cited(html: str) -> str:
    """With a mark where a mail program's quote begins and ends; blockquotes that only indent bear none."""
    cited: list[bool] = []

    def marked(tag: re.Match[str]) -> str:
        if tag[1]:
            return f"<div>{CLOSES}</div>{tag[0]}" if cited and cited.pop() else tag[0]
        cited.append(bool(CITED.search(tag[2])))
        return f"{tag[0]}<div>{OPENS}</div>" if cited[-1] else tag[0]

    return BLOCKQUOTE.sub(marked, html)


def _quoted(text: str) -> str:
    """The marks of `_cited` as ">" before each line, as in plain mail."""
    if OPENS not in text:
        return text
    lines: list[str] = []
    depth = 0
    for line in text.split("\n"):
        bare = line.replace(OPENS, "").replace(CLOSES, "")
        depth = max(0, depth + line.count(OPENS) - line.count(CLOSES))
        if bare.strip() or bare == line:
            lines.append(("> " * min(depth, DEEPEST) + bare).rstrip())
    return tidy("\n".join(lines))


def _words(text: str) -> int:
    return len(re.sub(r"\s+", "", text))


def tidy(text: str) -> str:
    """Text with line ends as \\n, no trailing blanks, and never more than one empty line in a row."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def _laid_out(html: str) -> str | None:
    # Imported where it is needed: it brings lxml, and most mails have a plain part.
    from inscriptis import get_text
    from inscriptis.css_profiles import STRICT_CSS_PROFILE
    from inscriptis.model.config import ParserConfig
    from lxml.etree import LxmlError

    try:
        return str(get_text(html, ParserConfig(css=STRICT_CSS_PROFILE.copy()))) if html.strip() else ""
    except (LxmlError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, AssertionError, RecursionError):
        return None


def _stripped(html: str) -> str:
    """Tags off in one pass, whatever is left open."""
    flat = re.sub(r"[\r\n\t ]+", " ", html)
    pieces: list[str] = []
    missing: set[str] = set()
    place = 0
    while (start := flat.find("<", place)) >= 0:
        pieces.append(flat[place:start])
        place, breaks = _after_tag(flat, start, missing)
        pieces.append("\n" if breaks else flat[start:place] if place == start + 1 else "")
    return unescape("".join([*pieces, flat[place:]]))


def _after_tag(html: str, start: int, missing: set[str]) -> tuple[int, bool]:
    """Where text goes on after the tag at `start`, and whether a line ends there. `missing` remembers which ends no longer occur."""
    if html.startswith("<!--", start) and (end := _find(html, "-->", start, missing)) >= 0:
        return end + 3, False
    named = NAME.match(html, start)
    close = _find(html, ">", start, missing) if named or html.startswith(("<!", "<?"), start) else -1
    if close < 0:
        return start + 1, False
    name = named[1].lower() if named else ""
    if name in HIDDEN and html[start + 1] != "/" and (end := _find(html, f"</{name}", close, missing)) >= 0:
        return end, False
    return close + 1, name in BREAKING


def _find(html: str, end: str, start: int, missing: set[str]) -> int:
    if end in missing:
        return -1
    found = re.compile(re.escape(end), re.IGNORECASE).search(html, start)
    if found is None:
        missing.add(end)
        return -1
    return found.start()
