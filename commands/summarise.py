"""What managers ask: the state of the desk in a period, with the claims behind every number."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from operator import attrgetter
from typing import Any
from zoneinfo import ZoneInfo

from claims import findings, metrics, period
from claims.actor import Actor
from claims.calendar import Calendar
from claims.claim import ClaimClass, Department
from claims.departments import tenths
from claims.errors import NotAllowed
from claims.findings import Advice, Life, Shares
from claims.group import Group
from claims.lifecycle import State
from claims.metrics import Figure
from claims.period import Named, Period, week_of
from claims.roles import Role
from claims.stages import Stage
from claims.terms import Book
from claims.verdict import is_signal, xmr
from commands import calendars
from commands.acting import is_lead, person_known
from commands.know import organisation_named
from commands.timely import check_asked
from storage import customers, figures, people, published
from storage.database import Tx
from storage.figures import GROUPS, QUARTER, LowVote, Open, Scope, When
from storage.lists import Listed
from storage.published import Week

__all__ = ["GROUPS", "Load", "LowVote", "Scope", "Summary", "Trend", "Worked", "behind", "figures_of", "summarise", "when"]

TODAY = ("urgent", "due_today", "overdue", "late", "unowned", "waiting")
COUNTED: Mapping[str, Sequence[str]] = {
    "open": TODAY,
    "first_due": ("first_missed",),
    "resolution_due": ("resolution_missed",),
    "reopened": (),
    "settled": ("returned",),
    "linked": ("known",),
    "rated": ("content", "low_rated", "answered", "solved"),
    "surveyed": ("responded",),
    "designed": ("overturned",),
}
"""Groups, each with the parts that are counted of it."""
WEEKS = 12
LONG = 5
"""Business days after which a wait is long."""
NAMED = 10
"""Customers that are named at most."""
REOPENED = 10
"""Business days within which a reopening tells of the resolution before it."""


@dataclass(frozen=True, slots=True)
class Trend:
    """The weeks before, as published. `signal`: whether the new value lies outside what is usual; None with too few weeks."""

    before: float | None
    weeks: int
    signal: bool | None


@dataclass(frozen=True, slots=True)
class Load:
    """One person's claims: open and late now, resolved in the period, and how soon they answered first (business minutes)."""

    name: str
    id: str
    open: int
    late: int
    resolved: int
    on_time: Figure


Worked = tuple[str | None, int, int]
"""What it is, how many claims, and their minutes of work."""


@dataclass(frozen=True, slots=True)
class Summary:
    """`over`: the period is, so that what is now is none of it; `today`: counts by group, now; `reopened`: claims opened again in the
    period, whenever they were resolved; `figures` and `trends` by metric id; `received` and `minutes` by class and by customer (None:
    nobody's), `minutes` also by where the cause lies, largest first; `crossed`: of each of its customers by class; `hours`: claims
    received by the hour of the desk's day; `low`: the low votes; `departments`: whose the causes of what was resolved are, in percent
    that add up; `people`: for leads only; `costed`: whether what an hour of work costs is known.
    """

    period: Period
    at: datetime
    over: bool
    scope: Scope
    customer: str | None
    owner: str | None
    today: Mapping[str, int]
    reopened: int
    figures: Mapping[str, Figure]
    trends: Mapping[str, Trend]
    shares: Shares
    advice: Advice
    received: Mapping[str, Sequence[tuple[str | None, int]]]
    minutes: Mapping[str, Sequence[Worked]]
    crossed: Sequence[Sequence[Worked]]
    hours: Mapping[int, int]
    oldest: Open | None
    low: Sequence[LowVote]
    departments: Sequence[tuple[Department | None, float]]
    people: Sequence[Load] | None
    costed: bool


def summarise(
    tx: Tx,
    asked: Period | None = None,
    *,
    owner: str | None = None,
    which: str | None = None,
    claim_class: ClaimClass | None = None,
    by: Actor,
) -> Summary:
    """The summary of a period, this week where none is named. Raises NotAllowed for one person's by somebody who is no lead, and Untimely
    for a period that has not begun or is too long."""
    scope, customer = scope_of(tx, owner, which, claim_class, by=by)
    lead = is_lead(tx, by)
    asked = asked or period.period(Named.WEEK, tx.now, tx.rules.desk.zone)
    moment = when(tx, asked)
    over = moment.end <= tx.now
    lives, first, counted = figures.lives(tx, moment, scope), figures.oldest(tx, moment, scope), figures.counts(tx, COUNTED, moment, scope)
    found = figures_of(tx, moment, scope, lives, first, counted)
    received = figures.received(tx, moment, scope)
    kinds, clients, quarters = zip(*received, strict=True) if received else ((), (), ())
    stages = stages_of(lives)
    shares = findings.shares(stages)
    minutes, crossed = _minutes(lives)
    senders, dearest = _most(clients)[:NAMED], minutes["customer"]
    names = customers.names_of(tx, {client for client, *_ in (*senders, *dearest) if client is not None})
    return Summary(
        period=asked,
        at=tx.now,
        over=over,
        scope=scope,
        customer=customer,
        owner=person_known(tx, owner).name if owner else None,
        today=dict(zip(("open", *TODAY), counted["open"], strict=True)),
        reopened=counted["reopened"][0],
        figures=found,
        trends=_trends(tx, asked, found) if scope == Scope() else {},
        shares=shares,
        advice=findings.advise([found["M03"], found["M04"]], None if over else found["M06"], shares, stages),
        received={"class": _most(kinds), "customer": _named(names, senders)},
        minutes=minutes | {"customer": _named(names, dearest)},
        crossed=crossed,
        hours=_hours(quarters, ZoneInfo(tx.rules.desk.zone)),
        oldest=first,
        low=figures.low_votes(tx, moment, scope, NAMED),
        departments=_departments(lives),
        people=_loads(tx, moment, scope, lives) if lead else None,
        costed=tx.rules.fees.cost > 0,
    )


def scope_of(tx: Tx, owner: str | None, which: str | None, claim_class: str | None, *, by: Actor) -> tuple[Scope, str | None]:
    """Whose claims are asked for, and the customer's name. Raises NotAllowed for one person's by somebody who is no lead, NotFound and
    Ambiguous for a customer."""
    if owner and owner != by.id and not is_lead(tx, by):
        raise NotAllowed(role=Role.LEAD)
    organisation = organisation_named(tx, which) if which else None
    return Scope(owner, organisation.id if organisation else None, claim_class), organisation.name if organisation else None


def when(tx: Tx, asked: Period) -> When:
    """A period as storage asks for it. Raises Untimely for one that is too long or has not begun."""
    check_asked(tx, asked)
    zone, calendar = tx.rules.desk.zone, calendars.book(tx).calendar()
    window = calendar.business_days(REOPENED)
    start, end = asked.begins(zone), asked.ends(zone)
    settled = min(end, calendar.subtract(tx.now, window))  # what ended later may yet be reopened
    return When(
        start=start,
        end=end,
        until=min(end, tx.now),
        now=tx.now,
        tonight=period.period(Named.TODAY, tx.now, zone).ends(zone),
        long_ago=calendar.subtract(tx.now, calendar.business_days(LONG)),
        window=window,
        settled=(settled - (end - start), settled),
        best_effort=tuple(name for name in tx.rules.plan_names if not tx.rules.plan(name).contract),
        usual_plan=tx.rules.desk.plan,
    )


def behind(tx: Tx, group: str | None, asked: Period | None, scope: Scope, limit: int = 50, state: State | None = None) -> list[Listed]:
    """The claims behind a number, those in `state` alone; of what was reopened, where no period is named, also what is still open of it."""
    group = "again" if asked is None and group == Group.REOPENED else group
    return figures.behind(tx, group, when(tx, asked or period.period(Named.WEEK, tx.now, tx.rules.desk.zone)), scope, limit, state)


def figures_of(
    tx: Tx, moment: When, scope: Scope, lives: Sequence[Any], first: Open | None, counted: Mapping[str, Sequence[int]]
) -> dict[str, Figure]:
    """Every metric of the dictionary as far as there is data, by its id. `lives` that ended, the `first` claim that is open, and the
    groups of COUNTED."""
    book = calendars.book(tx)
    late = figures.late(tx, moment, scope)
    resolved = [life for life in lives if life.resolved]
    waiting, settled, linked = counted["open"][0], counted["settled"], counted["linked"]
    rated, content, low, answered, solved = counted["rated"]
    asked, responded = counted["surveyed"]
    designed, overturned = counted["designed"]
    found = (
        _kept("M03", *counted["first_due"]),
        _kept("M04", *counted["resolution_due"]),
        metrics.middle("M02", [life.first_response for life in lives if life.first_response is not None]),
        metrics.count("M05", waiting),
        metrics.count("M06", len(late)),
        metrics.mean("M07", cycles_late(book, late, tx.now)),
        _oldest(book.calendar(), first, waiting, tx.now),
        metrics.middle("M09", [life.unowned + life.triage + life.work + life.release for life in resolved]),
        metrics.middle("M10", [life.calendar_minutes for life in resolved]),
        metrics.share("M12", solved, answered),
        metrics.share("M13", *reversed(settled)),
        metrics.mean("M14", [life.transfers for life in lives]),
        metrics.share("M19", content, rated),
        metrics.share("M20", low, rated),
        metrics.share("M21", responded, asked),
        metrics.middle("M28", [life.nobodys for life in lives]),
        metrics.middle("M29", [life.silence for life in lives]),
        metrics.share("M32", overturned, designed),
        metrics.share("K01", linked[0], len(resolved)),
        metrics.share("K02", linked[1], len(resolved)),
    )
    return {figure.metric.id: figure for figure in found}


def cycles_late(book: Book, late: Sequence[Any], at: datetime) -> list[float]:
    """By how many of its own targets each claim (plan, priority, resolution_due) is late."""
    held = cache(book.terms)
    found = ((held(each.plan, each.priority), each.resolution_due) for each in late)
    return [metrics.cycles_late(terms.clock.minutes_between(due, at), terms.target.resolution) for terms, due in found]


def _kept(identity: str, due: int, missed: int) -> Figure:
    return metrics.share(identity, due - missed, due)


def _oldest(calendar: Calendar, first: Open | None, waiting: int, now: datetime) -> Figure:
    return Figure(metrics.metric("M08"), waiting, float(calendar.minutes_between(first.opened_at, now)) if first else None)


def stages_of(lives: Sequence[Any]) -> list[Life]:
    """The stages' minutes of the claims that were resolved; they stand first in each row."""
    return [tuple(life[:_STAGES]) for life in lives if life.resolved]


_STAGES = len(Stage)


def _most(values: Iterable[Any]) -> list[tuple[Any, int]]:
    """How often each value comes, most first, and then in order."""
    return sorted(Counter(values).items(), key=lambda pair: (-pair[1], pair[0] is None, pair[0]))


def _hours(quarters: Iterable[int], zone: ZoneInfo) -> dict[int, int]:
    """By the hour of the desk's day; a zone is asked once for each quarter of an hour."""
    found: Counter[int] = Counter()
    for quarter, n in Counter(quarters).items():
        found[datetime.fromtimestamp(quarter * QUARTER, zone).hour] += n
    return found


def _trends(tx: Tx, asked: Period, found: Mapping[str, Figure]) -> dict[str, Trend]:
    """Only a week is compared with weeks."""
    first = week_of(asked.first).first
    weeks = published.weeks_of(tx, first - timedelta(weeks=WEEKS), first) if asked.days == 7 else []
    return {identity: _trend(weeks, figure) for identity, figure in found.items()}


def _trend(weeks: Sequence[Week], figure: Figure) -> Trend:
    values = [each.value for each in weeks if each.metric == figure.metric.id and each.value is not None]
    limits = xmr(values)
    signal = is_signal(limits, [*values, figure.value]) if limits and figure.value is not None and figure.enough else None
    return Trend(sum(values) / len(values) if values else None, len(values), signal)


def _named(names: Mapping[int, str], rows: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The rows with the customer's name in the place of the id that stands first."""
    return [(names.get(row[0]), *row[1:]) for row in rows]


def _minutes(lives: Sequence[Any]) -> tuple[dict[str, list[tuple[Any, int, int]]], list[list[Worked]]]:
    """By class, by customer and by where the cause lies, the dearest first; and of each of the dearest customers by class."""
    worked = [life for life in lives if life.minutes is not None]
    kinds, clients, factors = (_summed(map(attrgetter(each, "minutes"), worked)) for each in ("claim_class", "organisation_id", "factor"))
    dearest: dict[Any, list[tuple[Any, int]]] = {client: [] for client, *_ in clients[:NAMED]}
    for life in worked:
        if life.organisation_id in dearest:
            dearest[life.organisation_id].append((life.claim_class, life.minutes))
    return {"class": kinds, "customer": clients[:NAMED], "factor": factors}, list(map(_summed, dearest.values()))


def _departments(lives: Sequence[Any]) -> list[tuple[Department | None, float]]:
    """Each claim that was resolved belongs to one, or to none that anybody named; the most first."""
    counted = Counter(life.department and Department(life.department) for life in lives if life.resolved)
    return tenths(counted.most_common())


def _summed(minutes: Iterable[tuple[Any, int]]) -> list[tuple[Any, int, int]]:
    """What it is, how many and their sum, the largest sum first."""
    found = defaultdict[Any, list[int]](list)
    for which, worked in minutes:
        found[which].append(worked)
    parts = ((which, len(each), sum(each)) for which, each in found.items())
    return sorted(parts, key=lambda part: -part[2])


def _loads(tx: Tx, moment: When, scope: Scope, lives: Sequence[Any]) -> list[Load]:
    """Whoever owns an open claim or resolved one, the fullest hands first."""
    held = figures.held(tx, moment, scope)
    resolved = Counter(life.owner for life in lives if life.owner and life.resolved)
    due = figures.by_owner(tx, "first_due", "first_missed", moment, scope)
    known = people.names_of(tx, {*held, *resolved})
    found = [
        Load(
            name,
            identity,
            *held.get(identity, (0, 0)),
            resolved[identity],
            _kept("M03", *due.get(identity, (0, 0))),
        )
        for identity, name in known.items()
    ]
    return sorted(found, key=lambda load: (-load.open, -load.late, load.name))


def weeks_before(day: date, count: int) -> list[Period]:
    """The whole weeks before the one that holds `day`, the newest first."""
    monday = week_of(day).first
    return [week_of(monday - timedelta(weeks=back)) for back in range(1, count + 1)]
