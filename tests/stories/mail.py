"""The Mail tab, as a customer uses it."""

from collections.abc import Callable, Sequence

from playwright.async_api import FrameLocator, Locator, Page, expect

from bot.sandbox.mailbox import Mail as Letter
from bot.sandbox.postbox import Postbox

File = tuple[str, str, bytes]
"""Name, type and bytes of a file to attach."""


class Mail:
    """One mailbox at a time: `be` chooses whose."""

    def __init__(self, page: Page, postbox: Postbox) -> None:
        self.page, self.postbox, self.who = page, postbox, ""
        self.conversations = page.get_by_test_id("conversation")
        self.mails = page.get_by_test_id("mail")
        self.compose = page.get_by_test_id("compose")

    async def be(self, address: str) -> None:
        """Look at this customer's mailbox; a conversation that is open in it stays so."""
        self.who = address
        await self.page.get_by_role("tab", name="Mail").click()
        chosen = self.page.get_by_test_id("customer-select")
        if await chosen.input_value() != address:
            await chosen.select_option(address)
        await expect(self.page.get_by_test_id("customer-address")).to_have_text(address)

    async def write(self, subject: str, text: str, files: Sequence[File] = ()) -> str:
        """A new mail to the desk; the number of the claim that it became, from the desk's answer."""
        await self.page.get_by_test_id("write").click()
        await self.compose.get_by_label("Subject").fill(subject)
        await self.send(text, files)
        answer = await self.letter(lambda mail: subject in mail.subject)
        return answer.subject.partition("[")[2].partition("]")[0]

    async def read(self, subject: str) -> None:
        await self.conversations.filter(has_text=subject).click()

    async def answer(self, text: str, files: Sequence[File] = ()) -> None:
        """Reply to the open conversation."""
        await self.page.get_by_test_id("reply").click()
        await self.send(text, files)

    async def send(self, text: str, files: Sequence[File] = ()) -> None:
        await self.compose.get_by_label("Text", exact=True).fill(text)
        payload = [{"name": name, "mimeType": kind, "buffer": content} for name, kind, content in files]
        await self.compose.get_by_test_id("compose-files").set_input_files(files=payload)  # type: ignore[arg-type]
        await self.compose.get_by_role("button", name="Send").click()
        await expect(self.compose).to_have_count(0)

    def shown(self, place: int) -> FrameLocator:
        """The HTML of a mail of the open conversation."""
        return self.mails.nth(place).frame_locator("[data-testid=mail-html]")

    def mail(self, text: str) -> Locator:
        return self.mails.filter(has_text=text)

    def letters(self, number: str = "") -> list[Letter]:
        """What the desk wrote to this customer (about one claim)."""
        return [mail for mail in self.postbox.inbox(self.who) if f"[{number}" in mail.subject]

    async def letter(self, wanted: Callable[[Letter], bool]) -> Letter:
        """The newest letter that is wanted, as soon as it is there."""
        found = await self.postbox.until(lambda: next(filter(wanted, reversed(self.postbox.inbox(self.who))), None))
        assert found is not None
        return found
