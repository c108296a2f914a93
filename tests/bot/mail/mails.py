"""Mails as real programs and broken programs write them: each with what a reader must see. All of our own making."""

import base64
import codecs
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

TRICKY = "똠방각하 펲시콜라"
KOREAN = "안녕하세요. 계산 결과가 설명서와 다릅니다."


BASE64 = "Content-Transfer-Encoding: base64"


def attached(name: str) -> str:
    return f'Content-Disposition: attachment; filename="{name}"'


@dataclass(frozen=True)
class Case:
    """`sees` are attributes of the envelope; `files` are (name, type, bytes); `notes` must all be among the notes."""

    name: str
    raw: bytes
    sees: dict[str, Any] = field(default_factory=dict)
    files: list[tuple[str, str, bytes]] | None = None
    notes: tuple[str, ...] | None = None


def word(text: str, charset: str, label: str | None = None) -> str:
    return f"=?{label or charset}?B?{base64.b64encode(text.encode(charset)).decode()}?="


def b64(data: bytes) -> bytes:
    return base64.encodebytes(data).replace(b"\n", b"\r\n")


def mail(*head: str | bytes, body: bytes | str = b"", sender: str = "From: Hong <hong@cust.example>") -> bytes:
    """Headers given, with From, To, Date, Message-ID and MIME-Version added where they are not."""
    lines = [each.encode() if isinstance(each, str) else each for each in head]
    for usual in (
        sender,
        "To: desk@desk.example",
        "Date: Mon, 23 Nov 2026 10:00:00 +0900",
        "Message-ID: <m1@cust.example>",
        "MIME-Version: 1.0",
    ):
        name = usual.split(":")[0].lower().encode() + b":"
        if not any(line.lower().startswith(name) for line in lines):
            lines.append(usual.encode())
    return b"\r\n".join(lines) + b"\r\n\r\n" + (body.encode() if isinstance(body, str) else body)


def text(data: bytes, charset: str, encoding: str = "8bit") -> bytes:
    return mail(f"Content-Type: text/plain; charset={charset}", f"Content-Transfer-Encoding: {encoding}", body=data)


def parts(kind: str, *each: bytes) -> bytes:
    """A multipart body and its header line, as one part."""
    boundary = f"={kind.replace('/', '-')}="
    joined = b"".join(f"--{boundary}\r\n".encode() + part + b"\r\n" for part in each)
    return f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'.encode() + joined + f"--{boundary}--\r\n".encode()


def part(type: str, body: bytes | str, *head: str) -> bytes:
    lines = [f"Content-Type: {type}", *head]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + (body.encode() if isinstance(body, str) else body)


def whole(multipart: bytes, *head: str) -> bytes:
    """A mail that is this multipart."""
    top, _, body = multipart.partition(b"\r\n\r\n")
    return mail(*head, top, body=body)


def der(tag: int, *values: bytes) -> bytes:
    """One element of ASN.1, its length written in two bytes."""
    joined = b"".join(values)
    return bytes([tag, 0x82]) + len(joined).to_bytes(2) + joined


def ber(tag: int, *values: bytes) -> bytes:
    """One whose end is marked, as of a writer who does not know its length yet."""
    return bytes([tag, 0x80]) + b"".join(values) + b"\0\0"


def signed(inside: bytes, wrap: Callable[..., bytes] = der, size: int = 60_000) -> bytes:
    """SignedData of RFC 5652 around a mail, without signers: the reader takes what is in it, and believes nothing."""
    identity = bytes.fromhex("06092a864886f70d0107")
    pieces = [der(0x04, inside[start : start + size]) for start in range(0, len(inside), size)]
    octets = pieces[0] if len(pieces) == 1 else wrap(0x24, *pieces)
    content = wrap(0x30, identity + b"\x01", wrap(0xA0, octets))
    return wrap(0x30, identity + b"\x02", wrap(0xA0, wrap(0x30, b"\x02\x01\x01", wrap(0x31), content, wrap(0x31))))


PLAIN = part("text/plain; charset=utf-8", KOREAN)
PNG = b"\x89PNG\r\n\x1a\n\x00\xff"

CHARSETS = [
    Case("cp949 called euc-kr", text(TRICKY.encode("cp949"), "euc-kr"), {"text": TRICKY}, notes=()),
    Case("cp949 called ks_c_5601-1987", text(TRICKY.encode("cp949"), '"ks_c_5601-1987"'), {"text": TRICKY}, notes=()),
    Case("windows-949", text(b64(TRICKY.encode("cp949")), "windows-949", "base64"), {"text": TRICKY}, notes=()),
    Case("iso-2022-kr", text("한글 abc\r\n둘째 줄".encode("iso2022_kr"), "iso-2022-kr", "7bit"), {"text": "한글 abc\n둘째 줄"}),
    Case("iso-2022-kr that nobody announced", text("한글 본문".encode("iso2022_kr"), "us-ascii"), {"text": "한글 본문"}),
    Case("gb18030 called gb2312", text("朱镕基 㐀 测试".encode("gb18030"), "gb2312"), {"text": "朱镕基 㐀 测试"}),
    Case("x-gbk", text("测试邮件".encode("gbk"), "x-gbk"), {"text": "测试邮件"}),
    Case("x-sjis", text("髙橋さん①テスト".encode("cp932"), "x-sjis"), {"text": "髙橋さん①テスト"}),
    Case("iso-2022-jp", text("日本語".encode("iso2022_jp"), "iso-2022-jp", "7bit"), {"text": "日本語"}),
    Case("utf-8 called ascii", text(KOREAN.encode(), "us-ascii"), {"text": KOREAN}),
    Case("utf-8 called euc-kr", text(KOREAN.encode(), "euc-kr"), {"text": KOREAN}, notes=("reread:utf-8",)),
    Case("utf-8 called iso-8859-1", text(KOREAN.encode(), "iso-8859-1"), {"text": KOREAN}, notes=("reread:utf-8",)),
    Case("cp949 called utf-8", text(KOREAN.encode("cp949"), "utf-8"), {"text": KOREAN}, notes=("reread:cp949",)),
    Case("cp949 called iso-8859-1", text(KOREAN.encode("cp949"), "iso-8859-1"), {"text": KOREAN}, notes=("reread:cp949",)),
    Case("cp949 that nobody announced", mail(body=KOREAN.encode("cp949")), {"text": KOREAN}, notes=("reread:cp949",)),
    Case("a charset nobody knows", text(KOREAN.encode(), "x-mac-nonsense"), {"text": KOREAN}),
    Case("a charset that is no charset", text(KOREAN.encode(), "base64"), {"text": KOREAN}),
    Case("Western text called iso-8859-1", text("„Größe“ café".encode("cp1252"), "iso-8859-1"), {"text": "„Größe“ café"}, notes=()),
    Case(
        "Western text that nobody announced",
        mail(body="déjà vu, très bien, où êtes-vous".encode("cp1252")),
        {"text": "déjà vu, très bien, où êtes-vous"},
    ),
    Case("utf-8 with one broken byte", text(KOREAN.encode() + b"\xec", "utf-8"), {"text": KOREAN + "\ufffd"}, notes=("lost-characters",)),
    Case("utf-16", text(b64(KOREAN.encode("utf-16")), "utf-16", "base64"), {"text": KOREAN}),
    Case("a byte order mark", text(codecs.BOM_UTF8 + KOREAN.encode(), "utf-8"), {"text": KOREAN}),
]

HEADERS = [
    Case("encoded words", mail(f"Subject: Re: {word(TRICKY, 'cp949', 'ks_c_5601-1987')} ok"), {"subject": f"Re: {TRICKY} ok"}),
    Case(
        "a character split over two words",
        mail("Subject: =?utf-8?B?6rA=?=\r\n =?utf-8?B?gA==?="),
        {"subject": "가"},
    ),
    Case(
        "base64 split anywhere",
        mail("Subject: =?utf-8?B?7JWI64W?=\r\n =?utf-8?B?V7ZWY?="),
        {"subject": "안녕하"},
    ),
    Case("Q words with blanks in them", mail("Subject: =?utf-8?Q?a b=20=ED=95=9C_c?="), {"subject": "a b 한 c"}),
    Case("words in two charsets", mail(f"Subject: {word('한', 'cp949', 'euc-kr')} {word('글', 'utf-8')}"), {"subject": "한글"}),
    Case("a word with a language", mail(f"Subject: {word('한글', 'utf-8', 'utf-8*ko')}"), {"subject": "한글"}),
    Case("a raw cp949 subject", mail(b"Subject: " + KOREAN.encode("cp949")), {"subject": KOREAN}),
    Case("a raw utf-8 name", mail("From: 홍길동 <hong@cust.example>"), {"sender_name": "홍길동", "sender": "hong@cust.example"}),
    Case(
        "raw bytes read by the body's charset",
        mail(b"Subject: " + "テスト".encode("cp932"), "Content-Type: text/plain; charset=shift_jis", body="本文".encode("cp932")),
        {"subject": "テスト", "text": "本文"},
    ),
    Case("a word that never ends", mail("Subject: =?utf-8?B?7ZWc"), {"subject": "=?utf-8?B?7ZWc"}),
    Case("a subject that tries to inject", mail("Subject: =?utf-8?Q?a=0D=0ABcc:_x@evil.example?="), {"subject": "a Bcc: x@evil.example"}),
    Case("a name with a comma, unquoted", mail("From: Hong, Gildong <hong@cust.example>"), {"sender_name": "Hong, Gildong"}),
    Case("a name that is another's address", mail('From: "boss@desk.example" <hong@cust.example>'), {"sender": "hong@cust.example"}),
    Case(
        "an address inside an encoded word", mail(f"From: {word('홍길동 <hong@cust.example>', 'utf-8')}"), {"sender": "hong@cust.example"}
    ),
    Case("an old-style name", mail("From: Hong@Cust.Example (Gildong)"), {"sender": "hong@cust.example", "sender_name": "Gildong"}),
    Case(
        "groups and many", mail("To: team: a@x.example, B@x.example;, c@y.example"), {"to": ("a@x.example", "b@x.example", "c@y.example")}
    ),
    Case("nobody named", mail("To: undisclosed-recipients:;"), {"to": ()}),
    Case("no From but a Sender", mail("Sender: hong@cust.example", sender="Subject: x"), {"sender": "hong@cust.example"}),
    Case("no sender at all", mail(sender="Subject: x"), {"sender": "", "answer_wanted": False}, notes=("no-sender",)),
    Case("no Date", mail("Date: soon"), {"date": None}, notes=("no-date",)),
    Case("no Message-ID", mail("Message-ID:"), {"message_id": None}, notes=("no-message-id",)),
    Case("a Message-ID without brackets", mail("Message-ID: m9@cust.example"), {"message_id": "m9@cust.example"}),
    Case("a folded Message-ID", mail("Message-ID:\r\n <m9@cust.example>"), {"message_id": "m9@cust.example"}),
    Case(
        "references folded and doubled",
        mail("References: <a@x>\r\n\t<b@x> <a@x>", "In-Reply-To: <c@x> (of Monday)"),
        {"references": ("a@x", "b@x", "c@x")},
    ),
    Case("blank lines before the head", b"\r\n\r\n" + mail("Subject: x"), {"subject": "x"}),
    Case("a mailbox's From line before the head", b"From hong Mon Nov 23 10:00:00 2026\r\n" + mail("Subject: x"), {"subject": "x"}),
    Case("bare line feeds", mail("Subject: x", body="a\r\nb").replace(b"\r\n", b"\n"), {"subject": "x", "text": "a\nb"}),
]

CSV = b"a,b\r\n1,2\r\n"


def with_file(*head: str, data: bytes = CSV, type: str = "text/csv") -> bytes:
    return whole(parts("mixed", PLAIN, part(type, b64(data), BASE64, *head)))


NAME = "견적서 최종.csv"


def ics(method: str) -> str:
    return "\r\n".join(
        (
            "BEGIN:VCALENDAR", f"METHOD:{method}", "BEGIN:VTIMEZONE", "TZID:Asia/Seoul", "BEGIN:STANDARD", "DTSTART:19700101T000000",
            "END:STANDARD", "END:VTIMEZONE", "BEGIN:VEVENT", "SUMMARY:원격 점검\\, ", " 주간", "DTSTART;TZID=Asia/Seoul:20261125T100000",
            "DTEND;TZID=Asia/Seoul:20261125T113000", "LOCATION:2층 회의실", "DESCRIPTION:화면을 함께 봅니다.\\n둘째 줄",
            "ATTENDEE;CN=Hong;PARTSTAT=ACCEPTED:mailto:hong@cust.example", "END:VEVENT", "END:VCALENDAR",
        )
    )  # fmt: skip


def _attribute(level: int, name: int, value: bytes) -> bytes:
    return struct.pack("<BII", level, name, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)


def _properties(*each: tuple[int, int, bytes]) -> bytes:
    """(type, id, value): several of variable length."""
    padded = (struct.pack("<HHII", kind, name, 1, len(value)) + value + b"\0" * (-len(value) % 4) for kind, name, value in each)
    return struct.pack("<I", len(each)) + b"".join(padded)


def tnef(*, words: str = "", rich: bytes = b"") -> bytes:
    """winmail.dat as Outlook writes it: the words, or rich text, and two files."""
    body = (
        (0x1F, 0x1000, words.encode("utf-16-le") + b"\0\0")
        if words
        else (0x102, 0x1009, struct.pack("<II4sI", len(rich) + 12, len(rich), b"MELA", 0) + rich)
    )
    return b"".join(
        (
            struct.pack("<IH", 0x223E9F78, 1),
            _attribute(1, 0x00069007, struct.pack("<II", 949, 0)),
            _attribute(1, 0x00069003, _properties(body)),
            _attribute(2, 0x00069002, b"\0" * 14),
            _attribute(2, 0x0006800F, CSV),
            _attribute(2, 0x00069005, _properties((0x1F, 0x3707, NAME.encode("utf-16-le") + b"\0\0"), (0x1E, 0x370E, b"text/csv\0"))),
            _attribute(2, 0x00069002, b"\0" * 14),
            _attribute(2, 0x00018010, b"b.bin\0"),
            _attribute(2, 0x0006800F, b"bb"),
        )
    )


FILES = [
    Case(
        "an RFC 2231 name in pieces",
        with_file(f"Content-Disposition: attachment; filename*0*=utf-8''{quote(NAME)[:20]}; filename*1*={quote(NAME)[20:]}"),
        files=[(NAME, "text/csv", CSV)],
    ),
    Case(
        "an RFC 2231 name in cp949",
        with_file(f"Content-Disposition: attachment; filename*=euc-kr''{quote(NAME.encode('cp949'))}"),
        files=[(NAME, "text/csv", CSV)],
    ),
    Case(
        "an RFC 2047 name in quotes",
        with_file(attached(word(NAME, "utf-8"))),
        files=[(NAME, "text/csv", CSV)],
    ),
    Case(
        "an RFC 2047 name folded over two words",
        with_file(f'Content-Disposition: attachment;\r\n filename="{word(NAME[:4], "utf-8")}\r\n {word(NAME[4:], "utf-8")}"'),
        files=[(NAME, "text/csv", CSV)],
    ),
    Case(
        "both at once",
        with_file(f"Content-Disposition: attachment; filename*=utf-8''{quote(word(NAME, 'utf-8'))}"),
        files=[(NAME, "text/csv", CSV)],
    ),
    Case(
        "the plain name is a stand-in",
        with_file(f"Content-Disposition: attachment; filename=\"__.csv\"; filename*=utf-8''{quote(NAME)}"),
        files=[(NAME, "text/csv", CSV)],
    ),
    Case("a raw name", with_file(attached(NAME)), files=[(NAME, "text/csv", CSV)]),
    Case(
        "only Content-Type names it",
        with_file("X-Nothing: x", type=f'text/csv; name="{word(NAME, "cp949", "euc-kr")}"'),
        files=[(NAME, "text/csv", CSV)],
    ),
    Case("a name from a Mac", with_file(attached("견적.csv")), files=[("견적.csv", "text/csv", CSV)]),
    Case("a name that climbs", with_file(attached("../../etc/passwd")), files=[("passwd", "text/csv", CSV)]),
    Case(
        "a name from Windows",
        with_file(attached(r"C:\Users\hong\a.csv")),
        files=[("a.csv", "text/csv", CSV)],
    ),
    Case(
        "a name that reads backwards",
        with_file(attached("a\u202efdp.exe")),
        files=[("afdp.exe", "text/csv", CSV)],
    ),
    Case("no name", with_file("Content-Disposition: attachment"), files=[("file-1.csv", "text/csv", CSV)]),
    Case(
        "a file and no words",
        whole(parts("mixed", part("text/csv", CSV.strip(), attached("a.csv")))),
        {"text": "", "new_text": ""},
        files=[("a.csv", "text/csv", CSV.strip())],
        notes=("nothing-written",),
    ),
    Case(
        "base64 with a line of wrong length",
        whole(
            parts(
                "mixed",
                PLAIN,
                part(
                    "image/png",
                    b"iVBORw0KGgo\r\nA/w=\r\nx",
                    BASE64,
                    attached("a.png"),
                ),
            )
        ),
        {"text": KOREAN},
        notes=("broken-file:a.png",),
    ),
    Case(
        "base64 in two streams",
        whole(
            parts(
                "mixed",
                PLAIN,
                part(
                    "image/png",
                    b64(b"ab") + b64(b"cd"),
                    BASE64,
                    attached("a.png"),
                ),
            )
        ),
        files=[("a.png", "image/png", b"abcd")],
    ),
    Case(
        "uuencoded",
        whole(
            parts(
                "mixed",
                PLAIN,
                part(
                    "application/x-data",
                    "begin 644 a.bin\r\n#86)C\r\n`\r\nend\r\n",
                    "Content-Transfer-Encoding: x-uuencode",
                    attached("a.bin"),
                ),
            )
        ),
        files=[("a.bin", "application/x-data", b"abc")],
    ),
    Case(
        "a picture in the text without a disposition",
        whole(
            parts(
                "related",
                part("text/html; charset=utf-8", f'<p>{KOREAN}</p><img src="cid:p1">'),
                part("image/png", b64(PNG), BASE64, "Content-ID: <p1>"),
            )
        ),
        {"text": KOREAN},
        files=[("file-1.png", "image/png", PNG)],
    ),
    Case(
        "a mail inside the mail",
        whole(parts("mixed", PLAIN, part("message/rfc822", mail(f"Subject: {word('원래 문의', 'utf-8')}", body="안쪽")))),
        {"text": KOREAN, "subject": ""},
        files=[("원래 문의.eml", "message/rfc822", mail(f"Subject: {word('원래 문의', 'utf-8')}", body="안쪽"))],
    ),
    Case(
        "winmail.dat",
        whole(
            parts(
                "mixed",
                PLAIN,
                part(
                    "application/ms-tnef",
                    b64(b"\x78\x9f\x3e\x22"),
                    BASE64,
                    attached("winmail.dat"),
                ),
            )
        ),
        {"text": KOREAN},
        notes=("winmail",),
    ),
    Case(
        "winmail.dat with the words and two files",
        whole(parts("mixed", part("application/ms-tnef", b64(tnef(words=KOREAN)), BASE64, attached("winmail.dat")))),
        {"text": KOREAN, "new_text": KOREAN},
        files=[(NAME, "text/csv", CSV), ("b.bin", "application/octet-stream", b"bb")],
        notes=("winmail-opened",),
    ),
    Case(
        "winmail.dat with rich text",
        mail(
            "Content-Type: application/ms-tnef",
            BASE64,
            body=b64(tnef(rich=rb"{\rtf1\ansi\ansicpg949{\fonttbl{\f0 A;}}\'b0\'a1\'b3\'aa\par two}")),
        ),
        {"text": "가나\ntwo"},
        notes=("winmail-opened",),
    ),
    Case(
        "winmail.dat beside its words, under another type",
        whole(parts("mixed", PLAIN, part("application/octet-stream", b64(tnef(words="x")), BASE64, attached("winmail.dat")))),
        {"text": KOREAN},
        files=[(NAME, "text/csv", CSV), ("b.bin", "application/octet-stream", b"bb")],
    ),
    Case(
        "winmail.dat cut off",
        whole(parts("mixed", PLAIN, part("application/ms-tnef", b64(tnef(words="x")[:-8]), BASE64))),
        {"text": KOREAN},
        notes=("winmail-opened",),
    ),
    Case(
        "an invitation",
        whole(parts("alternative", PLAIN, part("text/calendar; method=REQUEST; charset=utf-8", ics("REQUEST")))),
        {"text": KOREAN},
        files=[("file-1.ics", "text/calendar", ics("REQUEST").encode())],
        notes=("invitation:원격 점검, 주간, 2026-11-25 10:00–11:30 Asia/Seoul, 2층 회의실",),
    ),
    Case(
        "an invitation without other words",
        mail("Content-Type: text/calendar; charset=utf-8", body=ics("REQUEST")),
        {"text": "원격 점검, 주간\n2026-11-25 10:00–11:30 Asia/Seoul\n2층 회의실\n\n화면을 함께 봅니다.\n둘째 줄"},
    ),
    Case(
        "an invitation accepted",
        mail("Content-Type: text/calendar; charset=utf-8", body=ics("REPLY")),
        notes=("accepted:원격 점검, 주간, 2026-11-25 10:00–11:30 Asia/Seoul, 2층 회의실",),
    ),
    Case(
        "a calendar file that says nothing", mail("Content-Type: text/calendar", body="BEGIN:VCALENDAR"), {"text": ""}, notes=("calendar",)
    ),
    Case(
        "encrypted with PGP",
        whole(
            parts(
                "encrypted",
                part("application/pgp-encrypted", "Version: 1"),
                part("application/octet-stream; name=encrypted.asc", "-----BEGIN PGP MESSAGE-----"),
            )
        ),
        {"text": ""},
        notes=("encrypted-pgp",),
    ),
    Case(
        "PGP in the text",
        mail(body="-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA\r\n-----END PGP MESSAGE-----"),
        notes=("encrypted-pgp",),
    ),
    Case(
        "signed with PGP",
        whole(parts("signed", PLAIN, part("application/pgp-signature; name=signature.asc", "-----BEGIN PGP SIGNATURE-----"))),
        {"text": KOREAN},
        notes=("signed-pgp",),
    ),
    Case(
        "signed with S/MIME",
        whole(parts("signed", PLAIN, part("application/pkcs7-signature; name=smime.p7s", b64(b"sig"), BASE64))),
        {"text": KOREAN},
        notes=("signed-smime",),
    ),
    Case(
        "encrypted with S/MIME",
        mail("Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m", BASE64, body=b64(b"sealed")),
        {"text": ""},
        files=[("smime.p7m", "application/pkcs7-mime", b"sealed")],
        notes=("encrypted-smime",),
    ),
    Case(
        "signed with S/MIME, all in one, and opened",
        mail("Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m", BASE64, body=b64(signed(PLAIN))),
        {"text": KOREAN},
        files=[],
        notes=("signed-smime",),
    ),
    Case(
        "signed in pieces around a mail with a file, and not said to be",
        mail(
            "Content-Type: application/x-pkcs7-mime; name=smime.p7m",
            BASE64,
            body=b64(signed(parts("mixed", PLAIN, part("image/png", b64(PNG), BASE64, attached("a.png"))), ber, 50)),
        ),
        {"text": KOREAN},
        files=[("a.png", "image/png", PNG)],
        notes=("signed-smime",),
    ),
    Case(
        "signed with S/MIME, all in one, and broken",
        mail("Content-Type: application/x-pkcs7-mime; smime-type=signed-data; name=smime.p7m", BASE64, body=b64(b"sealed")),
        notes=("signed-smime",),
    ),
]

GMAIL = (
    '<div dir="ltr">네, 맞습니다.</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">'
    "2026년 11월 23일 (월) 오전 10:00, 센터 &lt;<a href='mailto:desk@desk.example'>desk@desk.example</a>&gt;님이 작성:<br></div>"
    '<blockquote class="gmail_quote" style="margin:0">1. 맞습니까?<br>{answer}2. 언제입니까?</blockquote></div>'
)
SHAPES = [
    Case(
        "HTML only",
        mail("Content-Type: text/html; charset=euc-kr", body=f"<div>{TRICKY}<br>둘째</div>".encode("cp949")),
        {"text": f"{TRICKY}\n둘째"},
    ),
    Case(
        "HTML with blockquotes that only indent",
        mail(
            "Content-Type: text/html; charset=utf-8",
            "In-Reply-To: <a@desk.example>",
            body=f"<blockquote style='margin:0 0 0 40px'>{KOREAN}</blockquote>",
        ),
        {"text": KOREAN, "new_text": KOREAN},
    ),
    Case(
        "an HTML reply with its quote",
        mail("Content-Type: text/html; charset=utf-8", "In-Reply-To: <a@desk.example>", body=GMAIL.format(answer="")),
        {
            "text": "네, 맞습니다.\n\n2026년 11월 23일 (월) 오전 10:00, 센터 <desk@desk.example>님이 작성:\n"
            "> 1. 맞습니까?\n> 2. 언제입니까?",
            "new_text": "네, 맞습니다.",
        },
    ),
    Case(
        "an HTML reply with answers between",
        mail(
            "Content-Type: text/html; charset=utf-8",
            "In-Reply-To: <a@desk.example>",
            body=GMAIL.format(answer="</blockquote><p>그렇습니다.</p><blockquote type=cite>"),
        ),
        {"new_text": "네, 맞습니다.\n\n> 1. 맞습니까?\n\n그렇습니다."},
    ),
    Case(
        "HTML that names its own charset",
        mail(
            "Content-Type: text/html", body=b'<html><head><meta charset="euc-kr"></head><body>' + TRICKY.encode("cp949") + b"</body></html>"
        ),
        {"text": TRICKY},
    ),
    Case(
        "plain and HTML",
        whole(parts("alternative", PLAIN, part("text/html; charset=utf-8", "<p>rich</p>"))),
        {"text": KOREAN, "html": "<p>rich</p>"},
        files=[],
    ),
    Case(
        "a plain part that only says to use another program",
        whole(
            parts(
                "alternative",
                part("text/plain", "This message is in HTML format; please use an HTML capable email client."),
                part("text/html", "<p>rich</p>"),
            )
        ),
        {"text": "rich"},
    ),
    Case("an empty plain part", whole(parts("alternative", part("text/plain", ""), part("text/html", "<p>rich</p>"))), {"text": "rich"}),
    Case(
        "words around a file",
        whole(parts("mixed", PLAIN, part("image/png; name=a.png", "x"), part("text/plain", "after"))),
        {"text": f"{KOREAN}\n\nafter"},
    ),
    Case(
        "the last boundary is missing",
        whole(parts("mixed", PLAIN, part("text/csv; name=a.csv", "1,2"))).rsplit(b"--=", 1)[0],
        {"text": KOREAN},
        files=[("a.csv", "text/csv", b"1,2")],
    ),
    Case(
        "the boundary is another than announced",
        mail(
            "Content-Type: multipart/mixed; boundary=other",
            body=parts("mixed", PLAIN, part("text/csv; name=a.csv", "1,2")).split(b"\r\n\r\n", 1)[1],
        ),
        {"text": KOREAN},
        files=[("a.csv", "text/csv", b"1,2")],
        notes=("boundary-guessed",),
    ),
    Case(
        "no boundary announced",
        mail("Content-Type: multipart/mixed", body=parts("mixed", PLAIN).split(b"\r\n\r\n", 1)[1]),
        {"text": KOREAN},
        notes=("boundary-guessed",),
    ),
    Case("multipart without any boundary", mail("Content-Type: multipart/mixed; boundary=x", body=KOREAN), {"text": KOREAN}),
    Case("a content type that means nothing", mail("Content-Type: text", body=KOREAN), {"text": KOREAN}),
    Case(
        "flowed lines",
        mail("Content-Type: text/plain; format=flowed", body="one \r\nline\r\n\r\n-- \r\nme"),
        {"text": "one line\n\n-- \nme"},
    ),
    Case(
        "an enormous amount of HTML",
        mail("Content-Type: text/html", body=b'<a href="http://x.example">x</a> ' * 2000),
        {"text": "x " * 1999 + "x"},
    ),
    Case(
        "nothing at all",
        b"",
        {"sender": "", "subject": "", "text": "", "date": None, "message_id": None},
        notes=("nothing-written", "no-date", "no-sender", "no-message-id"),
    ),
    Case("only a body", b"\r\njust words", {"text": "just words"}),
    Case(
        "a long chain of nested multiparts", None or whole(parts("mixed", parts("related", parts("alternative", PLAIN)))), {"text": KOREAN}
    ),
]

ALL = [*CHARSETS, *HEADERS, *FILES, *SHAPES]
