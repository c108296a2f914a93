"""Sums written out in Hangul."""

import pytest

from claims.hangul import spelled


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "영"),
        (10, "일십"),
        (330_000, "삼십삼만"),
        (110_000, "일십일만"),
        (1_001, "일천일"),
        (100_010_000, "일억일만"),
        (284_166, "이십팔만사천일백육십육"),
        (-5_000, "마이너스 오천"),
        (9_999_999_999_999_999, "구천구백구십구조구천구백구십구억구천구백구십구만구천구백구십구"),
    ],
)
def test_sums(amount: int, words: str) -> None:
    assert spelled(amount) == words
