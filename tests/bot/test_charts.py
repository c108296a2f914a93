"""The pictures are drawn whatever people wrote on a day."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot import charts

NOTHING = {"title": "시간", "bars": [], "total": "", "none": "자료 없음"}


def backlog(said: Sequence[str]) -> dict[str, Any]:
    bars = [{"day": f"11/{day}", "ages": [1, 0, 2, 0, 1], "late": 1} for day in (8, 15, 22)]
    ages = ["1", "3", "5", "10", "10+"]
    marks = [{"place": float(place), "text": text} for place, text in enumerate(said)]
    return {"title": "나이", "ages": ages, "late": "늦음", "limit": None, "limit_name": "", "bars": bars, "marks": marks, "none": ""}


async def test_a_mark_is_no_formula(tmp_path: Path) -> None:
    marks = ["5.3 배포", "price $10_ -> $12", r"$\frac$"]
    drawn = await charts.drawn({"backlog": backlog(marks), "stages": NOTHING}, tmp_path)
    assert drawn
    assert all(png.startswith(b"\x89PNG") for _, png in drawn)
