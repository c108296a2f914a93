"""Release a mail from quarantine: read it again with raised limits, or take what its head says and the whole of it as a file."""

import hashlib
from dataclasses import replace

from bot.desk import Desk
from bot.intake import head_read, keep_files, known
from bot.mail.limits import Limits, Unreadable
from bot.mail.read import Reading
from bot.mail.reader import Reader
from claims.actor import Actor
from claims.envelope import Attachment
from commands import quarantine
from commands.receive import Received

SHOWN = 10


async def release(desk: Desk, identity: int, *, by: Actor) -> Received:
    """What became of the mail. Raises NotFound, and Stale where somebody decided already."""
    raw, came_at = await desk.database.read(quarantine.held, identity)
    reader = Reader(known(desk), Limits.of(desk.rules.limits).raised(len(raw)))
    try:
        reading = await reader.read(raw, received=came_at)
    except Unreadable:
        reading = _whole_as_file(desk, raw)
    finally:
        await reader.close()
    await keep_files(desk, reading)
    return await desk.database.run(quarantine.release, identity, reading.envelope, desk=desk.settings.addresses, by=by)


async def undecided(desk: Desk) -> tuple[int, list[dict[str, object]]]:
    """How many mails nobody has decided about, and what the newest of them say of themselves, as the alarm about each does."""
    count, newest = await desk.database.read(quarantine.newest, SHOWN)
    found = []
    for mail, size, beginning in newest:
        head = head_read(desk, beginning).envelope
        found.append({"mail": mail.id, "why": mail.why, "size": size, "sender": head.sender, "subject": head.subject})
    return count, found


def _whole_as_file(desk: Desk, raw: bytes) -> Reading:
    envelope, sha256 = head_read(desk, raw).envelope, hashlib.sha256(raw).hexdigest()
    file = Attachment("mail.eml", "message/rfc822", len(raw), sha256)
    notes = (*(each for each in envelope.notes if each != "nothing-written"), "head-only")
    return Reading(replace(envelope, attachments=(file,), notes=notes), {sha256: raw})
