import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mail.limits import Desk, Limits
from bot.mail.quotes import new_part
from bot.mail.read import read
from tests.bot.mail.mails import mail


def pairs(name: str) -> list[dict[str, str]]:
    return list(tomllib.loads(Path(__file__).with_name(name).read_text())["pair"])


PAIRS, HELD_OUT = pairs("quotes.toml"), pairs("quotes_heldout.toml")
HANGUL = re.compile("[가-힣]")


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


def test_the_held_out_half_too():
    """Rules are tuned on the other half: of this one only the share that comes out exactly is looked at."""
    exact = sum(new_part(pair["text"].strip("\n")) == pair["new"] for pair in HELD_OUT)
    assert exact / len(HELD_OUT) >= 0.95


def test_there_are_pairs_enough():
    assert len(PAIRS) + len(HELD_OUT) >= 160
    assert sum(bool(HANGUL.search(pair["text"])) for pair in PAIRS + HELD_OUT) >= 80
    assert len({pair["text"] for pair in PAIRS + HELD_OUT}) == len(PAIRS) + len(HELD_OUT)


def test_what_a_customer_writes_about_mail_programs_is_no_signature():
    for words in ("iOS용 Outlook 설치가 안 됩니다.", "어제 네이버 메일에서 보냈습니다.", "Windows용 메일이 열리지 않습니다"):
        assert new_part(f"안녕하세요.\n{words}") == f"안녕하세요.\n{words}"


def test_a_form_filled_in_is_no_signature():
    text = "요청하신 정보입니다.\n\n이름: 문채원\n전화: 010-1234-5678\n이메일: moon@hansol.example"
    assert new_part(text) == text


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
