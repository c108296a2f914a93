import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.errors import Invalid
from claims.number import ALPHABET, candidates, make, parse

running = st.integers(1, 10**9)
bits = st.integers(0, 2**30 - 1)
FULL_WIDTH = {ord("!") + n: 0xFF01 + n for n in range(94)}
LOOKALIKES = {"0": "0Oo", "1": "1IiLl"}


@given(running, bits)
def test_made_numbers_are_read_back(n, random):
    number = make(n, random)
    assert re.fullmatch(r"[1-9][0-9]*-[0-9A-HJKMNP-TV-Z]{6}", number)
    assert parse(number) == (n, number[-6:])
    assert int.from_bytes(bytes(ALPHABET.index(c) for c in number[-6:])) or random == 0


@given(bits, bits)
def test_different_bits_give_different_tails(a, b):
    assert (make(1, a) == make(1, b)) == (a == b)


@given(running, st.binary(min_size=4))
def test_bytes_are_chance_enough(n, random):
    assert parse(make(n, random))[0] == n


def test_all_thirty_bits_are_used():
    assert make(7, 0) == "7-000000"
    assert make(7, 2**30 - 1) == make(7, b"\xff" * 4) == "7-ZZZZZZ"
    assert len({make(7, bytes((n, 0, 0, 0))) for n in range(64)}) == 64


@pytest.mark.parametrize(("n", "random"), [(0, 1), (-1, 1), (1, 2**30), (1, -1), (1, b"abc")])
def test_too_little_chance_is_refused(n, random):
    with pytest.raises(ValueError):
        make(n, random)


@given(running, bits, st.data())
def test_reading_forgives_how_people_type(n, random, data):
    number = make(n, random)
    typed = "".join(data.draw(st.sampled_from(LOOKALIKES.get(c, c + c.lower()))) for c in number)
    dash = data.draw(st.sampled_from(["-", " - ", " ", "–", "—", "－", "‑", "\u2212"]))
    before, after = data.draw(st.sampled_from([("", ""), ("#", ""), ("[", "]"), (" ", "\n"), ("［", "］"), ("<", ">"), ("", ".")]))
    text = before + typed.replace("-", dash) + after
    assert parse(text) == (n, number[-6:])
    assert parse(text.translate(FULL_WIDTH)) == (n, number[-6:])


@given(st.text())
def test_whatever_is_typed_is_a_number_or_a_named_refusal(text):
    try:
        n, tail = parse(text)
    except Invalid:
        return
    assert n > 0
    assert tail is None or set(tail) <= set(ALPHABET)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("1042", (1042, None)),
        ("#1042", (1042, None)),
        (" １０４２ ", (1042, None)),
        ("1O42", (1042, None)),
        ("0042", (42, None)),
        ("1042-", (1042, None)),
        ("10427k3m9q", (1042, "7K3M9Q")),
        ("1042 7k3 m9q", (1042, "7K3M9Q")),
        ("1042-7K3-M9Q", (1042, "7K3M9Q")),
        ("1042 123456", (1042, "123456")),
        ("l042-7k3moq", (1042, "7K3M0Q")),
        ("[1042-7K3M9Q]", (1042, "7K3M9Q")),
    ],
)
def test_ways_of_writing(text, read):
    assert parse(text) == read


@pytest.mark.parametrize(
    "text", ["", "#", "0", "0-7K3M9Q", "hello", "1042-7K3M9", "1042-7K3M9QQ", "1042-7K3M9U", "-", "10 42", "1042 7K3M9Q 문의"]
)
def test_no_number_is_a_named_refusal(text):
    with pytest.raises(Invalid) as caught:
        parse(text)
    assert caught.value.values == {"field": "number", "value": text}


@pytest.mark.parametrize(
    "subject",
    [
        "[1042-7K3M9Q]",
        "Re: [1042-7K3M9Q] 로그인 오류",
        "회신: [1042-7K3M9Q] 문의드립니다",
        "RE: FW: [EXTERNAL] [1042-7K3M9Q] invoice",
        "답장: 1042-7K3M9Q 문의",
        "1042-7k3m9q의 진행 상황",
        "문의번호1042-7K3M9Q입니다",
        "Fwd: (1042-7K3M9Q)",
        "［１０４２－７Ｋ３Ｍ９Ｑ］",
        "【1042-7K3M9Q】",
        "[ 1042 - 7K3M9Q ]",
        "Aw: #1042-7K3M9Q",
        "Re: 1042–7K3M9Q",
        "[1042\u20117K3M9Q]",
        "[1042-\u00ad7K3M9Q]",
        "[1O42-7K3M9Q]",
        "010-123456 [1042-7K3M9Q]",
        "2026-123456 주문 건 [1042-7K3M9Q]",
        "[2026-REPORT] Re: 1042-7K3M9Q",
    ],
)
def test_a_subject_carries_its_number(subject):
    assert next(candidates(subject)) == "1042-7K3M9Q"


@pytest.mark.parametrize(
    "subject",
    [
        "",
        "1042",
        "[1042]",
        "회의 2026-11-19 10:30",
        "010-1234-5678",
        "550e8400-e29b-41d4-a716-446655440000",
        "A1042-7K3M9Q",
        "1042-7K3M9QX",
        "0-7K3M9Q",
    ],
)
def test_a_subject_without_one(subject):
    assert not [*candidates(subject)]


def test_every_number_a_subject_may_mean_is_offered_once():
    assert list(candidates("7-ABCDEF Re: [1042-7K3M9Q] [1042-7K3M9Q] 1043-000000")) == ["1042-7K3M9Q", "7-ABCDEF", "1043-000000"]


@given(running, bits, st.text(), st.text())
def test_a_bracketed_number_survives_any_surroundings(n, random, before, after):
    assert make(n, random) in list(candidates(f"{before} [{make(n, random)}] {after}"))
