"""The sample claims of the demo, made by the desk's own doors from real mails, at the times they are said to have happened."""

import tomllib
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from importlib.resources import files
from typing import Any

from bot.sandbox.postbox import Postbox
from bot.sandbox.workspace import Workspace
from claims.calendar import Calendar

CHANNEL = "C0CLAIMS"


@dataclass(slots=True)
class Traveller:
    """A clock that runs, set back while the samples are made, and then the real one."""

    offset: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) - self.offset

    def go(self, at: datetime) -> None:
        """Set the clock forward to `at`; never back."""
        if at > self():
            self.offset = datetime.now(UTC) - at

    def back(self, at: datetime) -> None:
        self.offset = datetime.now(UTC) - at


@dataclass(slots=True)
class Act:
    """Something that somebody does at a moment: `step` None is the customer's first mail."""

    at: datetime
    sample: "Sample"
    step: dict[str, Any] | None


LEFT = timedelta(seconds=15)
"""After which an answer typed in one line has left."""


@dataclass(slots=True)
class Sample:
    """One claim's story; `number` is known once its mail came in."""

    told: dict[str, Any]
    number: str = ""
    thread: str = ""


@dataclass(slots=True)
class Samples:
    """`people`: Slack ids by first name; `settled` waits until the desk has sent everything; `progress` hears (done, of)."""

    workspace: Workspace
    postbox: Postbox
    clock: Traveller
    calendar: Calendar
    people: dict[str, str]
    settled: Callable[[], Awaitable[None]]
    refused: list[str] = field(default_factory=list)

    async def make(self, progress: Callable[[int, int], None]) -> None:
        """Play every act in the order of its time."""
        acts = sorted(self._acts(), key=lambda act: act.at)
        for done, act in enumerate(acts):
            progress(done, len(acts))
            self.clock.go(act.at)
            await self._play(act)
            self.clock.go(act.at + LEFT)
            await self.settled()
        progress(len(acts), len(acts))

    def begin(self) -> datetime:
        """The moment of the first act."""
        return min(act.at for act in self._acts())

    def _acts(self) -> Iterator[Act]:
        last = self._last_day()
        for told in tomllib.loads(files(__package__).joinpath("samples.toml").read_text("utf-8"))["claim"]:
            sample, opened = Sample(told), self._opened(last, told)
            yield Act(opened, sample, None)
            for step in told["steps"]:
                yield Act(opened + timedelta(minutes=step["after"]), sample, step)

    def _opened(self, last: datetime, told: dict[str, Any]) -> datetime:
        if "ago" in told:
            return datetime.now(UTC) - timedelta(minutes=told["ago"])
        return self._moment(last, told["day"], time.fromisoformat(told["at"]))

    def _last_day(self) -> datetime:
        """The newest working day on which the samples of that morning are over by now."""
        local = datetime.now(self.calendar.tz)
        day = local if local.hour >= 11 else local - timedelta(days=1)
        while not self._works(day):
            day -= timedelta(days=1)
        return day

    def _moment(self, last: datetime, back: int, at: time) -> datetime:
        day = last
        while back < 0:
            day -= timedelta(days=1)
            back += self._works(day)
        return day.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0).astimezone(UTC)

    def _works(self, day: datetime) -> bool:
        return self.calendar.is_open(day.replace(hour=10, minute=0))

    async def _play(self, act: Act) -> None:
        sample, step = act.sample, act.step
        if step is None:
            await self._mail(sample)
        elif "mail" in step:
            await self._answer(sample, step["mail"])
        elif "note" in step:
            await self.workspace.say(self.people[step["who"]], CHANNEL, step["note"], thread_ts=sample.thread)
            await self.workspace.settled()
        else:
            await self._slash(sample, step)
        await self.settled()

    async def _mail(self, sample: Sample) -> None:
        known = {message["ts"] for message in self.workspace.messages(CHANNEL)}
        told = sample.told
        attached = [(each["name"], each["text"].encode()) for each in told.get("files", ())]
        await self.postbox.send(told["customer"], told["subject"], told["text"].strip() + "\n", attached)
        await self.settled()
        letters = self.postbox.inbox(told["customer"])
        sample.number = letters[-1].subject.partition("[")[2].partition("-")[0]
        sample.thread = next(each["ts"] for each in self.workspace.messages(CHANNEL) if each["ts"] not in known)

    async def _answer(self, sample: Sample, text: str) -> None:
        customer = sample.told["customer"]
        letter = next(mail for mail in reversed(self.postbox.inbox(customer)) if f"[{sample.number}-" in mail.subject)
        await self.postbox.send(customer, f"Re: {letter.subject.removeprefix('Re: ')}", text, in_reply_to=letter, quote=True)

    async def _slash(self, sample: Sample, step: dict[str, Any]) -> None:
        text = f"/claim {step['slash'].format(n=sample.number)}"
        result = await self.workspace.slash(self.people[step["who"]], CHANNEL, text)
        if result.error:
            self.refused.append(f"{text}: {result.error}")
