"""The quick answer, and the button that takes it back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from claims.lifecycle import State
from claims.rules import Limits, People, Rules
from storage.tables import drafts, outbox
from tests.bot.slack.conftest import CHANNEL, Slack


@pytest.fixture
def rules() -> Rules:
    return Rules(people=People(leads=("ULEA",)), limits=Limits(posts_a_second=1000, undo_seconds=60))


async def whispers(slack: Slack, number: str, text: str = "!reply 곧 확인하겠습니다.") -> str:
    """The ts of what the desk told the writer."""
    await slack.tells("UANA", number, text)
    return str(slack.workspace.ephemerals("UANA")[-1]["ts"])


async def test_it_leaves_after_its_seconds(slack: Slack) -> None:
    claim = await slack.opens()
    await whispers(slack, claim.number)
    assert slack.whispered("UANA") == f"{claim.number}: your answer leaves in 60 seconds."
    assert [direction for direction, _ in await slack.said(claim.number)] == ["in"]
    slack.desk.clock.now += timedelta(seconds=60)  # type: ignore[attr-defined]
    await slack.until(claim.number, lambda thread: any("곧 확인하겠습니다." in each["text"] for each in thread[3:]))
    assert (await slack.said(claim.number))[-1] == ("out", "곧 확인하겠습니다.")


async def test_undo_gives_the_words_back_in_its_place(slack: Slack) -> None:
    claim = await slack.opens()
    shown = await whispers(slack, claim.number)
    assert await slack.workspace.click("UANA", CHANNEL, shown, "undo") is None
    (told,) = [each for each in slack.workspace.ephemerals("UANA") if "Taken back" in each["text"]]
    assert told["text"].endswith("곧 확인하겠습니다.")
    slack.desk.clock.now += timedelta(seconds=61)  # type: ignore[attr-defined]
    await slack.tells("UANA", claim.number, "a note")
    assert [direction for direction, _ in await slack.said(claim.number)] == ["in", "note"]
    assert (await slack.view(claim.number)).claim.owner is None
    thread = await slack.until(claim.number, lambda thread: any("Ana Silva 님이 발송 전에" in each["text"] for each in thread))
    assert "<@UANA>" not in "".join(each["text"] for each in thread), "nobody is called about their own act"


RESULT = "HOWTO customer/training 15m free 인쇄 메뉴에서 하실 수 있습니다."


async def test_a_result_typed_in_a_line_may_be_taken_back_and_its_form_has_it(slack: Slack) -> None:
    claim = await slack.opens()
    await slack.press("UANA", claim.number, "verb:take")
    shown = await whispers(slack, claim.number, f"!resolve {RESULT}")
    assert slack.whispered("UANA") == f"{claim.number}: your result leaves in 60 seconds, and the claim is resolved then."
    assert "about to leave" in await slack.slash("UANA", f"resolve {claim.id} {RESULT}")
    assert await slack.workspace.click("UANA", CHANNEL, shown, "undo") is None
    assert any("the claim is not resolved" in each["text"] for each in slack.workspace.ephemerals("UANA"))
    await slack.until(claim.number, lambda thread: any("Ana Silva 님이 발송 전에" in each["text"] for each in thread))
    slack.desk.clock.now += timedelta(seconds=61)  # type: ignore[attr-defined]
    await slack.press("UANA", claim.number, "verb:resolve")
    values = [block["element"].get("initial_value") for block in slack.modal("UANA")["blocks"] if block["type"] == "input"]
    assert {"인쇄 메뉴에서 하실 수 있습니다.", "training", "15"} <= {str(each) for each in values}
    assert (await slack.view(claim.number)).claim.state is State.TRIAGE
    assert "leaves in 60 seconds" in await slack.slash("UANA", f"resolve {claim.id} {RESULT}")
    slack.desk.clock.now += timedelta(seconds=60)  # type: ignore[attr-defined]
    await slack.until(claim.number, lambda thread: any("인쇄 메뉴에서 하실 수 있습니다." in each["text"] for each in thread[3:]))
    assert (await slack.view(claim.number)).claim.state is State.RESOLVED


async def test_what_nobody_saw_needs_no_word_in_the_thread(slack: Slack) -> None:
    claim = await slack.opens()
    await slack.slash("UANA", f"reply {claim.number} 곧 확인하겠습니다.")
    shown = str(slack.workspace.ephemerals("UANA")[-1]["ts"])
    assert await slack.workspace.click("UANA", CHANNEL, shown, "undo") is None
    said = await slack.desk.database.read(lambda tx: tx.connection.execute(select(outbox.c.intent)).scalars().all())
    assert "taken_back" not in said


async def test_somebody_elses_answer_keeps_it_back_and_the_form_has_the_words(slack: Slack) -> None:
    claim = await slack.opens()
    await slack.press("UANA", claim.number, "verb:take")
    await whispers(slack, claim.number)
    await slack.tells("ULEA", claim.number, "!ask 어떤 버전입니까?")
    slack.desk.clock.now += timedelta(seconds=61)  # type: ignore[attr-defined]
    await slack.until(claim.number, lambda thread: any("<@UANA> 회신을 보내지 않았습니다" in each["text"] for each in thread))
    await slack.press("UANA", claim.number, "verb:reply")
    texts = [block["element"].get("initial_value") for block in slack.modal("UANA")["blocks"] if block["type"] == "input"]
    assert "곧 확인하겠습니다." in texts


async def test_one_that_cannot_leave_holds_back_none_behind_it(slack: Slack) -> None:
    """Nobody can read any more what it resolves with."""
    broken, sound = await slack.opens(), await slack.opens(subject="다른 문의")
    await whispers(slack, broken.number)
    await whispers(slack, sound.number)
    nonsense = drafts.update().where(drafts.c.claim_id == broken.id).values(detail={"resolution": {"nonsense": 1}})
    await slack.desk.database.run(lambda tx: tx.connection.execute(nonsense).close())
    slack.desk.clock.now += timedelta(seconds=60)  # type: ignore[attr-defined]
    await slack.until(sound.number, lambda thread: any("곧 확인하겠습니다." in each["text"] for each in thread[3:]))
    await slack.until(broken.number, lambda thread: any("<@UANA>" in each["text"] for each in thread))
    assert [direction for direction, _ in await slack.said(broken.number)] == ["in"]
