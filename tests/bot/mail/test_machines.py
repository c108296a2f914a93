import pytest

from bot.mail.limits import Desk, Limits
from bot.mail.read import read
from claims.envelope import Envelope, MailKind
from tests.bot.mail.mails import mail, part, parts, whole

DESK = Desk(frozenset({"desk@desk.example"}))
HUMAN, AUTO, BOUNCE, LIST = MailKind.HUMAN, MailKind.AUTO, MailKind.BOUNCE, MailKind.LIST


def judged(raw: bytes) -> Envelope:
    return read(raw, DESK, Limits()).envelope


DAEMON = "From: Mail Delivery Subsystem <MAILER-DAEMON@mx.example>"


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (["Auto-Submitted: auto-replied"], AUTO),
        (["Auto-Submitted: auto-generated (by a calendar)"], AUTO),
        (["Auto-Submitted: auto-replied; owner-email=x@y.example"], AUTO),
        (["Auto-Submitted: Auto-Notified"], AUTO),
        (["X-Autoreply: yes"], AUTO),
        (["X-Autorespond: hello"], AUTO),
        (["Precedence: auto_reply"], AUTO),
        (["Return-Path: <>"], AUTO),
        (["Subject: Automatic reply: [1042-7K3M9Q] x", "In-Reply-To: <out@desk.example>"], AUTO),
        (["Subject: 자동 회신: 문의", "X-Auto-Response-Suppress: All"], AUTO),
        (["Subject: [부재중 자동응답] 출장 중입니다", "References: <out@desk.example>"], AUTO),
        (["X-Claimdesk: 1042-7K3M9Q", "Auto-Submitted: auto-replied"], AUTO),
        (["From: desk@desk.example", "X-Claimdesk: 1042-7K3M9Q"], AUTO),
        (["From: desk@desk.example", "X-Claimdesk-Check: 1f3a"], AUTO),
        (["List-Id: <users.lists.example>", "List-Post: <mailto:users@lists.example>"], LIST),
        (["Precedence: list"], LIST),
        (["Precedence: bulk", "List-Unsubscribe: <mailto:x@y.example>"], LIST),
        (["Mailing-List: list users@x.example"], LIST),
        (["X-Failed-Recipients: hong@cust.example"], BOUNCE),
        ([DAEMON, "Subject: Undelivered Mail Returned to Sender"], BOUNCE),
        (["From: postmaster@cust.example", "Subject: 메일 전송 실패 안내"], BOUNCE),
        (["Return-Path: <>", "Subject: failure notice"], BOUNCE),
    ],
)
def test_machines_are_known_and_never_answered(head, kind):
    envelope = judged(mail(*head))
    assert (envelope.kind, envelope.answer_wanted) == (kind, False)
    assert envelope.why


@pytest.mark.parametrize(
    "head",
    [
        [],
        ["Auto-Submitted: no"],
        ["X-Claimdesk-Check: 1f3a"],
        ["Auto-Submitted: no (a person)"],
        ["X-Auto-Response-Suppress: None"],
        ["X-Auto-Response-Suppress: DR, RN, NRN"],
        ["Precedence: bulk"],
        ["Return-Path: <hong@cust.example>"],
        ["X-Autoreply: no"],
        ["Subject: 자동 회신 기능이 동작하지 않습니다"],
        ["Subject: Re: Automatic reply: 문의", "In-Reply-To: <x@y.example>"],
        ["Subject: 반송된 물건의 처리 문의"],
        ["Subject: Out of office hours support?"],
        ["Subject: delivery failed on our side", "In-Reply-To: <x@y.example>"],
        ["List-Id: <desk.desk.example>", "List-Unsubscribe: <mailto:x@desk.example>"],
        ["List-Post: <mailto:desk@desk.example>"],
    ],
)
def test_people_are_answered(head):
    envelope = judged(mail(*head))
    assert (envelope.kind, envelope.answer_wanted, envelope.why) == (HUMAN, True, "")


@pytest.mark.parametrize(
    "head",
    [
        ["X-Auto-Response-Suppress: All"],
        ["X-Auto-Response-Suppress: OOF, AutoReply"],
        ["From: no-reply@cust.example"],
        ["From: postmaster@cust.example", "Subject: 메일 서버 문의"],
        ["Subject: Out of office: until Monday"],
        ["From: desk@desk.example"],
        ["X-Claimdesk: 77-ABCDEF", "Subject: our desk asks yours"],
        ["List-Unsubscribe: <mailto:x@y.example>"],
    ],
)
def test_in_doubt_it_is_a_person_without_an_automatic_letter(head):
    envelope = judged(mail(*head))
    assert (envelope.kind, envelope.answer_wanted) == (HUMAN, False)
    assert envelope.why


RETURNED = mail("Message-ID: <out-1@desk.example>", "Subject: [1042-7K3M9Q] x", sender="From: desk@desk.example")


def report(status: str, *returned: bytes, type: str = "message/delivery-status") -> bytes:
    """A delivery report: words, status fields, and what came back."""
    made = parts("report", part("text/plain", "Your mail."), part(type, f"Reporting-MTA: dns; mx.example\r\n\r\n{status}"), *returned)
    return whole(
        made.replace(b"multipart/report;", b"multipart/report; report-type=delivery-status;", 1), DAEMON, "Auto-Submitted: auto-replied"
    )


FAILED = "Final-Recipient: rfc822; hong@cust.example\r\nAction: failed\r\nStatus: 5.1.1\r\n"
DELAYED = FAILED.replace("failed", "delayed")


@pytest.mark.parametrize(
    "raw",
    [
        report(FAILED, part("message/rfc822", RETURNED)),
        report(FAILED, part("text/rfc822-headers", RETURNED.split(b"\r\n\r\n")[0])),
        report(FAILED, part("message/global", RETURNED), type="message/global-delivery-status"),
        report(FAILED, part("message/global-headers", RETURNED)),
        report(f"{DELAYED}\r\n{FAILED}", part("message/rfc822", RETURNED)),
        report("Original-Message-ID: x\r\nX-Original-Message-ID: <out-1@desk.example>\r\n" + FAILED),
        report(FAILED).replace(b"Subject:", b"X-Subject:").replace(b"\r\nMIME-", b"\r\nIn-Reply-To: <out-1@desk.example>\r\nMIME-", 1),
        mail(
            "X-Failed-Recipients: x@y.example", body="This message was created automatically.\r\n\r\nMessage-ID: <out-1@desk.example>\r\n"
        ),
        mail(
            "From: MAILER-DAEMON@mx.example",
            "Subject: failure notice",
            body="Hi. This is the mail program.\r\n\r\n--- Below this line is a copy.\r\n\r\nMessage-Id:\r\n <out-1@desk.example>\r\n",
        ),
    ],
)
def test_a_bounce_finds_its_letter(raw):
    envelope = judged(raw)
    assert (envelope.kind, envelope.about, envelope.answer_wanted) == (BOUNCE, "out-1@desk.example", False)


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded"])
def test_only_a_failure_is_a_bounce(action):
    envelope = judged(report(FAILED.replace("failed", action), part("message/rfc822", RETURNED)))
    assert (envelope.kind, envelope.about) == (AUTO, "out-1@desk.example")


def test_a_read_receipt_is_automatic():
    raw = whole(parts("report", part("text/plain", "read"), part("message/disposition-notification", "x"))).replace(
        b"multipart/report;", b"multipart/report; report-type=disposition-notification;", 1
    )
    assert judged(raw).kind is AUTO


def test_a_bounce_forwarded_by_a_person_is_a_person():
    raw = whole(
        parts("mixed", part("text/plain", "우리 메일이 반송됩니다"), part("message/rfc822", report(FAILED))),
        "Subject: FW: Undelivered Mail",
    )
    assert judged(raw).kind is HUMAN
