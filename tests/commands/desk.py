"""A desk with its team, and short ways to do and to look."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec, TypeVar

import pytest

from claims.claim import Claim, ClaimClass, Factor, Impact, Severity
from claims.errors import Refusal
from claims.lifecycle import CloseReason, State
from commands.close import close
from commands.course import NO_UPDATES
from commands.design import agree, design
from commands.hear import hear
from commands.reply import ask
from commands.resolve import Resolution, resolve
from commands.take import take
from commands.triage import triage
from storage import claims, messages, timeline
from storage.built import driver, run
from storage.database import Database, Tx
from storage.messages import Direction, Message
from storage.outbox import Door
from storage.tables import metadata, outbox
from storage.timeline import Event
from tests.clocks import StillClock
from tests.making import ANNA, BEN, KIM, open_one, told

P = ParamSpec("P")
R = TypeVar("R")
ANSWER = Resolution(ClaimClass.HOWTO, Factor.CUSTOMER, "설명서", "전원을 껐다 켜 주십시오.", 15, chargeable=False)
FIX = Resolution(ClaimClass.DEFECT, Factor.PROCESS, "회귀 오류", "수정 버전을 배포했습니다.", 90, chargeable=False)
SEEN, REFERENCE = "합계가 원 단위로 반올림됩니다.", ("사용 설명서", "4.2", "5.1")
ROWS = " UNION ALL ".join(f"SELECT '{table}', entire::text FROM {table} AS entire" for table in metadata.tables) + " ORDER BY 1, 2"
TRIAGE = (ClaimClass.DEFECT, Severity.S3, Impact.I2)


@dataclass
class Desk:
    database: Database
    clock: StillClock

    async def do(self, command: Callable[Concatenate[Tx, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        return await self.database.run(command, *args, **kwargs)

    async def refused(self, refusal: type[Refusal], command: Callable[..., Any], *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The values of the refusal, after which nothing has changed."""
        before = await self.database.read(everything)
        with pytest.raises(refusal) as told:
            await self.database.run(command, *args, **kwargs)
        assert type(told.value) is refusal
        assert await self.database.read(everything) == before
        return dict(told.value.values)

    async def open(self, **values: Any) -> str:
        return (await self.do(open_one, **values)).number

    async def claim(self, number: str) -> Claim:
        found = await self.database.read(claims.find, _id(number))
        assert found
        return found

    async def events(self, number: str) -> list[Event]:
        return await self.database.read(timeline.of_claim, _id(number))

    async def whats(self, number: str) -> list[str]:
        return [event.what for event in await self.events(number)]

    async def messages(self, number: str, *directions: Direction) -> list[Message]:
        said = await self.database.read(messages.of_claim, _id(number))
        return [each for each in said if each.direction in (directions or Direction)]

    async def intents(self, number: str, door: Door) -> list[str]:
        """What waits to be said, in order."""
        return await self.database.read(_intents, _id(number), door)

    async def hears(self, number: str, sender: str = KIM.id, **values: Any) -> Claim:
        """The customer writes again."""
        return await self.do(_heard, _id(number), told(address=sender, **values))

    async def agreed(self, number: str) -> None:
        """Two agree that it works as designed."""
        await self.do(design, number, REFERENCE, SEEN, by=ANNA)
        await self.do(agree, number, by=BEN)

    async def in_state(self, state: State, reason: CloseReason = CloseReason.WITHDRAWN) -> str:
        """A claim of Anna's that came to `state` as claims do; where no verb leads there yet, its row is put there."""
        number = await self.open()
        road: dict[State, tuple[Callable[[], Any], ...]] = {
            State.NEW: (),
            State.TRIAGE: (lambda: self.do(take, number, by=ANNA),),
            State.IN_PROGRESS: (lambda: self.do(take, number, by=ANNA), lambda: self.do(triage, number, *TRIAGE, by=ANNA)),
            State.WAITING_CUSTOMER: (lambda: self.do(take, number, by=ANNA), lambda: self.do(ask, number, "버전은?", by=ANNA)),
            State.RESOLVED: (lambda: self.do(take, number, by=ANNA), lambda: self.do(resolve, number, ANSWER, by=ANNA)),
            State.CLOSED: (lambda: self.do(take, number, by=ANNA), lambda: self.do(close, number, reason, "", by=ANNA)),
        }
        for step in road.get(state, road[State.IN_PROGRESS]):
            await step()
        if state not in road:
            await self.do(_put, _id(number), state)
        assert (await self.claim(number)).state is state
        return number


def _id(number: str) -> int:
    return int(number.partition("-")[0])


def _heard(tx: Tx, identity: int, said: Any) -> Claim:
    claim = claims.find(tx, identity, lock=True)
    assert claim
    return hear(tx, claim, said)


def _put(tx: Tx, identity: int, state: State) -> None:
    claim = claims.find(tx, identity)
    assert claim
    moved = claims.change(tx, claim, state=state, update_due=None if state in NO_UPDATES else claim.update_due)
    timeline.append(tx, moved, "put", by=ANNA, visible=False, was=claim.state)


def _intents(tx: Tx, identity: int, door: Door) -> list[str]:
    query = outbox.select().where(outbox.c.claim_id == identity, outbox.c.door == door, outbox.c.done_at.is_(None))
    return [row.intent for row in tx.connection.execute(query.order_by(outbox.c.id))]


def everything(tx: Tx) -> dict[str, list[Any]]:
    """Every row of every table, as the database has it: through SQLAlchemy it would take half of these tests' time."""
    if tx.connection.dialect.name == "sqlite":
        return {table: sorted(map(repr, run(driver(tx.connection), f"SELECT * FROM {table}"))) for table in metadata.tables}
    rows: dict[str, list[Any]] = {table: [] for table in metadata.tables}
    for table, row in tx.connection.exec_driver_sql(ROWS):
        rows[table].append(row)
    return rows
