"""What every verb does: lock its claim, ask the lifecycle, write the timeline and leave intents for the doors."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from claims import number as numbers
from claims.actor import Actor, ActorKind
from claims.claim import Claim
from claims.errors import Illegal, NotAllowed, NotFound, NotOwner
from claims.lifecycle import Move, State, Step, landing, legal, step
from claims.roles import Role
from commands import facts
from commands.clocks import promised
from storage import claims, customers, issues, outbox, people, timeline
from storage.database import Tx
from storage.issues import Issue
from storage.lists import Listed
from storage.outbox import Door

LARGEST = 2**31 - 1  # what an integer primary key holds


def locked(tx: Tx, number: str) -> Claim:
    """The claim, locked for this transaction. Raises NotFound, a full number must fit whole; Invalid where it is no number."""
    return _found(tx, number, lock=True)


def looked_up(tx: Tx, number: str) -> Claim:
    """The claim, to be read only."""
    return _found(tx, number, lock=False)


def locked_together(tx: Tx, *numbers: str) -> list[Claim]:
    """Several claims, locked in ascending order, so that two who want the same ones never wait for each other. Raises as `locked`."""
    wanted = [looked_up(tx, each).id for each in numbers]
    found = {each: claims.find(tx, each, lock=True) for each in sorted(set(wanted))}
    return [claim for each in wanted if (claim := found[each])]


def surrounded(tx: Tx, number: str) -> tuple[Listed, Issue]:
    """The claim with who asked, who owns it and what its customer reads beside it, to be read only."""
    running, tail = numbers.parse(number)
    found = issues.around(tx, running) if running <= LARGEST else None
    if found is None or not _fits(found[0].claim, tail):
        raise NotFound(what="claim", name=number)
    return found


def _found(tx: Tx, number: str, *, lock: bool) -> Claim:
    running, tail = numbers.parse(number)
    claim = claims.find(tx, running, lock=lock) if running <= LARGEST else None
    if claim is None or not _fits(claim, tail):
        raise NotFound(what="claim", name=number)
    return claim


def _fits(claim: Claim, tail: str | None) -> bool:
    return tail is None or claim.number == f"{claim.id}-{tail}"


def step_of(claim: Claim, move: Move) -> Step:
    """The legal step. Raises Illegal, naming what is possible instead."""
    found = step(claim.state, move)
    if found is None:
        raise Illegal(number=claim.number, verb=move, state=claim.state, legal=possible(claim))
    return found


def possible(claim: Claim) -> tuple[Move, ...]:
    """The moves open to the claim as it is: only one that nobody owns is taken, only an owned one given back, only a joined one parted."""
    over = () if claim.is_open else (Move.SPAM,)  # nobody looks for that where all is done, or whom we told the result
    never = (Move.TAKE if claim.owner else Move.RELEASE, *(() if claim.merged_into else (Move.REVERT,)), *over)
    return tuple(each for each in legal(claim.state) if each not in never)


def moved(tx: Tx, claim: Claim, move: Move, **values: Any) -> Claim:
    """Make the step that `move` stands for and write `values` with it; a wait promises no next word, what goes on does."""
    found = step_of(claim, move)
    state = landing(found, claim.before)
    usual = {"state": state, "before": _before(claim, state), "close_reason": found.reason, "update_due": promised(tx, claim, state)}
    return claims.change(tx, claim, **usual | _without_step(claim, state) | values)


def _without_step(claim: Claim, state: State) -> dict[str, Any]:
    """Where all is done nothing comes next, also not when it is opened again."""
    over = state in (State.RESOLVED, State.CLOSED) and claim.next_step
    return {"next_step": None, "next_who": None, "next_by": None} if over else {}


def _before(claim: Claim, state: State) -> State | None:
    """What to return to after a wait for the customer; a wait that goes on keeps it."""
    if state is not State.WAITING_CUSTOMER:
        return None
    return claim.before if claim.state is state else claim.state


def is_lead(tx: Tx, by: Actor) -> bool:
    if by.kind is not ActorKind.PERSON:
        return by.kind is ActorKind.OPERATOR
    person, named = people.find(tx, by.id), tx.rules.people
    return by.id in (*named.admins, *named.leads, *named.managers) or (person is not None and person.role is not Role.AGENT)


def require_lead(tx: Tx, by: Actor) -> None:
    if not is_lead(tx, by):
        raise NotAllowed(role=Role.LEAD)


def require_owner(tx: Tx, claim: Claim, by: Actor, *, helpers: bool = False) -> None:
    """The owner acts, or a lead, or where it says so a helper. Raises NotOwner, naming the owner."""
    if by.kind is not ActorKind.PERSON or claim.owner == by.id or is_lead(tx, by):
        return
    if helpers and by.id in claims.helpers_of(tx, claim.id):
        return
    raise NotOwner(number=claim.number, owner=claim.owner)


def may_work(tx: Tx, number: str, *, helpers: bool, by: Actor) -> None:
    """Before a form opens: raises NotOwner where the claim is somebody else's to work on."""
    claim = looked_up(tx, number)
    if claim.owner is not None or (helpers and not tx.rules.desk.answering_takes):
        require_owner(tx, claim, by, helpers=helpers)


def person_known(tx: Tx, identity: str) -> people.Person:
    found = people.find(tx, identity)
    if found is None or not found.active:
        raise NotFound(what="person", name=identity)
    return found


def happened(tx: Tx, claim: Claim, what: str, *, by: Actor, visible: bool, was: Claim | None = None, **detail: Any) -> None:
    """Write the timeline and have the card drawn again. A promise that this made or ended stands with it."""
    detail |= _changes(claim, was) if was else {}
    timeline.append(tx, claim, what, by=by, visible=visible, was=was.state if was else None, **detail)
    if was and was.is_open is not claim.is_open:
        facts.turned(tx, claim)
    redraw(tx, claim, by=by)


def _changes(claim: Claim, was: Claim) -> dict[str, Any]:
    """The promise and the plan, where this changed them: the clocks are reckoned from what stands here."""
    due = {"update_due": claim.update_due and claim.update_due.isoformat()} if claim.update_due != was.update_due else {}
    return due | ({"plan": claim.plan} if claim.plan != was.plan else {})


def redraw(tx: Tx, claim: Claim, *, by: Actor) -> None:
    """Have the card drawn again; a redraw that already waits will show this change too."""
    outbox.merge(tx, claim, Door.SLACK, "card", by=by)


def post(tx: Tx, claim: Claim, intent: str, *, by: Actor, **detail: Any) -> None:
    """Have something said in the claim's thread."""
    outbox.put(tx, claim, Door.SLACK, intent, by=by, **detail)


def send(tx: Tx, claim: Claim, intent: str, *, by: Actor, frozen: Mapping[str, Any] | None = None, **detail: Any) -> None:
    """Have a person's letter sent to the customer; `frozen`: exactly as it was previewed."""
    outbox.put(tx, claim, Door.MAIL, intent, by=by, frozen=frozen, **detail)


def send_automatic(tx: Tx, claim: Claim, intent: str, address: str, *, by: Actor, **detail: Any) -> bool:
    """Have a machine's letter sent, unless nobody is behind this address or it already got its share for the hour; whether it will be."""
    if customers.is_nobody(address):
        return False
    if outbox.automatic_to(tx, address, tx.now - timedelta(hours=1)) >= tx.rules.limits.automatic_letters:
        timeline.append(tx, claim, "letter_held_back", by=by, visible=False, intent=intent)
        return False
    outbox.put(tx, claim, Door.MAIL, intent, by=by, recipient=address, **detail)
    return True
