"""App Home: what one person has before them, a box to find, and their own settings. https://docs.slack.dev/surfaces/app-home"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

from bot.links import Links
from bot.slack import blocks
from bot.slack.answers import line
from bot.slack.cards import ACTION
from bot.slack.front import Front
from bot.slack.post import Block
from bot.words import LANGUAGES, say
from claims.actor import person as actor
from claims.lifecycle import OPEN
from commands.home import Home, home
from commands.show import Listed, Person

FIND, PAGE, SPEAK, ZONE = "home:find", "home:page:", "home:language", "home:zone"
"""The action_ids of the page itself."""
WORDS = 200
"""Characters of a search."""
TOLD = 12
"""Blocks of an answer that stand on top."""
SHOWN = 15
"""Claims of a list on one page: three lists and what was found stay below a hundred blocks."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where on the page its reader is, kept in its private_metadata: what they looked for, and the first claim shown of each list."""

    words: str = ""
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
    await front.client.views_publish(user_id=person.id, view=view(shown, place, person, front.desk.links, told))


def searched(place: Place, words: str) -> Place:
    return replace(place, words=words[:WORDS])


def turned(place: Place, to: str) -> Place:
    """`to`: the list's name and its first claim, as a button carries them."""
    name, _, first = to.partition(":")
    changed: dict[str, Any] = {name: int(first)}
    return replace(place, **changed)


def view(shown: Home, place: Place, person: Person, links: Links, told: Sequence[Block] = ()) -> Block:
    """The page, within Slack's hundred blocks."""
    language = person.language
    drawn = [*told[:TOLD], blocks.divider()] if told else []
    drawn.append(blocks.input_block(FIND, say(language, "slack.home.find"), blocks.text_input(place.words), dispatch=True))
    if shown.found is not None:
        drawn += _list("found", shown.found, 0, person, links)
    drawn += _list("mine", shown.mine, place.mine, person, links)
    drawn += _list("unowned", shown.unowned, place.unowned, person, links)
    if shown.late is not None:
        drawn += _list("late", shown.late, place.late, person, links)
    return {"type": "home", "private_metadata": place.packed(), "blocks": [*drawn, blocks.divider(), *_settings(person)]}


def _list(name: str, views: Sequence[Listed], first: int, person: Person, links: Links) -> list[Block]:
    language = person.language
    first = first if first < len(views) else 0
    page = views[first : first + SHOWN]
    drawn = [blocks.section(f"*{say(language, f'slack.list.{name}', count=len(views))}*")]
    drawn += [_claim(name, each, person, links) for each in page]
    if not views:
        drawn.append(blocks.context(say(language, "slack.list.none")))
    turns = _turns(name, first, len(views), language) if name != "found" else []
    return [*drawn, blocks.actions(f"page:{name}", turns)] if turns else drawn


def _claim(name: str, listed: Listed, person: Person, links: Links) -> Block:
    """A line with the one thing its reader is likeliest to do."""
    claim = listed.claim
    verb = "take" if claim.owner is None and claim.state in OPEN else "reply" if claim.owner == person.id else "show"
    press = blocks.button(f"{ACTION}{verb}", say(person.language, f"slack.verb.{verb}.label"), claim.number)
    return blocks.section(line(listed, person, links), block_id=f"{name}:{claim.number}", accessory=press)


def _turns(name: str, first: int, count: int, language: str) -> list[Block]:
    """Buttons to the page before and the one after; each with an action_id of its own, as Slack wants them."""
    ways = {"back": first - SHOWN, "on": first + SHOWN}
    return [
        blocks.button(f"{PAGE}{way}", say(language, f"slack.home.{way}"), f"{name}:{at}") for way, at in ways.items() if 0 <= at < count
    ]


def _settings(person: Person) -> list[Block]:
    language = person.language
    languages = [blocks.option(each, say(each, "slack.home.language_name")) for each in LANGUAGES]
    choice = blocks.choice("static_select", languages, language) | {"action_id": SPEAK}
    return [
        blocks.section(f"*{say(language, 'slack.home.settings')}*"),
        blocks.section(say(language, "slack.home.language"), block_id=SPEAK, accessory=choice),
        blocks.input_block(ZONE, say(language, "slack.home.zone"), blocks.text_input(person.zone), dispatch=True),
    ]
