"""Staff hand a customer's mail on: the reader finds who first wrote, when and what."""

from datetime import datetime, timedelta, timezone

import pytest

from bot.mail.limits import Desk, Limits
from bot.mail.read import read
from bot.mail.reader import Reader
from claims.envelope import Envelope
from tests.bot.mail.mails import b64, mail, part, parts, whole, word

DESK = Desk(frozenset({"desk@desk.example"}), "mx.desk.example")
SEOUL = timezone(timedelta(hours=9))
AT = datetime(2026, 11, 23, 14, 5, tzinfo=SEOUL)
WORDS = "수량이 다릅니다.\n확인 부탁드립니다."

WRITTEN = {
    "Gmail, Korean": f"""협력사 메일 전달드립니다.

---------- Forwarded message ---------
보낸사람: 조은비 <cho@partner.example>
Date: 2026년 11월 23일 (월) 오후 2:05
Subject: 납품 오류
To: <lee@cust.example>


{WORDS}""",
    "Gmail, English": f"""Please take this one.

---------- Forwarded message ---------
From: 조은비 <cho@partner.example>
Date: Mon, Nov 23, 2026 at 2:05\u202fPM
Subject: 납품 오류
To: <lee@cust.example>


{WORDS}""",
    "Outlook, Korean": f"""처리 부탁드립니다.

보낸 사람: 조은비 <cho@partner.example>
보낸 날짜: 2026년 11월 23일 월요일 오후 2:05
받는 사람: 이수진 <lee@cust.example>
제목: 납품 오류

{WORDS}""",
    "Outlook, English": f"""Please take this one.

________________________________
From: 조은비 <cho@partner.example<mailto:cho@partner.example>>
Sent: Monday, November 23, 2026 2:05:00 PM
To: Lee <lee@cust.example<mailto:lee@cust.example>>
Subject: 납품 오류

{WORDS}""",
    "Outlook, old": f"""-----Original Message-----
From: 조은비 [mailto:cho@partner.example]
Sent: Monday, November 23, 2026 2:05 PM
To: lee@cust.example
Subject: 납품 오류

{WORDS}""",
    "Apple Mail, English": """FYI

Begin forwarded message:

> From: 조은비 <cho@partner.example>
> Subject: 납품 오류
> Date: 23 November 2026 at 14:05:00 GMT+9
> To: lee@cust.example
>
> 수량이 다릅니다.
> 확인 부탁드립니다.""",
    "Apple Mail, Korean": f"""전달된 메시지 시작:

보낸 사람: 조은비 <cho@partner.example>
제목: 납품 오류
날짜: 2026년 11월 23일 오후 2시 05분 00초 GMT+9
받는 사람: lee@cust.example

{WORDS}""",
    "Naver": f"""확인 부탁드립니다.

-----Original Message-----
From: "조은비"<cho@partner.example>
To: <lee@cust.example>;
Cc:
Sent: 2026-11-23 (월) 14:05:00 (GMT+09:00)
Subject: 납품 오류

{WORDS}""",
    "Samsung": f"""전달합니다

-------- 전달된 메시지 --------
발신: 조은비 <cho@partner.example>
날짜: 26/11/23 오후 2:05 (GMT+09:00)
받은 사람: lee@cust.example
제목: 납품 오류

{WORDS}""",
    "Daum": f"""--------- 전달받은 메일 ---------
보낸사람: 조은비 <cho@partner.example>
받는사람: <lee@cust.example>
날짜: 2026년 11월 23일 월요일, 14시 05분 00초 +0900
제목: 납품 오류

{WORDS}""",
    "HTML paragraphs": f"""처리 부탁드립니다.

보낸 사람: 조은비 <cho@partner.example>

보낸 날짜: 2026년 11월 23일 월요일 오후 2:05

받는 사람: 이수진 <lee@cust.example>

제목: 납품 오류

{WORDS}""",
}
ORIGINAL = mail(
    f"From: {word('조은비', 'cp949', 'euc-kr')} <cho@partner.example>",
    f"Subject: {word('납품 오류', 'utf-8')}",
    "Message-ID: <o1@partner.example>",
    "Date: Mon, 23 Nov 2026 14:05:00 +0900",
    "Authentication-Results: mx.desk.example; dmarc=pass header.from=partner.example",
    body=WORDS.replace("\n", "\r\n"),
)


def seen(raw: bytes) -> Envelope:
    return read(raw, DESK, Limits()).envelope


def forward(text: str, subject: str = "Fwd: 납품 오류") -> bytes:
    return mail(f"Subject: {word(subject, 'utf-8')}", "Content-Type: text/plain; charset=utf-8", body=text.replace("\n", "\r\n"))


@pytest.mark.parametrize("name", WRITTEN)
def test_a_forward_in_the_text(name):
    envelope = seen(forward(WRITTEN[name]))
    inside = envelope.forwarded
    assert inside is not None
    assert (inside.sender, inside.sender_name, inside.subject, inside.text) == ("cho@partner.example", "조은비", "납품 오류", WORDS)
    assert (inside.date, inside.to, inside.language) == (AT, ("lee@cust.example",), "ko")
    assert envelope.new_text == WRITTEN[name].strip()


def test_a_forward_as_a_file():
    raw = whole(parts("mixed", part("text/plain; charset=utf-8", "부탁드립니다."), part("message/rfc822", ORIGINAL)))
    reading = read(raw, DESK, Limits())
    inside = reading.envelope.forwarded
    assert inside is not None
    assert (inside.sender, inside.subject, inside.text, inside.message_id) == (
        "cho@partner.example",
        "납품 오류",
        WORDS,
        "o1@partner.example",
    )
    assert inside.date == AT
    assert inside.authenticated is None, "results that the forwarder could have written prove nothing"


def test_the_files_of_a_mail_inside_are_read_too():
    with_file = whole(parts("x-inner", part("text/plain", "x"), part("text/csv; name=b.csv", "3,4")), "Subject: inner")
    reading = read(whole(parts("mixed", part("message/rfc822", with_file))), DESK, Limits())
    assert reading.envelope.forwarded is not None
    (inner,) = reading.envelope.forwarded.attachments
    assert reading.files[inner.sha256] == b"3,4"
    assert [each.type for each in reading.envelope.attachments] == ["message/rfc822"]


def test_a_forward_in_base64():
    raw = whole(parts("mixed", part("message/rfc822", b64(ORIGINAL), "Content-Transfer-Encoding: base64")))
    assert getattr(seen(raw).forwarded, "sender", None) == "cho@partner.example"


def test_a_forward_through_two_hands():
    head = "---------- Forwarded message ---------\nFrom: Lee <lee@cust.example>\nSubject: Fwd: 납품 오류\nDate: x"
    twice = f"{head}\n\n{WRITTEN['Gmail, English']}"
    outer = seen(forward(twice)).forwarded
    assert outer is not None
    assert outer.forwarded is not None
    assert (outer.sender, outer.forwarded.sender) == ("lee@cust.example", "cho@partner.example")


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(forward(WRITTEN["Outlook, Korean"], "Re: 납품 오류"), id="a reply with a quote"),
        pytest.param(forward(WRITTEN["Outlook, Korean"], "RE: FW: 납품 오류"), id="a reply to a forward"),
        pytest.param(
            forward("감사합니다.\n\n" + WRITTEN["Outlook, old"] + "\n\n" + WRITTEN["Gmail, Korean"], "Re: x"), id="one in a quote"
        ),
        pytest.param(
            forward("---------- Forwarded message ---------\nFrom: 조은비\nSubject: x\nDate: y\n\nz"), id="one without an address"
        ),
        pytest.param(forward(WRITTEN["Gmail, Korean"].replace("cho@partner", "desk@desk")), id="our own letter"),
        pytest.param(whole(parts("mixed", part("message/rfc822", ORIGINAL), part("message/rfc822", ORIGINAL))), id="two mails"),
        pytest.param(whole(parts("mixed", part("message/rfc822", b"\r\n\r\nx"))), id="a mail without a sender"),
        pytest.param(mail(body="안녕하세요"), id="no forward"),
    ],
)
def test_what_is_no_forward(raw):
    assert seen(raw).forwarded is None


async def test_the_reading_process_tells_of_it():
    reader = Reader(DESK, Limits())
    raw = forward(WRITTEN["Gmail, Korean"])
    try:
        assert (await reader.read(raw)).envelope == seen(raw)
    finally:
        await reader.close()
