"""Which nudges a claim calls for, and when: pure, so that it is asked again at the moment of sending.

A step belongs to the start of its clock or promise (`since`): a new promise may be nudged anew, the same one never twice.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from claims.calendar import Calendar
from claims.claim import Claim, Priority
from claims.lifecycle import State
from claims.rules import Days, Night, Nudges
from claims.service import Target


class Kind(StrEnum):
    """`OFFER` an unowned claim to one person, `UNOWNED` to the channel, `ASSIGN` it by itself; `REMIND`, `GIVE_UP` and `TAKEN` write to
    the customer: the answer we wait for, the end of waiting, and who has the claim; `AGREE`: nobody has agreed that it works as designed,
    `OBJECTION`: the customer objected to that; `DISPUTE`: they disputed a line of a statement; `STEP`: nobody has
    written what comes next."""

    OFFER = "offer"
    UNOWNED = "unowned"
    ASSIGN = "assign"
    NIGHT = "night"
    FIRST = "first"
    UPDATE = "update"
    RESOLUTION = "resolution"
    CALLBACK = "callback"
    REMIND = "remind"
    GIVE_UP = "give_up"
    TAKEN = "taken"
    AGREE = "agree"
    OBJECTION = "objection"
    LOW_VOTE = "low_vote"
    DISPUTE = "dispute"
    STEP = "step"


class Role(StrEnum):
    """Whom a step is for; `JUDGE`: leads who did not work on the claim."""

    OWNER = "owner"
    LEAD = "lead"
    MANAGER = "manager"
    CHANNEL = "channel"
    OFFERED = "offered"
    DUTY = "duty"
    PRODUCT = "product"
    JUDGE = "judge"


NEAR, OVER, LONG_OVER = 0, 1, 2
"""Steps of a promise: it is near, it is over, it has been for a day."""
BREACHED = 100
"""The step of a clock that is used up, in percent; each business day later is a step of its own."""

_OVER_FROM = {
    Kind.RESOLUTION: BREACHED,
    Kind.FIRST: BREACHED,
    Kind.UPDATE: OVER,
    Kind.CALLBACK: OVER,
    Kind.OBJECTION: OVER,
    Kind.DISPUTE: OVER,
}
_GRAVEST = (
    Kind.NIGHT, Kind.RESOLUTION, Kind.FIRST, Kind.UPDATE, Kind.CALLBACK, Kind.OBJECTION, Kind.DISPUTE, Kind.ASSIGN, Kind.LOW_VOTE,
    Kind.UNOWNED, Kind.OFFER, Kind.STEP, Kind.AGREE, Kind.GIVE_UP, Kind.REMIND, Kind.TAKEN,
)  # fmt: skip


def is_over(kind: Kind, step: int) -> bool:
    """Whether what a step speaks of is missed, and not only near."""
    return step >= _OVER_FROM.get(kind, 0)


def gravity(kind: Kind, step: int) -> tuple[bool, int]:
    """By which reasons are sorted, the gravest first: what is missed before what is near."""
    return not is_over(kind, step), _GRAVEST.index(kind)


@dataclass(frozen=True, slots=True)
class Nudge:
    """One step that a claim calls for at `due`. None of `roles`: the desk acts by itself."""

    kind: Kind
    step: int
    since: datetime
    due: datetime
    roles: tuple[Role, ...] = ()


@dataclass(frozen=True, slots=True)
class Callback:
    """A promise to ring at a time, made at `made`, not done yet."""

    id: int
    at: datetime
    made: datetime
    note: str


class Designed(Protocol):
    """Why a claim works as designed, as storage.designs has it."""

    @property
    def proposed_at(self) -> datetime: ...
    @property
    def agreed_at(self) -> datetime | None: ...
    @property
    def objected_at(self) -> datetime | None: ...
    @property
    def answer_due(self) -> datetime | None: ...
    @property
    def decided_at(self) -> datetime | None: ...


class Held(Protocol):
    """What a claim was promised, as commands.calendars has it."""

    @property
    def calendar(self) -> Calendar: ...
    @property
    def clock(self) -> Calendar: ...
    @property
    def target(self) -> Target: ...
    @property
    def round_the_clock(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Scene:
    """A claim with what its timeline says of the starts of its clocks.

    `unowned`: since when nobody has it; `began`: the start of its resolution clock; `asked`: our last question; `taken`: when somebody got
    it first; `spoke`: when a person last promised something; `triaged`: when it last was; `surge`: several
    organisations have the same trouble;
    `alone`: business minutes after which a lead agrees alone that it works as designed; `voted_low`: when the customer said that they were
    not content, and `review`: in how many business days a lead looks into that; `disputes`: (since, answered by) of what waits for an
    answer.
    """

    claim: Claim
    held: Held
    now: datetime
    nudges: Nudges
    night: Night
    days: Days
    unowned: datetime
    began: datetime
    asked: datetime | None = None
    taken: datetime | None = None
    spoke: datetime | None = None
    triaged: datetime | None = None
    callbacks: tuple[Callback, ...] = ()
    surge: int | None = None
    design: Designed | None = None
    alone: int = 0
    voted_low: datetime | None = None
    review: int = 1
    disputes: tuple[tuple[datetime, datetime], ...] = ()


def passed(planned: Sequence[Nudge], nudge: Nudge) -> tuple[Role, ...]:
    """Who has to act, by the steps before this one and not by it: after an outage it may be the first that they could hear of."""
    before = {
        role for each in planned if (each.kind, each.since) == (nudge.kind, nudge.since) and each.step < nudge.step for role in each.roles
    }
    return tuple(role for role in (Role.OWNER, Role.PRODUCT) if role in before and role not in nudge.roles)


def due(scene: Scene, planned: Sequence[Nudge] = ()) -> dict[tuple[Kind, datetime], Nudge]:
    """The newest step of each kind and clock that is due: what an outage let pass is not said any more. `planned`: its steps, if known."""
    found: dict[tuple[Kind, datetime], Nudge] = {}
    for nudge in planned or steps(scene):
        newest = found.get((nudge.kind, nudge.since))
        if nudge.due <= scene.now and (newest is None or newest.step < nudge.step):
            found[nudge.kind, nudge.since] = nudge
    return found


def next_due(scene: Scene, planned: Sequence[Nudge] = ()) -> datetime | None:
    """When the claim has to be looked at again if nothing happens to it."""
    return min((each.due for each in planned or steps(scene) if each.due > scene.now), default=None)


def steps(scene: Scene) -> Iterator[Nudge]:
    """Everything the claim as it stands calls for, past and to come; of daily steps the newest and the next."""
    yield from _voted_low(scene)
    yield from _disputed(scene)
    if not scene.claim.is_open:
        return
    for plan in (_unowned, _night, _first, _resolution, _update, _waiting, _taken, _callbacks, _designed, _unplanned):
        yield from plan(scene)


def _unowned(scene: Scene) -> Iterator[Nudge]:
    if scene.claim.owner is not None:
        return
    since, clock, target = scene.unowned, scene.held.clock, scene.held.target
    for step, percent in enumerate(scene.nudges.offers):
        yield Nudge(Kind.OFFER, step, since, clock.add(since, target.nudge * percent // 100), (Role.OFFERED,))
    yield Nudge(Kind.UNOWNED, 0, since, clock.add(since, target.nudge), (Role.CHANNEL,))
    yield Nudge(Kind.ASSIGN, 0, since, clock.add(since, target.assign))


def _night(scene: Scene) -> Iterator[Nudge]:
    """What is grave and round the clock calls somebody at once, whatever the hour, until it is taken."""
    claim = scene.claim
    grave = scene.surge or (claim.priority is Priority.P1 and claim.claim_class is None)
    if claim.owner is None and grave and scene.held.round_the_clock:
        since = scene.unowned
        for step, (minutes, role) in enumerate(((0, Role.DUTY), (scene.night.deputy, Role.DUTY), (scene.night.lead, Role.LEAD))):
            yield Nudge(Kind.NIGHT, step, since, since + timedelta(minutes=minutes), (role,))


def _first(scene: Scene) -> Iterator[Nudge]:
    claim, target = scene.claim, scene.held.target
    if claim.first_answered_at is None and claim.first_due:
        yield from _clock(scene, Kind.FIRST, claim.opened_at, claim.first_due, target.first_response)


def _resolution(scene: Scene) -> Iterator[Nudge]:
    claim, target = scene.claim, scene.held.target
    if claim.resolution_due and claim.state not in (State.WAITING_CUSTOMER, State.WAITING_APPROVAL):
        yield from _clock(scene, Kind.RESOLUTION, scene.began, claim.resolution_due, target.resolution, promised=not target.best_effort)


def _clock(scene: Scene, kind: Kind, since: datetime, at: datetime, minutes: int, *, promised: bool = True) -> Iterator[Nudge]:
    """Half of it the owner, three quarters the lead too, all of it those who answer for it, and then every business day."""
    clock, rules = scene.held.clock, scene.nudges
    leads, everybody = ((Role.OWNER, Role.LEAD), (Role.LEAD, Role.MANAGER)) if promised else ((Role.OWNER,),) * 2
    for percent, roles in ((rules.owner, (Role.OWNER,)), (rules.lead, leads)):
        yield Nudge(kind, percent, since, clock.subtract(at, minutes * (100 - percent) // 100), roles)
    days = max(clock.minutes_between(at, scene.now) // clock.day_minutes, 0) if at <= scene.now else 0
    for day in {0, days, days + 1}:
        yield Nudge(kind, BREACHED + day, since, clock.add(at, day * clock.day_minutes), everybody)


def _update(scene: Scene) -> Iterator[Nudge]:
    """What was promised to the customer: their silence towards us is over by then, ours must be."""
    claim, clock = scene.claim, scene.held.clock
    if claim.first_answered_at is None or claim.update_due is None:
        return
    at = claim.update_due
    near = clock.subtract(at, min(scene.nudges.update_near, scene.held.target.update // 2))
    if scene.spoke is None or near > scene.spoke:
        yield Nudge(Kind.UPDATE, NEAR, at, near, (Role.OWNER,))
    yield Nudge(Kind.UPDATE, OVER, at, at, (Role.OWNER,))
    yield Nudge(Kind.UPDATE, LONG_OVER, at, clock.add(at, scene.nudges.silence_days * clock.day_minutes), (Role.LEAD,))


def _waiting(scene: Scene) -> Iterator[Nudge]:
    """Whom our question did not reach does not keep us waiting: its owner was called when it came back."""
    back = scene.claim.undelivered_at
    if scene.claim.state is State.WAITING_CUSTOMER and scene.asked and (back is None or back < scene.asked):
        calendar, since = scene.held.calendar, scene.asked
        for days in scene.days.remind:
            yield Nudge(Kind.REMIND, days, since, calendar.add(since, calendar.business_days(days)))
        yield Nudge(Kind.GIVE_UP, 0, since, calendar.add(since, calendar.business_days(scene.days.no_reply)))


def _taken(scene: Scene) -> Iterator[Nudge]:
    """Nobody shall get three machine letters in an hour: who has the claim is told only where no person has answered for a while."""
    claim = scene.claim
    if claim.owner and claim.first_answered_at is None and scene.taken:
        yield Nudge(Kind.TAKEN, 0, claim.opened_at, scene.held.clock.add(scene.taken, scene.nudges.taken_letter))


def _callbacks(scene: Scene) -> Iterator[Nudge]:
    for each in scene.callbacks:
        near = each.at - timedelta(minutes=scene.nudges.callback_before)
        if near > each.made:
            yield Nudge(Kind.CALLBACK, NEAR, each.at, near, (Role.OWNER,))
        missed = each.at + timedelta(minutes=scene.nudges.callback_missed)
        yield Nudge(Kind.CALLBACK, OVER, each.at, missed, (Role.OWNER, Role.LEAD))


def _unplanned(scene: Scene) -> Iterator[Nudge]:
    """What is urgent wants a plan soon after its triage; while others have the ball it waits with them."""
    claim = scene.claim
    urgent = claim.priority in (Priority.P1, Priority.P2) and claim.state is State.IN_PROGRESS
    if urgent and claim.owner and claim.next_step is None and scene.triaged:
        yield Nudge(Kind.STEP, 0, scene.triaged, scene.held.clock.add(scene.triaged, scene.nudges.step), (Role.OWNER,))


def _designed(scene: Scene) -> Iterator[Nudge]:
    """Leads hear where nobody agreed for so long that one may alone; who decides, before an objection's answer is due."""
    design, calendar = scene.design, scene.held.calendar
    if design is None or design.decided_at:
        return
    days = calendar.business_days(scene.nudges.answer_days)
    if design.objected_at and design.answer_due:
        since, at = design.objected_at, design.answer_due
        yield Nudge(Kind.OBJECTION, NEAR, since, calendar.subtract(at, days), (Role.PRODUCT,))
        yield Nudge(Kind.OBJECTION, OVER, since, at, (Role.PRODUCT, Role.LEAD))
        yield Nudge(Kind.OBJECTION, LONG_OVER, since, calendar.add(at, days), (Role.LEAD, Role.MANAGER))
    elif design.agreed_at is None:
        yield Nudge(Kind.AGREE, 0, design.proposed_at, calendar.add(design.proposed_at, scene.alone), (Role.LEAD,))


def _disputed(scene: Scene) -> Iterator[Nudge]:
    """Whatever became of the claim, a lead who did not work on it answers; they are told before, and when it is over."""
    calendar = scene.held.calendar
    days = calendar.business_days(scene.nudges.answer_days)
    for since, at in scene.disputes:
        yield Nudge(Kind.DISPUTE, NEAR, since, calendar.subtract(at, days), (Role.JUDGE,))
        yield Nudge(Kind.DISPUTE, OVER, since, at, (Role.JUDGE, Role.MANAGER))


def _voted_low(scene: Scene) -> Iterator[Nudge]:
    """Whatever became of the claim, a lead looks into it."""
    if scene.voted_low:
        calendar, since = scene.held.calendar, scene.voted_low
        for step in (OVER, LONG_OVER):
            at = calendar.add(since, calendar.business_days(scene.review * step))
            yield Nudge(Kind.LOW_VOTE, step, since, at, (Role.LEAD,) if step == OVER else (Role.LEAD, Role.MANAGER))
