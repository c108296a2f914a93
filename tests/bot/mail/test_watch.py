"""Whether letters can leave, known although none waits."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.desk import Desk
from bot.mail.post import Post
from bot.mail.watch import Rounds, Watch
from claims.rules import Rules
from commands import fetching
from storage.database import opened
from tests.bot.mail.boxes import Operator, clock, desk
from tests.bot.mail.smtp_peers import Server, serving

QUICK = Rounds(between=0.01, lease=1.0, grace=0.0)
WRONG = {"AUTH": "535 5.7.8 wrong password"}


@pytest.fixture
async def house(sqlite_url: str, rules: Rules, tmp_path: Path) -> AsyncIterator[Desk]:
    async with opened(sqlite_url, rules, clock) as database:
        yield desk(database, rules, tmp_path)


def post(server: Server) -> Post:
    return Post(f"smtp://kim:s3cret-w0rd@127.0.0.1:{server.port}?tls=none", "desk@desk.example", 5)


async def test_a_password_that_ended_is_told_and_so_is_its_return(house: Desk) -> None:
    operator = Operator()
    async with serving(Server(extensions=("AUTH PLAIN",), answers={"AUTH": "235 ok"})) as server:
        watch = Watch(house, post(server), operator, QUICK)
        await watch.start()
        assert await operator.next() is None  # whatever a process before it told
        server.answers = dict(WRONG)
        told = str(await operator.next())
        server.answers = {"AUTH": "235 ok"}
        assert await operator.next() is None
        await watch.stop()
    assert told.startswith("smtp kim@127.0.0.1:")
    assert "the mail server refuses the name, the password or the token (535 5.7.8 wrong password)" in told
    assert "s3cret" not in told
    assert not any(line.startswith("MAIL") for line in server.lines)


@pytest.mark.parametrize(("grace", "heard"), [(0.0, 1), (1000.0, 0)])
async def test_a_server_that_is_away_is_told_after_a_while(house: Desk, grace: float, heard: int) -> None:
    operator = Operator()
    watch = Watch(house, Post("smtp://127.0.0.1:1", "desk@desk.example", 5), operator, Rounds(grace=grace))
    await watch.look()
    assert operator.heard.qsize() == heard


async def test_no_more_is_said_of_the_same(house: Desk) -> None:
    operator = Operator()
    async with serving(Server(extensions=("AUTH PLAIN",), answers=WRONG)) as server:
        watch = Watch(house, post(server), operator)
        for _ in range(3):
            await watch.look()
    assert operator.heard.qsize() == 1


async def test_while_another_process_looks_it_does_not(house: Desk) -> None:
    """Once the other is gone it does."""
    async with serving(Server(extensions=("AUTH PLAIN",), answers={"AUTH": "235 ok"})) as server:
        watch = Watch(house, post(server), Operator(), QUICK)
        name = f"smtp kim@127.0.0.1:{server.port}"
        assert await house.database.run(fetching.hold, name, timedelta(minutes=5), by="another")
        commits: list[None] = []
        await watch.start()
        house.database.committed.append(lambda: commits.append(None))
        while len(commits) < 3:
            await asyncio.sleep(0.01)
        assert server.lines == []
        await house.database.run(fetching.let_go, name, by="another")
        while not server.lines:
            await asyncio.sleep(0.01)
        await watch.stop()


def test_together_they_stay_below_five_minutes() -> None:
    rounds = Rounds()
    assert rounds.between + rounds.grace + 60 < 300
    assert rounds.lease > rounds.between
