"""Figures by the process's own examples."""

from pathlib import Path

import pytest

from bot.words import say
from claims.metrics import METRICS, count, cycles_late, mean, metric, middle, quantile, share
from claims.stages import Stage


def test_t_ontime_counts_what_fell_due() -> None:
    """Twenty fell due: 15 on time, 3 late, 2 open and late."""
    found = share("M03", 15, 20)
    assert (found.value, found.misses, found.enough, found.met) == (0.75, 5, True, False)


def test_cycles_late() -> None:
    ages = [20 * 60, 30 * 60, 50 * 60]
    assert mean("M07", [cycles_late(age - 960, 960) for age in ages]).value == pytest.approx(1.0833, abs=0.00005)


def test_a_handful_says_nothing_but_a_count_is_a_count() -> None:
    assert not share("M03", 2, 4).enough
    assert not share("M03", 0, 0).enough
    assert share("M03", 4, 5).enough
    assert count("M05", 2).enough
    assert share("M03", 4, 4).met is None


def test_a_middle_is_a_value_that_came_about() -> None:
    assert middle("M09", [10, 20, 30, 40]).value == 20
    assert quantile([10, 20, 30, 40, 50, 60, 70, 80, 90, 100], 0.9) == 90
    assert middle("M09", []).value is None


def test_every_id_is_one_metric() -> None:
    assert len({each.id for each in METRICS}) == len(METRICS)
    assert metric("M03").target == 0.95


def test_the_dictionary_is_the_docs() -> None:
    page = (Path(__file__).parents[2] / "docs/metrics.md").read_text("utf-8")
    rows = [line.strip("| ").split(" | ") for line in page.splitlines() if line.startswith(("| M", "| K"))]
    targets = ["–" if each.target is None else f"{100 * each.target:g} %" for each in METRICS]
    assert rows == [[each.id, each.name, each.formula, target] for each, target in zip(METRICS, targets, strict=True)]


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_metric_and_stage_has_its_words(language: str) -> None:
    for each in METRICS:
        assert say(language, f"summary.metric.{each.id}")
    for stage in Stage:
        assert say(language, f"summary.stage.{stage}")
        assert say(language, f"summary.step.{stage}")
