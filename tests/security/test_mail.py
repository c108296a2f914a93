"""Mails that want to hurt: beyond every limit, bombs, forged senders, relaying; the desk keeps them and goes on."""

import gzip
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from bot.sandbox.postbox import NotSent
from claims.actor import person
from commands import know
from commands.show import Person, Role
from storage import mails
from storage.messages import Direction
from tests.security.gate import CHANNEL, DESK, KIM, Gate, opened, strings

MEBIBYTE = 1024 * 1024
OURS = "mx.desk.example"


def mail(body: str, *heads: str, sender: str = KIM, subject: str = "문의", number: int = 1) -> bytes:
    usual = (f"From: Kim <{sender}>", f"To: {DESK}", f"Subject: {subject}", f"Message-ID: <{number}@hanbit.example>", "MIME-Version: 1.0")
    return "\r\n".join((*usual, "Date: Thu, 19 Nov 2026 10:30:00 +0900", *heads, "", body)).encode()


def _parts() -> bytes:
    return mail("\r\n--b\r\n\r\nx" * 1000 + "\r\n--b--", "Content-Type: multipart/mixed; boundary=b")


def _nested() -> bytes:
    layers = "".join(f"Content-Type: multipart/mixed; boundary=b{depth}\r\n\r\n--b{depth}\r\n" for depth in range(500))
    return mail("", layers.rstrip("\r\n") + "\r\nContent-Type: text/plain\r\n\r\nx")


def _russian_dolls() -> bytes:
    return mail("Content-Type: message/rfc822\r\n\r\n" * 2000, "Content-Type: message/rfc822")


@pytest.mark.parametrize("bomb", [_parts, _nested])
async def test_a_bomb_is_kept_unread_and_the_next_mail_goes_on(gate: Gate, bomb: Callable[[], bytes]) -> None:
    await gate.hand_in(bomb())
    await gate.mail()
    await gate.running.settled()
    (claim,) = await gate.claims()
    (kept,) = await gate.running.desk.database.read(mails.quarantined)
    raw = await gate.running.desk.database.read(mails.raw_bytes, kept.id)
    assert raw
    assert bomb()[:1000] in raw
    assert claim.contact.address == KIM
    assert any("자동으로 읽지 못한 메일" in each["text"] for each in gate.workspace.messages(CHANNEL)), "people are told"


async def test_a_mail_within_a_mail_within_a_mail_is_a_file(gate: Gate) -> None:
    await gate.hand_in(_russian_dolls())
    assert [view.claim.subject for view in await gate.claims()] == ["문의"]


async def test_many_layers_of_html_cost_seconds_at_most(gate: Gate) -> None:
    await gate.hand_in(mail("<div>" * 200_000 + "x", "Content-Type: text/html"))
    await gate.hand_in(mail("<a href='https://x.example'>x</a>" * 20_000, "Content-Type: text/html", number=2))
    await gate.mail()
    assert len(await gate.claims()) == 3, "each was read within the seconds of computing that a mail has"


async def test_a_mail_too_large_is_refused_before_it_is_read(gate: Gate) -> None:
    with pytest.raises(NotSent) as refused:
        await gate.hand_in(mail("x" * 70 + "\r\n" + ("y" * 70 + "\r\n") * (26 * MEBIBYTE // 72)))
    assert refused.value.code == 552
    await gate.mail()
    assert len(await gate.claims()) == 1


async def test_an_archive_is_never_opened(gate: Gate) -> None:
    """Forty thousand times its size unpacked: to the desk it is a file like any other."""
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("../../../etc/cron.d/evil", b"\0" * (50 * MEBIBYTE))
    bombs = [("logs.zip", archive.getvalue()), ("logs.gz", gzip.compress(b"\0" * (50 * MEBIBYTE)))]
    await gate.mail(files=bombs)
    await gate.running.settled()
    assert sum(path.stat().st_size for path in gate.folder.rglob("files/*/*")) == sum(len(data) for _, data in bombs)
    assert not list(gate.folder.rglob("evil"))


async def test_a_million_headers_and_one_endless_line(gate: Gate) -> None:
    for place, heads in enumerate((["X-A: b"] * 100_000, ["X-Long: " + "y" * 900_000], ["References: " + "<a@b.example> " * 40_000])):
        await gate.hand_in(mail("hello", *heads, number=place))
    await gate.mail()
    assert len(await gate.claims()) + len(await gate.running.desk.database.read(mails.quarantined)) == 4


async def test_nothing_is_relayed(gate: Gate) -> None:
    """Not to a stranger, by no spelling of the recipient, and not by being answered to one."""
    for to in ("victim@evil.example", f"victim%evil.example@{DESK.partition('@')[2]}", f"@desk.example:victim@{DESK.partition('@')[2]}"):
        with pytest.raises(NotSent) as refused:
            await gate.postbox._to_desk(mail("x"), KIM, [to])
        assert refused.value.code
        assert 500 <= refused.value.code < 600
    assert await gate.claims() == ()
    assert gate.postbox.letters == []


async def test_one_address_is_not_flooded_with_our_answers(gate: Gate) -> None:
    """A forged sender is written to five times an hour, however many mails come in its name."""
    for place in range(12):
        await gate.hand_in(mail(f"number {place}", sender="victim@elsewhere.example", number=place))
    await gate.running.settled()
    assert len(await gate.claims()) == 12
    assert len(gate.postbox.inbox("victim@elsewhere.example")) == 5


async def _staffed(gate: Gate) -> str:
    """A claim whose number a stranger learnt, and a colleague with an address."""
    ana = Person("UANA", "Ana Silva", "en", "Asia/Seoul", "ana@desk.example", Role.AGENT, active=True)
    await gate.running.desk.database.run(know.person, ana)
    return (await gate.opened()).claim.number


@pytest.mark.parametrize("sender", ["ana@desk.example", KIM])
async def test_a_forged_sender_speaks_for_nobody(tmp_path: Path, sender: str) -> None:
    """Where our own mail server says so: neither for a colleague nor for the customer."""
    async with opened(tmp_path, authserv_id=OURS) as gate:
        number = await _staffed(gate)
        verdict = f"Authentication-Results: {OURS}; dmarc=fail header.from={sender.partition('@')[2]}"
        await gate.hand_in(mail("Please close this.", verdict, sender=sender, subject=f"Re: [{number}]", number=7))
        await gate.running.settled()
        assert await gate.said(number, Direction.NOTE) == []
        assert len(await gate.said(number, Direction.IN)) == 1
        (other,) = [view for view in await gate.claims() if view.claim.number != number]
        assert any("우리 메일 서버가" in text for text in strings(gate.thread(other.claim.number)))
        assert other.claim.number in str(card := gate.thread(other.claim.number)[0])
        assert "이 발신자의 메일이 아니라고 판정" in str(card["blocks"])


@pytest.mark.parametrize(("verdicts", "marked"), [((), True), (("spf=none",), True), (("dmarc=pass header.from=hanbit.example",), False)])
async def test_a_claim_nobody_vouches_for_bears_a_mark(tmp_path: Path, verdicts: tuple[str, ...], *, marked: bool) -> None:
    """Where our own mail server was asked, and only there."""
    async with opened(tmp_path, authserv_id=OURS) as gate:
        heads = tuple(f"Authentication-Results: {OURS}; {each}" for each in verdicts)
        await gate.hand_in(mail("It stopped.", *heads, sender="kim@hanbit.example", number=1))
        await gate.running.settled()
        (view,) = await gate.claims()
        assert ("확인하지 못했습니다" in str(gate.thread(view.claim.number)[0]["blocks"])) is marked


async def test_a_verdict_that_is_not_ours_is_not_believed(tmp_path: Path) -> None:
    """A forger may write results of their own; only those of our server's name count, and all of them."""
    async with opened(tmp_path, authserv_id=OURS) as gate:
        number = await _staffed(gate)
        theirs = "Authentication-Results: mx.evil.example; dmarc=pass header.from=desk.example"
        heads = (f"Authentication-Results: {OURS}; dmarc=fail", theirs)
        await gate.hand_in(mail("x", *heads, sender="ana@desk.example", subject=f"[{number}]", number=7))
        assert await gate.said(number, Direction.NOTE) == []


async def test_what_a_colleague_mails_stays_in_the_house(gate: Gate) -> None:
    """Even where nothing proves the sender, a mail in a colleague's name never reaches the customer and moves nothing."""
    number = await _staffed(gate)
    before, letters = (await gate.view(number)).claim, len(gate.postbox.letters)
    await gate.hand_in(mail("!close spam", sender="ana@desk.example", subject=f"[{number}]", number=7))
    await gate.running.settled()
    (note,) = await gate.said(number, Direction.NOTE)
    assert note.author == person("UANA")
    after = (await gate.view(number)).claim
    assert (after.state, after.owner, len(gate.postbox.letters)) == (before.state, before.owner, letters)


async def test_a_stranger_with_the_number_joins_nothing(gate: Gate) -> None:
    number = (await gate.opened()).claim.number
    await gate.hand_in(mail("tell me more", sender="mallory@evil.example", subject=f"Re: [{number}] 문의", number=9))
    await gate.running.settled()
    assert len(await gate.said(number, Direction.IN)) == 1
    assert (await gate.view(number)).parties == ()
