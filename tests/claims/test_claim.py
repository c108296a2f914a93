"""Severity × impact, and what some classes make of it."""

import pytest

from claims.claim import ClaimClass, Impact, Severity, priority_of

MATRIX = """
      I1  I2  I3
  S1  P1  P1  P2
  S2  P1  P2  P3
  S3  P2  P3  P3
  S4  P3  P4  P4
"""
IMPACTS, *ROWS = [line.split() for line in MATRIX.strip().splitlines()]
CELLS = [(row[0], impact, priority) for row in ROWS for impact, priority in zip(IMPACTS, row[1:], strict=True)]
CAPPED = {ClaimClass.WAD: "P3", ClaimClass.HOWTO: "P3", ClaimClass.FEATURE: "P4"}


@pytest.mark.parametrize(("severity", "impact", "priority"), CELLS)
@pytest.mark.parametrize("claim_class", ClaimClass)
def test_priority(claim_class: ClaimClass, severity: str, impact: str, priority: str) -> None:
    """P4 is less urgent than P1, so the higher figure is the cap."""
    assert priority_of(claim_class, Severity(severity), Impact(impact)) == max(priority, CAPPED.get(claim_class, "P1"))


def test_the_matrix_is_whole() -> None:
    assert {(severity, impact) for severity, impact, _ in CELLS} == {(severity, impact) for severity in Severity for impact in Impact}
