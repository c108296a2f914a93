import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mail.limits import Desk, Limits
from bot.mail.quotes import new_part
from bot.mail.read import read
from tests.bot.mail.mails import mail

PAIRS = tomllib.loads(Path(__file__).with_name("quotes.toml").read_text())["pair"]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["name"])
def test_the_new_part(pair):
    assert new_part(pair["text"].strip("\n")) == pair["new"]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["name"])
def test_nothing_is_cut_from_the_text(pair):
    raw = mail(
        "Content-Type: text/plain; charset=utf-8", "In-Reply-To: <out@desk.example>", body=pair["text"].strip("\n").replace("\n", "\r\n")
    )
    envelope = read(raw, Desk(), Limits()).envelope
    assert (envelope.text, envelope.new_text) == (pair["text"].strip("\n"), pair["new"])


def test_a_mail_that_answers_none_keeps_its_marked_lines():
    text = "출력입니다\n> a\n> b\n> c\n> d"
    assert new_part(text, reply=False) == text
    assert new_part(text, reply=True) == "출력입니다"


def test_a_forward_keeps_everything():
    text = "참고하세요\n\n보낸 사람: a <a@x.example>\n보낸 날짜: 오늘\n제목: x\n\n내용"
    assert read(mail("Subject: 전달: 문의", body=text), Desk(), Limits()).envelope.new_text == text


LINES = st.sampled_from(
    [
        "> q",
        "own",
        "",
        "-- ",
        "--",
        "From: a <a@x.example>",
        "Sent: 10:00",
        "Subject: x",
        "On 1/2/2026 10:00, a wrote:",
        "Sent from my iPhone",
    ]
)


@given(st.lists(LINES, max_size=14), st.booleans())
def test_no_line_is_invented_and_the_order_stays(lines, reply):
    rest = iter([line.strip() for line in lines])
    assert all(line.strip() in rest for line in new_part("\n".join(lines), reply=reply).split("\n") if line.strip())
