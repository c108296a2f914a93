"""Markup, script and control characters in every field that reaches Slack, a letter or the page: shown as the words they are."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from urllib.parse import quote

import pytest

from tests.security.gate import ANA, BEN, CHANNEL, DESK, KIM, PUBLIC, Gate, markup, strings

CALLS = "<!channel> <!here> <!everyone> <!subteam^S1> <@UANA> <#CDESK> @channel @here"
LINKS = "<https://evil.example|click here> <javascript:alert(1)|x> <mailto:a@evil.example>"
SCRIPT = "\"'><script>alert(1)</script><img src=x onerror=alert(1)> {{7*7}}"
HOSTILE = f"{CALLS} {LINKS} {SCRIPT} *bold* `code` &lt;!channel&gt; :rotating_light:"
_ANGLES = re.compile(r"<([^>]*)>")
_THREAD = re.compile(rf"http://127\.0\.0\.1:\d+/archives/{CHANNEL}/p\d{{16}}\|1\d{{3}}-\w{{6}}")


def live(text: str) -> list[str]:
    """What Slack would turn into a call or a link, save the desk's own links, those to its threads and mentions of those who are asked to
    act."""
    found = (each for each in _ANGLES.findall(text) if not _THREAD.fullmatch(each))
    return [each for each in found if not each.startswith((f"{PUBLIC}/", "@UANA", "@UBEN"))]


def posted(gate: Gate) -> list[str]:
    """Every mrkdwn text of the channel, its threads and what single people were shown."""
    messages = [each for root in gate.workspace.messages(CHANNEL) for each in gate.workspace.thread(CHANNEL, root["ts"])]
    return [text for each in (*messages, *gate.workspace.ephemerals(ANA), *gate.workspace.ephemerals(BEN)) for text in markup(each)]


def mail(**headers: str) -> EmailMessage:
    message = EmailMessage(policy=policy.SMTP)
    usual = {"From": f"Kim <{KIM}>", "To": DESK, "Subject": "x", "Message-ID": "<1@hanbit.example>"}
    usual |= {"Date": "Thu, 19 Nov 2026 10:30:00 +0900"}
    for name, value in (usual | headers).items():
        message[name] = value
    return message


async def test_a_customers_words_call_nobody_and_link_nowhere(gate: Gate) -> None:
    message = mail(Subject=HOSTILE, From=f'"{HOSTILE.replace(chr(34), "")}" <{KIM}>', Cc='"<!channel>" <cc@hanbit.example>')
    message.set_content(f"{HOSTILE}\n\n> {HOSTILE}\n")
    message.add_alternative(f"<p>{CALLS.replace('<', '&lt;')}</p><a href='https://evil.example'>&lt;!channel&gt;</a>", subtype="html")
    message.add_attachment(b"x", maintype="text", subtype="plain", filename=f"{CALLS} {SCRIPT}.txt")
    await gate.hand_in(message.as_bytes())
    await gate.running.settled()
    (view,) = await gate.claims()
    await gate.slash(ANA, f"take {view.claim.id}")
    for asked in ("list", "mine", f"show {view.claim.id}", "find alert", f"customer {view.claim.id}", "customer hanbit.example"):
        await gate.slash(ANA, asked)
    await gate.running.settled()
    texts = posted(gate)
    assert any("!channel" in text for text in texts), "the words are there"
    assert [found for text in texts for found in live(text)] == []
    assert gate.workspace.refused == []


async def test_a_colleagues_words_call_nobody_by_the_desk(gate: Gate) -> None:
    """What one types, the desk repeats as words: reasons, notes of a hand-over, a customer's name."""
    number = (await gate.opened()).claim.id
    await gate.slash(ANA, "help")
    await gate.slash(BEN, f"take {number}")
    for typed in (f"hand {number} <@UANA|ana> {CALLS}", f"release {number} {CALLS}", f"customer hanbit.example name={SCRIPT} {CALLS}"):
        await gate.workspace.slash(BEN, CHANNEL, f"/claim {typed}")
    for typed in (CALLS, f"take {CALLS}", f"{number} {SCRIPT}", f"find {CALLS}", f"list {CALLS}", "nonsense <!channel>"):
        await gate.workspace.slash(BEN, CHANNEL, f"/claim {typed}")
    await gate.running.settled()
    assert [found for text in posted(gate) for found in live(text)] == []


async def test_a_mail_servers_refusal_calls_nobody(gate: Gate) -> None:
    """Its words stand in the thread, and it may be anybody's server."""
    gate.postbox.faults.refuse(f"550 5.1.1 {CALLS} {LINKS}")
    await gate.mail()
    await gate.running.settled()
    texts = posted(gate)
    assert any("5.1.1" in text for text in texts)
    assert [found for text in texts for found in live(text)] == []


async def test_nothing_of_a_customer_stands_where_the_whole_workspace_reads_it(gate: Gate) -> None:
    """A message's metadata and the values of buttons hold numbers and nothing else."""
    view = await gate.opened(subject="비밀 제목", text="비밀 내용")
    for each in gate.thread(view.claim.number):
        hidden = [*strings(each.get("metadata")), *(text for block in each.get("blocks", ()) for text in _values(block))]
        assert not any("비밀" in text or "hanbit" in text for text in hidden)


def _values(block: dict[str, object]) -> list[str]:
    found = [str(value) for name, value in block.items() if name in ("value", "action_id", "block_id")]
    inner = [each for value in block.values() for each in (value if isinstance(value, list) else [value]) if isinstance(each, dict)]
    return found + [text for each in inner for text in _values(each)]


@pytest.mark.parametrize(
    "subject",
    [
        "=?utf-8?q?hello=0D=0ABcc:_victim@evil.example?=",
        "=?utf-8?b?aGVsbG8NCkJjYzogdmljdGltQGV2aWwuZXhhbXBsZQ0KDQpib2R5?=",
        "hello\r\n =?utf-8?q?=0ABcc=3A_victim=40evil.example?=",
        "=?utf-8?q?hello=E2=80=A8Bcc:_victim@evil.example?=",
    ],
)
async def test_no_header_can_be_smuggled_into_a_letter(gate: Gate, subject: str) -> None:
    head = f'From: "=?utf-8?q?Kim=0D=0ABcc:_victim@evil.example?=" <{KIM}>\r\nTo: {DESK}\r\nSubject: {subject}\r\n'
    head += "Message-ID: <1@hanbit.example\r\n Bcc: victim@evil.example>\r\nReferences: <a@b.example>\r\n\tX-Evil: 1\r\n"
    await gate.hand_in(f"{head}Date: Thu, 19 Nov 2026 10:30:00 +0900\r\n\r\nhello\r\n".encode())
    await gate.running.settled()
    for letter in gate.postbox.letters:
        assert letter.rcpt_to == (KIM,)
        read = message_from_bytes(letter.raw, policy=policy.default)
        assert {"Bcc", "X-Evil"}.isdisjoint(read.keys())
        assert b"\nBcc" not in letter.raw
        assert [str(each.addr_spec) for each in read["To"].addresses] == [KIM]
    assert gate.postbox.letters


async def test_a_letter_goes_to_nobody_whom_only_words_name(gate: Gate) -> None:
    """Reply-To, Sender and addresses within names do not choose who is written to."""
    message = mail(From=f'"victim@evil.example" <{KIM}>', **{"Reply-To": "victim@evil.example", "Sender": "victim@evil.example"})
    message.set_content("victim@evil.example, <victim@evil.example>")
    await gate.hand_in(message.as_bytes())
    await gate.running.settled()
    assert {each.rcpt_to for each in gate.postbox.letters} == {(KIM,)}


NAMES = (
    "../../../etc/passwd",
    "..\\..\\windows\\system32\\x.dll",
    "C:\\autoexec.bat",
    "/etc/cron.d/evil",
    "....//....//x",
    "%2e%2e%2fx",
    "a\x00.exe",
    "a\r\nSet-Cookie: x=1.txt",
    "invoice\u202egpj.exe",
    "CON",
    ".",
    "..",
    "~root",
    "x" * 5000 + ".txt",
    "<script>.html",
    '";filename="x.html',
)


def _with_files() -> bytes:
    """One mail with a file of each name, as RFC 2231 spells it, which a program may do however it likes."""
    head = f"From: Kim <{KIM}>\r\nTo: {DESK}\r\nSubject: files\r\nMessage-ID: <f@hanbit.example>\r\n"
    head += 'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="edge"\r\n'
    named = (f"Content-Disposition: attachment; filename*=utf-8''{quote(name, safe='')}" for name in NAMES)
    parts = (f"Content-Type: text/html\r\n{name}\r\n\r\n<script>{place}</script>" for place, name in enumerate(named))
    return "".join([head, *(f"\r\n--edge\r\n{part}" for part in parts), "\r\n--edge--\r\n"]).encode()


async def test_a_files_name_leads_nowhere(gate: Gate) -> None:
    """From a mail to the disk, to Slack and to the page."""
    await gate.hand_in(_with_files())
    await gate.running.settled()
    stored = [path for path in gate.folder.rglob("*") if path.is_file() and path.read_bytes()[:8] == b"<script>"]
    assert len(stored) == len(NAMES)
    assert all(re.fullmatch(r"files/[0-9a-f]{2}/[0-9a-f]{64}", str(path.relative_to(gate.folder))) for path in stored)
    (view,) = await gate.claims()
    shown = [file["name"] for each in gate.thread(view.claim.number) for file in each.get("files", ())]
    assert len(shown) == len(NAMES)
    for name in shown:
        assert len(name) <= 120
        assert not set(name) & set('/\\<>:"|?*\0\r\n\u202e')
        assert name not in (".", "..")


DOWNLOAD = re.compile(r"""attachment; filename="[^"\\/]+"; filename\*=UTF-8''[A-Za-z0-9._~%-]+""")


async def test_a_file_is_a_download_and_nothing_else(gate: Gate) -> None:
    await gate.hand_in(_with_files())
    (view,) = await gate.claims()
    path = f"/c/{gate.running.desk.links.token(view.claim.number)}"
    links = re.findall(rf'href="({re.escape(path)}/f/[0-9]+)"', (await gate.get(path)).text)
    assert len(links) == len(NAMES)
    for link in links:
        async with gate.session.get(gate.url + link) as answer:
            assert answer.content_type == "application/octet-stream"
            assert DOWNLOAD.fullmatch(answer.headers["Content-Disposition"])
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert "sandbox" in answer.headers["Content-Security-Policy"]
            assert "Set-Cookie" not in answer.headers
