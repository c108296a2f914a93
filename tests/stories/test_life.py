"""From a customer's mail to its end: taken by one and refused to another, answered, resolved, reopened, confirmed."""

from datetime import timedelta

import pytest
from playwright.async_api import Browser, expect

from tests.stories.screen import Screen

pytestmark = pytest.mark.asyncio(loop_scope="session")

TOM = "miller@northwind.example"
BEN, ANA = "U0BEN", "U0ANA"
SUBJECT = "CSV export drops the last column"
ORDERS = ("orders.csv", "text/csv", b"order;customer;total\n1001;Acme;120.00\n")
NOTE = "Reproduced on 5.2.1. Do not mention the column picker to them yet."
ANSWER = "We see it too.\n\nUntil the fix, Reports > Orders > Excel has all columns."


async def test_life(screen: Screen, browser: Browser) -> None:
    number = await customer_writes(screen)
    await one_takes_and_another_is_refused(screen, number)
    await note_and_triage(screen, number)
    await answer_through_the_preview(screen, number)
    await customer_reads_and_answers(screen)
    await page_shows_all_but_the_note(screen, browser)
    await resolve(screen, number)
    await customer_reopens(screen, number)
    await resolve_again_and_confirm(screen, number, browser)


async def customer_writes(screen: Screen) -> str:
    """The whole number of the new claim."""
    hints = screen.page.get_by_role("button", name="Try this")
    await hints.click()
    await screen.keep("start")
    await hints.click()
    await screen.mail.be(TOM)
    number = await screen.mail.write(SUBJECT, "Since Monday the column “VAT number” is missing.\n\nTom Miller", [ORDERS])
    await expect(screen.mail.shown(1).get_by_text("We received your message.")).to_be_visible()
    await screen.keep("customer-wrote")
    return number


async def one_takes_and_another_is_refused(screen: Screen, number: str) -> None:
    slack = screen.slack
    await slack.be(BEN)
    await expect(slack.card(number)).to_contain_text(SUBJECT)
    await screen.keep("card")
    await slack.press(number, "담당하기")
    await expect(slack.card(number)).to_contain_text("Ben Carter")
    await slack.be(ANA)
    refused = await slack.command(f"/claim take {number.partition('-')[0]}")
    await expect(refused).to_contain_text(f"{number}: Ben Carter 님이 이미 맡고 있습니다.")
    await expect(slack.card(number)).to_contain_text("Ben Carter")
    await screen.keep("refused")


async def note_and_triage(screen: Screen, number: str) -> None:
    slack = screen.slack
    await slack.be(BEN)
    await slack.open_thread(number)
    await expect(slack.message("Since Monday")).to_contain_text("orders.csv")
    await expect(slack.thread.get_by_test_id("file")).to_contain_text("orders.csv")
    await slack.tell(NOTE)
    await expect(slack.message(NOTE)).to_be_visible()
    await slack.press(number, "분류")
    await slack.modal.get_by_role("radio", name="Defect").check()
    await slack.modal.get_by_label("Severity").select_option(label="S2: a main function badly degraded, no work-around")
    await slack.modal.get_by_label("Impact").select_option(label="I2: a group")
    await screen.keep("triage")
    await slack.leave("Save")
    await expect(slack.card(number)).to_contain_text("P2 · 결함")


async def answer_through_the_preview(screen: Screen, number: str) -> None:
    slack = screen.slack
    await slack.press(number, "회신")
    await slack.modal.get_by_label("Your words").fill(ANSWER)
    await screen.keep("reply")
    await slack.submit("Preview")
    await expect(slack.modal.get_by_role("button", name="Send", exact=True)).to_be_visible()
    await screen.keep("preview")
    shown = await slack.modal.locator(".modal-body").inner_text()
    await slack.leave("Send")
    await expect(slack.message("Ben Carter → miller@northwind.example")).to_contain_text("Excel has all columns")
    await screen.keep("answered")
    letter = await screen.mail.letter(lambda mail: "Excel has all columns" in mail.text)
    assert letter.text.split() == shown.partition("leaves:")[2].split()
    assert letter.subject in shown


async def customer_reads_and_answers(screen: Screen) -> None:
    await screen.mail.be(TOM)
    await screen.mail.read(SUBJECT)
    await expect(screen.mail.shown(2).get_by_text("We see it too.")).to_be_in_viewport()
    await screen.keep("customer-reads")
    await screen.mail.answer("Thanks, that helps for now. When will it be fixed?")
    await expect(screen.mail.mail("When will it be fixed?")).to_be_in_viewport()
    await screen.slack.be(BEN)
    await expect(screen.slack.message("When will it be fixed?")).to_be_in_viewport()
    await expect(screen.slack.message("When will it be fixed?")).not_to_contain_text("We see it too")
    await screen.keep("answer-in-thread")


async def page_shows_all_but_the_note(screen: Screen, browser: Browser) -> None:
    await screen.mail.be(TOM)
    await screen.mail.shown(2).get_by_role("link", name="See where it stands").click()
    main = screen.tracking.main
    for shown in (
        SUBJECT,
        "In progress",
        "Ben Carter",
        "Since Monday",
        "orders.csv",
        "Owner assigned",
        "We see it too.",
        "When will it be",
    ):
        await expect(main).to_contain_text(shown)
    await expect(main).not_to_contain_text("column picker")
    assert all(b"column picker" not in letter.raw for letter in screen.demo.postbox.letters)
    await screen.keep("page")
    await screen.album.phone(browser, await screen.tracking.address(), "page-phone", language="en-GB")


async def resolve(screen: Screen, number: str) -> None:
    slack = screen.slack
    await slack.be(BEN)
    await slack.press(number, "처리 완료")
    await slack.modal.get_by_label("Your words").fill("Version 5.2.2 has all columns again.")
    await slack.modal.get_by_label("Cause, where it lies").select_option(label="Process")
    await slack.modal.get_by_label("Cause", exact=True).fill("column picker")
    await slack.modal.get_by_label("Minutes of work").fill("90")
    await screen.keep("resolve")
    await slack.submit("Preview")
    await slack.leave("Send")
    await expect(slack.card(number)).to_contain_text("처리 완료")
    await screen.keep("resolved")


async def customer_reopens(screen: Screen, number: str) -> None:
    await screen.mail.be(TOM)
    await expect(screen.mail.shown(4).get_by_role("link", name="Yes")).to_be_visible()
    await expect(screen.page.locator("#mail-unread")).to_be_hidden()
    await screen.keep("customer-reads-result")
    await screen.mail.answer("Sorry, the column is there, but it is empty.")
    await screen.slack.be(BEN)
    await expect(screen.slack.card(number)).to_contain_text("처리 중 · 재처리 1회")
    await expect(screen.slack.message("@Ben Carter 고객의 회신으로 다시 열렸습니다.")).to_be_visible()
    await screen.keep("reopened")


async def resolve_again_and_confirm(screen: Screen, number: str, browser: Browser) -> None:
    await screen.slack.tell("!resolve DEFECT process/export 20m free Version 5.2.3 fills it.")
    await expect(screen.slack.whisper("result leaves in 10 seconds")).to_be_visible()
    screen.demo.clock.go(screen.demo.clock() + timedelta(seconds=10))
    await expect(screen.slack.card(number)).to_contain_text("처리 완료 · 재처리 1회")
    await screen.mail.be(TOM)
    await screen.mail.shown(6).get_by_role("link", name="Yes").click()
    await expect(screen.tracking.frame.get_by_role("button", name="Yes")).to_be_in_viewport()
    await screen.keep("confirm")
    await screen.tracking.frame.get_by_role("button", name="Yes").click()
    await expect(screen.tracking.frame.get_by_role("status")).to_have_text("Thank you for confirming. The request is closed.")
    await screen.keep("confirmed")
    await screen.album.phone(browser, await screen.tracking.address(), "closed-phone", language="en-GB")
    await screen.slack.be(BEN)
    await expect(screen.slack.card(number)).to_contain_text("종료 · 확인 · 재처리 1회")
    await screen.keep("closed")
