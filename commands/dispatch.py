"""Send the nudges that wait: one message a person, at their next working minute, of what still holds at that moment."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from claims.actor import clock
from claims.claim import Claim, Priority
from claims.nudges import Kind, Role, Scene, due, gravity
from commands.crew import Crew
from commands.scenes import scenes_of
from storage import nudges, outbox, surges
from storage.database import Tx
from storage.nudges import CHANNEL, Waiting
from storage.outbox import Door
from storage.surges import Surge

BY = clock("nudges")
DM, MENTION = "dm", "mention"


def dispatch(tx: Tx) -> int:
    """Put one message a person into the outbox; how many nudges are on their way by it."""
    rows = nudges.waiting(tx)
    if not rows:
        return 0
    crew, letters, surge = Crew.read(tx), dict[str, list[int]](), surges.now(tx)
    for row in _standing(tx, rows):
        to = None if surge and _waits(tx, row, surge) else _recipient(tx, crew, row)
        if to is not None:
            letters.setdefault(to, []).append(row.nudge.id)
    for to, ids in letters.items():
        how = crew.habits[to].mention or DM if to else MENTION
        outbox.put(tx, None, Door.SLACK, "nudge", by=BY, recipient=to or None, nudges=ids, how=how)
        nudges.change(tx, ids, queued_at=tx.now)
    return sum(map(len, letters.values()))


@dataclass(frozen=True, slots=True)
class Standing:
    """A nudge that still holds, and its claim as it stands."""

    nudge: Waiting
    claim: Claim
    note: str = ""

    @property
    def urgent(self) -> bool:
        return self.claim.priority is Priority.P1 or self.nudge.kind is Kind.NIGHT


def standing(tx: Tx, ids: Collection[int]) -> list[Standing]:
    """The claims of a message, the gravest first, each with the gravest of its nudges that hold now; those that do not are dropped.

    Asked at the moment of sending.
    """
    by_claim: dict[int, Standing] = {}
    for each in sorted(_standing(tx, nudges.named(tx, ids)), key=_gravity):
        by_claim.setdefault(each.claim.id, each)
    return list(by_claim.values())


def _gravity(each: Standing) -> tuple[Priority, tuple[bool, int], datetime, int]:
    return each.claim.priority, gravity(each.nudge.kind, each.nudge.step), each.nudge.created_at, each.nudge.id


def sent(tx: Tx, ids: Collection[int]) -> None:
    """Note that they were said."""
    nudges.change(tx, [each.id for each in nudges.named(tx, ids)], sent_at=tx.now)


def bounced(tx: Tx, ids: Collection[int]) -> None:
    """A person cannot be reached: the channel hears instead."""
    left = [each.id for each in nudges.named(tx, ids)]
    if left:
        outbox.put(tx, None, Door.SLACK, "nudge", by=BY, nudges=left, how=MENTION)


def _standing(tx: Tx, rows: Iterable[Waiting]) -> list[Standing]:
    known = tuple(rows)
    found = scenes_of(tx, (each.claim_id for each in known))
    muted = nudges.muted(tx, sorted(found))
    left: list[Standing] = []
    for row in known:
        scene = found[row.claim_id]
        why = "muted" if (row.claim_id, row.whom) in muted else _over(tx, row, scene)
        if why:
            nudges.drop(tx, [row.id], why)
        else:
            left.append(Standing(row, scene.claim, _note(row, scene)))
    return left


def _over(tx: Tx, row: Waiting, scene: Scene) -> str:
    """Why a nudge holds no more: what it speaks of was done, a later step took its place, or its owner is another one now."""
    newest = due(scene).get((row.kind, row.since))
    if newest is None:
        return "done"
    if newest.step != row.step and nudges.newest(tx, [row.claim_id]).get((row.claim_id, row.kind, row.since), (row.step,))[0] != row.step:
        return "overtaken"
    return _passed_on(tx, row, scene.claim)


def _passed_on(tx: Tx, row: Waiting, claim: Claim) -> str:
    """What was for an owner is for the one who owns the claim now."""
    if row.role is not Role.OWNER or row.whom == claim.owner:
        return ""
    if claim.owner and not nudges.known(tx, row, claim.owner):
        nudges.again(tx, row, claim.owner)
    return "passed_on"


def _note(row: Waiting, scene: Scene) -> str:
    """What a promised call is about."""
    return next((each.note for each in scene.callbacks if row.kind is Kind.CALLBACK and each.at == row.since), "")


def _recipient(tx: Tx, crew: Crew, row: Standing) -> str | None:
    """Who gets it now: the person, who acts for them, for what is grave the duty person; None where it waits for their hours."""
    to = row.nudge.whom
    if to:
        to = crew.stand_in(to) or CHANNEL if to in crew.habits else next(iter(crew.on_duty()), CHANNEL)
    opening = _opening(tx, crew, to)
    if opening <= tx.now or (row.urgent and row.nudge.kind is Kind.NIGHT):
        return to
    if row.urgent:
        return next(iter(crew.on_duty()), CHANNEL)
    nudges.change(tx, [row.nudge.id], due_at=opening)
    return None


def _waits(tx: Tx, row: Standing, surge: Surge) -> bool:
    """Whether it waits for the end of a surge, as whatever is not urgent does."""
    if not row.urgent:
        nudges.change(tx, [row.nudge.id], due_at=surge.until)
    return not row.urgent


def _opening(tx: Tx, crew: Crew, to: str) -> datetime:
    """When somebody, or the channel, may be disturbed next."""
    return crew.free(to) if to else crew.book.calendar().next_opening(tx.now)
