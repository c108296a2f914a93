"""A whole desk behind its real doors (SMTP, HTTP, Slack's signed requests), and what somebody outside can do to them."""

import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from aiohttp import ClientSession

from bot.assemble import Running, running
from bot.sandbox.channels import Channel
from bot.sandbox.mailbox import Mail
from bot.sandbox.people import Person
from bot.sandbox.ports import free_ports
from bot.sandbox.postbox import Postbox
from bot.sandbox.signed import encode, sign
from bot.sandbox.workspace import Workspace
from bot.settings import Settings
from bot.slack.app import PATH
from commands.find import list_claims
from commands.show import Entry, View, show, story
from storage.messages import Direction, Message

CHANNEL, DESK, PUBLIC = "CDESK", "help@desk.example", "https://desk.example"
ANA, BEN = "UANA", "UBEN"
PEOPLE = (
    Person(ANA, "ana", "Ana Silva", "ana@desk.example", locale="en-US"),
    Person(BEN, "ben", "Ben Choi", "ben@desk.example", locale="en-US"),
    Person("UGUEST", "guest", "Guest", is_restricted=True, locale="en-US"),
)
KIM = "kim@hanbit.example"
PATIENCE = 120.0


@dataclass(slots=True)
class Clock:
    """Time as it is, moved ahead, until it is stopped."""

    ahead: timedelta = timedelta()
    stopped: datetime | None = None

    def __call__(self) -> datetime:
        return self.stopped or datetime.now(UTC) + self.ahead

    def stop(self) -> None:
        self.stopped = self()


@dataclass(slots=True)
class Gate:
    """`slack` sends what pretends to be Slack's; `letter` what pretends to be a customer's."""

    workspace: Workspace
    postbox: Postbox
    running: Running
    session: ClientSession
    clock: Clock
    folder: Path
    _count: int = 0

    @property
    def url(self) -> str:
        return self.running.web_url

    async def slack(self, kind: str, payload: dict[str, Any], *, secret: str = "", age: float = 0) -> "Answer":
        """A request as Slack makes it, `age` seconds ago, signed with `secret` (the right one where none is given)."""
        body, content_type = encode(kind, payload)
        return await self.raw(body, self.signed(body, secret=secret, age=age) | {"Content-Type": content_type})

    def signed(self, body: str, *, secret: str = "", age: float = 0) -> dict[str, str]:
        at = str(int(time.time() - age))
        return {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": sign(secret or self.workspace.signing_secret, at, body)}

    async def raw(self, body: str | bytes, headers: Mapping[str, str]) -> "Answer":
        data = BytesIO(body.encode() if isinstance(body, str) else body)
        async with self.session.post(self.url + PATH, data=data, headers=dict(headers)) as answer:
            return Answer(answer.status, await answer.text())

    def last(self, kind: str) -> dict[str, Any]:
        """The newest payload of that kind which Slack sent."""
        return next(each.payload for each in reversed(self.workspace.delivery.log) if each.kind == kind)

    async def slash(self, user: str, text: str) -> str:
        result = await self.workspace.slash(user, CHANNEL, f"/claim {text}")
        assert result.error is None, result.error
        return result.text

    async def mail(
        self, subject: str = "로그인이 되지 않습니다", text: str = "어제부터 그렇습니다.", sender: str = KIM, **more: Any
    ) -> Mail:
        """An ordinary mail of a customer."""
        return await self.postbox.send(sender, subject, text, **more)

    async def hand_in(self, raw: bytes, sender: str = KIM, to: str = DESK) -> Mail:
        """These very bytes over SMTP. Raises NotSent."""
        return await self.postbox.transmit(raw, sender, [to])

    async def opened(self, **more: Any) -> View:
        """The claim that an ordinary mail became, once all is said."""
        before = {view.claim.id for view in await self.claims()}
        await self.mail(**more)
        await self.running.settled()
        (found,) = [view for view in await self.claims() if view.claim.id not in before]
        return found

    async def claims(self) -> tuple[View, ...]:
        return tuple(await self.running.desk.database.read(list_claims, limit=1000))

    async def view(self, number: str) -> View:
        return await self.running.desk.database.read(show, number)

    async def said(self, number: str, direction: Direction) -> list[Message]:
        entries: tuple[Entry, ...] = await self.running.desk.database.read(story, number, public=False)
        return [each.message for each in entries if each.message and each.message.direction is direction]

    def thread(self, number: str) -> list[dict[str, Any]]:
        card = next(each for each in self.workspace.messages(CHANNEL) if each["text"].startswith(number))
        return self.workspace.thread(CHANNEL, card["ts"])

    async def get(self, path: str, **more: Any) -> "Answer":
        async with self.session.get(self.url + path, allow_redirects=False, **more) as answer:
            return Answer(answer.status, await answer.text())


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    text: str


def strings(value: Any) -> Iterator[str]:
    """Every string in what was sent to Slack."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (found for each in value.values() for found in strings(each))
    elif isinstance(value, list | tuple):
        yield from (found for each in value for found in strings(each))


def markup(value: Any) -> Iterator[str]:
    """Every text that Slack reads as mrkdwn: a message's own, and text objects of that type."""
    if isinstance(value, Mapping):
        if isinstance(value.get("text"), str) and (value.get("type") == "mrkdwn" or not {"blocks", "ts", "channel"}.isdisjoint(value)):
            yield value["text"]
        yield from (found for each in value.values() for found in markup(each))
    elif isinstance(value, list | tuple):
        yield from (found for each in value for found in markup(each))


@asynccontextmanager
async def opened(folder: Path, **more: Any) -> AsyncIterator[Gate]:
    """Everything of one desk in this process; Slack comes by HTTP."""
    config = folder / "desk.toml"
    config.write_text("[limits]\nposts_a_second = 1000.0\n", "utf-8")
    workspace, postbox, clock = (
        Workspace(people=PEOPLE, channels=[Channel(CHANNEL, "claims")], strict_pace=False, ack_timeout=60),
        Postbox(),
        Clock(),
    )
    async with AsyncExitStack() as stack:
        await workspace.start()
        stack.push_async_callback(workspace.stop)
        await postbox.start()
        stack.push_async_callback(postbox.stop)
        (door,) = free_ports(1)
        postbox.desk, postbox.desk_address = ("127.0.0.1", door), DESK
        values = {
            "database_url": f"sqlite:///{folder / 'desk.db'}",
            "data_dir": folder,
            "desk_config": config,
            "slack_mode": "http",
            "slack_bot_token": workspace.bot_token,
            "slack_signing_secret": workspace.signing_secret,
            "slack_api_url": workspace.api_url,
            "slack_channel": CHANNEL,
            "desk_address": DESK,
            "smtp_url": postbox.smtp_url,
            "smtp_listen": f"127.0.0.1:{door}",
            "http_listen": "127.0.0.1:0",
            "public_url": PUBLIC,
            "secret_key": "a secret of the tests, long enough",
        }
        desk = await stack.enter_async_context(running(Settings(_env_file=None, **values | more), clock))
        desk.slack.front.patience = PATIENCE
        await workspace.use_http(desk.web_url + PATH)
        session = await stack.enter_async_context(ClientSession())
        yield Gate(workspace, postbox, desk, session, clock, folder)
