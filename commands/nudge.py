"""The sweep: looks at the claims whose time has come or that changed, and keeps a row for each nudge that is due."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from claims.actor import clock
from claims.claim import Claim
from claims.nudges import OVER, Kind, Nudge, Role, Scene, due, next_due, passed, steps
from commands.acting import redraw
from commands.alarm import alarm
from commands.assign import assign, candidates
from commands.crew import Crew
from commands.dispatch import dispatch
from commands.product import deciders
from commands.remind import give_up, remind, tell_taken
from commands.scenes import scenes
from storage import claims, nudges, runs, seen, timeline, work
from storage.database import Tx
from storage.nudges import CHANNEL, Clock

BY = clock("nudges")
_SURGE = "night"


def sweep(tx: Tx, slot: datetime) -> int:
    """Keep what is due, once a slot, and send what waits; how many nudges are new or on their way."""
    if not runs.first_time(tx, "nudges", slot):
        return 0
    return look(tx) + dispatch(tx)


def look(tx: Tx) -> int:
    """Look at the claims that want it; how many nudges are new."""
    looked = claims.to_look_at(tx, tx.rules.nudges.claims)
    found = scenes(tx, looked)
    ids = [each.id for each in looked]
    nudges.wake(tx, ids)
    known = nudges.newest(tx, ids)
    plans = {each: tuple(steps(scene)) for each, scene in found.items()}
    wanted = [(scene, each) for key, scene in found.items() for each in due(scene, plans[key]).values() if _is_new(scene, each, known)]
    crew = Crew.read(tx) if wanted else None
    claims.looked_at(tx, [(each, next_due(scene, plans[each])) for each, scene in found.items()])
    for scene, nudge in wanted:
        assert crew, "read where anything is due"
        _keep(tx, crew, scene, nudge, passed(plans[scene.claim.id], nudge))
    return len(wanted)


def _is_new(scene: Scene, nudge: Nudge, known: Mapping[Clock, tuple[int, datetime]]) -> bool:
    kept = known.get((scene.claim.id, nudge.kind, nudge.since))
    return kept is None or kept[0] < nudge.step


def _keep(tx: Tx, crew: Crew, scene: Scene, nudge: Nudge, missed: Sequence[Role]) -> None:
    act = _ACTS.get(nudge.kind)
    if act:
        act(tx, crew, scene, nudge)
        return
    if (nudge.kind, nudge.step) == (Kind.CALLBACK, OVER):
        timeline.append(tx, scene.claim, "promise_missed", by=BY, visible=False, at=nudge.since.isoformat())
    if (nudge.kind, nudge.step) == (Kind.NIGHT, 0) and _is_news(tx, scene):
        alarm(tx, "night", "surge" if scene.surge else str(scene.claim.priority), claim=scene.claim, by=BY)
    over = _over(scene.claim, nudge.kind)
    if over and nudge.due >= over:
        redraw(tx, scene.claim, by=BY)  # the card marks what is overdue
    _tell(tx, crew, scene.claim, nudge, missed)


def _is_news(tx: Tx, scene: Scene) -> bool:
    """Of a surge the operator hears once within its hours, however many claims it has."""
    if not scene.surge:
        return True
    seen.forget(tx, _SURGE, timedelta(minutes=tx.rules.night.within))
    return seen.first_time(tx, _SURGE, str(scene.surge))


def _over(claim: Claim, kind: Kind) -> datetime | None:
    """When the clock or promise that a nudge is about is over."""
    return {Kind.FIRST: claim.first_due, Kind.UPDATE: claim.update_due, Kind.RESOLUTION: claim.resolution_due}.get(kind)


def _tell(tx: Tx, crew: Crew, claim: Claim, nudge: Nudge, missed: Sequence[Role] = ()) -> None:
    """A row for each person whom the step is for, and for whom of the `missed` has heard of no step; for nobody, one that says so, lest
    it be asked again."""
    told: set[str] = set()
    heard = nudges.heard(tx, claim.id, nudge.kind, nudge.since) if missed else set()
    for role in (*nudge.roles, *missed):
        for person in persons(tx, crew, claim, nudge, role):
            if person not in told and (role in nudge.roles or person not in heard):
                told.add(person)
                nudges.add(tx, claim.id, nudge, role, person)
    if not told:
        nudges.add(tx, claim.id, nudge, nudge.roles[0] if nudge.roles else Role.CHANNEL, CHANNEL, dropped="nobody")


def persons(tx: Tx, crew: Crew, claim: Claim, nudge: Nudge, role: Role) -> Iterable[str]:
    """Whom a role means now."""
    match role:
        case Role.OWNER:
            return (claim.owner,) if claim.owner else ()
        case Role.LEAD:
            return crew.leads or (CHANNEL,)
        case Role.MANAGER:
            return crew.managers
        case Role.OFFERED:
            return _not_asked(tx, crew, claim, nudge)[:1]
        case Role.PRODUCT:
            return deciders(tx) or crew.leads or (CHANNEL,)
        case Role.JUDGE:
            worked = {each.person for each in work.of_claim(tx, claim.id)}
            return tuple(each for each in crew.leads if each not in worked) or crew.managers or (CHANNEL,)
        case Role.DUTY:
            return crew.on_duty()[nudge.step : nudge.step + 1]
    return (CHANNEL,)


def _not_asked(tx: Tx, crew: Crew, claim: Claim, nudge: Nudge) -> Sequence[str]:
    """Who may be offered a claim next, whatever steps an outage let pass."""
    asked = nudges.asked(tx, claim.id, nudge.kind, nudge.since)
    return crew.here([each for each in candidates(tx, crew, claim) if each not in asked])


def _assign(tx: Tx, crew: Crew, scene: Scene, nudge: Nudge) -> None:
    """By the clock where it may and anybody can hold it; else the leads hear that nobody has it."""
    here = crew.here(candidates(tx, crew, scene.claim)) if tx.rules.nudges.auto_assign else ()
    if here:
        assign(tx, scene.claim, here[0])
        crew.took(here[0])
        nudges.add(tx, scene.claim.id, nudge, Role.CHANNEL, CHANNEL, dropped="assigned")
        return
    _tell(tx, crew, scene.claim, Nudge(nudge.kind, nudge.step, nudge.since, nudge.due, (Role.LEAD,)))


def _remind(tx: Tx, crew: Crew, scene: Scene, nudge: Nudge) -> None:
    if remind(tx, scene, by=BY):
        nudges.add(tx, scene.claim.id, nudge, Role.CHANNEL, CHANNEL, dropped="letter")


def _give_up(tx: Tx, crew: Crew, scene: Scene, nudge: Nudge) -> None:
    if give_up(tx, scene, by=BY):
        nudges.add(tx, scene.claim.id, nudge, Role.CHANNEL, CHANNEL, dropped="closed")


def _taken(tx: Tx, crew: Crew, scene: Scene, nudge: Nudge) -> None:
    tell_taken(tx, scene.claim, by=BY)
    nudges.add(tx, scene.claim.id, nudge, Role.CHANNEL, CHANNEL, dropped="letter")


_ACTS: Mapping[Kind, Callable[[Tx, Crew, Scene, Nudge], None]] = {
    Kind.ASSIGN: _assign,
    Kind.REMIND: _remind,
    Kind.GIVE_UP: _give_up,
    Kind.TAKEN: _taken,
}
