"""The worked examples of the process: T7 and the limit of a day."""

from claims.pareto import is_vague, limit, pareto


def test_t7() -> None:
    causes = {"missing docs": 34, "install env": 21, "core defect": 18, "billing": 9, "UI": 8, None: 10}
    found = pareto(causes.items())
    assert [round(100 * each.cumulative) for each in found] == [34, 55, 73, 82, 90, 100]
    assert [each.name for each in found if each.vital] == ["missing docs", "install env", "core defect", "billing"]
    assert found[-1].name is None, "other is last"
    assert not is_vague(found)


def test_too_much_without_a_name() -> None:
    assert is_vague(pareto([("a", 80), (None, 20)]))
    assert not is_vague(pareto([]))


def test_b29_nineteen_are_a_spike_where_nine_are_usual_and_eighteen_are_not() -> None:
    assert 18 <= limit(9) < 19
