"""CSV as spreadsheets write it: every line that cannot be taken is named, and a column that a file does not have says nothing."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from claims.errors import Invalid
from claims.money import DIGITS, parse

FURTHEST = 10**6
_FORMULA = re.compile(r"^'(?=[=+\-@\t'])")
_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
Row = Mapping[str, str]
"""A line's cells by the columns that the file has, without the blanks around them."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A line that cannot be taken: its place in the file (the head is 1), the column, and what stands there."""

    line: int
    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Brought:
    """How many lines were good; with any fault nothing was written."""

    good: int
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Read:
    lines: tuple[Any, ...]
    faults: tuple[Fault, ...]

    @property
    def brought(self) -> Brought:
        return Brought(len(self.lines), self.faults)


class Bad(Exception):
    """`field` holds what cannot be read."""

    def __init__(self, field: str, value: str) -> None:
        super().__init__(field)
        self.field, self.value = field, value


def read(text: str, columns: Sequence[str], make: Callable[[Row], Any]) -> Read:
    """What `make` understands of each line; it raises Bad for one that cannot be taken. The first column must be there."""
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    lines, faults = list[Any](), list[Fault]()
    try:
        head = [name.strip() for name in next(reader, [])]
        faults += [Fault(1, name, "") for name in _head_faults(head, columns)]
        for cells in reader if not faults else ():
            if any(cell.strip() for cell in cells):
                _taken(reader.line_num, head, cells, make, lines, faults)
    except csv.Error as error:
        faults.append(Fault(reader.line_num, "line", str(error)))
    return Read(tuple(lines), tuple(faults))


def _head_faults(head: Sequence[str], columns: Sequence[str]) -> Iterator[str]:
    yield from (name for name in columns[:1] if name not in head)
    yield from (name for place, name in enumerate(head) if name not in columns or name in head[:place])


def _taken(at: int, head: Sequence[str], cells: Sequence[str], make: Callable[[Row], Any], lines: list[Any], faults: list[Fault]) -> None:
    """A line of another length than the head's would put values under the wrong column."""
    try:
        if len(cells) != len(head):
            raise Bad("line", ",".join(cells[len(head) :]) or f"{len(cells)} of {len(head)}")
        lines.append(make({name: _FORMULA.sub("", cell.strip()) for name, cell in zip(head, cells, strict=True)}))
    except Bad as bad:
        faults.append(Fault(at, bad.field, bad.value))


def written(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """The inverse of `read`. A cell that a spreadsheet would run as a formula begins with an apostrophe."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: safe(value) for name, value in row.items()} for row in rows)
    return out.getvalue()


def safe(value: Any) -> str:
    """A cell that no spreadsheet runs as a formula; what is a number and nothing else stays one.
    https://owasp.org/www-community/attacks/CSV_Injection"""
    text = "" if value is None else str(value).replace("\r\n", "\n").replace("\r", "\n").strip()
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "'")) and not _NUMBER.fullmatch(text) else text


def several(text: str) -> tuple[str, ...]:
    """The values of a cell, `;` between them; one that holds a `;` is quoted."""
    found = next(csv.reader([text.replace("\n", " ")], delimiter=";", skipinitialspace=True), [])
    return tuple(each.strip() for each in found if each.strip())


def joined(values: Iterable[str]) -> str:
    """The inverse of `several`."""
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="").writerow([" ".join(each.split()) for each in values])
    return out.getvalue()


def one_of(row: Row, name: str, allowed: Iterable[str]) -> str:
    if row[name] not in allowed:
        raise Bad(name, row[name])
    return row[name]


def currency(row: Row, otherwise: str, usual: str) -> str:
    """`otherwise`: where the file has no such column; `usual`: where its cell is empty."""
    return one_of(row, "currency", ("", *DIGITS)) or usual if "currency" in row else otherwise


def day(row: Row, name: str) -> date:
    try:
        return date.fromisoformat(row.get(name, ""))
    except ValueError as error:
        raise Bad(name, row.get(name, "")) from error


def whole(row: Row, name: str, otherwise: int) -> int:
    text = row.get(name, "")
    if not text:
        return otherwise
    if not text.isascii() or not text.isdigit() or int(text[:12]) > FURTHEST:
        raise Bad(name, text)
    return int(text)


def amount(row: Row, name: str, currency: str) -> int:
    """In minor units; an empty cell is 0."""
    try:
        value = parse(row.get(name) or "0", currency)
    except Invalid as error:
        raise Bad(name, row.get(name, "")) from error
    if value < 0:
        raise Bad(name, row.get(name, ""))
    return value


def multiplier(row: Row, name: str) -> Decimal:
    try:
        value = Decimal(row[name])
    except ArithmeticError as error:
        raise Bad(name, row[name]) from error
    if not value.is_finite() or not 1 <= value <= 10 or len(row[name]) > 6:
        raise Bad(name, row[name])
    return value
