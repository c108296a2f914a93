"""docs/security.md and docs/mail-failures.md name a test for all they claim, the first every test of tests/security."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def _rows(name: str) -> list[str]:
    return [line for line in (ROOT / "docs" / name).read_text("utf-8").splitlines() if line.startswith("|")]


ROWS, FAILURES = _rows("security.md"), _rows("mail-failures.md")
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def _tests(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    return {each.name for each in tree.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef) and each.name.startswith("test_")}


@pytest.mark.parametrize("row", [row for row in ROWS + FAILURES if not re.match(r"\|(-|\s*(Tried|Failure) \|)", row)])
def test_every_row_names_a_test_that_exists(row: str) -> None:
    assert row.count("|") == 4, row
    named = NAMED.findall(row)
    assert named, row
    for path, test in named:
        assert test in _tests(ROOT / path)


def test_every_test_of_security_stands_in_a_row() -> None:
    named = {(path, test) for row in ROWS for path, test in NAMED.findall(row)}
    ours = {(f"tests/security/{path.name}", test) for path in (ROOT / "tests" / "security").glob("test_*.py") for test in _tests(path)}
    assert ours - named == set()
