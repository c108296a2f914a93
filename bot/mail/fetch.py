"""Mail in over IMAP: one process a mailbox, IDLE with a poll behind it, connected again after every cut."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable
from dataclasses import dataclass, field

import structlog

from bot.desk import Desk
from bot.mail.account import Account
from bot.mail.drain import Drain, Stumbled, Stumbles, TakeIn
from bot.mail.imap import Folder, NotLetIn, Refused
from bot.mail.lease import Lease
from bot.mail.line import Line, connected
from bot.mail.troubles import Tell, Troubles, reason
from claims.errors import Misconfigured, TryAgain
from commands import fetching

log = structlog.get_logger()

FAULTS = (OSError, Refused, TryAgain, Stumbled)


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds. `poll`: between two looks where the server says nothing; `soon`: after mail came, since its news may cross our asking;
    `lease`: until another process takes over from a dead one; `grace`: until a fault that may pass is told."""

    poll: float = 30.0
    soon: float = 1.0
    lease: float = 30.0
    grace: float = 120.0
    first_retry: float = 1.0
    last_retry: float = 120.0


@dataclass(slots=True)
class Fetcher:
    """Reads one folder until it is told to stop."""

    desk: Desk
    account: Account
    folder: str
    take_in: TakeIn
    troubles: Troubles
    pace: Pace
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _stumbles: Stumbles = field(default_factory=Stumbles)
    _retry: float = 0.0
    _ill_since: float | None = None

    @property
    def mailbox(self) -> str:
        return self.account.name(self.folder)

    def stop(self) -> None:
        """Finish the mail in hand, then end."""
        self.stopping.set()
        self._wake.set()

    async def run(self) -> None:
        lease = Lease(self.desk, self.mailbox, self.pace.lease)
        while not self.stopping.is_set():
            try:
                await self._attempt(lease)
            except FAULTS as fault:
                await self._failed(fault)

    async def _attempt(self, lease: Lease) -> None:
        """Read while the mailbox is ours; where another process has it, wait a while."""
        if not await lease.keep():
            await self._well()
            await self._pause(self.pace.lease / 3)
            return
        try:
            async with connected(self.account, self.folder) as line:
                await self._read(line, lease)
        finally:
            await lease.let_go()

    async def _read(self, line: Line, lease: Lease) -> None:
        standing = line.folder.standing
        place = await self.desk.database.run(fetching.resume, self.mailbox, standing.uidvalidity, standing.next_uid, by=lease.by)
        if place is None:
            return
        log.info("mailbox open", mailbox=self.mailbox, uidvalidity=place.uidvalidity, after=place.last_uid)
        drain = Drain(self.desk, self.mailbox, line, lease, self.take_in, self.troubles, self._stumbles, self.stopping, place)
        while not self.stopping.is_set() and await lease.keep():
            came = await drain.run()
            await self._well()
            await self._wait(line, lease, self.pace.soon if came else self.pace.poll)

    async def _wait(self, line: Line, lease: Lease, span: float) -> None:
        """Until the server has news, or it is time to look anyway."""
        if self.stopping.is_set():
            return
        if not await line.run(Folder.idle):
            await self._pause(min(span, self.pace.lease / 3))
            return
        until = time.monotonic() + span
        while (left := until - time.monotonic()) > 0 and not self.stopping.is_set() and await lease.keep():
            if await self._within(line.heard(self._wake), min(left, self.pace.lease / 3)):
                break
        if not self.stopping.is_set():
            # Not idle_check(): on a dead socket it returns at once with nothing, while this says that the line is cut.
            await line.run(Folder.idle_done)

    async def _pause(self, span: float) -> None:
        await self._within(self._wake.wait(), span)

    async def _within(self, event: Awaitable[object], span: float) -> bool:
        """Whether it happened within `span` seconds."""
        try:
            await asyncio.wait_for(event, span)
        except TimeoutError:
            return False
        finally:
            if not self.stopping.is_set():
                self._wake.clear()
        return True

    async def _well(self) -> None:
        if self._ill_since is not None:
            log.info("mailbox readable again", mailbox=self.mailbox)
        self._ill_since, self._retry = None, 0.0
        await self.troubles.report(self.mailbox, None)

    async def _failed(self, fault: Exception) -> None:
        """Say so, at once where it will not pass by itself, and wait: longer from time to time."""
        why, now = reason(fault, self.account.password), time.monotonic()
        self._ill_since = now if self._ill_since is None else self._ill_since
        log.warning("mailbox not read", mailbox=self.mailbox, why=why)
        if isinstance(fault, NotLetIn) or now - self._ill_since >= self.pace.grace:
            await self.troubles.report(self.mailbox, why)
        self._retry = min(self._retry * 2 or self.pace.first_retry, self.pace.last_retry)
        await self._pause(self._retry)


@dataclass(slots=True)
class Fetching:
    """All folders of the account. `tell(text)` hears what keeps mail from coming, in plain English; None: it comes again."""

    desk: Desk
    account: Account
    take_in: TakeIn
    tell: Tell
    pace: Pace = Pace()
    _fetchers: tuple[Fetcher, ...] = ()
    _tasks: tuple[asyncio.Task[None], ...] = ()

    async def start(self) -> None:
        """Begin to read; a server that is not there is tried again until it is.

        Raises Misconfigured where a folder would be moved into itself.
        """
        away = self.desk.rules.mail.moved_to
        if away.lower() in (folder.lower() for folder in self.account.folders):
            raise Misconfigured(f"[mail] moved_to: mails kept are moved to {away}, so IMAP_URL must not name it as a folder to read")
        troubles = Troubles(self.tell)
        self._fetchers = tuple(
            Fetcher(self.desk, self.account, folder, self.take_in, troubles, self.pace) for folder in self.account.folders
        )
        self._tasks = tuple(asyncio.create_task(fetcher.run(), name=f"fetch {fetcher.mailbox}") for fetcher in self._fetchers)
        for task in self._tasks:
            task.add_done_callback(_ended)

    async def stop(self, grace: float = 8.0) -> None:
        """Finish the mails in hand (within `grace` seconds) and hang up. Raises what a task died of."""
        for fetcher in self._fetchers:
            fetcher.stop()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=grace)
        for task in self._tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        self._fetchers, self._tasks = (), ()


def _ended(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (fault := task.exception()):
        log.critical("fetching ended", task=task.get_name(), exc_info=fault)
