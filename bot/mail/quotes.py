"""The new part of a reply: what its writer added above, between or below what was quoted. The full text is kept elsewhere, untouched."""

import re
from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter

from bot.mail import attributions, signatures

QUOTED = re.compile(r"^\s{0,3}>")
ANSWERS_BELOW = re.compile(
    r"\b(?:inline|in-line|in between|in (?:red|blue|green)|below in)\b"
    r"|(?:아래|본문|메일|중간).{0,15}(?:빨간|파란|붉은|색|답변|코멘트|의견|회신|답).{0,8}(?:드립|드렸|드리|남겼|남깁|달았|적었|적어|표시|넣)",
    re.IGNORECASE,
)
LONGEST = 20_000
FEWEST = 3
Run = tuple[str, list[str]]


def new_part(text: str, *, forwarded: bool = False, reply: bool = True) -> str:
    """What the writer added. A forwarded mail is all news; in a mail that answers none, ">" alone is no quote mark.

    Where nothing stands above an unmarked quote its end cannot be known, and all of it is shown.
    """
    lines = text.split("\n")
    if forwarded or len(lines) > LONGEST:
        return text.strip()
    end = _block_start(lines)
    above = lines[:end]
    if end < len(lines) and (signatures.only(above) or ANSWERS_BELOW.search("\n".join(above))):
        return text.strip()
    return "\n".join(signatures.without(_without_marked(above, sure=reply))).strip()


def _block_start(lines: Sequence[str]) -> int:
    """Where a quote begins that runs to the end without marks on its lines; the number of lines where there is none."""
    for place in range(len(lines)):
        if attributions.forwarded(lines, place):
            return len(lines)
        if attributions.head_block(lines, place):
            return place
        count = attributions.wrote(lines, place)
        if count and not _marked_below(lines, place + count):
            return place
    return len(lines)


def _marked_below(lines: Sequence[str], place: int) -> bool:
    """Whether the first written line from `place` on bears a quote mark, or there is none."""
    written = next((line for line in lines[place:] if line.strip()), ">")
    return bool(QUOTED.match(written))


def _without_marked(lines: list[str], *, sure: bool) -> list[str]:
    """Without the quote at the end, or the one at the top that is answered below it; quotes between answers stay.

    `sure`: three lines with ">" are a quote even where no line says who wrote it.
    """
    runs = _runs(lines)
    marked = sum(len(run) for kind, run in runs if kind == "quote")
    if not any(kind == "wrote" for kind, _ in runs) and not (sure and marked >= FEWEST):
        return lines
    runs = _without_last_quote(_without_first_quote(runs))
    return [line for kind, run in runs if kind != "wrote" for line in run]


def _without_last_quote(runs: list[Run]) -> list[Run]:
    kinds = [kind for kind, _ in runs]
    if "quote" not in kinds:
        return runs
    last = len(kinds) - 1 - kinds[::-1].index("quote")
    below = [line for _, run in runs[last + 1 :] for line in run]
    return runs[:last] if signatures.only(below) else runs


def _without_first_quote(runs: list[Run]) -> list[Run]:
    kinds = [kind for kind, _ in runs if kind != "wrote"]
    if kinds[:1] != ["quote"] or kinds.count("quote") > 1 or len(kinds) < 2:
        return runs
    below = [(kind, run) for kind, run in runs if kind == "own"]
    return runs if signatures.only([line for _, run in below for line in run]) else below


def _runs(lines: list[str]) -> list[Run]:
    """The lines as runs of "own", "quote" and "wrote"; empty lines belong to what stands above them."""
    kinds: list[str] = []
    place = 0
    while place < len(lines):
        above = kinds[-1] if kinds else "own"
        count = _wrote(lines, place, above)
        kinds += ["wrote"] * count or [_kind(lines[place], above)]
        place += count or 1
    pairs = groupby(zip(kinds, lines, strict=True), key=itemgetter(0))
    return [(kind, [line for _, line in run]) for kind, run in pairs]


def _wrote(lines: list[str], place: int, above: str) -> int:
    """How many lines say who wrote the quote; Apple's Mail marks them like the quote itself."""
    if not QUOTED.match(lines[place]):
        return attributions.wrote(lines, place)
    if above == "quote":
        return 0
    return attributions.wrote([QUOTED.sub("", line) for line in lines[place : place + attributions.LINES]], 0)


def _kind(line: str, above: str) -> str:
    if not line.strip() or (above == "wrote" and not line.strip(" >")):
        return above
    return "quote" if QUOTED.match(line) else "own"
