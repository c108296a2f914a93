"""What happens in every life: a mail with a file, a note as soon as there is a thread, a take by click, an answer as previewed, and the
customer's answer."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import nullcontext, suppress
from time import monotonic
from typing import Any

from bot.sandbox.compose import Draft
from bot.sandbox.mailbox import File, Mail
from bot.sandbox.refusals import Refusal
from tests.crash.life import ANNA, BEN, CHANNEL, DESK, KIM, PATIENCE, Life

SUBJECT = "프린터가 인쇄되지 않습니다"
WORDS = "어제부터 인쇄가 되지 않습니다."
FILE = File("screen.txt", "text/plain", b"error 17\r\n")
ANSWER = "토너를 바꾸시면 됩니다."
NOTE = "Same as last week."
IN_TIME = 1.9  # seconds, of the two after which the desk acknowledges without a result
FORM = 20.0  # seconds until whoever sees no form presses again: Slack opens none three seconds after the click
THANKS = "됩니다. 고맙습니다."


async def tell(life: Life) -> list[bytes]:
    """Live it, through every death; the customer's mails, as they were taken."""
    first = await life.mail(Draft((DESK,), SUBJECT, f"{WORDS}\n", files=(FILE,)))
    thread = await _thread(life, 1)
    await life.workspace.say(BEN, CHANNEL, NOTE, thread_ts=thread)
    await _thread(life, 2)
    await _take(life, thread)
    await _reply(life, thread)
    letter = await life.postbox.until(lambda: _letter(life), PATIENCE)
    second = await life.mail(Draft((DESK,), f"Re: {letter.subject}", THANKS, answers=letter, quote=True))
    await life.workspace.settled()
    await settle(life)
    return [first, second]


async def settle(life: Life) -> None:
    while not await (await life.standing()).ask("settle"):
        pass


def _letter(life: Life) -> Mail | None:
    """The answer of a person; the acknowledgement is a machine's."""
    return next((mail for mail in life.postbox.inbox(KIM.address) if not mail.automatic), None)


def cards(life: Life) -> list[dict[str, Any]]:
    """The claim's; beside them may stand that a job was cut, where the machine stood still."""
    return [root for root in life.workspace.messages(CHANNEL) if SUBJECT in root["text"]]


async def _thread(life: Life, posts: int) -> str:
    """The thread, once so many posts of the desk stand in it."""

    def look() -> str:
        for root in cards(life):
            if sum("metadata" in post for post in life.workspace.thread(CHANNEL, root["ts"])) >= posts:
                return str(root["ts"])
        return ""

    return await life.workspace.until(look, PATIENCE)


async def _take(life: Life, thread: str) -> None:
    async def click() -> bool:
        try:
            return await life.workspace.click(ANNA, CHANNEL, thread, "verb:take") is None
        except Refusal:  # the button is gone: the card shows who took it
            return True

    await _done(life, click, lambda: "Anna Park" in cards(life)[0]["text"])


async def _reply(life: Life, thread: str) -> None:
    """The form, the exact letter, and off it goes. Whoever sees trouble presses the button again."""
    workspace = life.workspace

    async def press() -> bool:
        return await workspace.click(ANNA, CHANNEL, thread, "verb:reply") is None

    async def preview() -> bool:
        return not await workspace.submit(ANNA, workspace.view(ANNA)["id"], {"text": ANSWER})

    async def send() -> bool:
        views = workspace.views(ANNA)
        if not views or views[-1]["submit"] is None:  # the form is gone, or says that the letter was sent before
            return True
        return not await workspace.submit(ANNA, views[-1]["id"], {})

    await _done(life, press, lambda: bool(workspace.views(ANNA)), form=True)
    await _done(life, preview, lambda: workspace.view(ANNA)["callback_id"] == "letter")
    await _done(life, send, lambda: any(ANSWER in post["text"] for post in workspace.thread(CHANNEL, thread)))


async def _done(life: Life, act: Callable[[], Awaitable[bool]], shows: Callable[[], bool], *, form: bool = False) -> None:
    """Act until it shows. What is acknowledged in time is done, so that it will show whatever happens.

    Where the desk is too slow it acknowledges without having done anything, or opens a `form` too late, and a person who sees nothing
    acts again.
    """
    async with asyncio.timeout(3 * PATIENCE):
        while not shows():
            process, began = await life.standing(), monotonic()
            acknowledged = await act()
            late = form or monotonic() - began > IN_TIME
            with suppress(TimeoutError) if late else nullcontext():
                gone = lambda: process.died.is_set() and (late or not acknowledged)  # noqa: B023, E731
                await life.workspace.until(lambda: shows() or gone(), FORM if late else PATIENCE)  # noqa: B023
            await life.next_after(process)
