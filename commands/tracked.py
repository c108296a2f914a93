"""What a customer sees of their claim: by its whole number the state alone, by the signed link the conversation."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from claims import number as numbers
from claims.actor import ActorKind
from claims.claim import Claim
from claims.errors import Missing
from claims.kano import Feeling
from claims.lifecycle import CloseReason, State
from commands import know
from commands.show import Direction, Entry, Event, Message, Seen, Stored, seen, story_of
from commands.survey import open_survey
from storage import customers, features
from storage.database import Tx
from storage.surveys import Survey


class LineKind(StrEnum):
    """`WITHHELD`: somebody outside the customer's organisation wrote; that they did is told, what they wrote is not."""

    EVENT = "event"
    THEIRS = "theirs"
    OURS = "ours"
    MACHINE = "machine"
    WITHHELD = "withheld"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the story, with nothing in it that the customer may not read.

    `what` and `was` belong to an event, `reason` to a closing one; `name` is empty where it is not for the customer to know;
    `moved`: from when to when a promise was moved; `text` is what its writer wrote, `full` the whole mail with quotes and heading.
    """

    at: datetime
    kind: LineKind
    what: str = ""
    was: State | None = None
    reason: str = ""
    name: str = ""
    text: str = ""
    full: str = ""
    files: tuple[Stored, ...] = ()
    moved: tuple[datetime, datetime] | None = None


@dataclass(frozen=True, slots=True)
class Tracked:
    """`lines` oldest first; `over`: the page has expired, so many days after the claim was closed; `overview`: the key of the page with
    all claims of the organisation, where nobody else reads this one; `survey`: how they were served, while a vote counts; `felt`: how they
    would feel with the feature they asked for, and without."""

    view: Seen
    lines: tuple[Line, ...]
    over: bool
    overview: str | None = None
    survey: Survey | None = None
    felt: tuple[Feeling, Feeling] | None = None


def glance(tx: Tx, number: str) -> Tracked:
    """State, whose move and next update, for whoever has the whole number. Raises Invalid, NotFound, Missing without its tail."""
    if numbers.parse(number)[1] is None:
        raise Missing(field="tail")
    view = seen(tx, number)
    return Tracked(view, (), is_over(tx, view))


def tracked(tx: Tx, number: str) -> Tracked:
    """The whole conversation, for whoever has the signed link. Raises NotFound."""
    view = seen(tx, number)
    lines = tuple(_lines(tx, view, story_of(tx, view.claim, public=True)))
    survey = None if view.claim.is_open else open_survey(tx, view.claim)
    felt = features.answer_of(tx, view.claim.id) if view.feature else None
    return Tracked(view, lines, is_over(tx, view), _overview(tx, view), survey, felt)


def _overview(tx: Tx, view: Seen) -> str | None:
    """Whoever gets copies of the letters has the link to this page, too: they were not allowed to see the other one."""
    key = view.contact.overview if view.organisation else None
    return key if key and not customers.parties_of(tx, view.claim.id) else None


def is_over(tx: Tx, view: Seen) -> bool:
    """Some days after closing, and at once where the person was erased."""
    return customers.is_erased(view.contact) or is_long_closed(tx, (view.joined or view).claim)


def is_long_closed(tx: Tx, claim: Claim) -> bool:
    """The same of a claim by itself, before anything beside it is read."""
    return claim.closed_at is not None and tx.now - claim.closed_at > timedelta(days=tx.rules.days.page)


def _lines(tx: Tx, view: Seen, entries: Iterable[Entry]) -> Iterator[Line]:
    known = tuple(entries)
    owners = frozenset(str(each.event.detail.get("owner")) for each in known if each.event and "owner" in each.event.detail)
    domains = _domains(tx, view, known)
    for entry in known:
        if entry.event and entry.event.what not in _SAID:
            yield _event(entry.event)
        elif entry.message and entry.message.deleted_at is None:
            yield _message(entry.message, view, owners, domains)


def _domains(tx: Tx, view: Seen, entries: Iterable[Entry]) -> frozenset[str]:
    """Whose people belong to the customer, where anybody else wrote."""
    others = any(each.message.author.id != view.contact.address for each in entries if each.message)
    return frozenset(customers.domains_of(tx, view.organisation.id)) if others and view.organisation else frozenset()


_SAID = ("answered",)  # the words themselves stand in the story


def _event(event: Event) -> Line:
    """Of what an event carries only a closing's reason and words, and a moved promise's: any other note or reason stays in the house."""
    if event.what == "promised":
        return _promised(event)
    closing = event.what == "closed"
    reason = str(event.detail.get("reason") or "") if closing else ""
    text = str(event.detail.get("text") or "") if closing and reason != CloseReason.SPAM else ""
    return Line(event.at, LineKind.EVENT, what=event.what, was=event.from_state, reason=reason, text=text)


def _promised(event: Event) -> Line:
    """Both times of a promise that was moved, and why; the letter that told it says why itself."""
    span = tuple(datetime.fromisoformat(event.detail[name]) for name in ("from", "to"))
    text = "" if "message" in event.detail else str(event.detail["reason"])
    return Line(event.at, LineKind.EVENT, what=event.what, text=text, moved=(span[0], span[1]))


def _message(message: Message, view: Seen, owners: frozenset[str], domains: frozenset[str]) -> Line:
    if message.direction is Direction.OUT:
        return _ours(message, owners)
    if not _is_theirs(message, view, domains):
        return Line(message.at, LineKind.WITHHELD)
    text, files = message.new_text, message.attachments
    return Line(message.at, LineKind.THEIRS, name=message.name, text=text, full=message.text, files=files)


def _ours(message: Message, owners: frozenset[str]) -> Line:
    """A letter as its writer wrote it; the name of an owner is known to the customer, a helper's is not."""
    if message.automatic:
        return Line(message.at, LineKind.MACHINE, full=message.text)
    name = message.name if message.author.kind is ActorKind.PERSON and message.author.id in owners else ""
    return Line(message.at, LineKind.OURS, name=name, text=message.new_text, full=message.text, files=message.attachments)


def _is_theirs(message: Message, view: Seen, domains: frozenset[str]) -> bool:
    return message.author.id == view.contact.address or know.domain_of(message.author.id) in domains
