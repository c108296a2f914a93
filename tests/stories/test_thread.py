"""Work without a slash: verbs and mentions in the claim's thread, suggestions, help."""

import pytest
from playwright.async_api import expect

from tests.stories.screen import Screen

pytestmark = pytest.mark.asyncio(loop_scope="session")

YUKI = "sato@aozora.example"
BEN = "U0BEN"


async def test_thread(screen: Screen) -> None:
    await screen.mail.be(YUKI)
    number = await screen.mail.write("Webhook delivery stops", "It stops after 100 events, every day.")
    await screen.slack.be(BEN)
    await screen.slack.open_thread(number)
    await verbs_work_in_the_thread(screen, number)
    await near_misses_are_helped(screen, number)
    await slash_is_refused_in_the_thread(screen)
    await help_shows_what_one_can_do(screen)


async def verbs_work_in_the_thread(screen: Screen, number: str) -> None:
    slack = screen.slack
    await slack.tell("!take")
    await expect(slack.whisper(f"{number} is yours")).to_be_visible()
    await expect(slack.card(number)).to_contain_text("Ben Carter")
    await slack.tell("!reply Which end point is it?")
    await slack.whisper("your answer leaves in 10 seconds").get_by_role("button", name="Undo").click()
    await expect(slack.whisper("Taken back: nothing left.")).to_be_visible()
    await screen.keep("undo")
    await slack.tell("!reply Which endpoint is it?\nWe look at its log.")
    await expect(slack.message("Ben Carter → sato@aozora.example")).to_contain_text("We look at its log.")
    letter = await screen.mail.letter(lambda mail: "Which endpoint is it?" in mail.text)
    assert "!reply" not in letter.text
    await slack.tell("@claimdesk triage DEFECT S3 I2")
    await expect(slack.card(number)).to_contain_text("P3 · 결함")
    await screen.keep("verbs")


async def near_misses_are_helped(screen: Screen, number: str) -> None:
    slack = screen.slack
    await slack.tell("!resolv it is done")
    await expect(slack.whisper("did you mean resolve?")).to_be_visible()
    await expect(slack.card(number)).to_contain_text("처리 중")
    await slack.tell("!hand")
    await expect(slack.whisper("This needs a form.")).to_be_visible()
    await screen.keep("near-miss")
    await slack.whisper("This needs a form.").get_by_role("button", name="Open the form").click()
    await expect(slack.modal.get_by_role("heading")).to_contain_text("Hand over")
    await screen.keep("form-from-thread")
    await slack.leave("Cancel")
    assert len(screen.demo.postbox.inbox(YUKI)) == 2


async def slash_is_refused_in_the_thread(screen: Screen) -> None:
    box = screen.slack.thread_box
    await box.fill("/claim take")
    await box.press("Enter")
    await expect(screen.slack.thread.get_by_role("alert")).to_have_text("/claim is not supported in threads. Sorry!")
    await expect(box).to_have_value("/claim take")
    await screen.keep("slash-in-thread")
    await box.fill("")


async def help_shows_what_one_can_do(screen: Screen) -> None:
    shown = await screen.slack.command("/claim")
    for told in ("Yours (1)", "Webhook delivery stops", "Nobody's (0)", "take 1042", "in a claim's thread !take"):
        await expect(shown).to_contain_text(told)
    await screen.keep("help")
