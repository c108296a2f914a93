"""What must be true of every life once it has settled, however it was killed: nothing lost, nothing doubled, everything in order."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Table, select

from claims.rules import Rules
from storage import tables
from storage.database import Tx, opened
from tests.crash.life import ANNA, CHANNEL, KIM, Life
from tests.crash.story import ANSWER, FILE, NOTE, THANKS, WORDS, cards

Rows = dict[str, list[Any]]
_READ: tuple[Table, ...] = (tables.claims, tables.timeline, tables.messages, tables.raw_mails, tables.outbox, tables.attachments)


async def faults(life: Life, mails: Sequence[bytes]) -> list[str]:
    """Everything that is wrong, in plain words; best nothing. `mails`: what the desk said 250 to."""
    async with opened(life.settings["database_url"], Rules(), lambda: datetime.now(UTC)) as database:
        rows = await database.read(_rows)
    checks = (_claim(rows), _mails(rows, mails), _said(rows), _happened(rows), _waiting(rows), _thread(life), _letters(life))
    return [fault for check in (*checks, _looked_up(life, rows)) for fault in check]


def _rows(tx: Tx) -> Rows:
    return {table.name: list(tx.connection.execute(select(table).order_by(*table.primary_key)).all()) for table in _READ}


def _claim(rows: Rows) -> Iterator[str]:
    found = [(row.owner, row.state) for row in rows["claims"]]
    if found != [(ANNA, "TRIAGE")]:
        yield f"claims: {found}"


def _mails(rows: Rows, mails: Sequence[bytes]) -> Iterator[str]:
    """What the desk said 250 to, and nothing else, byte for byte behind the line that its door adds."""
    kept = [(row.became, row.bytes.partition(b"\r\n")[2]) for row in rows["raw_mails"]]
    if kept != [(became, _on_the_wire(raw)) for became, raw in zip(("claim", "reply"), mails, strict=False)]:
        yield f"mails: {[became for became, _ in kept]}"


def _on_the_wire(raw: bytes) -> bytes:
    return raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def _said(rows: Rows) -> Iterator[str]:
    said = [(row.direction, row.new_text.strip()) for row in rows["messages"] if not row.automatic]
    if Counter(said) != Counter([("in", WORDS), ("out", ANSWER), ("note", NOTE), ("in", THANKS)]):
        yield f"messages: {said}"
    if sum(row.automatic for row in rows["messages"]) != 1:
        yield "not one acknowledgement"
    if [row.name for row in rows["attachments"]] != [FILE.name]:
        yield f"attachments: {[row.name for row in rows['attachments']]}"


def _happened(rows: Rows) -> Iterator[str]:
    """A reply would take what the click did not, in the same moment."""
    story = [row.what for row in rows["timeline"]]
    if story != ["received", "taken", "replied", "answered"]:
        yield f"timeline: {story}"
    elif rows["timeline"][1].at >= rows["timeline"][2].at:
        yield "the click was acknowledged and not done"


def _waiting(rows: Rows) -> Iterator[str]:
    for row in rows["outbox"]:
        if row.done_at is None or row.failed_at is not None:
            yield f"outbox: {row}"


def _thread(life: Life) -> Iterator[str]:
    roots = cards(life)
    if len(roots) != 1 or "Anna Park" not in roots[0]["text"]:
        yield f"cards: {[root['text'] for root in roots]}"
        return
    thread = life.workspace.thread(CHANNEL, roots[0]["ts"])
    ours = [_row(message) for message in thread if message.get("bot_id") and not message.get("files")]
    if None in ours or ours != sorted(set(ours)):
        yield f"posts of rows {ours}"
    texts = [message["text"] for message in thread[1:]]
    wanted = [next((each for each in (WORDS, ANSWER, NOTE, THANKS) if each in text), "file") for text in texts]
    if [each for each in wanted if each != NOTE] != [WORDS, "file", ANSWER, THANKS] or wanted.count(NOTE) != 1:
        yield f"thread: {texts}"


def _row(message: dict[str, Any]) -> int | None:
    payload = message.get("metadata", {}).get("event_payload", {})
    return payload.get("outbox")


def _letters(life: Life) -> Iterator[str]:
    """Twice only where the wire was cut by a death: once before it and once after, byte for byte the same."""
    letters = life.postbox.letters
    ids = Counter(mail.message_id for mail in letters)
    if len(ids) != 2:
        yield f"letters: {[mail.subject for mail in letters]}"
    for name, times in ids.items():
        copies = [(index, mail) for index, mail in enumerate(letters) if mail.message_id == name]
        if len({(mail.raw, mail.mail_from, mail.rcpt_to) for _, mail in copies}) > 1 or copies[0][1].rcpt_to != (KIM.address,):
            yield f"{copies[0][1].subject} differs from itself"
        if times > 1 and [index < life.born_again.letters for index, _ in copies] != [True, False]:
            yield f"{copies[0][1].subject} left {times} times"


def _looked_up(life: Life, rows: Rows) -> Iterator[str]:
    """What may have been posted before the death is looked for before it is posted."""
    again = {row.id for row in rows["outbox"] if row.attempts > 1}
    looked = False
    for call in list(life.workspace.calls)[life.born_again.calls :]:
        looked = looked or call.method in ("conversations.history", "conversations.replies")
        if call.method == "chat.postMessage" and _posted(call.args) in again and not looked:
            yield f"row {_posted(call.args)} was posted again without a look"


def _posted(args: dict[str, Any]) -> int | None:
    metadata = args.get("metadata")
    payload = (metadata if isinstance(metadata, dict) else json.loads(metadata or "{}")).get("event_payload", {})
    return payload.get("outbox")
