"""What support costs against what it brings."""

from claims.margin import cost, margin


def test_a07_cost_and_margin() -> None:
    found = margin(
        [("ENV", 500), ("WAD", 100), ("DEFECT", 20), ("ENV", None)], {"work": 480_000, "cap": -100_000, "credit": -50_000}, 45_000
    )
    assert (found.minutes, found.cost, found.income, found.result) == (620, 465_000, 330_000, -135_000)
    assert found.result + 500_000 == 365_000, "with the contract's share"
    assert (found.written_off, found.credited) == (100_000, 50_000)
    assert found.leaks == {"wad": 100, "ours": 20}
    assert (found.logged, found.claims) == (3, 4)
    assert cost(0, 45_000) == 0
