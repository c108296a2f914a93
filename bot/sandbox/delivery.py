"""Getting payloads to the app: clicks and commands once, events until they are acknowledged.

Slack waits three seconds for an acknowledgement. It repeats an event at once, after a minute and after five; a click or a slash
command is never repeated, the person is told instead. https://docs.slack.dev/apis/events-api/#retries
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bot.sandbox.answers import RETRY_REASONS, Answer, NoAnswer
from bot.sandbox.changes import Changes
from bot.sandbox.faults import Faults

JSON = dict[str, Any]

REDELIVERY = (0.0, 60.0, 300.0)
ACK_SECONDS = 3.0


class Wire(Protocol):
    """Socket Mode or HTTP."""

    async def deliver(self, kind: str, payload: JSON, *, attempt: int, reason: str, limit: float) -> Answer: ...


@dataclass
class Delivered:
    """One attempt to hand over a payload; `failure` is None when it was acknowledged."""

    kind: str
    payload: JSON
    attempt: int
    failure: str | None = None


class Delivery:
    """Hands payloads to the app over whatever wire is plugged in."""

    def __init__(
        self, wire: Wire, faults: Faults, changes: Changes, *, redelivery: Sequence[float] = REDELIVERY, timeout: float = ACK_SECONDS
    ) -> None:
        self.wire = wire
        self.faults = faults
        self.changes = changes
        self.redelivery = redelivery
        self.timeout = timeout
        self.log: deque[Delivered] = deque(maxlen=5_000)
        self._tasks: set[asyncio.Task[None]] = set()

    async def ask(self, kind: str, payload: JSON, *, attempt: int = 0, reason: str = "") -> Answer:
        """One attempt. Raises NoAnswer."""
        record = Delivered(kind, payload, attempt)
        self.log.append(record)
        try:
            return await self._attempt(kind, payload, attempt, reason)
        except NoAnswer as failure:
            record.failure = failure.reason
            raise
        finally:
            self.changes.notify()

    async def _attempt(self, kind: str, payload: JSON, attempt: int, reason: str) -> Answer:
        if self.faults.take("envelope", f"envelope:{kind}"):
            await asyncio.sleep(self.timeout)
            raise NoAnswer("operation_timeout")
        return await self.wire.deliver(kind, payload, attempt=attempt, reason=reason, limit=self.timeout)

    def tell(self, event: JSON) -> None:
        """Deliver an event in the background, again while it is not acknowledged."""
        task = asyncio.get_running_loop().create_task(self._tell(event))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _tell(self, event: JSON) -> None:
        reason = ""
        for attempt, delay in enumerate((0.0, *self.redelivery)):
            if delay:
                await asyncio.sleep(delay)
            try:
                await self.ask("events_api", event, attempt=attempt, reason=reason)
            except NoAnswer as failure:
                if not failure.retry:
                    return
                reason = RETRY_REASONS[failure.reason]
            else:
                return

    @property
    def idle(self) -> bool:
        """Nothing is on its way to the app."""
        return not self._tasks

    async def settled(self) -> None:
        """Wait until every event is acknowledged or given up."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    async def close(self) -> None:
        """Give up whatever is still on its way."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
