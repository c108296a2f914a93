"""A real Bolt app on the local workspace, with a real database and the real courier of posts."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.deliver import Delivery
from bot.deliver.posts import PostCourier
from bot.desk import Desk
from bot.leaving import Leaving
from bot.links import Links
from bot.sandbox.channels import Channel
from bot.sandbox.people import Person
from bot.sandbox.workspace import Workspace
from bot.settings import Settings
from bot.slack.door import SlackDoor
from claims.actor import Actor, customer
from claims.claim import Claim
from claims.letter import Letter
from claims.rules import Limits, People, Rules
from commands.notice import tell_fixed
from commands.objection import affirm, overturn
from commands.open import Told, open_claim
from commands.rehearse import rehearse
from commands.reply import ask, reply
from commands.resolve import resolve
from commands.show import View, show, story
from storage.database import Database, opened
from storage.files import FileStore
from tests.clocks import StillClock, WalkingClock

PEOPLE = (
    Person("UANA", "ana", "Ana Silva", "ana@desk.example", tz="Europe/Lisbon", locale="en-US"),
    Person("UBEN", "ben", "김벤", "ben@desk.example"),
    Person("ULEA", "lea", "이레아", "lea@desk.example"),
    Person("UGUEST", "guest", "Guest", is_restricted=True),
)
CHANNEL = "CDESK"
LONG = timedelta(minutes=10)
"""A busy machine's two seconds are no slowness of the desk's; what is done late is tried by tests that shorten them."""


@pytest.fixture
def clock() -> StillClock:
    return WalkingClock()


@pytest.fixture(scope="session")
def rules() -> Rules:
    return Rules(people=People(leads=("ULEA",)), limits=Limits(posts_a_second=1000, undo_seconds=0))


@pytest.fixture
async def database(sqlite_url: str, rules: Rules, clock: StillClock) -> AsyncIterator[Database]:
    async with opened(sqlite_url, rules, clock) as database:
        yield database


@pytest.fixture
async def workspace() -> AsyncIterator[Workspace]:
    workspace = Workspace(
        people=PEOPLE, channels=[Channel(CHANNEL, "claims"), Channel("COTHER", "other")], strict_pace=False, ack_timeout=60
    )
    workspace.triggers.life = LONG
    await workspace.start()
    yield workspace
    await workspace.stop()


@dataclass
class Letters:
    """Composes a plain letter, as it would stand after the command."""

    desk: Desk
    asked: list[tuple[str, str]] = field(default_factory=list)

    async def __call__(
        self, number: str, intent: str, text: str, *, by: Actor, update_due: Any = None, resolution: Any = None, attached: Any = ()
    ) -> Letter:
        self.asked.append((intent, text))
        run = self.desk.database.run
        if intent == "resolved":
            tried = await run(rehearse, resolve, number, resolution, attached=attached, by=by)
        elif intent == "fixed":
            tried = await run(rehearse, tell_fixed, number, text, attached=attached, by=by)
        elif intent in ("affirm", "overturn"):
            tried = await run(rehearse, affirm if intent == "affirm" else overturn, number, text, attached=attached, by=by)
        elif intent == "ask":
            tried = await run(rehearse, ask, number, text, attached=attached, by=by)
        else:
            tried = await run(rehearse, reply, number, text, update_due=update_due, attached=attached, by=by)
        view = tried.view
        body = f"안녕하십니까, {view.contact.name} 님.\n\n{text}\n\n상태: {view.claim.state}\n"
        return Letter(
            message_id=f"letter{len(self.asked)}@desk.example",
            date="Thu, 19 Nov 2026 10:30:00 +0900",
            sender="help@desk.example",
            sender_name="고객지원팀",
            to=(view.contact.address,),
            cc=tuple(address for address, _ in view.parties),
            subject=f"Re: [{view.claim.number}] {view.claim.subject}",
            text=body,
            html=f"<p>{text}</p>",
            number=view.claim.number,
            attachments=tuple(each.file for each in tried.result.attachments),
        )


@pytest.fixture
async def desk(workspace: Workspace, database: Database, rules: Rules, clock: StillClock, sqlite_url: str, tmp_path: Path) -> Desk:
    settings = Settings(
        _env_file=None,
        database_url=sqlite_url,
        slack_bot_token=SecretStr(workspace.bot_token),
        slack_app_token=SecretStr(workspace.app_token),
        slack_signing_secret=SecretStr(workspace.signing_secret),
        slack_api_url=workspace.api_url,
        slack_channel=CHANNEL,
        desk_address="help@desk.example",
        public_url="https://desk.example",
        secret_key=SecretStr("a secret of the tests"),
        data_dir=tmp_path,
    )
    return Desk(settings, rules, database, FileStore(tmp_path / "files"), Links("https://desk.example", "a secret of the tests"), clock)


@dataclass
class Slack:
    """The desk at work in the workspace, and what a test wants to know of both."""

    desk: Desk
    workspace: Workspace
    door: SlackDoor
    letters: Letters

    async def opens(self, **values: Any) -> Claim:
        """A new claim of a customer's, with its card and mail in the channel."""
        usual = {"address": "minji@hanbit.example", "name": "김민지", "subject": "인쇄가 안 됩니다", "text": "어제부터 인쇄가 안 됩니다."}
        told = Told(**{**usual, **values})
        claim = await self.desk.database.run(open_claim, told, by=customer(told.address))
        await self.until(claim.number, lambda thread: len(thread) >= 2)
        return claim

    async def view(self, number: str) -> View:
        return await self.desk.database.read(show, number)

    async def steps(self, number: str) -> list[str]:
        entries = await self.desk.database.read(story, number, public=False)
        return [each.event.what for each in entries if each.event]

    async def said(self, number: str) -> list[tuple[str, str]]:
        """(direction, text) of every message of the claim."""
        entries = await self.desk.database.read(story, number, public=False)
        return [(str(each.message.direction), each.message.new_text) for each in entries if each.message]

    def card(self, number: str) -> dict[str, Any]:
        return next(each for each in self.workspace.messages(CHANNEL) if each["text"].startswith(number))

    def thread(self, number: str) -> list[dict[str, Any]]:
        return self.workspace.thread(CHANNEL, self.card(number)["ts"])

    async def until(self, number: str, wanted: Any) -> list[dict[str, Any]]:
        """The thread once `wanted` of it is true."""

        def look() -> list[dict[str, Any]] | None:
            cards = [each for each in self.workspace.messages(CHANNEL) if each["text"].startswith(number)]
            thread = self.workspace.thread(CHANNEL, cards[0]["ts"]) if cards else None
            return thread if thread and wanted(thread) else None

        found = await self.workspace.until(look)
        assert found
        return found

    async def slash(self, user: str, text: str) -> str:
        result = await self.workspace.slash(user, CHANNEL, f"/claim {text}".strip())
        assert result.error is None
        return result.text

    async def press(self, user: str, number: str, action: str, value: Any = None) -> None:
        assert await self.workspace.click(user, CHANNEL, self.card(number)["ts"], action, value) is None

    async def tells(self, user: str, number: str, text: str, **more: Any) -> str:
        """Write into the claim's thread, and wait until the desk took it."""
        ts = await self.workspace.say(user, CHANNEL, text, thread_ts=self.card(number)["ts"], **more)
        await self.workspace.settled()
        return ts

    def whispered(self, user: str) -> str:
        """The newest thing that only `user` sees."""
        shown = self.workspace.ephemerals(user)
        return str(shown[-1]["text"]) if shown else ""

    def modal(self, user: str) -> dict[str, Any]:
        """The topmost open modal."""
        return self.workspace.views(user)[-1]


@pytest.fixture
async def slack(desk: Desk, workspace: Workspace) -> AsyncIterator[Slack]:
    letters = Letters(desk)
    door = SlackDoor(desk, letters)
    door.front.patience = LONG.total_seconds()
    delivery = Delivery(desk, (PostCourier(desk, door.wire, CHANNEL),))
    delivery.start()
    leaving = Leaving(desk)
    leaving.start()
    await door.start()
    await workspace.connected()
    yield Slack(desk, workspace, door, letters)
    await leaving.stop()
    await delivery.stop()
    await door.stop()
    assert workspace.refused == []


def words(blocks: list[dict[str, Any]]) -> str:
    """Every text in blocks, one a line."""
    found: list[str] = []

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            if isinstance(value.get("text"), str):
                found.append(value["text"])
            for each in value.values():
                walk(each)
        elif isinstance(value, list):
            for each in value:
                walk(each)

    walk(blocks)
    return "\n".join(found)
