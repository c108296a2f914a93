"""Takes in all that is new in a mailbox, oldest first; each mail is moved away after its commit, and none blocks the others for long."""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

import structlog

from bot.desk import Desk
from bot.mail.imap import Folder, Head, Refused
from bot.mail.lease import Lease
from bot.mail.line import Line
from bot.mail.troubles import Troubles
from claims.errors import TryAgain
from commands import fetching
from commands.fetching import Position

log = structlog.get_logger()

T = TypeVar("T")
TakeIn = Callable[[bytes, str], Awaitable[object]]
TRIES = 5
ASKED = 200  # heads at a time
GROUP = 50  # mails fetched at a time
GROUP_BYTES = 4 * 1024 * 1024
BREATH, LONGEST = 3, 0.1
"""Times as long as a mail took, and seconds at most, until the next of many: most of the time is left to people, however many wait."""


class Stumbled(Exception):
    """A mail could not be dealt with; after TRIES it is set aside."""


@dataclass(slots=True)
class Stumbles:
    """How often each mail could not be dealt with. `careful`: mails are fetched one by one, to find the culprit."""

    careful: bool = False
    _times: Counter[int] = field(default_factory=Counter)

    def over(self, uids: Sequence[int]) -> None:
        """Count a stumble; which mail of many it was shows when they are fetched one by one."""
        self.careful = True
        if len(uids) == 1:
            self._times[uids[0]] += 1

    def hopeless(self, uid: int) -> bool:
        return self._times[uid] >= TRIES

    def clear(self) -> None:
        self.careful = False
        self._times.clear()


@dataclass(slots=True)
class Drain:
    """One selected folder, from `place` on. `take_in(raw, wire)` keeps a mail for good before it returns, or raises TryAgain."""

    desk: Desk
    mailbox: str
    line: Line
    lease: Lease
    take_in: TakeIn
    troubles: Troubles
    stumbles: Stumbles
    stopping: asyncio.Event
    place: Position

    async def run(self) -> bool:
        """Deal with everything new; whether there was anything. Raises TryAgain and Stumbled, and what the line raises."""
        uids = await self.line.run(Folder.after, self.place.last_uid)
        for some in chunks(uids, ASKED):
            for group in self._groups(await self.line.run(Folder.heads, some)):
                if not await self._may_go_on():
                    return True
                await self._deal_with(group)
        self.stumbles.clear()
        return bool(uids)

    async def _deal_with(self, group: Sequence[Head]) -> None:
        if len(group) == 1 and self.stumbles.hopeless(group[0].uid):
            await self._set_aside(group[0].uid)
            return
        mails = await self._fetched([head.uid for head in group if not fetching.is_history(self.place, head.uid, head.came_at)])
        kept, fault = await self._kept(mails)
        await self.line.run(Folder.put_away, kept, self.desk.rules.mail.moved_to)
        if len(kept) == len(mails):
            await self._advance(group[-1].uid)
        elif kept:
            await self._advance(kept[-1])
        if fault:
            raise fault

    async def _fetched(self, uids: Sequence[int]) -> Mapping[int, bytes]:
        if not uids:
            return {}
        try:
            return await self.line.run(Folder.fetch, uids)
        except (OSError, Refused):
            self.stumbles.over(uids)
            raise

    async def _kept(self, mails: Mapping[int, bytes]) -> tuple[list[int], Exception | None]:
        """The mails that are kept now, and what stopped the rest."""
        kept: list[int] = []
        for uid, raw in mails.items():
            if not await self._may_go_on():
                break
            begun = time.monotonic()
            if fault := await self._fault_of(raw):
                return kept, fault if isinstance(fault, TryAgain) else self._stumbled(uid, fault)
            kept.append(uid)
            if len(kept) < len(mails):
                await asyncio.sleep(min(BREATH * (time.monotonic() - begun), LONGEST))
        return kept, None

    async def _fault_of(self, raw: bytes) -> BaseException | None:
        """Take a mail in; what it raised, where it did. A fault in one mail must not end the fetching of all others."""
        taking = asyncio.ensure_future(self.take_in(raw, "imap"))
        try:
            await asyncio.wait([taking])
            return taking.exception()
        finally:
            taking.cancel()

    def _stumbled(self, uid: int, fault: BaseException) -> Stumbled:
        self.stumbles.over([uid])
        log.error("mail not taken in", mailbox=self.mailbox, uid=uid, exc_info=fault)
        return Stumbled(f"the mail with UID {uid} cannot be taken in ({type(fault).__name__})")

    async def _set_aside(self, uid: int) -> None:
        await self.line.run(Folder.set_aside, uid)
        log.error("mail set aside", mailbox=self.mailbox, uid=uid)
        await self.troubles.report(self.mailbox, f"the mail with UID {uid} could not be taken in: it stands flagged in its folder")
        await self._advance(uid)

    async def _advance(self, uid: int) -> None:
        self.place = replace(self.place, last_uid=uid)
        await self.desk.database.run(fetching.advance, self.mailbox, uid, by=self.lease.by)

    async def _may_go_on(self) -> bool:
        return not self.stopping.is_set() and await self.lease.keep()

    def _groups(self, heads: Iterable[Head]) -> Iterator[list[Head]]:
        return groups(heads, 1 if self.stumbles.careful else GROUP)


def groups(heads: Iterable[Head], most: int = GROUP) -> Iterator[list[Head]]:
    """Few mails or few bytes at a time: a large mail comes alone."""
    group: list[Head] = []
    for head in heads:
        size = sum(each.size for each in group) + head.size
        if group and (len(group) >= most or size > GROUP_BYTES):
            yield group
            group = []
        group.append(head)
    if group:
        yield group


def chunks(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    return (items[start : start + size] for start in range(0, len(items), size))
