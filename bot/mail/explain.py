"""What the reader sees in mails, as plain data for people and scripts; nothing is stored."""

import asyncio
import os
from collections import deque
from collections.abc import AsyncGenerator, Iterable
from datetime import UTC, datetime
from itertools import cycle
from typing import Any

from bot.mail.limits import Desk, Limits, Unreadable
from bot.mail.parts import head_of
from bot.mail.reader import Reader
from claims.envelope import Envelope

NEVER = datetime(9000, 1, 1, tzinfo=UTC)  # nobody received it, so no date lies ahead of its receipt
NOTHING = Envelope("", "", (), "", None, None, (), "", "")

Mail = tuple[str, bytes]
"""The name of a file, and what is in it."""


async def explained(mails: Iterable[Mail], desk: Desk, limits: Limits) -> AsyncGenerator[dict[str, Any]]:
    """One mail after the other: {"file","from","from_name","to","subject","date","message_id","references","text","new_text",
    "attachments":[{"name","type","size","sha256"}],"kind","why"}; ids without <>, the date in ISO 8601 or None.

    A mail beyond the limits shows what its head says; `why` then begins with "unreadable". Each processor reads one at a time.
    """
    readers = [Reader(desk, limits) for _ in range(os.cpu_count() or 1)]
    waiting: deque[asyncio.Task[dict[str, Any]]] = deque()
    try:
        for reader, mail in zip(cycle(readers), mails, strict=False):
            waiting.append(asyncio.create_task(_explained(reader, mail)))
            if len(waiting) > len(readers):
                yield await waiting.popleft()
        while waiting:
            yield await waiting.popleft()
    finally:
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        await asyncio.gather(*(reader.close() for reader in readers))


async def _explained(reader: Reader, mail: Mail) -> dict[str, Any]:
    name, raw = mail
    try:
        return _as_data(name, (await reader.read(raw, received=NEVER)).envelope)
    except Unreadable as limit:
        return _as_data(name, await _head(reader, raw)) | {"why": f"unreadable: {limit}"}


async def _head(reader: Reader, raw: bytes) -> Envelope:
    try:
        return (await reader.read(head_of(raw), received=NEVER)).envelope
    except Unreadable:
        return NOTHING


def _as_data(file: str, envelope: Envelope) -> dict[str, Any]:
    return {
        "file": file,
        "from": envelope.sender,
        "from_name": envelope.sender_name,
        "to": list(envelope.to),
        "subject": envelope.subject,
        "date": envelope.date.isoformat() if envelope.date else None,
        "message_id": envelope.message_id,
        "references": list(envelope.references),
        "text": envelope.text,
        "new_text": envelope.new_text,
        "attachments": [{"name": each.name, "type": each.type, "size": each.size, "sha256": each.sha256} for each in envelope.attachments],
        "kind": envelope.kind.value,
        "why": envelope.why,
    }
