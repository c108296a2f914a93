"""The margin of a period as it stands in Slack: one finding, its cause, a step, what is not known, then the sums that it is made of."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.slack import blocks, figured, periods
from bot.slack.post import Block, Post
from bot.slack.text import escaped
from bot.words import say
from bot.words.times import money
from claims.margin import Row, Total, Where, by, total
from claims.metrics import ADVICE, Unit
from commands.margins import Margins

CSV = "report:margins"
"""action_id of the button that sends the rows."""
COLUMNS = ("number", "customer", "class", "where", "minutes", "cost", "income", "margin", "currency")
NAMED, WORST = 10, 3


def drawn(found: Margins, language: str, zone: str, value: str) -> Post:
    """`value`: period and scope, as the button for the rows carries them."""
    title = say(language, "margin.title", period=periods.named(found.period, language, found.at, zone))
    first = [*_finding(found, language), *_cause(found, language), _step(found, language), _unknown(found, language)]
    sections: Mapping[str, Iterable[str]] = {
        "finding": first,
        "figures": [*_figures(found, language), _logged(found, language)],
        "leaks": _places(found, language),
        "class": _classes(found, language),
        "customer": _customers(found, language),
    }
    made: list[Block] = [blocks.header(title), *([blocks.context(escaped(found.customer, 200))] if found.customer else [])]
    for name, lines in sections.items():
        made.append(blocks.section(f"*{say(language, f'margin.heading.{name}')}*\n" + "\n".join(lines)))
    made += [
        blocks.context(say(language, "margin.source", period=periods.spelled(found.period, language, zone))),
        blocks.actions("margins", [blocks.button(CSV, say(language, "margin.csv"), value)]),
    ]
    return Post("\n".join([title, *first]), tuple(made))


def short(found: Margins, language: str) -> list[str]:
    """What a summary says of it."""
    return [*_finding(found, language), *_cause(found, language), *_figures(found, language)]


def table(found: Margins) -> list[list[Any]]:
    """The rows that everything is added up from."""
    rows = ((row, found.names.get(row.organisation_id or 0)) for row in found.rows)
    return [
        [row.number, name, row.claim_class, row.where, row.minutes, row.cost, row.income, row.income - row.cost, found.currency]
        for row, name in rows
    ]


def _finding(found: Margins, language: str) -> list[str]:
    whole = total(found.rows)
    named = {**_amounts(found, whole, language), "n": found.ended}
    if not found.hour:
        return [say(language, "margin.finding.no_hour", **named)]
    if not whole.minutes:
        return [say(language, "margin.finding.unlogged", **named)]
    key = "loss" if whole.result < 0 else "gain" if whole.result else "even"
    return [
        say(language, f"margin.finding.{key}", loss=money(-whole.result, found.currency, language), **named),
        say(language, "margin.finding.cost", hour=money(found.hour, found.currency, language), **named),
    ]


def _amounts(found: Margins, whole: Total, language: str) -> dict[str, str]:
    amounts = {name: money(getattr(whole, name), found.currency, language) for name in ("income", "cost", "result")}
    return amounts | {"minutes": figured.span(whole.minutes, language)}


def _cause(found: Margins, language: str) -> list[str]:
    cause, whole = found.advice.cause, total(found.rows)
    if cause is None:
        leaks = any(row.where.leaks and row.minutes for row in found.rows)
        return [say(language, f"margin.cause.{'little' if leaks or not whole.minutes else 'none'}", n=found.told)]
    leak = total(row for row in found.rows if row.where is cause)
    told = say(
        language,
        "margin.cause.leak",
        where=say(language, f"margin.where.{cause}"),
        minutes=figured.span(leak.minutes, language),
        share=figured.share(leak.minutes / whole.minutes, language),
        claims=leak.claims,
    )
    worst = _worst(found, language)
    return [told, *([say(language, "margin.cause.worst", customers=worst)] if worst else [])]


def _worst(found: Margins, language: str) -> str:
    """The customers with the lowest margin, where that is known; whoever is of no organisation is none."""
    sums = by((row for row in found.rows if row.organisation_id is not None), lambda row: row.organisation_id)
    lowest = [(name, each) for name, each in sums.items() if each.result < 0][:WORST] if found.hour else []
    return ", ".join(f"{_name(found, name, language)} {money(each.result, found.currency, language)}" for name, each in lowest)


def _step(found: Margins, language: str) -> str:
    if found.advice.step is None and found.told >= ADVICE:
        return say(language, "margin.step.no_leak")
    return say(language, f"margin.step.{found.advice.step or 'none'}", n=found.told)


def _unknown(found: Margins, language: str) -> str:
    counts = {
        "hour": not found.hour,
        "untimed": found.ended - found.told,
        "unended": found.unended,
        "untold": found.untold,
        "foreign": found.foreign,
    }
    named = {"n": 0, "ended": found.ended, "missing": found.ended - found.told, "minutes": found.unended}
    told = [say(language, f"margin.unknown.{name}", **named | {"n": count}) for name, count in counts.items() if count]
    return f"_{say(language, 'margin.unknown.title')}: {' '.join(told) or say(language, 'margin.unknown.none')}_"


def _figures(found: Margins, language: str) -> Iterator[str]:
    billed = found.billed
    amounts = {name: money(getattr(billed, name), found.currency, language) for name in ("credited", "supply")}
    part = figured.share(billed.credited / billed.supply, language) if billed.supply else say(language, "margin.figure.nothing")
    for identity, figure in found.figures.items():
        value = figured.figure(figure, language)
        if figure.metric.unit is Unit.MONEY and figure.enough:
            value = money(round(figure.value or 0), found.currency, language)
        yield f"• {say(language, f'margin.figure.{identity}', value=value, n=figure.n, hits=figure.hits, share=part, **amounts)}"


def _logged(found: Margins, language: str) -> str:
    value = figured.share(found.told / found.ended, language) if found.ended else say(language, "margin.figure.nothing")
    return f"• {say(language, 'margin.figure.logged', value=value, told=found.told, ended=found.ended)}"


def _places(found: Margins, language: str) -> Iterator[str]:
    sums = by(found.rows, lambda row: row.where)
    for where in (each for each in Where if each in sums):
        yield _line(found, say(language, f"margin.where.{where}"), sums[where], language)
    yield _line(found, f"*{say(language, 'margin.total')}*", total(found.rows), language)


def _classes(found: Margins, language: str) -> Iterator[str]:
    def kind(row: Row) -> str:
        return figured.claim_class(row.claim_class, language) if row.number else say(language, "margin.contract")

    for name, each in by(found.rows, kind).items():
        yield _line(found, name, each, language)
    yield _line(found, f"*{say(language, 'margin.total')}*", total(found.rows), language)


def _customers(found: Margins, language: str) -> Iterator[str]:
    """The lowest margins one by one, the others in one line, so that they add up."""
    sums = by(found.rows, lambda row: row.organisation_id)
    first = list(sums)[:NAMED]
    for each in first:
        yield _line(found, _name(found, each, language), sums[each], language)
    if rest := [row for row in found.rows if row.organisation_id not in first]:
        yield _line(found, say(language, "margin.others", n=len(sums) - len(first)), total(rest), language)
    yield _line(found, f"*{say(language, 'margin.total')}*", total(found.rows), language)


def _name(found: Margins, organisation: int | None, language: str) -> str:
    return escaped(figured.customer(found.names.get(organisation or 0), language), 100)


def _line(found: Margins, name: str, each: Total, language: str) -> str:
    key = "whole" if found.hour else "timed"
    return f"• {say(language, f'margin.line.{key}', name=name, claims=each.claims, **_amounts(found, each, language))}"
