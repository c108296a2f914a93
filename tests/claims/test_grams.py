"""What texts are found by."""

import pytest

from claims.grams import LONGEST, MOST, asked, grams, is_exact


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("파손", ["파", "손", "파손"]),
        ("Printer 오류가", ["printer", "오", "가", "오류", "류가"]),
        ("스풀4번 spool_4", ["스", "풀", "스풀", "4", "번", "spool"]),
        ("값", ["값"]),
        ("% - ''", []),
        ("파손 파손", ["파", "손", "파손"]),
        ("\u1111\u1161\u1109\u1169\u11ab", ["파", "손", "파손"]),
        ("ＦＵＬＬ", ["full"]),
        ("x" * 500, ["x" * LONGEST]),
    ],
)
def test_grams(text: str, found: list[str]) -> None:
    assert grams(text) == found


def test_no_more_than_a_database_keeps() -> None:
    assert len(grams(" ".join(map(str, range(MOST + 5))))) == MOST


@pytest.mark.parametrize(
    ("word", "wanted", "exact"),
    [
        ("파손", [("파손", False)], True),
        ("메모리", [("메모", False), ("모리", False)], False),
        ("값", [("값", False)], True),
        ("Print", [("print", True)], True),
        ("API", [("api", False)], True),
        ("10420", [("10420", False)], True),
        ("spool_4", [("spool", False), ("4", False)], False),
        ("오류code", [("오류", False), ("code", True)], False),
        ("100%", [("100", False)], False),
        ("%", [], False),
    ],
)
def test_asked(word: str, wanted: list[tuple[str, bool]], exact: bool) -> None:
    assert (asked(word), is_exact(word)) == (wanted, exact)
