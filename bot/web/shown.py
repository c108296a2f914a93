"""A claim as its page shows it: every time, amount and state already in the reader's words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bot.desk import Desk
from bot.web.wording import said
from bot.words import knows
from bot.words.states import ball, state
from bot.words.times import day, money, when, zone_name
from claims.claim import ClaimClass
from claims.kano import Feeling
from claims.lifecycle import State
from claims.survey import SCORES, Worst
from commands.show import Seen, Stored
from commands.tracked import Line, LineKind, Tracked

LONGEST = 60_000  # characters of one message; the mail has the rest
_STEP = {State.NEW: 1, State.TRIAGE: 2, State.RESOLVED: 4, State.CLOSED: 4}


@dataclass(frozen=True, slots=True)
class Standing:
    """What anybody may read who has the number. `step`: 1 … 4 along the way; `state` is the headline, `about` the rest of it;
    `now`: the state of the one it was joined with; `issue`: what many customers have while a surge lasts."""

    number: str
    code: str
    state: str
    about: str
    ball: str
    next: str
    late: bool
    changed: str
    step: int
    over: bool
    now: str = ""
    issue: str = ""


def standing(view: Seen, desk: Desk, language: str, zone: str) -> Standing:
    """Of a claim that was joined with another one: how that one stands, under the number asked for."""
    number, home = view.claim.number, desk.rules.desk.zone
    headline, _, about = state(view, language, zone, home=home).partition(" – ")
    now = state(view.joined, language, zone, home=home) if view.joined else ""
    view = view.joined or view
    claim = view.claim
    due = claim.update_due
    return Standing(
        number=number,
        code=claim.state.lower(),
        state=headline,
        about=about,
        now=now,
        issue=view.surge.text(language) if view.surge else "",
        ball=ball(view, language),
        next=when(due, language, zone, home=home) if due else said(language)("none"),
        late=due is not None and due < desk.clock(),
        changed=when(claim.changed_at, language, zone, home=home),
        step=_STEP.get(claim.state, 3),
        over=claim.state is State.CLOSED,
    )


@dataclass(frozen=True, slots=True)
class Facts:
    """What stands on the page besides, for whoever has the link; `reopenable`: words added now wake this claim, not a new one;
    `objectable`: "no" is the one objection to "works as designed"; `workaround`: what helps until it is fixed;
    `next`: what happens next; `decision`: the words of what was decided about the feature it asked for."""

    subject: str
    next: str
    opened: str
    received: str
    owner: str
    kind: str | None
    cost: str
    fees: bool
    follows: str | None
    split_from: str | None
    joined: str | None
    closing: str
    resolved: bool
    over: bool
    reopenable: bool
    objectable: bool
    zone: str
    workaround: str
    decision: str


def facts(view: Seen, desk: Desk, language: str, zone: str) -> Facts:
    claim = view.claim
    joined = view.joined.claim.number if view.joined else None
    return Facts(
        subject=claim.subject,
        next=said(language)(f"next.{_code(view)}", number=joined),
        opened=claim.opened_at.isoformat(timespec="seconds"),
        received=when(claim.opened_at, language, zone),
        owner=view.owner.name if view.owner else "",
        kind=class_of(view, language),
        cost=money(view.cost, view.currency, language),
        fees=view.priced,
        follows=view.follows,
        split_from=view.split_from,
        joined=joined,
        closing=day(view.closing, language, zone) if view.closing else "",
        resolved=claim.state is State.RESOLVED,
        over=claim.closed_at is not None and not view.joined,
        reopenable=_reopenable(view, desk),
        objectable=view.objectable,
        zone=zone_name(desk.clock(), language, zone),
        workaround=_workaround(view.joined or view, language),
        decision=view.feature.told(language) if view.feature and view.feature.decision else "",
    )


def _code(view: Seen) -> str:
    """Which words tell what happens next."""
    if view.feature:
        return f"wished_{view.feature.decision or 'open'}"
    return "joined" if view.joined else view.claim.state


def _workaround(view: Seen, language: str) -> str:
    """What was written for customers about what an open claim comes from, in whichever language there is."""
    if view.problem is None or not view.claim.is_open:
        return ""
    other = "en" if language == "ko" else "ko"
    return view.problem.workaround(language) or view.problem.workaround(other)


def _reopenable(view: Seen, desk: Desk) -> bool:
    closed = (view.joined or view).claim.closed_at
    return closed is None or desk.clock() - closed <= timedelta(days=desk.rules.days.reopen)


@dataclass(frozen=True, slots=True)
class Rated:
    """What they said of how they were served, as the form has it; `given`: whether they did."""

    given: bool = False
    score: str = ""
    solved: str = ""
    worst: str = ""
    comment: str = ""
    scores: tuple[str, ...] = tuple(map(str, SCORES))
    kinds: tuple[str, ...] = tuple(Worst)


def rated(found: Tracked) -> Rated:
    survey = found.survey
    if survey is None or survey.score is None:
        return Rated()
    resolved, voted = found.view.claim.resolved_at, survey.voted_at
    stands = resolved is None or voted is None or voted >= resolved  # whether it is solved is asked anew with each result
    solved = {None: "", True: "yes", False: "no"}[survey.solved if stands else None]
    return Rated(True, str(survey.score), solved, survey.worst or "", survey.comment)


@dataclass(frozen=True, slots=True)
class Wished:
    """What they answered about the feature they asked for, as the form has it."""

    present: str = ""
    absent: str = ""
    feelings: tuple[str, ...] = tuple(map(str, Feeling))


def wished(found: Tracked) -> Wished:
    return Wished(*found.felt) if found.felt else Wished()


def is_asked(view: Seen) -> bool:
    """Whether its customer can say how they would feel: nobody has decided yet."""
    return view.feature is not None and view.feature.decision is None


@dataclass(frozen=True, slots=True)
class File:
    id: int
    name: str
    size: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the story. `title` for an event; `full` only where it says more than `text`."""

    kind: str
    at: str
    iso: str
    title: str = ""
    name: str = ""
    text: str = ""
    full: str = ""
    cut: bool = False
    files: tuple[File, ...] = ()


def rows(lines: tuple[Line, ...], language: str, zone: str) -> Iterator[Row]:
    """The story for a reader of `language`, times in `zone`."""
    for line in lines:
        at, iso = when(line.at, language, zone), line.at.isoformat(timespec="seconds")
        text, full = line.text.strip(), line.full.strip()
        yield Row(
            kind=line.kind,
            at=at,
            iso=iso,
            title=event(line, language, zone) if line.kind is LineKind.EVENT else "",
            name=line.name,
            text=said(language)("event.reason", reason=text[:LONGEST]) if line.moved and text else text[:LONGEST],
            full=full[:LONGEST] if full != text else "",
            cut=len(text) > LONGEST or (full != text and len(full) > LONGEST),
            files=tuple(map(_file, line.files)),
        )


def event(line: Line, language: str, zone: str) -> str:
    """What happened, in words; an event that has none yet is told without saying what."""
    key = f"event.{line.what}"
    if line.what == "closed" and knows(f"page.event.closed_{line.reason}"):
        key = f"event.closed_{line.reason}"
    if line.what == "triaged" and line.was not in (None, State.NEW, State.TRIAGE):
        key = "event.triaged_again"
    if line.moved:
        was, until = (when(each, language, zone) for each in line.moved)
        return said(language)(key, was=was, until=until)
    return said(language)(key if knows(f"page.{key}") else "event.other")


def class_of(view: Seen, language: str) -> str | None:
    """The class, where the customer may know it: works-as-designed only once they were told so by a person."""
    claim = view.claim
    if claim.claim_class in (None, ClaimClass.SPAM):
        return None
    if claim.claim_class is ClaimClass.WAD and claim.state not in (State.RESOLVED, State.CLOSED):
        return None
    return said(language)(f"class.{claim.claim_class}")


def size(count: int) -> str:
    """`512 B`, `1.4 MB`, as file managers count: in powers of 1024."""
    amount, unit = float(count), "B"
    for unit in ("B", "KB", "MB", "GB"):
        if amount < 1024 or unit == "GB":
            break
        amount /= 1024
    return f"{amount:.0f} {unit}" if unit == "B" or amount >= 10 else f"{amount:.1f} {unit}"


def zone_of(view: Seen, desk: Desk) -> str:
    return (view.organisation.zone if view.organisation else None) or desk.rules.desk.zone


def _file(stored: Stored) -> File:
    return File(stored.id, stored.file.name, size(stored.file.size))
