"""`/claim` alone: what the asker has and the usual verbs, the others by what they are about; `/claim help VERB`: one of them."""

from collections.abc import Iterable, Sequence

from bot.links import Links
from bot.slack import blocks, vocabulary
from bot.slack.answers import lines, said
from bot.slack.post import Post
from bot.words import say
from commands.show import Listed, Person
from commands.verbs import TOPICS, Verb, named

USUAL = "usual"
"""The topic whose verbs are explained one a line."""


def overview(mine: Sequence[Listed], unowned: Sequence[Listed], person: Person, links: Links, *, lead: bool) -> Post:
    """What the asker can do now: their claims and nobody's, each with what is possible next, and the verbs. `lead`: also a lead's."""
    language = person.language
    told = [f"*{say(language, 'slack.list.mine', count=len(mine))}*", *lines(mine, person, links, following=True)]
    told += [f"*{say(language, 'slack.list.unowned', count=len(unowned))}*", *lines(unowned, person, links, following=True)]
    return said([*told, "", *_verbs(language, lead)])


def _verbs(language: str, lead: bool) -> Iterable[str]:
    yield f"*{say(language, 'slack.help.title')}*"
    yield from (_line(name, language) for name in TOPICS[USUAL])
    for topic, names in TOPICS.items():
        if topic != USUAL:
            shown = " ".join(f"`{vocabulary.verb(name, language)}`" for name in names if lead or not _of(name).lead)
            yield say(language, "slack.help.topic", topic=say(language, f"slack.help.about.{topic}"), verbs=shown)
    yield say(language, "slack.help.one")
    yield say(language, "slack.help.how")


def _of(name: str) -> Verb:
    found = named(name)
    assert found is not None, "a verb of the table"
    return found


def _line(name: str, language: str) -> str:
    usage, told = (say(language, f"slack.verb.{name}.{each}") for each in ("usage", "help"))
    return say(language, "slack.help.line", usage=usage, help=told)


def explained(verb: Verb, person: Person) -> Post:
    """What a verb does, how it is typed, and what else it is called."""
    names = " ".join(f"`{each}`" for each in (verb.name, *verb.korean))
    told = [_line(verb.name, person.language), say(person.language, "slack.help.names", names=names)]
    told += [say(person.language, "slack.help.form")] if verb.form else []
    told += [say(person.language, "slack.help.lead")] if verb.lead else []
    return Post("\n".join(told), (blocks.section("\n".join(told)),))
