"""Which files of customers or rates were taken in: by whom, when, how many lines, and by what the file is known again."""

from commands import table
from storage import imports
from storage.database import Tx

TAKEN_IN = ("at", "by", "lines", "sha256")


def taken_in(tx: Tx, what: str) -> str:
    """`what`: customers or rates. CSV, the newest first; `at` in ISO 8601, `sha256` of the text in UTF-8 without a byte-order mark."""
    known = imports.of(tx, what)
    rows = [{"at": each.at.isoformat(timespec="seconds"), "by": each.by, "lines": str(each.lines), "sha256": each.digest} for each in known]
    return table.written(TAKEN_IN, rows)
