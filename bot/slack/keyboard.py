"""The keys under the fingers: what was typed with the keyboard in the other language is the same keys (KS X 5002, two-set Korean)."""

from collections.abc import Iterable
from unicodedata import normalize

_LEADS = ("r", "R", "s", "e", "E", "f", "a", "q", "Q", "t", "T", "d", "w", "W", "c", "z", "x", "v", "g")
_VOWELS = ("k", "o", "i", "O", "j", "p", "u", "P", "h", "hk", "ho", "hl", "y", "n", "nj", "np", "nl", "b", "m", "ml", "l")
_TAILS = (
    *("r", "R", "rt", "s", "sw", "sg", "e", "f", "fr", "fa", "fq", "ft", "fx", "fv", "fg"),
    *("a", "q", "qt", "t", "T", "d", "w", "c", "z", "x", "v", "g"),
)
_KEYS = {first + place: keys for first, row in ((0x1100, _LEADS), (0x1161, _VOWELS), (0x11A8, _TAILS)) for place, keys in enumerate(row)}


def strokes(text: str) -> str:
    """The keys that were pressed for `text`, as the letters printed on them, in lower case: 담당 and ekaekd are the same."""
    return normalize("NFD", normalize("NFKC", text)).translate(_KEYS).casefold()


def slip(word: str, names: Iterable[str]) -> str | None:
    """The name that was meant where the keyboard stood in the other language."""
    pressed = strokes(word)
    return next((name for name in names if strokes(name) == pressed), None)
