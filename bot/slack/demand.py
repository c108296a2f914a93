"""What came in and why, in words: the vital few causes, unusual days, and the hours of the week."""

from collections.abc import Sequence

from babel.dates import get_day_names

from bot.slack import blocks, figured, periods
from bot.slack.asking import Question
from bot.slack.post import Post
from bot.slack.text import escaped
from bot.words import say
from claims.metrics import ENOUGH
from claims.pareto import Cause, is_vague
from claims.period import Period
from commands.demand import TOP, Demand


def drawn(found: Demand, language: str, zone: str, focus: Question) -> Post:
    """The answer to a question about one of both."""
    lines = causes(found, language) if focus is Question.CAUSES else rush(found, language, zone)
    spelled = periods.spelled(found.period, language, zone)
    text = "\n".join([f"*{lines[0]} · {spelled}*", *lines[1:]])
    return Post(text, (blocks.section(text),))


def causes(found: Demand, language: str) -> list[str]:
    """A heading, then the list by claims, the vital few, and the list by minutes where work was logged."""
    told = [say(language, "summary.cause_list.title", n=found.resolved)]
    if found.resolved < ENOUGH:
        return [*told, say(language, "summary.cause_list.little", n=found.resolved)]
    told.append(say(language, "summary.cause_list.count", list=_list(found.causes, language)))
    vital = [each for each in found.causes if each.vital]
    names = ", ".join(_name(each, language) for each in vital[:TOP])
    if vital:
        share = figured.share(vital[-1].cumulative, language)
        told.append(say(language, "summary.cause_list.vital", n=len(vital), share=share, names=names))
    if found.minutes:
        told.append(say(language, "summary.cause_list.minutes", list=_list(found.minutes, language)))
    return [*told, *([say(language, "summary.cause_list.vague")] if is_vague(found.causes) else [])]


def rush(found: Demand, language: str, zone: str) -> list[str]:
    """A heading, then the fullest hours of the week and the days that were unusual."""
    told = [say(language, "summary.rush.title", n=found.received)]
    if found.slots:
        names = get_day_names("abbreviated", locale=language)
        slots = (say(language, "summary.rush.slot", day=names[day], hour=hour, n=n) for (day, hour), n in found.slots)
        told.append(say(language, "summary.rush.slots", list=" · ".join(slots)))
    if found.usual is None:
        return [*told, say(language, "summary.rush.unknown")]
    limit = int(found.usual)
    spikes = [
        say(language, "summary.rush.spike", day=periods.spelled(Period(day, day), language, zone), n=n, limit=limit)
        for day, n in found.spikes
    ]
    return [*told, *(spikes or [say(language, "summary.rush.calm", limit=limit)])]


def _list(found: Sequence[Cause], language: str) -> str:
    return " · ".join(
        say(language, "summary.cause_list.item", name=_name(each, language), share=figured.share(each.share, language))
        for each in list(found)[:TOP]
    )


def _name(cause: Cause, language: str) -> str:
    return escaped(cause.name, 80) if cause.name else say(language, "summary.cause_list.unnamed")
