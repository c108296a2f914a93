"""The pictures are drawn whatever people wrote on a day."""

from pathlib import Path
from typing import Any

import pytest

from bot import charts

NOTHING = {"title": "시간", "bars": [], "total": "", "none": "자료 없음"}


def backlog(mark: str) -> dict[str, Any]:
    bars = [{"day": f"11/{day}", "ages": [1, 0, 2, 0, 1], "late": 1} for day in (8, 15, 22)]
    ages = ["1", "3", "5", "10", "10+"]
    marks = [{"place": 1.0, "text": mark}]
    return {"title": "나이", "ages": ages, "late": "늦음", "limit": None, "limit_name": "", "bars": bars, "marks": marks, "none": ""}


@pytest.mark.parametrize("mark", ["5.3 배포", "price $10_ -> $12", r"$\frac$"])
async def test_a_mark_is_no_formula(mark: str, tmp_path: Path) -> None:
    drawn = await charts.drawn({"backlog": backlog(mark), "stages": NOTHING}, tmp_path)
    assert drawn
    assert all(png.startswith(b"\x89PNG") for _, png in drawn)
