"""The Slack tab, as an engineer uses it."""

from playwright.async_api import Locator, Page, expect

from bot.sandbox.workspace import Workspace


class Slack:
    """A claim is named by its whole number."""

    def __init__(self, page: Page, workspace: Workspace) -> None:
        self.page, self.workspace, self.me = page, workspace, ""
        self.pane = page.get_by_test_id("slack")
        self.thread = page.get_by_test_id("thread")
        self.modal = page.get_by_test_id("modal")
        self.box = page.get_by_test_id("composer")
        self.thread_box = page.get_by_test_id("thread-composer")
        self.error = self.modal.locator("[data-testid=input-error]:not(:empty)")

    async def be(self, person: str) -> None:
        """Look at Slack as this person (Slack user id)."""
        await self.page.get_by_role("tab", name="Slack").click()
        await self.page.get_by_test_id("person-select").select_option(person)
        self.me = person

    def card(self, number: str) -> Locator:
        """The first message of a claim's thread, in the channel."""
        cards = self.page.get_by_test_id("messages").get_by_test_id("message")
        return cards.filter(has=self.page.get_by_role("link", name=number, exact=True))

    async def press(self, number: str, label: str) -> None:
        await self.card(number).get_by_role("button", name=label, exact=True).click()

    async def choose(self, number: str, label: str) -> None:
        """From the card's menu."""
        await self.card(number).get_by_role("button", name="More", exact=True).click()
        await self.page.get_by_role("menuitem", name=label, exact=True).click()

    async def command(self, text: str) -> Locator:
        """Type a slash command; its answer, which only the writer sees."""
        before = len(self.workspace.ephemerals(self.me))
        await self.box.fill(text)
        await self.box.press("Enter")
        await expect(self.box).to_have_value("")
        shown = await self.workspace.until(lambda: self.workspace.ephemerals(self.me)[before:])
        return self.page.locator(f"[data-testid=ephemeral][data-ts='{shown[0]['ts']}']")

    async def open_thread(self, number: str) -> None:
        await self.card(number).get_by_test_id("replies").click()
        await expect(self.thread).to_be_visible()

    async def tell(self, text: str) -> None:
        """Write into the open thread."""
        await self.thread_box.fill(text)
        await self.thread_box.press("Enter")
        await expect(self.thread_box).to_have_value("")

    def message(self, text: str) -> Locator:
        """A message of the open thread, below the card, that holds this text."""
        menu = self.page.get_by_role("button", name="More", exact=True)
        return self.thread.get_by_test_id("message").filter(has_text=text, has_not=menu)

    def whisper(self, text: str) -> Locator:
        """What only this person sees in the open thread."""
        return self.thread.get_by_test_id("ephemeral").filter(has_text=text)

    async def submit(self, label: str) -> None:
        await self.modal.get_by_role("button", name=label, exact=True).click()

    async def leave(self, label: str) -> None:
        """Submit or cancel the form for good: the page below can be used again."""
        await self.submit(label)
        await expect(self.modal).to_have_count(0)
