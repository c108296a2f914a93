from claims.actor import person
from claims.envelope import Envelope
from claims.errors import NotFound, Stale
from commands.quarantine import held, newest, reject, release
from commands.receive import Became, quarantine
from storage import mails
from tests.commands.desk import Desk
from tests.making import KIM

DESK = ("help@desk.example",)
RAW = b"Subject: \xff\x00\r\n\r\n" + b"x" * 20_000


def envelope() -> Envelope:
    return Envelope("lee@plant.example", "Lee", DESK, "The press stopped", None, "1@plant.example", (), "words", "words")


async def test_who_decides_first_decides(desk: Desk) -> None:
    await desk.do(quarantine, RAW, "too_large", wire="imap")
    count, [(mail, size, head)] = await desk.database.read(newest, 10)
    assert (count, size, head) == (1, len(RAW), RAW[: 8 * 1024])
    assert (await desk.database.read(held, mail.id))[0] == RAW
    found = await desk.do(release, mail.id, envelope(), desk=DESK, by=person(KIM.id))
    assert found.became is Became.CLAIM
    settled = await desk.database.read(mails.find, mail.id)
    assert settled
    assert (settled.became, settled.claim_id, settled.why) == (
        "claim",
        int(str(found.claim).partition("-")[0]),
        f"too_large; a person wrote; decided by {KIM.id}",
    )
    for command in (release, reject):
        given = (envelope(),) if command is release else ()
        more = {"desk": DESK} if command is release else {}
        values = await desk.refused(Stale, command, mail.id, *given, **more, by=person("UBEN"))
        assert values["owner"] == KIM.id
    assert (await desk.database.read(newest, 10))[0] == 0


async def test_rejected_it_does_not_come_again(desk: Desk) -> None:
    await desk.do(quarantine, RAW, "too_large", wire="imap")
    _, [(mail, _, _)] = await desk.database.read(newest, 10)
    await desk.do(reject, mail.id, by=person(KIM.id))
    assert (await desk.do(quarantine, RAW, "too_large", wire="imap")).became is Became.DUPLICATE
    assert await desk.database.read(mails.raw_bytes, mail.id) == RAW


async def test_a_mail_that_is_not_there(desk: Desk) -> None:
    assert await desk.refused(NotFound, reject, 99, by=person(KIM.id)) == {"what": "mail", "name": "99"}
