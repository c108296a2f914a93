"""What texts are found by."""

import pytest

from claims.grams import BEGIN, END, LONGEST, MOST, asked, grams, is_exact


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("파손", ["파", "손", "파손"]),
        ("Printer 오류가", ["prin", "print", "printe", "printer", "오", "가", "오류", "류가"]),
        ("스풀4번 spool_4", ["스", "풀", "스풀", "4", "번", "spoo", "spool"]),
        ("값", ["값"]),
        ("% - ''", []),
        ("파손 파손", ["파", "손", "파손"]),
        ("\u1111\u1161\u1109\u1169\u11ab", ["파", "손", "파손"]),
        ("ＦＵＬＬ", ["full"]),
        ("x" * 500, ["x" * end for end in range(BEGIN, END + 1)]),
        ("7" * 500, ["7" * LONGEST]),
    ],
)
def test_grams(text: str, found: list[str]) -> None:
    assert grams(text) == found


def test_no_more_than_a_database_keeps() -> None:
    assert len(grams(" ".join(map(str, range(MOST + 5))))) == MOST


@pytest.mark.parametrize(
    ("word", "wanted", "exact"),
    [
        ("파손", ["파손"], True),
        ("메모리", ["메모", "모리"], False),
        ("값", ["값"], True),
        ("Print", ["print"], True),
        ("API", ["api"], True),
        ("10420", ["10420"], True),
        ("internationalisation", ["internationa"], False),
        ("spool_4", ["spool", "4"], False),
        ("오류code", ["오류", "code"], False),
        ("100%", ["100"], False),
        ("%", [], False),
    ],
)
def test_asked(word: str, wanted: list[str], exact: bool) -> None:
    assert (asked(word), is_exact(word)) == (wanted, exact)
