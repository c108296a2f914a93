import asyncio
import re
import smtplib
from collections.abc import AsyncIterator
from email.message import EmailMessage

import aiosmtplib
import pytest

from bot.sandbox.mailbox import Customer, File
from bot.sandbox.postbox import NotSent, Postbox

MINJI = Customer("김민지", "minji@hanbit.example", "ko", "Asia/Seoul")
SAM = Customer("Sam Reed", "sam@northwind.example", "en", "Europe/London")
JUNHO = Customer("박준호", "junho@hanbit.example", "ko", "Asia/Seoul")
DESK = "help@desk.example"


@pytest.fixture
async def desk() -> AsyncIterator[Postbox]:
    """A second postbox stands where the desk's door is: a real SMTP server with faults of its own."""
    door = Postbox()
    await door.start()
    yield door
    await door.stop()


@pytest.fixture
async def postbox(desk: Postbox) -> AsyncIterator[Postbox]:
    box = Postbox(customers=[MINJI, SAM, JUNHO], desk=port_of(desk), desk_address=DESK)
    await box.start()
    yield box
    await box.stop()


def port_of(box: Postbox) -> tuple[str, int]:
    host, _, port = box.smtp_url.removeprefix("smtp://").partition(":")
    return host, int(port)


def letter(to: str, text: str = "접수되었습니다.", **headers: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = f"클레임데스크 <{DESK}>"
    message["To"] = to
    for name, value in {"Subject": "[1042-7K3M9Q] 인쇄가 안 됩니다", "Message_ID": "<l1@desk.example>", **headers}.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message


async def deliver(box: Postbox, message: EmailMessage, to: list[str] | None = None) -> None:
    host, port = port_of(box)
    await aiosmtplib.send(message, sender=DESK, recipients=to, hostname=host, port=port, start_tls=False, timeout=60)


async def test_a_letter_of_the_desk_lies_in_the_inbox_byte_for_byte(postbox: Postbox) -> None:
    raw = letter(MINJI.address).as_bytes().replace(b"\n", b"\r\n")
    host, port = port_of(postbox)
    await aiosmtplib.send(raw, sender=DESK, recipients=[MINJI.address], hostname=host, port=port, start_tls=False)
    (mail,) = postbox.inbox("MINJI@hanbit.example")
    assert mail.raw.rstrip() == raw.rstrip()
    assert (mail.mail_from, mail.rcpt_to) == (DESK, (MINJI.address,))
    assert (mail.subject, mail.text.strip()) == ("[1042-7K3M9Q] 인쇄가 안 됩니다", "접수되었습니다.")
    assert postbox.inbox(SAM.address) == []


async def test_a_customers_mail_reaches_the_desk_with_korean_and_files(postbox: Postbox, desk: Postbox) -> None:
    screenshot = File("오류 화면.png", "image/png", b"\x89PNG\r\n\x1a\n....")
    await postbox.send(MINJI.address, "인쇄가 안 됩니다", "어제부터 인쇄가 안 됩니다.\n급합니다.", [screenshot, ("log.txt", b"E42")])
    (arrived,) = desk.letters
    assert (arrived.mail_from, arrived.rcpt_to) == (MINJI.address, (DESK,))
    assert (arrived.subject, arrived.sender) == ("인쇄가 안 됩니다", ("김민지", MINJI.address))
    assert arrived.text == "어제부터 인쇄가 안 됩니다.\n급합니다.\n"
    assert [(file.name, file.type, file.content) for file in arrived.files] == [
        ("오류 화면.png", "image/png", screenshot.content),
        ("log.txt", "text/plain", b"E42"),
    ]
    assert arrived.message_id.endswith("@hanbit.example>")
    assert [mail.subject for mail in postbox.outbox(MINJI.address)] == ["인쇄가 안 됩니다"]


async def test_a_reply_points_back_and_quotes_what_it_answers(postbox: Postbox, desk: Postbox) -> None:
    first = await postbox.send(MINJI.address, "인쇄가 안 됩니다", "도와주세요")
    await deliver(postbox, letter(MINJI.address, "확인 중입니다.\n\n내일 알려드리겠습니다.", References=first.message_id))
    (answer,) = postbox.inbox(MINJI.address)
    await postbox.send(MINJI.address, "Re: [1042-7K3M9Q] 인쇄가 안 됩니다", "네, 감사합니다.", in_reply_to=answer, quote=True)
    arrived = desk.letters[-1]
    assert arrived.message["In-Reply-To"] == "<l1@desk.example>"
    assert arrived.references == (first.message_id, "<l1@desk.example>")
    above, _, below = arrived.text.partition("\n\n")
    assert above == "네, 감사합니다."
    assert re.match(r"\d{4}년 \d+월 \d+일 \(.\) 오[전후] \d+:\d\d, ", below)
    assert "클레임데스크 <help@desk.example>님이 작성:\n\n> 확인 중입니다.\n>\n> 내일 알려드리겠습니다.\n" in below
    assert arrived.html is not None
    assert "<blockquote" in arrived.html


async def test_an_english_reply_is_quoted_the_english_way(postbox: Postbox, desk: Postbox) -> None:
    await deliver(postbox, letter(SAM.address, "We are on it."))
    await postbox.send(SAM.address, "Re: hello", "Thanks", in_reply_to="<l1@desk.example>", quote=True)
    assert "<help@desk.example> wrote:\n\n> We are on it." in desk.letters[-1].text
    assert desk.letters[-1].text.splitlines()[2].startswith("On ")


async def test_conversations_hang_together_by_ids_and_never_by_subject(postbox: Postbox) -> None:
    one = await postbox.send(MINJI.address, "같은 제목", "하나")
    two = await postbox.send(MINJI.address, "같은 제목", "둘")
    await deliver(postbox, letter(MINJI.address, Message_ID="<a@desk.example>", References=one.message_id, In_Reply_To=one.message_id))
    await deliver(postbox, letter(MINJI.address, Message_ID="<b@desk.example>", References=f"{one.message_id} <a@desk.example>"))
    newest, older = postbox.conversations(MINJI.address)
    assert [(side, mail.message_id) for side, mail in newest.mails] == [
        ("out", one.message_id),
        ("in", "<a@desk.example>"),
        ("in", "<b@desk.example>"),
    ]
    assert [mail.message_id for _, mail in older.mails] == [two.message_id]


async def test_two_letters_meet_through_a_mail_that_is_not_here(postbox: Postbox) -> None:
    await deliver(postbox, letter(SAM.address, Message_ID="<a@desk.example>", References="<elsewhere@x.example>"))
    await deliver(postbox, letter(SAM.address, Message_ID="<b@desk.example>", In_Reply_To="<elsewhere@x.example>"))
    assert [len(one.mails) for one in postbox.conversations(SAM.address)] == [2]


async def test_a_copy_to_a_colleague_goes_to_the_colleague_only(postbox: Postbox, desk: Postbox) -> None:
    await postbox.send(MINJI.address, "함께 봅니다", "참조합니다", cc=[JUNHO.address])
    assert desk.letters[0].rcpt_to == (DESK,)
    assert desk.letters[0].people("Cc") == [("", JUNHO.address)]
    assert [mail.subject for mail in postbox.inbox(JUNHO.address)] == ["함께 봅니다"]
    assert postbox.letters == []


async def test_what_the_door_says_is_told_and_nothing_counts_as_sent(postbox: Postbox, desk: Postbox) -> None:
    desk.faults.refuse("451 4.3.0 try again later", at="data", times=1)
    with pytest.raises(NotSent, match="try again later") as told:
        await postbox.send(SAM.address, "Hello", "Hello")
    assert told.value.code == 451
    assert postbox.outbox(SAM.address) == []
    await postbox.send(SAM.address, "Hello", "Hello")
    assert len(desk.letters) == 1


async def test_a_refused_recipient_and_a_closed_door_are_told(postbox: Postbox, desk: Postbox) -> None:
    desk.faults.refuse("550 5.1.1 nobody here", recipient=DESK)
    with pytest.raises(NotSent, match="nobody here"):
        await postbox.send(SAM.address, "Hello", "Hello")
    await desk.stop()
    with pytest.raises(NotSent) as told:
        await postbox.send(SAM.address, "Hello", "Hello")
    assert told.value.code is None
    postbox.desk = None
    with pytest.raises(NotSent, match="no mail door"):
        await postbox.send(SAM.address, "Hello", "Hello")


async def test_a_header_cannot_be_smuggled_through_a_subject(postbox: Postbox, desk: Postbox) -> None:
    await postbox.send(SAM.address, "Hello\r\nBcc: all@desk.example", "Hello")
    assert desk.letters[0].subject == "Hello Bcc: all@desk.example"
    assert desk.letters[0].message["Bcc"] is None


async def test_one_recipient_refused_the_other_gets_it(postbox: Postbox) -> None:
    postbox.faults.refuse("550 5.1.1 moved away", recipient=JUNHO.address)
    message = letter(f"{MINJI.address}, {JUNHO.address}")
    host, port = port_of(postbox)
    refused, _ = await aiosmtplib.send(message, sender=DESK, hostname=host, port=port, start_tls=False)
    assert {address: answer.code for address, answer in refused.items()} == {JUNHO.address: 550}
    assert len(postbox.inbox(MINJI.address)) == 1
    assert postbox.inbox(JUNHO.address) == []


@pytest.mark.parametrize(("kept", "letters"), [(False, 0), (True, 1)])
async def test_a_cut_after_data_leaves_the_sender_without_an_answer(postbox: Postbox, kept: bool, letters: int) -> None:
    postbox.faults.cut(kept=kept)
    with pytest.raises(aiosmtplib.SMTPServerDisconnected):
        await deliver(postbox, letter(SAM.address))
    assert len(postbox.letters) == letters
    await deliver(postbox, letter(SAM.address))
    assert len(postbox.letters) == letters + 1


async def test_a_tarpit_outlasts_a_short_patience(postbox: Postbox) -> None:
    postbox.faults.tarpit = 60.0
    host, port = port_of(postbox)
    with pytest.raises(aiosmtplib.SMTPTimeoutError):
        await aiosmtplib.send(letter(SAM.address), sender=DESK, hostname=host, port=port, start_tls=False, timeout=0.2)
    assert postbox.letters == []


async def test_until_wakes_with_the_letter_and_gives_up_in_time(postbox: Postbox) -> None:
    waiting = asyncio.create_task(postbox.until(lambda: postbox.inbox(SAM.address), 60))
    await deliver(postbox, letter(SAM.address))
    assert [mail.subject for mail in await waiting] == ["[1042-7K3M9Q] 인쇄가 안 됩니다"]
    with pytest.raises(TimeoutError):
        await postbox.until(lambda: len(postbox.letters) > 1, 0.05)


async def test_unread_until_read(postbox: Postbox) -> None:
    await deliver(postbox, letter(SAM.address))
    unread = postbox.unread(SAM.address)
    assert len(unread) == 1
    postbox.read(SAM.address, unread)
    assert postbox.unread(SAM.address) == set()


async def test_stopping_hangs_up_on_a_client_that_stays(postbox: Postbox) -> None:
    host, port = port_of(postbox)
    client = aiosmtplib.SMTP(hostname=host, port=port, start_tls=False)
    await client.connect()
    await postbox.stop()
    with pytest.raises(aiosmtplib.SMTPServerDisconnected):
        await client.noop()
    client.close()


async def test_the_standard_librarys_client_gets_in_too(postbox: Postbox) -> None:
    def talk() -> None:
        with smtplib.SMTP(*port_of(postbox), timeout=60) as client:
            client.send_message(letter(MINJI.address), DESK, [MINJI.address])

    await asyncio.to_thread(talk)
    assert len(postbox.inbox(MINJI.address)) == 1
