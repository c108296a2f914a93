"""A summary as it stands in Slack: what matters first, each number with its n, and a way to the claims behind it."""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from bot.slack import blocks, figured, periods
from bot.slack.asking import Question
from bot.slack.post import Block, Post
from bot.slack.text import escaped
from bot.words import say
from bot.words.times import when
from claims import metrics
from claims.findings import Finding
from claims.group import Group
from claims.metrics import ENOUGH, PERSON, Figure
from claims.period import Period
from claims.stages import Stage
from claims.verdict import WEEKS, wilson
from commands.compare import Compared, Comparison
from commands.summarise import TODAY, Load, Scope, Summary, Worked

BEHIND, CHARTS, CSV = "behind", "report:charts", "report:csv"
"""action_ids: the menu of numbers, and the buttons that send pictures and rows."""
NOW = ("M06", "M07", "M08")
"""Of today; whatever the period."""
SERVICE = ("M03", "M04", "M02", "M09", "M10", "M28", "M29", "M14", "M13")
CUSTOMERS = ("M12", "M19", "M20", "M21")
QUALITY = ("M32", "K01", "K02")
TOP, LOADS = 5, 15
_PARTS = {
    Question.PEOPLE: ("finding", "people"),
    Question.CHAIN: ("finding", "chain"),
    Question.FIRST: ("first",),
    Question.KEPT: ("kept",),
    Question.PACE: ("pace", "chain"),
    Question.VOTES: ("satisfaction",),
}
"""What answers a question about one thing; all else would bury it."""
_WHOLE = ("finding", "today", "service", "satisfaction", "quality", "chain", "demand", "minutes", "people")


def packed(asked: Period, scope: Scope, group: str = "") -> str:
    """A period and whose claims in at most 150 characters, which an option's value may have."""
    return json.dumps([group, asked.first.isoformat(), asked.last.isoformat(), scope.owner, scope.organisation_id, scope.claim_class])


def unpacked(value: str) -> tuple[str, Period, Scope]:
    group, first, last, *scope = json.loads(value)
    return group, Period(date.fromisoformat(first), date.fromisoformat(last)), Scope(*scope)


def drawn(
    found: Summary, language: str, zone: str, *, focus: Question = Question.SUMMARY, private: bool = True, current: bool = False
) -> Post:
    """The whole of it; `focus`: what was asked comes first. `private`: only the asker sees it, so that a lead may see people. `current`:
    tells how things stand now beside a period that is over, too."""
    current = current or not found.over
    period = periods.named(found.period, language, found.at, zone)
    title = say(language, "summary.title", period=period)
    people = found.people if private else None
    first = _first(found, language, focus, people, current=current)
    parts = {
        "finding": first,
        "today": [today(found, language), *_shown(found, NOW, language)] if current else [],
        "first": _figures(found, ("M03", "M02"), language),
        "kept": [*_figures(found, ("M03", "M04"), language), *(_shown(found, ("M06", "M07"), language) if current else [])],
        "pace": _figures(found, ("M09", "M10", "M28", "M29"), language),
        "service": [*_figures(found, SERVICE, language), say(language, "summary.line.reopened", n=found.reopened)],
        "satisfaction": [*_figures(found, CUSTOMERS, language), *_votes(found, language)],
        "quality": [*_figures(found, QUALITY, language), *_quality(found, language)],
        "chain": _chain(found, language),
        "demand": _demand(found, language),
        "minutes": _worked(found, language),
        "people": _people(people or (), language, current=current),
    }
    sections = [(name, parts[name]) for name in _PARTS.get(focus, _WHOLE)]
    told = [each for each in (scope_of(found, language), cut(found.period, found.at, language, zone)) if each]
    made = [blocks.header(title), *([blocks.context(" · ".join(told))] if told else [])]
    made += [blocks.section(f"*{say(language, f'summary.heading.{name}')}*\n" + "\n".join(lines)) for name, lines in sections if lines]
    made += [
        blocks.context(say(language, "summary.source", period=periods.spelled(found.period, language, zone, found.at))),
        opening(found, language, current=current),
    ]
    lead = first if focus not in _PARTS or "finding" in _PARTS[focus] else sections[0][1]
    return Post("\n".join([title, *told, *lead, *([today(found, language)] if current else [])]), tuple(made))


def cut(asked: Period, at: datetime, language: str, zone: str) -> str:
    """That a period is not over, and until when it was counted; nothing for one that is."""
    return say(language, "summary.cut", at=when(at, language, zone)) if asked.ends(zone) > at else ""


def _first(found: Summary, language: str, focus: Question, people: Sequence[Load] | None, *, current: bool) -> list[str]:
    """The answer to what was asked, then the finding, its cause, the step, and what is not known."""
    if focus is Question.CHAIN:
        return [*_cause(found, language), _step(found, language), _unknown(found, language)]
    if focus is Question.PEOPLE:
        return [*(_busiest if current else _most)(found, language, people), _unknown(found, language)]
    return [_finding(found, language), *_cause(found, language), _step(found, language), _unknown(found, language)]


def _finding(found: Summary, language: str) -> str:
    advice = found.advice
    figure = advice.figure
    if figure is None:
        shown = ", ".join(f"{each} n={found.figures[each].n}" for each in ("M03", "M04"))
        return say(language, "summary.finding.little", figures=shown)
    if advice.finding is Finding.LATE:
        cycles = found.figures["M07"]
        key = "late" if cycles.enough else "late_alone"
        return say(language, f"summary.finding.{key}", n=figure.n, cycles=figured.figure(cycles, language))
    return say(
        language,
        f"summary.finding.{advice.finding}",
        metric=figured.metric(figure.metric, language),
        value=figured.figure(figure, language),
        target=figured.target(figure.metric, language),
        n=figure.n,
        misses=figure.misses,
        id=figure.metric.id,
    )


def _cause(found: Summary, language: str) -> list[str]:
    shares, cause = found.shares, found.advice.cause
    if cause is None:
        return [say(language, "summary.cause.unknown", n=shares.n)]
    share, stage = figured.share(shares.share(cause), language), figured.stage(cause, language)
    told = [say(language, "summary.cause.stage", n=shares.n, stage=stage, share=share)]
    if shares.n >= metrics.ADVICE and shares.slowest is not cause:
        told.append(say(language, "summary.cause.tail", stage=figured.stage(shares.slowest, language)))
    return told


def _step(found: Summary, language: str) -> str:
    advice = found.advice
    if advice.step is None:
        key = "kept" if advice.finding is Finding.MET else "few" if found.shares.n < metrics.ADVICE else "little"
        return say(language, f"summary.step.{key}", n=found.shares.n)
    step = say(language, f"summary.step.{advice.step}")
    return f"{step} {say(language, 'summary.step.gain', gain=figured.span(advice.gain, language))}" if advice.gain else step


def _unknown(found: Summary, language: str) -> str:
    satisfaction = () if found.figures["M19"].enough else ("satisfaction",)
    told = [say(language, f"summary.unknown.{each}") for each in (*(() if found.costed else ("money",)), *satisfaction, "staffing")]
    weeks = max((trend.weeks for trend in found.trends.values()), default=0)
    if found.trends and found.period.days == 7 and weeks < WEEKS:
        told.append(say(language, "summary.unknown.trend", n=weeks))
    return f"_{say(language, 'summary.unknown.title')}: {' '.join(told)}_"


def _busiest(found: Summary, language: str, people: Sequence[Load] | None) -> list[str]:
    if people is None:
        return [say(language, "summary.people.team", **found.today)]
    if not people or not people[0].open:
        return [say(language, "summary.people.nobody")]
    most = people[0]
    return [say(language, "summary.people.busiest", name=escaped(most.name, 100), open=most.open, late=most.late)]


def _most(found: Summary, language: str, people: Sequence[Load] | None) -> list[str]:
    """Who had most to do in a period that is over: what was on whose hands then is not kept, what they resolved is."""
    resolved = found.figures["M09"].n
    if people is None:
        return [say(language, "summary.people.team_over", resolved=resolved)]
    most = max(people, key=lambda each: each.resolved, default=None)
    if most is None or not most.resolved:
        return [say(language, "summary.people.nobody_over")]
    return [say(language, "summary.people.most", name=escaped(most.name, 100), resolved=most.resolved)]


def today(found: Summary, language: str) -> str:
    return " · ".join(say(language, f"summary.today.{name}", n=found.today[name]) for name in ("open", *TODAY))


def _figures(found: Summary, which: Sequence[str], language: str) -> list[str]:
    shown = _shown(found, which, language)
    hidden = [found.figures[each] for each in which if not found.figures[each].enough]
    names = ", ".join(say(language, "summary.line.hidden", metric=figured.metric(each.metric, language), n=each.n) for each in hidden)
    return [*shown, *([say(language, "summary.line.little", names=names)] if hidden else [])]


def _shown(found: Summary, which: Sequence[str], language: str) -> list[str]:
    return [_line(found, each, language) for each in which if found.figures[each].enough]


def _votes(found: Summary, language: str) -> list[str]:
    """Whether few voted, and each low vote with where its cause lies."""
    response = found.figures["M21"]
    few = response.enough and response.value is not None and response.value < metrics.LOW_RESPONSE
    told = [say(language, "summary.votes.few", limit=figured.share(metrics.LOW_RESPONSE, language))] if few else []
    for each in found.low:
        cause = say(language, f"slack.level.{each.level}") if each.level else say(language, "summary.votes.waits")
        told.append("• " + say(language, "summary.votes.low", number=each.number, score=each.score, cause=cause))
    return told


def _quality(found: Summary, language: str) -> list[str]:
    """Whether the playbook is due for a review, and whose the causes are."""
    told = [say(language, "summary.votes.review")] if found.figures["M32"].met is False else []
    resolved = found.figures["M09"].n
    named = [f"{figured.department(each, language)} {figured.share(percent / 100, language)}" for each, percent in found.departments]
    shown = " · ".join(named) if resolved >= metrics.ENOUGH else say(language, "summary.little", n=resolved)
    return [*told, *([say(language, "summary.votes.departments", list=shown)] if named else [])]


def _line(found: Summary, identity: str, language: str) -> str:
    figure, trend = found.figures[identity], found.trends.get(identity)
    key = "share" if figure.metric.unit is metrics.Unit.SHARE else "exact" if figure.metric.exact else "plain"
    told = [
        say(
            language,
            f"summary.line.{key}",
            metric=figured.metric(figure.metric, language),
            value=figured.figure(figure, language),
            n=figure.n,
            hits=figure.hits,
            id=identity,
        )
    ]
    if figure.metric.target is not None:
        told.append(say(language, "summary.line.target", target=figured.target(figure.metric, language)))
    if figure.metric.unit is metrics.Unit.SHARE:
        low, high = (figured.share(each, language) for each in wilson(figure.hits, figure.n))
        told.append(say(language, "summary.line.interval", low=low, high=high))
    if identity == "M08" and found.oldest:
        told[0] += f" ({found.oldest.number})"
    if identity == "M13":
        told.append(say(language, "summary.line.settled"))
    if trend and trend.weeks >= WEEKS:
        told.append(say(language, "summary.line.before", weeks=trend.weeks, value=figured.value(figure.metric, trend.before, language)))
        told += [say(language, f"summary.line.{'signal' if trend.signal else 'noise'}")] if trend.signal is not None else []
    return "• " + " · ".join(told)


def _chain(found: Summary, language: str) -> list[str]:
    shares = found.shares
    if not shares.total:
        return []
    if shares.n < ENOUGH:
        return [say(language, "summary.little", n=shares.n)]
    order = sorted((each for each in Stage if shares.minutes[each]), key=lambda each: -shares.minutes[each])
    told = [
        say(
            language,
            "summary.stage.line",
            stage=figured.stage(each, language),
            share=figured.share(shares.share(each), language),
            minutes=figured.span(shares.minutes[each], language),
        )
        for each in order
    ]
    return [" · ".join(told), say(language, "summary.stage.sum", n=shares.n, total=figured.span(shares.total, language))]


def _demand(found: Summary, language: str) -> list[str]:
    classes, clients = found.received["class"], found.received["customer"]
    count = sum(n for _, n in classes)
    told = [say(language, "summary.demand.received", n=count)]
    if not count:
        return told
    busiest = sorted(found.hours.items(), key=lambda pair: (-pair[1], pair[0]))[:3]
    hours = ((say(language, "summary.hour", hour=hour), n) for hour, n in busiest)
    return [
        *told,
        say(language, "summary.demand.class", list=_pairs(((figured.claim_class(name, language), n) for name, n in classes), language)),
        say(language, "summary.demand.customer", list=_pairs(((figured.customer(name, language), n) for name, n in clients), language)),
        say(language, "summary.demand.hours", list=_pairs(hours, language)),
    ]


def _pairs(pairs: Iterable[tuple[str, int]], language: str) -> str:
    return " · ".join(say(language, "summary.pair", name=escaped(name, 100), n=n) for name, n in list(pairs)[:TOP])


def _worked(found: Summary, language: str) -> list[str]:
    by_class, by_customer = found.minutes["class"], found.minutes["customer"]
    if not by_class:
        return []
    factors = (_minutes_of(figured.factor(row[0], language), row, language) for row in found.minutes["factor"])
    return [
        say(language, "summary.worked.sum", total=figured.span(sum(row[2] for row in by_class), language)),
        say(language, "summary.worked.class", list=_by_class(by_class, language)),
        say(language, "summary.worked.factor", list=" · ".join(factors)),
        say(language, "summary.worked.customer"),
        *(_row(*each, language) for each in list(zip(by_customer, found.crossed, strict=True))[:TOP]),
    ]


def _row(customer: Worked, classes: Sequence[Worked], language: str) -> str:
    """A customer of the table of minutes, and what they went into."""
    name = _minutes_of(f"*{escaped(figured.customer(customer[0], language), 100)}*", customer, language)
    return "• " + say(language, "summary.worked.row", name=name, list=_by_class(classes, language))


def _by_class(rows: Sequence[Worked], language: str) -> str:
    return " · ".join(_minutes_of(figured.claim_class(row[0], language), row, language) for row in rows[:TOP])


def _minutes_of(name: str, row: Worked, language: str) -> str:
    return say(language, "summary.worked.line", name=name, n=row[1], minutes=figured.span(row[2], language))


def _people(people: Sequence[Load], language: str, *, current: bool) -> list[str]:
    """The fullest hands first; of a period that is over, whoever resolved most in it or had something to answer."""
    if current:
        return [_load(each, language) for each in people[:LOADS]]
    worked = [each for each in people if each.resolved or each.on_time.n]
    return [_load(each, language, "line_over") for each in sorted(worked, key=lambda each: -each.resolved)[:LOADS]]


def _load(load: Load, language: str, line: str = "line") -> str:
    """One person's share on time needs ten claims to be told."""
    shown = load.on_time.n >= PERSON
    on_time = figured.figure(load.on_time, language) if shown else say(language, "summary.little", n=load.on_time.n)
    told = say(
        language,
        f"summary.people.{line}",
        name=f"*{escaped(load.name, 100)}*",
        open=load.open,
        late=load.late,
        resolved=load.resolved,
        on_time=on_time,
    )
    return f"• {told}"


def scope_of(found: Summary | Comparison, language: str) -> str:
    kind = figured.claim_class(found.scope.claim_class, language) if found.scope.claim_class else None
    named = [escaped(each, 200) for each in (found.owner, found.customer, kind) if each]
    return say(language, "summary.scope", scope=" · ".join(named)) if named else ""


def opening(found: Summary, language: str, *, current: bool = True) -> Block:
    """The menu of numbers that have claims behind them, and what can be sent."""
    counts = {**(_now(found) if current else {}), **_numbers(found)}
    options = [
        blocks.option(
            packed(found.period, found.scope, group),
            say(language, "summary.open.option", group=say(language, f"slack.group.{group}"), n=n),
        )
        for group, n in counts.items()
        if n
    ]
    value = packed(found.period, found.scope)
    sending = [
        blocks.button(CHARTS, say(language, "summary.open.charts"), value),
        blocks.button(CSV, say(language, "summary.open.csv"), value),
    ]
    menu: list[Block] = []
    if options:
        select: dict[str, Any] = blocks.choice("static_select", options)
        menu = [select | {"action_id": BEHIND, "placeholder": blocks.plain(say(language, "summary.open.placeholder"), 150)}]
    return blocks.actions("report", [*menu, *sending])


def _now(found: Summary) -> dict[str, int]:
    return {**{each: found.today[each] for each in TODAY}, Group.OPEN: found.today["open"]}


def _numbers(found: Summary) -> dict[str, int]:
    """How many claims each group of the period has."""
    figures = found.figures
    return {
        Group.FIRST_MISSED: figures["M03"].misses,
        Group.FIRST_DUE: figures["M03"].n,
        Group.RESOLUTION_MISSED: figures["M04"].misses,
        Group.RESOLUTION_DUE: figures["M04"].n,
        Group.RECEIVED: sum(n for _, n in found.received["class"]),
        Group.UNCLASSIFIED: dict(found.received["class"]).get(None, 0),
        Group.RESOLVED: figures["M09"].n,
        Group.ENDED: figures["M28"].n,
        Group.REOPENED: found.reopened,
        Group.RETURNED: figures["M13"].hits,
        Group.SETTLED: figures["M13"].n,
        Group.LINKED: figures["K01"].hits,
        Group.KNOWN: figures["K02"].hits,
        Group.SURVEYED: figures["M21"].n,
        Group.RESPONDED: figures["M21"].hits,
        Group.RATED: figures["M19"].n,
        Group.CONTENT: figures["M19"].hits,
        Group.LOW_RATED: figures["M20"].hits,
        Group.ANSWERED: figures["M12"].n,
        Group.SOLVED: figures["M12"].hits,
        Group.DESIGNED: figures["M32"].n,
        Group.OVERTURNED: figures["M32"].hits,
    }


def compared(found: Comparison, language: str, zone: str) -> Post:
    """Both periods, metric by metric, with the verdict in words."""
    one, other = (periods.named(each, language, found.at, zone) for each in (found.before, found.after))
    title = say(language, "summary.compare.title", before=one, after=other)
    told = [each for each in (scope_of(found, language), cut(found.after, found.at, language, zone)) if each]
    text = "\n".join([f"*{title}*", *told, *(_compared(each, language) for each in found.found)])
    return Post(text, (blocks.section(text), blocks.context(say(language, "summary.compare.foot"))))


def _compared(found: Compared, language: str) -> str:
    metric = found.before.metric
    told = say(
        language,
        "summary.compare.line",
        metric=figured.metric(metric, language),
        **{"from": _side(found.before, language)},
        to=_side(found.after, language),
        verdict=say(language, f"summary.compare.{found.verdict}"),
        id=metric.id,
    )
    if found.p is not None and found.verdict != "too_little":
        told += f" · {say(language, 'summary.compare.chance', p=f'{found.p:.3f}')}"
    if found.needed and found.verdict in ("too_little", "not_shown"):
        told += f" · {say(language, 'summary.compare.needed', n=found.needed)}"
    return f"• {told}"


def _side(figure: Figure, language: str) -> str:
    """One period's value with its n, or the n alone where there is too little to tell a value of."""
    key = "side" if figure.n and figure.enough else "side_little"
    return say(language, f"summary.compare.{key}", value=figured.figure(figure, language), n=figure.n)


def examples(language: str) -> Post:
    """What can be asked, for a question that no rule understands."""
    lines = (say(language, f"summary.ask.{each}").strip() for each in ("unknown", "examples", "help"))
    return Post("\n".join(lines))
