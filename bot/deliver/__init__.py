"""Delivery: takes due rows of the outbox, has the door render and send them, in order per claim, and never twice if it can be known."""

import asyncio
import re
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import chain, repeat
from typing import Any, Concatenate, ParamSpec, Protocol
from uuid import uuid4

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.desk import Desk
from claims.actor import clock
from claims.errors import DeskError, TryAgain
from commands import alarm
from storage import claims, outbox
from storage.database import Tx
from storage.outbox import Door, Intent

P = ParamSpec("P")
GIVE_UP = timedelta(days=1)
TRIES = 10  # at least, for a desk that was itself away for a day: the waits between them are over an hour
GRACE = timedelta(minutes=5)  # until a door through which nothing leaves is told of
POLL = 1.0  # seconds: other processes commit too, and nobody tells us
BACKOFF = (2, 5, 15, 60, 300, 900)  # seconds
WAITS = (0.1, 0.5, 2.0, 5.0)  # seconds until a database that refused is asked again

BY = clock("deliver")

log = structlog.get_logger()


class NotYet(DeskError):
    """The other side cannot take it now: try again, after `after` seconds where it said so. `door`: nor anything else, it seems."""

    def __init__(self, why: str, after: float | None = None, *, door: bool = False) -> None:
        super().__init__(why)
        self.after = after
        self.door = door


class Impossible(DeskError):
    """The other side will never take it."""


@dataclass(frozen=True, slots=True)
class Sent:
    """`outcome` in a word; `keep`: what to write down in the same commit that ends the row."""

    outcome: str
    keep: Callable[[Tx], object] | None = None


class Courier(Protocol):
    """Renders and sends what waits at one door."""

    door: Door
    workers: int
    lease: timedelta
    part: str | None
    """Its name among the alarms; None: nobody is told where it does not work."""

    async def deliver(self, intent: Intent) -> "Sent":
        """Send it. Raises NotYet, Impossible."""
        ...

    @staticmethod
    def given_up(tx: Tx, intent: Intent, why: str) -> None:
        """Tell those whom it concerns that this will never be sent."""
        ...


@dataclass(slots=True)
class Delivery:
    """Runs the couriers until stopped. What is on the wire is finished first, or given back for the next start to send."""

    desk: Desk
    couriers: tuple[Courier, ...]
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)
    _tasks: list["asyncio.Task[None]"] = field(default_factory=list)
    _attempts: set["asyncio.Future[Sent]"] = field(default_factory=set)
    _held: set[int] = field(default_factory=set)
    _bells: list["asyncio.Queue[None]"] = field(default_factory=list)
    _suspect: set[Door] = field(default_factory=lambda: set(Door))
    """Doors of which somebody may have been told that they do not work; after a start all."""

    def start(self) -> None:
        self.desk.database.committed.append(self._ring)
        for courier in self.couriers:
            bell: asyncio.Queue[None] = asyncio.Queue(1)
            self._bells.append(bell)
            self._tasks += [asyncio.create_task(self._work(courier, bell)) for _ in range(courier.workers)]

    async def stop(self, patience: float = 4.0, farewell: float = 3.0) -> None:
        """Let what is being sent finish for `patience` seconds, then stop it. Who is past the point of return gets `farewell` more."""
        self._stopping.set()
        self._ring()
        late = await _ended(self._tasks, patience)
        for attempt in self._attempts:
            attempt.cancel()
        late = await _ended(late, farewell)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        self.desk.database.committed.remove(self._ring)

    def _ring(self) -> None:
        for bell in self._bells:
            _ring(bell)

    async def _work(self, courier: Courier, bell: "asyncio.Queue[None]") -> None:
        """The bell wakes one worker; whoever finds something to do, or stops, wakes the next."""
        while not self._stopping.is_set():
            if not await self._tried(courier, bell):
                with suppress(TimeoutError):
                    await asyncio.wait_for(bell.get(), POLL)
        _ring(bell)

    async def _tried(self, courier: Courier, bell: "asyncio.Queue[None]") -> bool:
        """One step. Whatever breaks in it, and were it the log, must not end all delivery by this door; what was held is leased again."""
        try:
            return await self._step(courier, bell)
        except Exception as fault:
            with suppress(Exception):
                log.error("delivery worker broke", door=courier.door, exc_info=fault)
            return False

    async def _step(self, courier: Courier, bell: "asyncio.Queue[None]") -> bool:
        """Deal with one row; whether there was one. Where the database refuses, what is due waits and nothing else happens."""
        try:
            intent = await self._next(courier)
        except (TryAgain, SQLAlchemyError) as trouble:
            log.warning("delivery waits for the database", door=courier.door, why=str(trouble))
            return False
        if intent:
            _ring(bell)
            self._held.add(intent.id)
            try:
                await self._deliver(courier, intent)
            finally:
                self._held.discard(intent.id)
        return intent is not None

    async def _next(self, courier: Courier) -> Intent | None:
        if not await self.desk.database.read(outbox.any_due, courier.door):
            return None
        # What was sent and cannot be noted stays ours, however long ago its lease ran out.
        return await self.desk.database.run(outbox.lease, courier.door, uuid4().hex, courier.lease, frozenset(self._held))

    async def _deliver(self, courier: Courier, intent: Intent) -> None:
        log.debug("delivering", attempt=intent.attempts, **_named(intent))
        attempt = asyncio.ensure_future(courier.deliver(intent))
        self._attempts.add(attempt)
        attempt.add_done_callback(self._attempts.discard)
        match await _fault(attempt):
            case None:
                await self._finish(courier, intent, attempt.result())
            case asyncio.CancelledError():
                log.info("delivery stopped", **_named(intent))
                await self._note(outbox.retry, intent, timedelta(), "stopped")
            case NotYet() as trouble:
                await self._postpone(courier, intent, trouble)
            case Impossible() as trouble:
                await self._give_up(courier, intent, str(trouble), tell=intent.door is not Door.MAIL)
            case TryAgain() as trouble:
                await self._postpone(courier, intent, NotYet(str(trouble), door=True))
            case fault:
                # A fault in one letter or post must not end the delivery of all others.
                log.error("delivery broke", exc_info=fault, **_named(intent))
                await self._postpone(courier, intent, NotYet(type(fault).__name__))

    async def _finish(self, courier: Courier, intent: Intent, sent: Sent) -> None:
        alone = partial(outbox.finish, intent=intent, outcome=sent.outcome)
        await self._end(intent, partial(_finish, intent=intent, sent=sent), alone)
        if courier.door in self._suspect:
            self._suspect.discard(courier.door)
            if courier.part:
                await self._note(alarm.back, courier.part, by=BY)

    async def _postpone(self, courier: Courier, intent: Intent, trouble: NotYet) -> None:
        why = str(trouble)
        if await self._is_hopeless(intent, trouble):
            await self._give_up(courier, intent, why, tell=True)
            return
        wait = trouble.after or BACKOFF[min(intent.attempts, len(BACKOFF)) - 1]
        log.warning("delivery postponed", why=why, seconds=wait, **_named(intent))
        await self._note(outbox.retry, intent, timedelta(seconds=wait), why)
        if trouble.door:
            await self._watch(courier, intent, why)

    async def _is_hopeless(self, intent: Intent, trouble: NotYet) -> bool:
        """After a day of trying; but where the whole door was shut, only once others have gone through it for a day."""
        a_day_ago = self.desk.clock() - GIVE_UP
        if intent.attempts < TRIES or intent.created_at > a_day_ago:
            return False
        return not trouble.door or await self._worked(intent, intent.created_at, a_day_ago)

    async def _watch(self, courier: Courier, intent: Intent, why: str) -> None:
        """Tell the operator, once, of a door through which nothing has left for a while."""
        now = self.desk.clock()
        if courier.part is None or now - intent.created_at < GRACE or await self._worked(intent, now - GRACE, now):
            return
        self._suspect.add(courier.door)
        # The channel cannot hear that the channel is not to be reached.
        await self._note(alarm.stopped, courier.part, reason(why), slack=courier.door is not Door.SLACK, by=BY)

    async def _worked(self, intent: Intent, since: datetime, until: datetime) -> bool:
        try:
            return await self.desk.database.read(outbox.worked, intent, since, until)
        except TryAgain:
            return False

    async def _give_up(self, courier: Courier, intent: Intent, why: str, *, tell: bool) -> None:
        """`tell` the operator: of all but a letter to somebody whom its server refuses, which is its owner's to mend."""
        log.error("delivery given up", why=why, **_named(intent))
        whole = partial(_give_up, intent=intent, why=why, given_up=courier.given_up, part=courier.part if tell else None)
        await self._end(intent, whole, partial(outbox.give_up, intent=intent, outcome=why))

    async def _end(self, intent: Intent, whole: Callable[[Tx], object], alone: Callable[[Tx], object]) -> None:
        """End a row with what its claim should know; where that breaks, alone, for it would be sent again and again."""
        noting = asyncio.ensure_future(self._note(whole))
        if fault := await _fault(noting):
            log.error("not noted with the claim", exc_info=fault, **_named(intent))
            await self._note(alone)

    async def _note(self, command: Callable[Concatenate[Tx, P], object], *args: P.args, **kwargs: P.kwargs) -> None:
        """Write down what became of a row, however long the database refuses: it would be sent again otherwise."""
        for wait in chain(WAITS, repeat(WAITS[-1])):
            try:
                await self.desk.database.run(command, *args, **kwargs)
            except TryAgain as trouble:
                log.warning("delivery not noted yet", why=str(trouble))
                await asyncio.sleep(wait)
            else:
                return


def _ring(bell: "asyncio.Queue[None]") -> None:
    if bell.empty():
        bell.put_nowait(None)


def _named(intent: Intent) -> dict[str, object]:
    return {"door": intent.door, "intent": intent.intent, "claim": intent.claim_id}


async def _fault(work: "asyncio.Future[Any]") -> BaseException | None:
    """Wait for the work; what it raised, if anything. Whoever stops waiting stops the work."""
    try:
        await asyncio.wait([work])
        return asyncio.CancelledError() if work.cancelled() else work.exception()
    finally:
        work.cancel()


async def _ended(tasks: Collection["asyncio.Task[None]"], patience: float) -> Collection["asyncio.Task[None]"]:
    """Wait for the tasks; those that are late."""
    return (await asyncio.wait(tasks, timeout=patience))[1] if tasks else ()


def _finish(tx: Tx, intent: Intent, sent: Sent) -> None:
    if outbox.finish(tx, intent, sent.outcome) and sent.keep:
        sent.keep(tx)


def _give_up(tx: Tx, intent: Intent, why: str, given_up: Callable[[Tx, Intent, str], None], part: str | None) -> None:
    if not outbox.give_up(tx, intent, why):
        return
    given_up(tx, intent, why)
    if part:
        claim = claims.find(tx, intent.claim_id) if intent.claim_id else None
        alarm.alarm(tx, "given_up", f"{intent.door}, {intent.intent}: {reason(why)}", claim=claim, slack=False, by=BY)


def reason(why: str) -> str:
    """The beginning of what a server said, up to its own prose, which may name a customer."""
    code = re.match(r"[2-5]\d\d( \d\.\d{1,3}\.\d{1,3})?\b|[\w ]+", why)
    return code[0].strip() if code else "unknown"
