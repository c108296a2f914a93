"""Every byte received."""

from storage import mails
from storage.database import Database
from storage.mails import Raw
from tests.clocks import StillClock
from tests.making import row


async def test_bytes_and_what_they_became(database: Database, clock: StillClock) -> None:
    claim = await database.run(row)
    raw = bytes(range(256)) * 100
    identity = await database.run(mails.add, raw, wire="smtp")
    await database.run(mails.settle, identity, "claim", claim.id, "a person wrote")
    assert await database.read(mails.same, raw) == Raw(identity, clock.now, "smtp", "claim", claim.id, "a person wrote")
    assert await database.read(mails.same, b"other") is None
    assert await database.read(mails.raw_bytes, identity) == raw
    assert await database.read(mails.raw_bytes, 77) is None


async def test_what_waits_for_a_look(database: Database) -> None:
    for became in ("claim", "quarantined", "quarantined"):
        identity = await database.run(mails.add, became.encode(), wire="imap")
        await database.run(mails.settle, identity, became, None, "over 10 s")
    assert [each.became for each in await database.read(mails.quarantined)] == ["quarantined"] * 2
    assert await database.read(mails.counted) == {"claim": 1, "quarantined": 2}
