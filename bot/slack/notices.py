"""One notice to all whom a problem concerned: its words in both languages, then every letter exactly as it leaves, then one press."""

from collections.abc import Mapping
from typing import Any

from bot.slack import blocks, vocabulary
from bot.slack.forms import TEXTS, About
from bot.slack.front import Front
from bot.slack.post import Block
from bot.slack.text import cut, escape, pieces
from bot.words import LANGUAGES, say
from claims.actor import person as actor
from claims.letter import Letter
from commands.notice import Announced, announced
from commands.show import Person

CALLBACK, LETTERS = "notice", "notices"
SHOWN = 20
"""Letters that are shown whole; the others differ by name and number."""
CHARACTERS, LINES = 6_000, 200
BLOCKS = 95
"""Of the hundred that a view may have."""
PROBLEM = "problem"


async def opened(front: Front, given: Mapping[str, Any], person: Person) -> Block:
    """The first step, with what was typed, or written before. Raises NotFound, NotAllowed."""
    ready = await front.desk.database.read(announced, str(given.get(PROBLEM, "")), by=actor(person.id))
    typed = {TEXTS[each]: text for each, text in (given.get("texts") or {}).items()}
    return form(About("notice", ready.problem.name), ready, typed, person.language)


def form(about: About, ready: Announced, fields: Mapping[str, Any], language: str, error: str = "") -> Block:
    known = {each: fields.get(name) or ready.problem.notice(each) or say(each, "letters.fixed.template") for each, name in TEXTS.items()}
    inputs = [
        blocks.input_block(name, vocabulary.label(name, language), blocks.text_input(known[each], multiline=True))
        for each, name in TEXTS.items()
    ]
    top = [blocks.section(f":warning: {escape(error)}")] if error else []
    return blocks.modal(
        CALLBACK,
        title(about, language),
        [*top, blocks.section(_counted(ready, language)), *inputs],
        metadata=about.packed(),
        submit=say(language, "slack.form.preview"),
        close=say(language, "slack.form.cancel"),
    )


def _counted(ready: Announced, language: str) -> str:
    counts = {each: sum(claim.language == each for claim in ready.claims) for each in LANGUAGES}
    told = say(language, "slack.notice.counted", count=len(ready.claims), ko=counts["ko"], en=counts["en"])
    return f"{told} {say(language, 'slack.notice.told', count=ready.told)}" if ready.told else told


def title(about: About, language: str) -> str:
    return f"{say(language, 'slack.verb.notice.label')} {about.number or ''}".strip()


def letters_shown(about: About, letters: list[Letter], language: str) -> Block:
    """Every letter as it leaves, as many as a view holds; to send where there is any."""
    head = say(language, "slack.notice.letters", count=len(letters))
    drawn: list[Block] = [blocks.section(head)]
    shown = 0
    for letter in letters[:SHOWN]:
        body = _letter(letter, language)
        if len(drawn) + len(body) > BLOCKS:
            break
        drawn += body
        shown += 1
    if shown < len(letters):
        drawn.append(blocks.context(say(language, "slack.notice.more", count=len(letters) - shown)))
    return blocks.modal(
        LETTERS,
        title(about, language),
        drawn,
        metadata=about.packed(),
        submit=say(language, "slack.form.send") if letters else "",
        close=say(language, "slack.form.back"),
    )


def _letter(letter: Letter, language: str) -> list[Block]:
    head = [say(language, "slack.form.receives", to=escape(", ".join(letter.to)))]
    head += [say(language, "slack.form.copies", cc=escape(", ".join(letter.cc)))] if letter.cc else []
    head.append(say(language, "slack.form.subject", subject=escape(letter.subject)))
    text, _ = cut(letter.text, CHARACTERS, LINES)
    return [blocks.divider(), blocks.section("\n".join(head)), *(blocks.verbatim(each) for each in pieces(text, blocks.TEXT))]
