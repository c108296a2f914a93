"""App Home: what one person has before them, a box to find, and their own settings. https://docs.slack.dev/surfaces/app-home"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

from bot.desk import Desk
from bot.links import Links
from bot.slack import blocks, vocabulary
from bot.slack.answers import line
from bot.slack.cards import ACTION
from bot.slack.front import Front
from bot.slack.post import Block
from bot.words import LANGUAGES, say
from bot.words.times import leave
from claims.actor import person as actor
from claims.availability import NEVER
from claims.claim import Claim
from claims.lifecycle import OPEN
from commands.home import Home, home
from commands.show import Listed, Person
from commands.staff import HOW, Colleague

FIND, PAGE, SET, LEAVE = "home:find", "home:page:", "home:set:", "home:leave"
"""The action_ids of the page itself; SET is followed by a setting's name."""
WORDS = 200
"""Characters of a search."""
TOLD = 12
"""Blocks of an answer that stand on top."""
SHOWN = 10
"""Claims of a list on one page: four lists, what was found and the settings stay below a hundred blocks."""


Line = tuple[str, Listed]
"""A verb, and the claim beside whose line its button stands."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where on the page its reader is, kept in its private_metadata: what they looked for, and the first claim shown of each list."""

    words: str = ""
    awaited: int = 0
    mine: int = 0
    unowned: int = 0
    late: int = 0

    def packed(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def unpacked(cls, metadata: str) -> Self:
        return cls(**json.loads(metadata)) if metadata else cls()


async def publish(front: Front, person: Person, place: Place, told: Sequence[Block] = ()) -> None:
    """Show the page as it is now; `told`: what the last press came to. https://docs.slack.dev/reference/methods/views.publish"""
    shown = await front.desk.database.read(home, place.words, by=actor(person.id))
    await front.client.views_publish(user_id=person.id, view=view(shown, place, person, front.desk, told))


async def refuse(front: Front, identity: str, why: str) -> None:
    await front.client.views_publish(user_id=identity, view={"type": "home", "blocks": [blocks.section(why)]})


def searched(place: Place, words: str) -> Place:
    return replace(place, words=words[:WORDS])


def turned(place: Place, to: str) -> Place:
    """`to`: the list's name and its first claim, as a button carries them."""
    name, _, first = to.partition(":")
    changed: dict[str, Any] = {name: int(first)}
    return replace(place, **changed)


def view(shown: Home, place: Place, person: Person, desk: Desk, told: Sequence[Block] = ()) -> Block:
    """The page, within Slack's hundred blocks."""
    language = person.language
    drawn = [*told[:TOLD], blocks.divider()] if told else []
    drawn.append(blocks.input_block(FIND, say(language, "slack.home.find"), blocks.text_input(place.words), dispatch=True))
    for name, first, lines in _lists(shown, place, person):
        drawn += _list(name, first, lines, person, desk.links)
    return {"type": "home", "private_metadata": place.packed(), "blocks": [*drawn, blocks.divider(), *_settings(shown, person, desk)]}


def _lists(shown: Home, place: Place, person: Person) -> Iterator[tuple[str, int, list[Line]]]:
    """Each list's name, the first line shown, and its lines; what waits for nobody in particular is left out where there is none."""
    if shown.found is not None:
        yield "found", 0, _likeliest(shown.found, person)
    if shown.awaited:
        yield "awaited", place.awaited, [(each.verb, each.claim) for each in shown.awaited]
    yield "mine", place.mine, _likeliest(shown.mine, person)
    yield "unowned", place.unowned, _likeliest(shown.unowned, person)
    if shown.late is not None:
        yield "late", place.late, _likeliest(shown.late, person)


def _likeliest(views: Sequence[Listed], person: Person) -> list[Line]:
    """Each claim with the one thing its reader is likeliest to do."""
    return [(_next(each.claim, person), each) for each in views]


def _next(claim: Claim, person: Person) -> str:
    return "take" if claim.owner is None and claim.state in OPEN else "reply" if claim.owner == person.id else "show"


def _list(name: str, first: int, lines: Sequence[Line], person: Person, links: Links) -> list[Block]:
    language = person.language
    first = first if first < len(lines) else 0
    page = lines if name == "found" else lines[first : first + SHOWN]
    drawn = [blocks.section(f"*{say(language, f'slack.list.{name}', count=len(lines))}*")]
    drawn += [_line(name, *each, person, links) for each in page]
    if not lines:
        drawn.append(blocks.context(say(language, "slack.list.none")))
    turns = _turns(name, first, len(lines), language) if name != "found" else []
    return [*drawn, blocks.actions(f"page:{name}", turns)] if turns else drawn


def _line(name: str, verb: str, listed: Listed, person: Person, links: Links) -> Block:
    press = blocks.button(f"{ACTION}{verb}", say(person.language, f"slack.verb.{verb}.label"), listed.claim.number)
    return blocks.section(line(listed, person, links), block_id=f"{name}:{verb}:{listed.claim.number}", accessory=press)


def _turns(name: str, first: int, count: int, language: str) -> list[Block]:
    """Buttons to the page before and the one after; each with an action_id of its own, as Slack wants them."""
    ways = {"back": first - SHOWN, "on": first + SHOWN}
    return [
        blocks.button(f"{PAGE}{way}", say(language, f"slack.home.{way}"), f"{name}:{at}") for way, at in ways.items() if 0 <= at < count
    ]


def _settings(shown: Home, person: Person, desk: Desk) -> list[Block]:
    """Every one as it holds; touching it changes it."""
    language, known = person.language, shown.settings
    languages = [blocks.option(each, vocabulary.tongue(each)) for each in LANGUAGES]
    mentions = [blocks.option(each, say(language, f"people.mention.{each}")) for each in HOW]
    usual = blocks.option("off", say(language, "slack.home.usual"))
    calendars = [usual, *(blocks.option(each, each) for each in desk.rules.calendar_names)]
    return [
        blocks.section(f"*{say(language, 'slack.home.settings')}*"),
        _choice("language", languages, language, language),
        _choice("mention", mentions, known.mention, language),
        _choice("calendar", calendars, known.habits.calendar or "off", language),
        _typed("zone", person.zone, language),
        _typed("quiet", known.quiet if known.quiet != str(NEVER) else say(language, "slack.home.off"), language),
        _deputy(known, language),
        blocks.section(_leaves(shown, person)),
        blocks.input_block(LEAVE, say(language, "slack.home.leave"), blocks.text_input(), optional=True, dispatch=True),
    ]


def _choice(name: str, options: Sequence[Block], chosen: str, language: str) -> Block:
    element = blocks.choice("static_select", options, chosen) | {"action_id": f"{SET}{name}"}
    return blocks.section(say(language, f"slack.home.{name}"), block_id=f"{SET}{name}", accessory=element)


def _typed(name: str, value: str, language: str) -> Block:
    return blocks.input_block(f"{SET}{name}", say(language, f"slack.home.{name}"), blocks.text_input(value), dispatch=True)


def _deputy(known: Colleague, language: str) -> Block:
    element = blocks.person_input(known.deputy.id if known.deputy else None) | {"action_id": f"{SET}deputy"}
    return blocks.section(say(language, "slack.home.deputy"), block_id=f"{SET}deputy", accessory=element)


def _leaves(shown: Home, person: Person) -> str:
    told = [leave(each.starts, each.ends, person.language, person.zone) for each in shown.absence.leaves[:5]]
    return say(person.language, "slack.home.leaves", leaves=", ".join(told)) if told else say(person.language, "people.away.none")
