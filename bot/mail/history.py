"""`claimdesk import`: the mail that stood in the mailbox before the desk began, oldest first; the mailbox itself is left as it is."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import typer

from bot.desk import Desk
from bot.intake import Intake, opened_intake
from bot.mail.account import Account
from bot.mail.drain import ASKED, chunks, groups
from bot.mail.imap import Broken, Folder, Head, Refused
from bot.mail.line import Line, connected
from bot.mail.oauth import tokens
from bot.mail.troubles import reason
from claims.errors import Misconfigured, TryAgain
from commands import fetching, history

AGAIN = "What is in already stays; the same command goes on from there."


async def bring_in(desk: Desk, since: date, *, dry_run: bool, threads: bool) -> None:
    """Take in the mail of every folder that IMAP_URL names, from the day `since` on, and print what became of it.

    Raises Misconfigured, and TryAgain where mail server, disk or database refuse for now.
    """
    if desk.settings.imap_url is None:
        raise Misconfigured("IMAP_URL is not set: import reads the mailbox that it names")
    account = Account.parse(desk.settings.imap_url.get_secret_value(), tokens(desk.settings))
    _check(desk, since)
    async with opened_intake(desk) as intake:
        for folder in account.folders:
            async with _reading(account, folder) as line:
                heads = await _old(desk, line, account.name(folder), since)
                _tell(folder, since, heads)
                if heads and not dry_run:
                    _sum_up(folder, await _taken(intake, line, heads, threads))


def _check(desk: Desk, since: date) -> None:
    today, days = desk.clock().date(), desk.rules.days.keep_closed
    if since > today:
        raise Misconfigured(f"--since {since} is still to come")
    if since < today - timedelta(days=days):
        first = today - timedelta(days=days)
        raise Misconfigured(f"--since {since}: after {days} days ([days] keep_closed) words are erased; begin on {first} or later")


@asynccontextmanager
async def _reading(account: Account, folder: str) -> AsyncIterator[Line]:
    """A line on which nothing can change; what goes wrong on it is said plainly."""
    try:
        async with connected(account, folder, readonly=True) as line:
            yield line
    except (OSError, Broken) as fault:
        raise TryAgain(f"{account.name(folder)}: {reason(fault, account.password)}. {AGAIN}") from fault
    except Refused as fault:
        raise Misconfigured(f"IMAP_URL: {account.name(folder)}: {reason(fault, account.password)}") from fault


async def _old(desk: Desk, line: Line, mailbox: str, since: date) -> list[Head]:
    """What the running desk will never look at: new mail is its own, and no history."""
    heads: list[Head] = []
    for some in chunks(await line.run(Folder.since, since), ASKED):
        heads += await line.run(Folder.heads, some)
    place = await desk.database.read(fetching.stands, mailbox, line.folder.standing.uidvalidity)
    old = (each for each in heads if place is None or fetching.is_history(place, each.uid, each.came_at))
    return sorted(old, key=lambda head: (head.came_at or desk.clock(), head.uid))


async def _taken(intake: Intake, line: Line, heads: Sequence[Head], threads: bool) -> Counter[str]:
    became: Counter[str] = Counter()
    with typer.progressbar(length=len(heads), label=line.name) as bar:
        for group in groups(heads):
            mails = await line.run(Folder.fetch, [head.uid for head in group])
            for head in group:
                if head.uid in mails:
                    became[await _take_in(intake, head, mails[head.uid], threads)] += 1
                bar.update(1)
    return became


async def _take_in(intake: Intake, head: Head, raw: bytes, threads: bool) -> str:
    came_at = head.came_at or intake.desk.clock()
    keep = partial(history.remember, came_at=came_at, threads=threads)
    old = replace(intake, keep=keep, set_aside=partial(history.set_aside, came_at=came_at))
    try:
        return (await old.take_in(raw, "import")).became
    except TryAgain as trouble:
        raise TryAgain(f"the desk cannot keep mail now ({trouble}). {AGAIN}") from trouble


def _tell(folder: str, since: date, heads: Sequence[Head]) -> None:
    size = sum(head.size for head in heads) / 1024 / 1024
    typer.echo(f"{folder}: {len(heads):,} old mails since {since}, {size:,.1f} MB")


def _sum_up(folder: str, became: Counter[str]) -> None:
    typer.echo(f"{folder}: " + ", ".join(f"{count:,} {kind}" for kind, count in became.most_common()))
