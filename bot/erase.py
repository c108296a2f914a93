"""`claimdesk person erase`: shows what would go, asks, erases, and says what is out of the desk's reach."""

import asyncio
import getpass
from datetime import timedelta

import typer

from bot.desk import Desk
from claims import actor
from commands.person_data import Erased, erase, find_person

JUST_NOW = timedelta(minutes=10)  # a mail with the very same file may be on its way in


async def erase_asking(desk: Desk, address: str, *, sure: bool) -> bool:
    """Whether it was done. Raises NotFound, and Illegal where a claim of theirs is not closed."""
    found = await desk.database.read(find_person, address)
    typer.echo(
        f"{found.address}: {len(found.own)} claims of theirs, {len(found.elsewhere)} others they took part in, "
        f"{len(found.mails)} mails that became no claim."
    )
    if not sure and not await asyncio.to_thread(typer.confirm, "Erase their name, address and words for good?", default=False, err=True):
        return False
    done = await desk.database.run(erase, found, by=actor.operator(getpass.getuser()))
    left = await _remove(desk, done)
    typer.echo(_told(done, left))
    return True


async def _remove(desk: Desk, done: Erased) -> int:
    """Remove the bytes nobody uses any more; how many stay until the next housekeeping."""
    gone = [await asyncio.to_thread(desk.files.remove, each, JUST_NOW) for each in done.files]
    return gone.count(False)


def _told(done: Erased, left: int) -> str:
    files = f"{len(done.files) - left} files removed"
    if left:
        files += f", {left} that came just now will be within two days"
    return (
        f"Erased: {done.claims} claims gone through, {files}. Out of the desk's reach are the threads in Slack (delete them there), "
        "backups taken before now, and what your mail server keeps."
    )
