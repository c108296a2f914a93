"""What somebody can do is told in a page that is read, and one verb on its own."""

from bot.slack.help import USUAL
from bot.words import say
from commands.verbs import TOPICS, VERBS
from tests.bot.slack.conftest import Slack

SCREEN = 30
"""Lines somebody reads without scrolling far."""


def test_every_verb_stands_under_one_topic() -> None:
    assert sorted(name for names in TOPICS.values() for name in names) == sorted(verb.name for verb in VERBS)
    assert next(iter(TOPICS)) == USUAL


async def test_alone_it_fits_a_screen_and_a_notification(slack: Slack) -> None:
    await slack.opens()
    for user, language in (("UANA", "en"), ("UBEN", "ko")):
        told = await slack.slash(user, "")
        assert len(told.splitlines()) < SCREEN
        assert say(language, "slack.verb.reply.help") in told
        assert all(f"`{say(language, f'slack.verb.{name}.name')}`" in told for name in ("fees", "merge", "duty"))


async def test_a_leads_verbs_are_for_leads(slack: Slack) -> None:
    assert "`surge`" not in await slack.slash("UANA", "")
    assert "`급증`" in await slack.slash("ULEA", "")


async def test_one_verb_is_explained_by_any_of_its_names(slack: Slack) -> None:
    usage = say("en", "slack.verb.hand.usage")
    for name in ("hand", "인계", "배정", "!hand", "HAND", "ㅗ뭉"):
        told = await slack.slash("UANA", f"help {name}")
        assert usage in told
        assert "`배정`" in told
    assert "lead" in await slack.slash("UANA", "help surge")
    assert say("ko", "slack.verb.hand.usage") in await slack.slash("UBEN", "도움말 인계")


async def test_what_is_nearly_a_verb_is_asked_back_and_the_rest_is_the_whole_help(slack: Slack) -> None:
    assert "hand" in await slack.slash("UANA", "help hnad")
    assert say("en", "slack.help.one") in await slack.slash("UANA", "help 1042")
