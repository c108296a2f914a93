"""Finding among 1,000,000 messages on both databases, against the 100 ms that nobody notices; and what a message costs to write for it."""

import asyncio
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from sqlalchemy import insert

from bench.rows import Row
from claims import actor
from claims.claim import ClaimClass
from claims.rules import Rules
from commands.find import find
from commands.suggest import suggest
from storage import messages, search
from storage.claims import find as claim_of
from storage.database import Database, Tx, opened
from storage.messages import Direction
from storage.newest import brought_up
from storage.tables import FIRST_NUMBER, claims, contacts, organisations
from storage.tables import messages as kept
from tests.servers.postgres import postgres

MESSAGES = 1_000_000
EACH = 8
KINDS = (*ClaimClass,)[2:]
"""Messages of a claim."""
LONG = 40
"""Words of a message, on average; a few are used everywhere, most hardly ever (Zipf)."""
VOCABULARY = 30_000
CHUNK = 5_000
WRITES = 200
NOW = datetime(2026, 11, 19, 8, tzinfo=UTC)
PARTICLES = ("", "", "이", "가", "를", "에서", "입니다", "하면")
CHANCE = random.Random(6)


def run() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        rows = asyncio.run(_of("SQLite", f"sqlite:///{Path(folder) / 'desk.db'}"))
    with postgres() as server:
        return [*rows, *asyncio.run(_of("PostgreSQL", asyncio.run(server.clone())))]


async def _of(name: str, url: str) -> list[Row]:
    await brought_up(url)
    words = _vocabulary()
    async with opened(url, Rules(), lambda: NOW) as database:
        await _fill(database, words)
        begun = time.perf_counter()
        await database.run(_index)
        print(f"indexed in {time.perf_counter() - begun:.0f} s", file=sys.stderr)
        took = [await _took(database, question) for question in _questions(words)]
        ours, floor = await _written(database, words)
        near = [await _suggested(database, FIRST_NUMBER + CHANCE.randrange(MESSAGES // EACH)) for _ in range(40)]
    slowest = quantiles(took, n=20)[-1]
    return [
        Row(f"Find among {MESSAGES:,} messages, the slowest of twenty, against 100 ms ({name})", slowest, 100.0, "ms", 1.0, cost=True),
        Row(f"… the usual one ({name})", median(took), 100.0, "ms", 1.0, cost=True),
        Row(
            f"Suggestions among {MESSAGES // EACH:,} claims, the slowest of forty, against 100 ms ({name})",
            max(near),
            100.0,
            "ms",
            1.0,
            cost=True,
        ),
        Row(f"… a message written, against one that is not found ({name})", ours, floor, "ms", 3.0, cost=True),
    ]


def _vocabulary() -> list[str]:
    """Korean and English words, the frequent first."""
    return [_korean() if CHANCE.random() < 0.75 else _english() for _ in range(VOCABULARY)]


def _korean() -> str:
    return "".join(
        chr(0xAC00 + CHANCE.randrange(11172) // 28 * 28 + CHANCE.choice((0, 0, 4, 8))) for _ in range(CHANCE.choice((2, 2, 3, 4)))
    )


def _english() -> str:
    return "".join(CHANCE.choice("aeiou" if at % 2 else "bcdfgklmnprst") for at in range(CHANCE.randint(3, 9)))


def _texts(words: list[str]) -> Iterator[str]:
    weights = list(accumulate(1 / (rank + 5) for rank in range(len(words))))
    while True:
        picked = CHANCE.choices(words, cum_weights=weights, k=LONG * 100)
        for start in range(0, len(picked), LONG):
            yield " ".join(word if word.isascii() else word + CHANCE.choice(PARTICLES) for word in picked[start : start + LONG])


async def _fill(database: Database, words: list[str]) -> None:
    texts = _texts(words)
    await database.run(_people, words)
    for first in range(0, MESSAGES // EACH, CHUNK):
        await database.run(_claims, first, texts)


def _index(tx: Tx) -> None:
    search.fill(tx.connection)
    tx.connection.exec_driver_sql("ANALYZE")  # as either database does by itself in time


def _people(tx: Tx, words: list[str]) -> None:
    houses = [{"name": f"{words[-nth]} {nth}", "created_at": NOW} for nth in range(1, 301)]
    tx.connection.execute(insert(organisations), houses)
    people = [
        {"address": f"user{nth}@c{nth % 300}.example", "name": words[-nth], "organisation_id": nth % 300 + 1, "created_at": NOW}
        for nth in range(1, 10_001)
    ]
    tx.connection.execute(insert(contacts), people)


def _claims(tx: Tx, first: int, texts: Iterator[str]) -> None:
    count = min(CHUNK, MESSAGES // EACH - first)
    rows = [_claim(first + nth, next(texts)) for nth in range(count)]
    tx.connection.execute(insert(claims), rows)
    tx.connection.execute(insert(kept), [_message(row["id"], next(texts)) for row in rows for _ in range(EACH)])


def _claim(nth: int, subject: str) -> dict[str, Any]:
    at = NOW - timedelta(minutes=MESSAGES // EACH - nth)
    who = {"contact_id": nth % 10_000 + 1, "organisation_id": (nth + 1) % 300 + 1}
    usual = {
        "claim_class": CHANCE.choice(KINDS),
        "product": f"P{nth % 7}",
        "tail": "000000",
        "state": "CLOSED",
        "priority": "P3",
        "language": "ko",
        "channel": "mail",
        "reopened": 0,
        "version": 1,
    }
    return {"id": FIRST_NUMBER + nth, "subject": subject[:40], "opened_at": at, "changed_at": at} | who | usual


def _message(claim: int, said: str) -> dict[str, Any]:
    usual = {"direction": "in", "author": "customer:u@c.example", "name": "Kim", "automatic": False, "notes": []}
    return {"claim_id": claim, "at": NOW, "text": said, "new_text": said} | usual


def _questions(words: list[str]) -> list[str]:
    """Frequent, middling and rare words, alone and by twos and threes, with a customer's name, and words that nobody wrote."""
    ranks = [int(10 ** (CHANCE.random() * 4.4)) for _ in range(300)]
    one = [words[rank] for rank in ranks]
    two = [f"{words[int(10 ** (CHANCE.random() * 4.4))]} {word}" for word in one[:120]]
    three = [f"{words[CHANCE.randrange(30)]} {words[CHANCE.randrange(1000)]} {word}" for word in one[:60]]
    named = [f"{words[-CHANCE.randrange(1, 300)]} {words[CHANCE.randrange(500)]}" for _ in range(60)]
    return [
        *one,
        *two,
        *three,
        *named,
        *(_korean() + _korean() for _ in range(30)),
        *(f"user{CHANCE.randrange(10_000)}" for _ in range(30)),
    ]


async def _took(database: Database, question: str) -> float:
    """Milliseconds."""
    begun = time.perf_counter()
    found = await database.read(find, question)
    took = (time.perf_counter() - begun) * 1000
    if took > 100:
        print(f"{took:.0f} ms, {len(found)} found: {question}", file=sys.stderr)
    return took


async def _suggested(database: Database, claim: int) -> float:
    """Milliseconds."""
    begun = time.perf_counter()
    await database.read(suggest, str(claim))
    return (time.perf_counter() - begun) * 1000


async def _written(database: Database, words: list[str]) -> tuple[float, float]:
    """Milliseconds of a durable message by turns: one that can be found, and its row alone."""
    texts, took, bare = _texts(words), [], []
    for nth in range(WRITES):
        for times, write in ((took, _add), (bare, _bare)):
            said = next(texts)
            begun = time.perf_counter()
            await database.run(write, FIRST_NUMBER + nth, said)
            times.append((time.perf_counter() - begun) * 1000)
    return median(took), median(bare)


def _add(tx: Tx, identity: int, said: str) -> None:
    claim = claim_of(tx, identity)
    assert claim
    messages.add(tx, claim, Direction.IN, said, by=actor.customer("u@c.example"), name="Kim")


def _bare(tx: Tx, identity: int, said: str) -> None:
    assert claim_of(tx, identity)
    row = _message(identity, said) | {"html": None, "raw_id": None, "source": None}
    tx.execute(messages._ADD, row).one()
