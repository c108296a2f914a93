"""A keyboard in the other language presses the same keys."""

import pytest

from bot.slack.keyboard import slip, strokes


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ㅅ마ㄷ", "take"), ("ㄱ데ㅣㅛ", "reply"), ("ㅜㅐㅅㄷ", "note"), ("ㄱㄷ내ㅣㅍㄷ", "resolve"),
        ("ㅗ뭉", "hand"), ("ㅡㅑㅜㄷ", "mine"),
        ("ekaekd", "담당"), ("ghltls", "회신"), ("apah", "메모"), ("goruf", "해결"), ("EKAEKD", "담당"), ("DLSRP", "인계"),
    ],
)  # fmt: skip
def test_a_slip_is_understood(typed: str, meant: str) -> None:
    assert slip(typed, ("take", "reply", "note", "resolve", "hand", "mine", "담당", "회신", "메모", "해결", "인계")) == meant


def test_every_two_part_letter_is_two_keys() -> None:
    assert strokes("값 뷁 왜 의 쌍 ㄳ") == "rkqt qnpfr dho dml tkd rt"
    assert strokes("Take #1042") == "take #1042"


def test_what_is_no_name_stays_none() -> None:
    assert slip("ㅁㅁㅁ", ("take",)) is None
