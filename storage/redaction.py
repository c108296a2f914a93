"""Taking a person out of words that others wrote: the address and the names, wherever they stand."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

ERASED = "[erased]"  # a mark, the same in every language
_WORD = re.compile(r"[A-Za-z0-9_:.+\-]{1,40}")
_PROSE = frozenset({"text", "why", "note"})


@dataclass(frozen=True, slots=True)
class Redaction:
    """`address` lower-case; `names` as they were written; `instead` the address that stands for nobody."""

    address: str
    names: frozenset[str]
    instead: str

    def text(self, text: str) -> str:
        """`text` without the person. Korean names are found with what is written onto them, others as whole words."""
        found = _address(self.address).sub(self.instead, text)
        for name in sorted(self._written(), key=len, reverse=True):
            found = _name(name).sub(ERASED, found)
        return found

    def value(self, value: Any) -> Any:
        """The same in a value of dicts, lists and strings; of a list of addresses theirs is left out."""
        match value:
            case str():
                return self.text(value)
            case Mapping():
                return {key: self.value(each) for key, each in value.items()}
            case list() | tuple():
                return [self.value(each) for each in value if not (isinstance(each, str) and each.lower() == self.address)]
        return value

    def _written(self) -> set[str]:
        return {form for name in self.names if len(name.strip()) > 1 for form in (name.strip(), escape(name.strip()))}


def without_prose(detail: Mapping[str, Any], redaction: Redaction) -> dict[str, Any]:
    """What an event or intent carries: its numbers, ids, kinds and cause, and nothing else that anybody wrote."""
    return {key: _plain(key, value, redaction) for key, value in detail.items()}


def _plain(key: str, value: Any, redaction: Redaction) -> Any:
    if not isinstance(value, str):
        return redaction.value(value)
    if key == "cause":
        return redaction.text(value)
    return redaction.text(value) if key not in _PROSE and _WORD.fullmatch(value) else ERASED


def holds(raw: bytes, address: str) -> bool:
    """Whether a mail's bytes name the address, in whatever case."""
    return address.lower().encode() in raw.lower()


def _address(address: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.+-]){re.escape(address)}(?![\w-]|\.\w)", re.IGNORECASE)


def _name(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(name)}(?!\w)" if name.isascii() else re.escape(name))


def joined(names: Iterable[str], address: str) -> frozenset[str]:
    """Names that are names: neither empty nor the address itself."""
    return frozenset(name for name in names if name.strip() and name.lower() != address and name != ERASED)
