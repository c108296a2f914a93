import json
import time
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.mail.limits import MEBIBYTE, Desk, Limits, Reason, Unreadable
from bot.mail.read import Reading, read
from tests.bot.mail.mails import ALL, KOREAN, Case, b64, mail, part, parts, tnef, whole

DESK = Desk(frozenset({"desk@desk.example"}), "mx.desk.example")
LIMITS = Limits()


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.name)
def test_what_the_reader_sees(case: Case):
    reading = read(case.raw, DESK, LIMITS)
    assert {name: getattr(reading.envelope, name) for name in case.sees} == case.sees
    if case.files is not None:
        assert [(each.name, each.type, reading.files[each.sha256]) for each in reading.envelope.attachments] == case.files
    if case.notes is not None:
        assert set(case.notes) <= set(reading.envelope.notes)
        assert case.notes or set(reading.envelope.notes) <= {"unverified"}


def test_sizes_and_hashes_are_those_of_the_bytes():
    reading = read(whole(parts("mixed", part("image/png; name=a.png", b"abc"))), DESK, LIMITS)
    (attachment,) = reading.envelope.attachments
    assert attachment.size == 3
    assert attachment.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_date_ahead_of_the_receipt_is_the_receipt():
    now = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
    ahead = read(mail("Date: Fri, 1 Jan 2100 00:00:00 +0900"), DESK, LIMITS, received=now).envelope
    assert (ahead.date, "future-date" in ahead.notes) == (now, True)
    late = read(mail(), DESK, LIMITS, received=now).envelope
    assert late.date == datetime(2026, 11, 23, 1, tzinfo=UTC)


@pytest.mark.parametrize("date", ["Mon, 23 Nov 2026 10:00:00 -0000", "23 Nov 2026 10:00", "Mon, 23 Nov 26 10:00:00 GMT"])
def test_a_date_is_always_aware(date):
    assert read(mail(f"Date: {date}"), DESK, LIMITS).envelope.date == datetime(2026, 11, 23, 10, tzinfo=UTC)


def nested(levels: int) -> bytes:
    inner = part("text/plain", KOREAN)
    for level in range(levels):
        inner = parts(f"x-{level}", inner)
    return whole(inner)


def test_beyond_the_limits_is_refused_by_name():
    for raw, reason in [
        (b"x" * (25 * MEBIBYTE + 1), Reason.TOO_LARGE),
        (whole(parts("mixed", *[part("text/plain", "x")] * 100)), Reason.TOO_MANY_PARTS),
        (nested(20), Reason.TOO_DEEP),
        (nested(90), Reason.TOO_DEEP),
    ]:
        with pytest.raises(Unreadable) as refusal:
            read(raw, DESK, LIMITS)
        assert refusal.value.reason is reason
    assert read(whole(parts("mixed", *[part("text/plain", "x")] * 99)), DESK, LIMITS).envelope.text
    assert read(nested(19), DESK, LIMITS).envelope.text == KOREAN


def test_depth_no_stack_can_follow_is_refused_by_name():
    with pytest.raises(Unreadable):
        read(nested(1200), DESK, Limits(parts=100_000, depth=100_000))


@pytest.mark.parametrize(
    ("results", "believed"),
    [
        ("mx.desk.example; auth=pass (plain) smtp.auth=hong@cust.example", True),
        ("mx.desk.example; auth=pass smtp.auth=eve@evil.example", False),
        ("mx.desk.example; dmarc=pass header.from=cust.example", True),
        ("mx.desk.example; dmarc=pass (p=none) header.from=evil.example", False),
        ("MX.desk.example; dmarc=pass", True),
        ("mx.desk.example; dmarc=fail header.from=cust.example; spf=pass smtp.mailfrom=x@cust.example", False),
        ("mx.desk.example; spf=pass smtp.mailfrom=x@cust.example; dkim=none", True),
        ("mx.desk.example; dkim=pass header.d=mail.cust.example", True),
        ("mx.desk.example; dkim=pass header.d=evil.example", False),
        ("mx.desk.example; spf=softfail smtp.mailfrom=x@cust.example", False),
        ("mx.desk.example 1; none", None),
        ("mx.evil.example; dmarc=pass", None),
        ("mx.desk.example.evil.example; dmarc=pass", None),
    ],
)
def test_only_our_own_server_is_believed(results, believed):
    assert read(mail(f"Authentication-Results: {results}"), DESK, LIMITS).envelope.authenticated is believed
    assert read(mail(f"Authentication-Results: {results}"), Desk(), LIMITS).envelope.authenticated is None


def sound(reading: Reading) -> None:
    """Whatever came in can be stored, sent and shown."""
    told = json.dumps(asdict(reading.envelope), default=datetime.isoformat, ensure_ascii=False).encode()
    assert b"\\u0000" not in told
    assert reading.envelope.date is None or reading.envelope.date.tzinfo is not None
    for attachment in reading.envelope.attachments:
        assert attachment.name
        assert not set(attachment.name) & set('/\\\r\n"')
        assert attachment.size == len(reading.files[attachment.sha256])


def survives(raw: bytes) -> None:
    with suppress(Unreadable):
        sound(read(raw, DESK, LIMITS))


@given(st.binary(max_size=2000))
def test_any_bytes_are_read(raw):
    survives(raw)


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=400, deadline=None)
@given(
    case=st.sampled_from(ALL),
    cuts=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), st.binary(max_size=12)), max_size=6),
)
def test_any_mutation_of_a_mail_is_read(case, cuts):
    raw = case.raw
    for where, length, instead in cuts:
        place = int(where * len(raw))
        raw = raw[:place] + instead + raw[place + length :]
    survives(raw)


NAMES = st.sampled_from(
    [
        "From",
        "To",
        "Subject",
        "Date",
        "Message-ID",
        "References",
        "Reply-To",
        "Return-Path",
        "Content-Type",
        "Content-Disposition",
        "Content-Transfer-Encoding",
        "Authentication-Results",
        "Auto-Submitted",
        "X-Claimdesk",
        "List-Id",
        "X-Auto-Response-Suppress",
    ]
)
SCRAPS = st.sampled_from(
    [
        "=?utf-8?B?7ZWc?=",
        "=?",
        "?=",
        "=?x?q?",
        "<",
        ">",
        "@",
        "a@b.example",
        '"',
        "\\",
        ";",
        ":",
        ",",
        "(",
        ")",
        "=",
        "*0*=",
        "*=utf-8''%ed%95",
        "'",
        "boundary=b",
        "charset=",
        "euc-kr",
        "utf-7",
        "name=",
        "multipart/mixed",
        "multipart/alternative",
        "multipart/report;",
        "report-type=delivery-status",
        "message/rfc822",
        "message/delivery-status",
        "iso-2022-kr",
        "undefined",
        "base64",
        "quoted-printable",
        "x-uuencode",
        "text/html",
        "text/plain",
        "application/ms-tnef",
        "+2AA-",
        "99999999999",
        "-0000",
        "\udcff",
        "\udcb0\udca1",
        "\x00",
        "\r\n ",
        " ",
    ]
)
HEADS = st.tuples(NAMES, st.lists(SCRAPS, max_size=8).map("".join)).map(": ".join)
LINES = ["--b\r\n", "--b--\r\n", "\r\n", "Content-Type: ", "begin 644 x\r\n", "PCFkb2M=", "<div><p>", "> q\r\n", "a\r\n"]
BODIES = st.lists(st.sampled_from(LINES) | SCRAPS, max_size=12)


@settings(max_examples=400, deadline=None)
@given(heads=st.lists(HEADS, max_size=8), body=BODIES.map("".join))
@example(heads=["Content-Type: multipart/mixed; boundary*=\x00''b"], body="--b\r\n\r\nx")
@example(heads=["Content-Type: text/plain; charset=utf-7"], body="+2AA-")
def test_any_heap_of_scraps_is_read(heads, body):
    survives(("\r\n".join(heads) + "\r\n\r\n" + body).encode("utf-8", "surrogateescape"))


def nested_mails(levels: int) -> bytes:
    raw = mail("Subject: innermost", body="x")
    for level in range(levels):
        raw = whole(parts(f"x-mail{level}", part("message/rfc822", raw)), "Subject: Fwd: x")
    return raw


def winmail(data: bytes) -> bytes:
    return mail("Content-Type: application/ms-tnef", "Content-Transfer-Encoding: base64", body=b64(data))


HOSTILE = {
    "mails in mails": nested_mails(30),
    "heads without end": b"Subject: Fwd: x\r\n\r\n" + b"From: a\r\n" * 19_000,
    "recipients without end": b"Subject: Fwd: x\r\n\r\nFrom: a@b.example\r\nTo: x\r\n" + b" a@b.example,\r\n" * 19_000,
    "forwards without end": b"Subject: Fwd: x\r\n\r\n"
    + b"---- Forwarded message ----\r\nFrom: a@b.example\r\nDate: x\r\nSubject: Fwd: x\r\n" * 4_000,
    "signatures without end": b"\r\n" + b"--\r\nTel. 1\r\n" * 9_000,
    "quotes in quotes": b"Content-Type: text/html\r\n\r\n" + b"<blockquote type=cite>a<br>" * 30_000,
    "rich text without end": winmail(tnef(rich=b"{" * 2_000_000)),
    "rich text of characters": winmail(tnef(rich=b"\\u1?" * 400_000)),
    "a calendar without end": b"Content-Type: text/calendar\r\n\r\n" + b'A;a="' * 100_000 + b"\r\nBEGIN:VTIMEZONE" * 50_000,
    "lines that might be an attribution": b"\r\n" + (b"a@" * 190 + b" wrote:x\r\n") * 19_000,
    "addresses without end": b"From: " + b"a," * 500_000 + b"\r\n\r\n",
    "encoded words without end": b"Subject: " + b"=?a?q?" * 170_000 + b"\r\n\r\n",
    "parameters without end": b"Content-Type: text/plain" + b";a=b" * 250_000 + b"\r\n\r\n",
    "padding without end": b"Content-Transfer-Encoding: base64\r\n\r\n" + b"A=" * 5_000_000,
    "tags without end": b"Content-Type: text/html\r\n\r\n" + b"<script>" * 500_000,
    "tables in tables": b"Content-Type: text/html\r\n\r\n" + b"<table><tr><td>" * 100_000,
    "headers without end": b"To: a@b.example\r\n" * 100_000 + b"\r\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_mail_takes_seconds_at_most(name):
    begun = time.process_time()
    survives(HOSTILE[name])
    assert time.process_time() - begun < 8
