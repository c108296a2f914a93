"""What past claims suggest is looked for when a form opens, and not again while it is written in."""

from bot.slack.remembered import LONG, MOST, Remembered
from tests.bot.slack.conftest import Slack
from tests.bot.slack.test_suggesting import INVOICE, past


async def test_it_is_looked_for_once_and_anew_after_a_while(slack: Slack) -> None:
    await past(slack)
    claim, desk, kept = await slack.opens(**INVOICE), slack.desk, Remembered()
    first = await kept.look(desk, claim.number)
    assert first.claim_class
    assert await kept.again(desk, claim.number) is first
    assert await kept.look(desk, claim.number) is not first, "a form that opens looks again"
    desk.clock.now += LONG  # type: ignore[attr-defined]
    assert await kept.again(desk, claim.number) is not first


async def test_it_keeps_the_newest(slack: Slack) -> None:
    claim, kept = await slack.opens(), Remembered()
    found = await kept.look(slack.desk, claim.number)
    kept._kept.update({str(nth): (slack.desk.clock(), found) for nth in range(MOST)})
    await kept.look(slack.desk, claim.number)
    assert len(kept._kept) == MOST
    assert claim.number in kept._kept
