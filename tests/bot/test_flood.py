"""Two hundred claims in a minute: Slack takes one post a second, so that its channel fills slowly, and nothing else waits for it."""

import asyncio
import re
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.assemble import Running, running
from bot.sandbox.channels import Channel
from bot.sandbox.compose import Draft, write
from bot.sandbox.mailbox import Customer
from bot.sandbox.pace import Pace
from bot.sandbox.ports import free_ports
from bot.sandbox.postbox import Postbox
from bot.sandbox.workspace import Workspace
from bot.settings import Settings
from tests.clocks import WalkingClock
from tests.crash.life import ANNA, CHANNEL, DESK, PEOPLE, settings_for

CLAIMS = 200
FASTER = 50
"""Slack's second is so much shorter here."""
FIRST = 1001
AT_ONCE = 20
PATIENCE = 600.0


@dataclass(frozen=True, slots=True)
class Town:
    """A running desk, a strict Slack and many customers. Until the clock walks Slack takes one post alone, however slow the machine is."""

    desk: Running
    clock: WalkingClock
    workspace: Workspace
    postbox: Postbox
    customers: tuple[Customer, ...]

    async def all_write(self) -> None:
        """As a mail server hands them over: some at a time."""
        waiting = iter(self.customers)

        async def line() -> None:
            for customer in waiting:
                await self._write(customer)

        await asyncio.gather(*(line() for _ in range(AT_ONCE)))

    async def _write(self, customer: Customer) -> None:
        raw = write(Draft((DESK,), "문의", f"{customer.name}입니다.", files=()), customer, self.desk.desk.clock()).as_bytes()
        await self.postbox.transmit(raw, customer.address, [DESK])

    def posts(self) -> int:
        return sum(map(len, self.threads()))

    def threads(self) -> list[list[dict[str, Any]]]:
        """Those of claims: by the hour of the day the desk may have other things to say."""
        roots = (each for each in self.workspace.messages(CHANNEL) if re.match(r"\d{4,}-", each["text"]))
        return [self.workspace.thread(CHANNEL, each["ts"]) for each in roots]


@pytest.fixture
async def town(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    clock = WalkingClock()
    clock.walks = False
    customers = tuple(Customer(f"고객{index}", f"user{index}@shop{index}.example") for index in range(CLAIMS))
    (port,) = free_ports(1)
    postbox = Postbox(customers, desk=("127.0.0.1", port), desk_address=DESK)
    pace = Pace(tiers=False, timer=lambda: time.monotonic() * FASTER)
    workspace = Workspace(people=PEOPLE, channels=[Channel(CHANNEL, "claims")], pace=pace, ack_timeout=PATIENCE)
    await postbox.start()
    await workspace.start()
    settings = settings_for(tmp_path, sqlite_url, workspace, postbox, port)
    Path(settings["desk_config"]).write_text(f"[limits]\nposts_a_second = {FASTER}\n", "utf-8")
    async with running(Settings(_env_file=None, **settings), clock) as desk:
        desk.slack.front.patience = PATIENCE
        await workspace.connected()
        yield Town(desk, clock, workspace, postbox, customers)
    await workspace.stop()
    await postbox.stop()


async def test_two_hundred_claims_in_a_minute(town: Town) -> None:
    await town.all_write()
    last = FIRST + CLAIMS - 1
    taken = await town.workspace.slash(ANNA, CHANNEL, f"/claim take {last}")
    assert f"{last}-" in taken.text
    await town.postbox.until(lambda: len(town.postbox.letters) == CLAIMS, PATIENCE)
    assert town.posts() < CLAIMS, "nobody waited for Slack"
    town.clock.walks = True
    assert len({letter.rcpt_to for letter in town.postbox.letters}) == CLAIMS
    await asyncio.wait_for(town.desk.settled(), PATIENCE)
    threads = town.threads()
    roots = [int(thread[0]["text"].partition("-")[0]) for thread in threads]
    assert sorted(roots) == list(range(FIRST, last + 1))
    assert roots.index(last) < CLAIMS - 1, "what a person did goes first"
    others = [each for each in roots if each != last]
    assert others == sorted(others), "in order, however many post"
    assert {len(thread) for thread in threads} == {2}
    assert town.workspace.refused == []
