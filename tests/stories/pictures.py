"""The README's pictures: `python -m tests.stories.pictures` draws docs/pictures/ anew."""

import asyncio
import tempfile
from pathlib import Path

from playwright.async_api import Browser, Page, expect

from bot.sandbox.demo import RULES, Demo, demo
from bot.sandbox.samples import CHANNEL
from tests.servers.chromium import chromium

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
ENGLISH = RULES.replace("[desk]", '[desk]\nlanguage = "en"')
MINHO, SAMPLE = "choi@daon.example", "주문 화면 접속 장애"

TOM, BEN, ANA = "miller@northwind.example", "U0BEN", "U0ANA"
SUBJECT = "CSV export drops the last column"
MAIL = "Since Monday's update the column “VAT number” is missing. We need it by Friday.\n\nTom Miller"
NOTE = "Reproduced. The column picker forgets what was added after 5.1."
ANSWER = "We see the same here, and fix it in 5.2.2 on Thursday. Until then Reports > Orders > Excel has all columns."
THANKS = "The Excel report helps us for now, thank you!"


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with demo(Path(folder), rules=ENGLISH) as desk, chromium() as browser:
            await thread(desk, browser)
            await page(desk, browser)


async def thread(desk: Demo, browser: Browser) -> None:
    """A claim's thread: card, mail, note, answer."""
    root = await told(desk)
    page = await window(browser, 1200, 830, "en-GB")
    await page.goto(f"{desk.url}?as={BEN}")
    await page.get_by_role("button", name="Close the hints").click()
    await page.locator(f"[data-ts='{root}']").get_by_test_id("replies").click()
    await expect(page.get_by_test_id("thread").get_by_text(THANKS).last).to_be_in_viewport()
    await page.mouse.move(0, 0)
    await page.evaluate("document.activeElement.blur()")
    await page.get_by_test_id("slack").screenshot(path=PICTURES / "thread.png", animations="disabled")


async def told(desk: Demo) -> str:
    """The story in the picture; its thread."""
    await desk.postbox.send(TOM, SUBJECT, MAIL)
    await desk.running.settled()
    root = str(desk.workspace.messages(CHANNEL)[-1]["ts"])
    number = desk.postbox.inbox(TOM)[-1].subject.partition("[")[2].partition("-")[0]
    for typed in (f"take {number}", f"triage {number} DEFECT S2 I2"):
        await desk.workspace.slash(BEN, CHANNEL, f"/claim {typed}")
    await desk.workspace.say(ANA, CHANNEL, NOTE, thread_ts=root)
    await desk.workspace.slash(BEN, CHANNEL, f"/claim reply {number} {ANSWER}")
    await desk.running.settled()
    await desk.postbox.send(TOM, f"Re: {SUBJECT}", THANKS, in_reply_to=desk.postbox.inbox(TOM)[-1])
    await desk.running.settled()
    desk.workspace.ephemeral.clear()
    return root


async def page(desk: Demo, browser: Browser) -> None:
    """A claim's page on a phone, in Korean."""
    letter = next(mail for mail in desk.postbox.inbox(MINHO) if SAMPLE in mail.subject)
    link = next(word for word in letter.text.split() if word.startswith("http"))
    page = await window(browser, 390, 926, "ko-KR")
    await page.goto(link)
    await page.screenshot(path=PICTURES / "page.png", animations="disabled")


async def window(browser: Browser, width: int, height: int, language: str) -> Page:
    context = await browser.new_context(viewport={"width": width, "height": height}, device_scale_factor=1.5, locale=language)
    return await context.new_page()


if __name__ == "__main__":
    PICTURES.mkdir(exist_ok=True)
    asyncio.run(main())
