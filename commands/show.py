"""Read a claim as people see it; the doors read through here and nowhere else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from claims.actor import ActorKind
from claims.claim import Claim
from claims.errors import TryAgain
from claims.lifecycle import Move, State, legal
from claims.roles import Role
from claims.terms import Terms
from commands import beside, survey
from commands.acting import LARGEST, looked_up, surrounded
from commands.beside import Beside
from commands.calendars import terms
from commands.fees import Account, Entitlement, Owed, entitlement, owed
from commands.joined import ends_of, last_of
from storage import (
    claims,
    customers,
    designs,
    issues,
    links,
    lists,
    messages,
    outbox,
    people,
    places,
    timeline,
)
from storage.customers import Contact, Organisation
from storage.database import Tx
from storage.designs import Design
from storage.features import Feature
from storage.issues import Issue
from storage.lists import Listed
from storage.messages import Direction, Message, Stored
from storage.people import Person
from storage.places import Place
from storage.problems import Problem
from storage.releases import Release
from storage.surges import Surge
from storage.timeline import Event

# The doors read these through here, not from storage.
__all__ = [
    "Contact",
    "Design",
    "Direction",
    "Entitlement",
    "Entry",
    "Event",
    "Feature",
    "Listed",
    "Message",
    "Organisation",
    "Person",
    "Place",
    "Problem",
    "Release",
    "Role",
    "Seen",
    "Stored",
    "Surge",
    "View",
]


DOUBTS = ("not-authenticated", "unverified")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen(Listed):
    """What the customer may see of a claim, its story aside.

    `last`: the newest message of a person, notes aside, left out for the customer where no wording depends on it;
    `closing`: when a resolved claim closes by itself; `cost` so far, in minor units of `currency`; `priced`: there is more to see of it;
    `objectable`: a "no" of the customer is their one objection to "works as designed"; `feature`: the request that it became,
    `overdue`: its day is over and nobody has decided; `offered`: the number of the quote that waits for an approval;
    `problem`: what it comes from, `surge`: what many have while it is open, `release`: what it waits for;
    `joined`: the one it was joined with, wherever that is by now; `split_from`: the number of the one it was part of.
    """

    last: Message | None
    closing: datetime | None
    follows: str | None
    joined: "Seen | None" = None
    split_from: str | None = None
    cost: int = 0
    currency: str = "KRW"
    priced: bool = False
    objectable: bool = False
    feature: Feature | None = None
    overdue: bool = False
    offered: str | None = None
    problem: Problem | None = None
    surge: Surge | None = None
    release: Release | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class View(Seen):
    """A claim with everybody and everything around it.

    `legal`: the moves its state allows; `absorbed` and `linked`: numbers of the claims that were joined with it, and that have to do
    with it; `references`: Message-IDs of its mails, oldest first, and `heard` the newest of the customer's; `terms`: what holds for it
    now; `doubt`: why our own mail server does not vouch for the sender of the mail that opened it, a key of the notes' words; `design`:
    why it works as designed; `asks`: whether a letter with the result asks how they were served; `contract`: the one it came under, and
    what is left of it; `stepper`: who does what comes next, where that is not the owner.
    """

    helpers: tuple[Person, ...]
    parties: tuple[tuple[str, str], ...]
    legal: tuple[Move, ...]
    references: tuple[str, ...]
    heard: str | None = None
    absorbed: tuple[str, ...] = ()
    linked: tuple[str, ...] = ()
    terms: Terms | None = None
    doubt: str | None = None
    design: Design | None = None
    asks: bool = False
    contract: Entitlement | None = None
    stepper: Person | None = None

    @property
    def undelivered(self) -> bool:
        """Whether a letter came back, and nobody has written since."""
        back = self.claim.undelivered_at
        return back is not None and (self.last is None or back >= self.last.at)


def show(tx: Tx, number: str) -> View:
    """One claim as it stands. Raises NotFound, Invalid."""
    return _view(tx, *surrounded(tx, number))


def seen(tx: Tx, number: str, known: Account | None = None) -> Seen:
    """One claim as its customer sees it; `known`: how it stands in money, where that is read already. Raises NotFound, Invalid."""
    return _by_customer(tx, *surrounded(tx, number), owed(known) if known and known.quotes else None)


def _by_customer(tx: Tx, listed: Listed, issue: Issue, known: Owed | None = None) -> Seen:
    claim = listed.claim
    last = messages.last_of(tx, claim.id) if claim.reopened else None
    return Seen(**_seen(listed, beside.of_one(tx, claim, issue, known), _joined(tx, claim)), last=last)


def _joined(tx: Tx, claim: Claim) -> Seen | None:
    end = issues.around(tx, last_of(tx, claim).id) if claim.merged_into else None
    return _by_customer(tx, *end) if end else None


def seen_many(tx: Tx, listed: Sequence[Listed]) -> list[Seen]:
    """The lines of a list as their customer sees them."""
    several = [each.claim for each in listed]
    known, ends = beside.of_many(tx, several), ends_of(tx, several)
    further = seen_many(tx, [*lists.of_claims(tx, sorted({*ends.values()})).values()]) if ends else []
    joined: dict[int | None, Seen] = {each.claim.id: each for each in further}
    last = messages.last_of_each(tx, [each.id for each in several if each.reopened])
    return [Seen(**_seen(each, known[each.claim.id], joined.get(ends.get(each.claim.id))), last=last.get(each.claim.id)) for each in listed]


def view(tx: Tx, identity: int) -> View | None:
    """One claim as it stands, by its running number; None where there is none."""
    found = issues.around(tx, identity)
    return _view(tx, *found) if found else None


def _view(tx: Tx, listed: Listed, issue: Issue) -> View:
    claim = listed.claim
    absorbed, linked = links.kin(tx, claim.id)
    return View(
        **_seen(listed, beside.of_one(tx, claim, issue), _joined(tx, claim)),
        last=messages.last_of(tx, claim.id),
        helpers=tuple(found for each in claims.helpers_of(tx, claim.id) if each != claim.owner and (found := people.find(tx, each))),
        parties=tuple(customers.parties_of(tx, claim.id)),
        legal=legal(claim.state),
        references=tuple(messages.ids_of(tx, claim.id)),
        heard=messages.heard_id(tx, claim.id),
        absorbed=absorbed,
        linked=linked,
        terms=terms(tx, claim),
        doubt=next((each for each in messages.opening_notes(tx, claim.id) if each in DOUBTS), None),
        design=designs.of_claim(tx, claim.id),
        contract=entitlement(tx, claim),
        stepper=people.find(tx, claim.next_who) if claim.next_who else None,
        asks=claim.state is State.RESOLVED and survey.open_survey(tx, claim) is not None,
    )


def _seen(listed: Listed, found: Beside, joined: Seen | None) -> dict[str, Any]:
    claim, wanted = listed.claim, found.feature
    so_far, currency, priced = found.owed
    problem, surge, _ = found.issue
    return {
        "claim": claim,
        "contact": listed.contact,
        "organisation": listed.organisation,
        "owner": listed.owner,
        "place": listed.place,
        "read_at": listed.read_at,
        "closing": found.closing,
        "feature": wanted,
        "offered": found.offered,
        "overdue": wanted is not None and wanted.decision is None and listed.read_at is not None and wanted.due <= listed.read_at,
        "objectable": found.objectable,
        "problem": problem,
        "surge": surge if claim.is_open else None,
        "release": found.release,
        "follows": found.follows,
        "joined": joined,
        "split_from": found.split_from,
        "cost": so_far,
        "currency": currency,
        "priced": priced,
    }


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a claim's story: something that happened, or something that was said."""

    at: datetime
    event: Event | None = None
    message: Message | None = None


_SAID = ("replied", "asked")  # events whose message stands in the story itself


def story(tx: Tx, number: str, *, public: bool) -> tuple[Entry, ...]:
    """All that happened and was said, in order; `public`: what the customer may see, and no note ever."""
    return story_of(tx, looked_up(tx, number), public=public)


def story_of(tx: Tx, claim: Claim, *, public: bool) -> tuple[Entry, ...]:
    events = (Entry(each.at, event=each) for each in timeline.of_claim(tx, claim.id, visible_only=public) if each.what not in _SAID)
    said = (Entry(each.at, message=each) for each in messages.of_claim(tx, claim.id, notes=not public))
    return tuple(sorted((*events, *said), key=lambda entry: (entry.at, entry.message is not None)))


def message(tx: Tx, identity: int) -> Message | None:
    return messages.find(tx, identity)


def attachment(tx: Tx, number: str, identity: int, *, public: bool) -> Stored | None:
    """A file of the claim, or None where it is another claim's or, for the public, a note's."""
    found = messages.attachment(tx, identity) if identity <= LARGEST else None
    if found is None or found[1].claim_id != looked_up(tx, number).id:
        return None
    return None if public and found[1].direction is Direction.NOTE else found[0]


def in_thread(tx: Tx, channel: str, thread: str, *, ours: bool = False) -> str | None:
    """The number of the claim whose thread this is. `ours`: the desk began it. Raises TryAgain where it may be a card not noted yet."""
    place = places.of_thread(tx, channel, thread)
    if place is None and ours and outbox.card_on_its_way(tx):
        raise TryAgain("a card was posted a moment ago")
    claim = claims.find(tx, place.claim_id) if place else None
    return claim.number if claim else None


def person(tx: Tx, identity: str) -> Person | None:
    return people.find(tx, identity)


def names(tx: Tx, identities: Sequence[str]) -> dict[str, str]:
    """The names of people by their ids; those nobody knows are left out."""
    return {found.id: found.name for each in identities if (found := people.find(tx, each))}


def summary_json(view: Listed) -> dict[str, Any]:
    """The fixed contract of `claimdesk list --json`."""
    claim = view.claim
    due = {"first_response": claim.first_due, "update": claim.update_due, "resolution": claim.resolution_due}
    return {
        "number": claim.number,
        "state": claim.state,
        "class": claim.claim_class,
        "priority": claim.priority,
        "owner": view.owner.name if view.owner else None,
        "subject": claim.subject,
        "customer": view.organisation.name if view.organisation else view.contact.address,
        "opened": _iso(claim.opened_at),
        "due": {name: _iso(at) for name, at in due.items()},
        "ball": view.ball,
    }


def story_json(tx: Tx, number: str) -> dict[str, Any]:
    """The fixed contract of `claimdesk show NUMBER --json`."""
    found = show(tx, number)
    lines = timeline.of_claim(tx, found.claim.id)
    told = [{"at": _iso(each.at), "what": each.what, "by": _who(tx, each), "visible": each.visible} for each in lines]
    return summary_json(found) | {"timeline": told}


def _who(tx: Tx, event: Event) -> str:
    found = people.find(tx, event.actor.id) if event.actor.kind is ActorKind.PERSON else None
    return found.name if found else event.actor.id


def _iso(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None
