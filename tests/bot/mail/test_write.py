import email
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mail.fields import Unwritable
from bot.mail.limits import Desk, Limits
from bot.mail.read import read
from bot.mail.write import return_path, write
from claims.envelope import Attachment
from claims.letter import Letter

LETTER = Letter(
    message_id="out-1@desk.example",
    date="Mon, 23 Nov 2026 10:00:00 +0900",
    sender="desk@desk.example",
    sender_name="기술지원 센터",
    to=("hong@cust.example",),
    cc=("boss@cust.example",),
    subject="[1042-7K3M9Q] 결과가 문서와 다릅니다",
    text="현재 비용 0원\n\n안녕하십니까.\n.\n-- \n센터",
    html="<p>현재 비용 0원</p>",
    number="1042-7K3M9Q",
    in_reply_to="in-1@cust.example",
    references=("in-0@cust.example", "in-1@cust.example"),
)
PDF = Attachment("견적서 2026년 최종본 – 수정(3).pdf", "application/pdf", 3, "hash")
KNOWN = {
    "date",
    "from",
    "to",
    "cc",
    "subject",
    "message-id",
    "in-reply-to",
    "references",
    "x-claimdesk",
    "auto-submitted",
    "x-auto-response-suppress",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
}


def bytes_of(sha256: str) -> bytes:
    return b"%PDF\r\n.\r\n\x00\xff"


def read_back(letter: Letter):
    return read(write(letter, bytes_of), Desk(), Limits())


def test_what_is_written_is_what_is_read():
    seen = read_back(replace(LETTER, attachments=(PDF,))).envelope
    assert (seen.sender, seen.sender_name, seen.to, seen.cc) == ("desk@desk.example", "기술지원 센터", LETTER.to, LETTER.cc)
    assert (seen.subject, seen.message_id, seen.references) == (LETTER.subject, LETTER.message_id, LETTER.references)
    assert (seen.text, seen.html) == (LETTER.text, LETTER.html)
    assert [(each.name, each.type) for each in seen.attachments] == [(PDF.name, PDF.type)]
    assert seen.date is not None
    assert seen.date.isoformat() == "2026-11-23T10:00:00+09:00"


def test_the_file_arrives_byte_for_byte():
    assert list(read_back(replace(LETTER, attachments=(PDF,))).files.values()) == [bytes_of("hash")]


def test_the_standard_library_reads_it_too():
    parsed = email.message_from_bytes(write(replace(LETTER, attachments=(PDF,)), bytes_of), policy=email.policy.default)
    assert parsed["Subject"] == LETTER.subject
    assert [part.get_content_type() for part in parsed.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "application/pdf",
    ]
    assert [part.get_filename() for part in parsed.iter_attachments()] == [PDF.name]
    assert parsed.get_body(("plain",)).get_content().replace("\r\n", "\n").strip() == LETTER.text
    assert all(not part.defects for part in parsed.walk())


def test_the_same_letter_is_the_same_bytes():
    letter = replace(LETTER, attachments=(PDF,))
    assert write(letter, bytes_of) == write(Letter.thawed(letter.frozen()), bytes_of)
    assert write(letter, bytes_of) != write(replace(letter, message_id="out-2@desk.example"), bytes_of)


@pytest.mark.parametrize(("automatic", "path"), [("auto-replied", ""), ("auto-generated", LETTER.sender), (None, LETTER.sender)])
def test_the_marks_of_a_machine(automatic, path):
    letter = replace(LETTER, automatic=automatic)
    raw = write(letter, bytes_of)
    assert b"\r\nX-Claimdesk: 1042-7K3M9Q\r\n" in raw
    assert (f"\r\nAuto-Submitted: {automatic}\r\n".encode() in raw) == bool(automatic)
    assert (b"\r\nX-Auto-Response-Suppress: All\r\n" in raw) == bool(automatic)
    assert return_path(letter) == path


def test_a_long_thread_keeps_its_first_and_latest_ids():
    ids = tuple(f"{'x' * 70}-{place}@cust.example" for place in range(60))
    seen = read_back(replace(LETTER, references=ids, in_reply_to=ids[-1])).envelope.references
    assert (seen[0], seen[-1], len(seen)) == (ids[0], ids[-1], 20)


def test_an_id_that_cannot_be_written_is_left_out():
    seen = read_back(replace(LETTER, references=("a b", "<x>", "good@x.example\r\nBcc: y@z.example"), in_reply_to="in-1@cust.example"))
    assert seen.envelope.references == ("in-1@cust.example",)


@pytest.mark.parametrize(
    "change",
    [
        {"to": ("a@b.example\r\nBcc: c@d.example",)},
        {"to": ("a@b.example, c@d.example",)},
        {"cc": ("Name <a@b.example>",)},
        {"sender": "desk"},
        {"message_id": "a\r\nX: y"},
        {"date": "Mon\r\nX: y"},
        {"number": "1042\r\nX: y"},
        {"automatic": "no\r\nX: y"},
    ],
)
def test_what_cannot_stand_in_a_header_is_refused(change):
    with pytest.raises(Unwritable):
        write(replace(LETTER, **change), bytes_of)


def test_a_file_of_a_type_that_may_not_be_base64_is_sent_as_bytes():
    raw = write(replace(LETTER, attachments=(Attachment("a.eml", "message/rfc822", 3, "h"),)), bytes_of)
    assert b"application/octet-stream" in raw
    assert b"message/rfc822" not in raw


def test_without_html_it_is_one_plain_part():
    assert b"multipart" not in write(replace(LETTER, html=""), bytes_of)


ANY = st.text(max_size=300)


@given(subject=ANY, name=ANY, text=ANY, html=ANY, file=ANY, type=ANY)
def test_no_text_makes_a_header_or_a_long_line(subject, name, text, html, file, type):
    letter = replace(
        LETTER,
        subject=subject,
        sender_name=name,
        text=text,
        html=html,
        automatic="auto-generated",
        attachments=(Attachment(file, type, 1, "h"),),
    )
    raw = write(letter, bytes_of)
    head = raw.split(b"\r\n\r\n", 1)[0]
    names = [line.split(b":")[0].decode().lower() for line in head.split(b"\r\n") if not line.startswith((b" ", b"\t"))]
    assert set(names) <= KNOWN
    assert len(names) == len(set(names))
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", raw)
    assert raw.isascii()
    assert not any(line and not line.strip() for line in head.split(b"\r\n"))


HOSTILE = st.text(st.sampled_from('a@.<>\r\n\t :;,"\\()\x00\u2028가BCc'), max_size=40)


@given(address=HOSTILE, identity=HOSTILE, number=HOSTILE, date=HOSTILE)
def test_no_address_or_id_makes_a_header(address, identity, number, date):
    """It stands in its own field, or the letter cannot be written at all."""
    letter = replace(LETTER, to=(address,), in_reply_to=identity, references=(identity,), number=number, date=date)
    for each in (letter, replace(LETTER, to=(address,)), replace(LETTER, in_reply_to=identity, references=(identity,), message_id="a@b")):
        try:
            head = write(each, bytes_of).split(b"\r\n\r\n", 1)[0]
        except Unwritable:
            continue
        names = [line.split(b":")[0].decode().lower() for line in head.split(b"\r\n") if not line.startswith((b" ", b"\t"))]
        assert set(names) <= KNOWN
        assert len(names) == len(set(names))


@given(subject=st.text(st.characters(min_codepoint=33, max_codepoint=0xFFFF, exclude_categories=("C", "Z")), max_size=200))
def test_a_subject_survives(subject):
    assert read_back(replace(LETTER, subject=subject)).envelope.subject.replace(" ", "") == subject
