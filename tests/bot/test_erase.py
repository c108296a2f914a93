"""A customer who wrote to the whole running desk is erased: not a row, not a file and not the card holds a trace of them."""

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.erase import erase_asking
from bot.sandbox.demo import Demo, demo
from bot.sandbox.samples import CHANNEL
from claims.actor import person
from claims.lifecycle import CloseReason
from commands import know
from commands.close import close
from commands.find import list_claims
from commands.reply import reply
from commands.show import Person, Role
from commands.take import take
from storage.database import Tx
from storage.tables import metadata

KIM, NAME, SECRET = "kim@hanbit.example", "김지현", "집 주소는 장미길 7"
ANA = person("U0ANA")


async def worked(running: Demo) -> str:
    """A claim with a file that was answered and closed; everything about it was said."""
    await running.postbox.send(KIM, f"{NAME}입니다", SECRET, files=[(f"{NAME}.txt", b"kims-diary")])
    desk = running.running.desk
    await running.postbox.until(lambda: running.postbox.inbox(KIM))
    (view,) = await desk.database.read(list_claims)
    number = view.claim.number
    await desk.database.run(know.person, Person(ANA.id, "김아나", "ko", "Asia/Seoul", None, Role.AGENT, active=True))
    await desk.database.run(take, number, by=ANA)
    await desk.database.run(reply, number, f"{NAME} 님, 확인했습니다.", by=ANA)
    await running.running.settled()
    await running.postbox.send(KIM, f"Re: [{number}]", "감사합니다", in_reply_to=running.postbox.inbox(KIM)[-1], quote=True)
    await desk.database.run(close, number, CloseReason.WITHDRAWN, "", by=ANA)
    await running.running.settled()
    return number


def traces(tx: Tx) -> list[tuple[str, str]]:
    """Every column of every table that holds one, as text or as the bytes of a mail."""
    return [
        (table.name, column)
        for table in metadata.sorted_tables
        for row in tx.connection.execute(table.select())
        for column, value in row._mapping.items()
        if any(trace in written(value) for trace in (KIM, NAME, SECRET, "kims-diary"))
    ]


def written(value: Any) -> str:
    return value.decode("utf-8", "replace").lower() if isinstance(value, bytes) else json.dumps(value, ensure_ascii=False, default=str)


def kept(folder: Path) -> Iterator[bytes]:
    return (path.read_bytes() for path in folder.rglob("*") if path.is_file())


async def test_nothing_is_left_of_who_is_erased(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with demo(tmp_path, samples=False) as running:
        desk, number = running.running.desk, await worked(running)
        assert await desk.database.read(traces)
        for path in desk.files.folder.rglob("*"):
            os.utime(path, (0, time.time() - 3600))
        assert await erase_asking(desk, KIM, sure=True)
        await running.running.settled()
        assert await desk.database.read(traces) == []
        assert list(kept(desk.files.folder)) == []
        card = running.workspace.messages(CHANNEL)[0]
        assert number in json.dumps(card)
        assert not [trace for trace in (KIM, NAME, SECRET) if trace in json.dumps(card, ensure_ascii=False)]
    told = capsys.readouterr().out
    assert "1 claims of theirs" in told
    assert "1 files removed" in told
    assert "threads in Slack" in told
