"""What is overdue carries a mark wherever a claim stands, readable as plain words."""

import pytest

from claims.rules import Limits, Nudges, People, Rules
from commands import nudge
from tests.bot.slack.conftest import Slack, words
from tests.bot.slack.test_summary import asks

MARKS = {"ko": "⚠ *기한 초과*", "en": "⚠ *overdue*"}


@pytest.fixture
def rules() -> Rules:
    return Rules(people=People(leads=("ULEA",)), limits=Limits(posts_a_second=1000), nudges=Nudges(auto_assign=False))


async def test_lists_and_cards_mark_what_is_overdue(slack: Slack) -> None:
    """The card is drawn anew when the clock runs out, though nobody touched the claim."""
    claim = await slack.opens()
    for typed in ("list", "unowned", "late", "list overdue", str(claim.id)):
        assert MARKS["en"] not in await slack.slash("UANA", typed)
    slack.desk.clock.move(seconds=7 * 24 * 3600)  # type: ignore[attr-defined]
    for typed in ("list", "unowned", "late", "list overdue", "find 인쇄"):
        assert f"{MARKS['en']} First answer by" in await slack.slash("UANA", typed), typed
        assert f"{MARKS['ko']} 첫 답변 기한" in await slack.slash("UBEN", typed), typed
    assert MARKS["ko"] not in words(slack.card(claim.number)["blocks"])
    await slack.desk.database.run(nudge.look)
    await slack.until(claim.number, lambda thread: MARKS["ko"] in words(thread[0]["blocks"]))
    result = await slack.workspace.slash("UANA", "CDESK", f"/claim {claim.id}")
    assert MARKS["en"] in words(result.ephemerals[-1]["blocks"])


async def test_what_is_done_is_not_overdue(slack: Slack) -> None:
    claim = await slack.opens()
    slack.desk.clock.move(seconds=7 * 24 * 3600)  # type: ignore[attr-defined]
    await slack.slash("UBEN", f"close {claim.id} spam")
    assert MARKS["ko"] not in await slack.slash("UBEN", f"find {claim.id}")


async def test_an_empty_search_says_what_was_looked_for(slack: Slack) -> None:
    assert "“brokn <parcel>”" in (await slack.slash("UANA", "find brokn <parcel>")).replace("&lt;", "<").replace("&gt;", ">")
    assert "‘없는낱말’" in await slack.slash("UBEN", "찾기 없는낱말")


async def test_my_late_claims_are_mine(slack: Slack) -> None:
    mine, theirs = await slack.opens(), await slack.opens()
    await slack.slash("UANA", f"take {mine.id}")
    await slack.slash("UBEN", f"take {theirs.id}")
    slack.desk.clock.move(seconds=7 * 24 * 3600)  # type: ignore[attr-defined]
    for user, question in (("UANA", "my late claims"), ("UANA", "do I have late claims?"), ("UANA", "내 늦은 건 보여줘")):
        told = await asks(slack, user, question)
        assert mine.number in told, question
        assert theirs.number not in told, question
    assert theirs.number in await asks(slack, "UANA", "my team's late claims")


async def test_a_number_and_a_question_is_about_that_claim(slack: Slack) -> None:
    claim = await slack.opens()
    for question in ("how is it?", "how?", "어때요 지금?"):
        result = await slack.workspace.slash("UANA", "CDESK", f"/claim {claim.id} {question}")
        assert claim.number in words(result.ephemerals[-1]["blocks"]), question
    assert "There is too little data" in await slack.slash("UANA", "2026 how was this week?")


async def test_a_near_miss_is_told_in_the_language_of_whoever_typed_it(slack: Slack) -> None:
    claim = await slack.opens()
    assert "‘tke’ – 다음 중 어느 것입니까? 담당" in await slack.slash("UBEN", f"tke {claim.id}")
    assert "“담”: did you mean take?" in await slack.slash("UANA", f"담 {claim.id}")
    assert "어느 것입니까? 고객\n" in await slack.slash("UBEN", f"custmer {claim.id}") + "\n", "a verb, and no cause"
    assert "모르는 명령입니다" in await slack.slash("UBEN", f"xyzzy {claim.id}")
    told = await asks(slack, "UBEN", "claims without owner")
    assert claim.number in told
    assert "did you mean" not in told
