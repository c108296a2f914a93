"""One customer's data, told whole and erased whole: afterwards no table holds a trace, and no number has changed."""

import base64
import json
import os
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from claims import actor
from claims.envelope import Attachment, Envelope, MailKind
from claims.errors import Illegal, Invalid, NotFound
from claims.lifecycle import CloseReason
from commands import person_data
from commands.callback import callback
from commands.close import close
from commands.hand import hand
from commands.merge import merge
from commands.note import edit_note, note
from commands.person_data import erase, export, find_person
from commands.receive import Head, quarantine, receive
from commands.reply import ask, reply, save_draft
from commands.resolve import resolve
from commands.step import step
from commands.take import take
from commands.tracked import tracked
from storage import places
from storage.database import Tx
from storage.files import FileStore
from storage.outbox import Door, put
from storage.tables import metadata, outbox
from tests.commands.desk import ANSWER, Desk
from tests.making import ANNA, BEN, KIM, envelope

NAME, LEE = "김하늘", "lee@hanbit.example"
TRACES = (KIM.id, KIM.id.upper(), NAME, "하늘", "비밀번호는 장미", "kims-diary")
OPERATOR = actor.operator("root")
DESK = ("help@desk.example",)


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


def raw(mail: Envelope) -> bytes:
    """Bytes such as the mail came in; what is in them does not matter to a command."""
    head = f"From: {mail.sender_name} <{mail.sender.upper()}>\r\nTo: {', '.join((*mail.to, *mail.cc))}\r\nMessage-ID: <{mail.message_id}>"
    return f"{head}\r\n\r\n{mail.text}".encode()


async def get(desk: Desk, **values: Any) -> str | None:
    mail = envelope(**values)
    return (await desk.do(receive, mail, raw(mail), wire="smtp", desk=DESK)).claim


def attached(files: FileStore, name: str, data: bytes, old: bool = True) -> Attachment:
    kept = Attachment(name, "text/plain", len(data), files.keep(data))
    if old:
        os.utime(files.folder / kept.sha256[:2] / kept.sha256, (0, time.time() - 3600))
    return kept


def letter(number: str, text: str) -> dict[str, Any]:
    return {
        "message_id": f"out-{number}@desk.example",
        "date": "Thu, 19 Nov 2026 10:30:00 +0900",
        "sender": DESK[0],
        "sender_name": "고객지원팀",
        "to": [KIM.id],
        "cc": [LEE],
        "subject": f"[{number}] 문의",
        "text": text,
        "html": f"<p>{text}</p>",
        "number": number,
        "in_reply_to": None,
        "references": [],
        "automatic": None,
        "attachments": [],
    }


async def own_life(desk: Desk, files: FileStore) -> str:
    """A claim of Kim's in which everybody names Kim."""
    logs = (attached(files, f"{NAME}.log", b"kims-diary"), attached(files, "both.txt", b"shared bytes"))
    number = await get(
        desk, subject=f"{NAME}입니다", text="비밀번호는 장미", cc=(LEE,), attachments=logs, message_id=f"{KIM.id}.1@x.example"
    )
    assert number
    await desk.do(take, number, by=ANNA)
    await desk.do(note, number, f"{NAME} 님과 통화", source="C1:1.1", by=ANNA)
    await desk.do(callback, number, desk.clock() + timedelta(hours=1), f"{NAME} 님께 전화", by=ANNA)
    await desk.do(edit_note, "C1:1.1", "통화함")
    await desk.do(hand, number, BEN.id, f"{NAME} 님 건입니다", by=ANNA)
    await desk.do(reply, number, f"{NAME} 님, 안녕하세요.", letter=letter(number, f"{NAME} 님께\n> 비밀번호는 장미"), by=BEN)
    await desk.do(ask, number, "버전은?", by=BEN)
    await get(desk, subject=f"Re: [{number}]", text=f"3.2입니다. {NAME} 드림", message_id="second@hanbit.example")
    await desk.do(save_draft, number, f"{NAME} 님", letter(number, NAME), None, by=BEN, intent="reply")
    await desk.do(places.add, int(number.partition("-")[0]), "C1", "1.0")
    return number


async def others_life(desk: Desk, files: FileStore) -> str:
    """A claim of Lee's in which Kim takes part."""
    both = (attached(files, "both.txt", b"shared bytes"),)
    number = await get(
        desk,
        sender=LEE,
        sender_name="이수민",
        cc=(KIM.id,),
        text=f"{NAME} 과장({KIM.id})과 같습니다",
        attachments=both,
        message_id="l1@x.example",
    )
    assert number
    await get(desk, subject=f"[{number}]", text="비밀번호는 장미", cc=(LEE,), message_id="k2@x.example")
    await desk.do(take, number, by=ANNA)
    await desk.do(callback, number, desk.clock() + timedelta(hours=1), f"{NAME} 님께도 전화", by=ANNA)
    await desk.do(step, number, f"{NAME} 님께 로그 요청", by=ANNA)
    await desk.do(reply, number, "확인했습니다.", letter=letter(number, f"{NAME} 님과 이수민 님"), by=ANNA)
    return number


async def tables(desk: Desk) -> Mapping[str, list[Any]]:
    def every(tx: Tx) -> dict[str, list[Any]]:
        return {table.name: [dict(row._mapping) for row in tx.connection.execute(table.select())] for table in metadata.sorted_tables}

    return await desk.database.read(every)


def searched(dump: Mapping[str, list[Any]]) -> list[tuple[str, str, Any]]:
    """Every place of every table that holds a trace of Kim."""
    return [
        (table, str(column), value)
        for table, rows in dump.items()
        for row in rows
        for column, value in row.items()
        if any(trace.lower() in written(value).lower() for trace in TRACES)
    ]


def written(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else json.dumps(value, ensure_ascii=False, default=str)


_PROSE = ("subject", "resolution", "cause", "next_step")


def facts(dump: Mapping[str, list[Any]]) -> list[Any]:
    """What must not change: numbers, times, states, kinds."""
    claims = [{key: value for key, value in row.items() if key not in _PROSE} for row in dump["claims"]]
    events = [(row["id"], row["claim_id"], row["at"], row["what"], row["to_state"]) for row in dump["timeline"] if row["what"] != "erased"]
    said = [(row["id"], row["claim_id"], row["at"], row["direction"], row["automatic"], row["raw_id"]) for row in dump["messages"]]
    mails = [(row["id"], row["received_at"], row["sha256"], row["became"], row["claim_id"]) for row in dump["raw_mails"]]
    return [sorted(claims, key=str), sorted(events), sorted(said), sorted(mails, key=str)]


async def test_erased_everywhere_and_the_numbers_stay(desk: Desk, files: FileStore) -> None:
    own, others = await own_life(desk, files), await others_life(desk, files)
    await get(desk, kind=MailKind.AUTO, why="out of office", text=f"{NAME} 부재중", message_id="auto@x.example")
    await desk.do(resolve, own, replace(ANSWER, text=f"{NAME} 님, 해결되었습니다.", cause=f"{NAME} 님의 설정"), by=BEN)
    await desk.do(close, own, CloseReason.CONFIRMED, "", by=BEN)
    before = await tables(desk)
    assert {table for table, _, _ in searched(before)} >= {"contacts", "claims", "messages", "versions", "timeline", "raw_mails", "outbox"}
    found = await desk.database.read(find_person, KIM.id.upper())
    done = await desk.do(erase, found, by=OPERATOR)
    after = await tables(desk)
    assert searched(after) == []
    assert facts(after) == facts(before)
    assert (await desk.claim(own)).state == "CLOSED"
    assert (await desk.whats(own))[-1] == "erased"
    assert done.claims == 2
    assert [files.read(each) for each in done.files] == [b"kims-diary"]
    said = [message.text for message in await desk.messages(others)]
    assert "[erased] 과장(erased-1@desk.invalid)과 같습니다" in said
    assert (await desk.claim(others)).subject == "프린터가 인쇄되지 않습니다"


async def test_what_was_told_of_them_where_their_claim_goes_on_goes_too(desk: Desk, files: FileStore) -> None:
    """Their words stand in the thread of the claim that theirs was joined with."""
    own, others = await get(desk, text="비밀번호는 장미"), await get(desk, sender=LEE, sender_name="이수민", message_id="l1@x.example")
    assert own
    assert others
    await desk.do(merge, own, others, by=ANNA)

    def posted(tx: Tx) -> None:
        shown = {"text": f"{NAME}: 비밀번호는 장미", "blocks": []}
        tx.connection.execute(outbox.update().where(outbox.c.intent == "joined").values(frozen=shown, done_at=tx.now))

    await desk.do(posted)
    await desk.do(close, others, CloseReason.WITHDRAWN, "", by=actor.customer(LEE))
    await desk.do(erase, await desk.database.read(find_person, KIM.id), by=OPERATOR)
    assert searched(await tables(desk)) == []


@pytest.mark.parametrize("sent", [False, True])
async def test_what_was_said_of_no_claim_goes_too(desk: Desk, sent: bool) -> None:
    """A mail of theirs that could not be read was told in the channel, and to them; the morning's board named their claim."""
    number = await desk.open()
    await desk.do(take, number, by=ANNA)
    await desk.do(close, number, CloseReason.WITHDRAWN, "", by=ANNA)
    head = Head(KIM.id, "비밀번호는 장미", letter("unread", f"{NAME} 님께"))
    await desk.do(quarantine, f"From: {KIM.id}".encode(), "too_large", wire="smtp", head=head)
    board = {"text": f"{NAME}: 비밀번호는 장미" if sent else NAME, "blocks": []}

    def posted(tx: Tx) -> None:
        put(tx, None, Door.SLACK, "digest", by=actor.clock("digest"), frozen=board, what="morning")
        if sent:
            tx.connection.execute(outbox.update().where(outbox.c.claim_id.is_(None)).values(done_at=tx.now, outcome="posted"))

    await desk.do(posted)
    await desk.do(erase, await desk.database.read(find_person, KIM.id), by=OPERATOR)
    assert searched(await tables(desk)) == []


async def test_what_was_said_of_no_claim_ends_by_itself(desk: Desk) -> None:
    await desk.do(quarantine, b"noise", "too_large", wire="smtp", head=Head(KIM.id, NAME))

    def posted(tx: Tx) -> None:
        tx.connection.execute(outbox.update().values(done_at=tx.now))

    await desk.do(posted)
    await desk.do(person_data.retire, desk.clock.move(days=1096))
    assert searched(await tables(desk)) == []


async def test_a_letter_that_waits_goes_to_the_others_alone(desk: Desk, files: FileStore) -> None:
    own, others = await own_life(desk, files), await others_life(desk, files)
    await desk.do(close, own, CloseReason.WITHDRAWN, "", by=BEN)
    await desk.do(erase, await desk.database.read(find_person, KIM.id), by=OPERATOR)
    assert await desk.intents(own, Door.MAIL) == []
    assert "card" in await desk.intents(own, Door.SLACK)
    waiting = await desk.database.read(_frozen, int(others.partition("-")[0]))
    assert [(each["to"], each["cc"]) for each in waiting] == [([], [LEE])]


def _frozen(tx: Tx, claim_id: int) -> list[Any]:
    waits = (outbox.c.claim_id == claim_id, outbox.c.door == Door.MAIL, outbox.c.done_at.is_(None))
    rows = tx.connection.execute(outbox.select().where(*waits))
    return [row.frozen for row in rows if row.frozen]


async def test_who_is_erased_may_come_again_as_somebody_new(desk: Desk, files: FileStore) -> None:
    own = await own_life(desk, files)
    await desk.do(close, own, CloseReason.WITHDRAWN, "", by=BEN)
    await desk.do(erase, await desk.database.read(find_person, KIM.id), by=OPERATOR)
    mail = envelope(subject=f"{NAME}입니다", text="비밀번호는 장미", cc=(LEE,), message_id=f"{KIM.id}.1@x.example")
    assert (await desk.do(receive, mail, raw(mail), wire="smtp", desk=DESK)).became == "duplicate"
    assert await get(desk, text="새 문의", message_id="new@hanbit.example") != own
    assert (await desk.database.read(tracked, own)).over


async def test_nobody_with_an_open_claim_is_erased(desk: Desk) -> None:
    number = await desk.open()
    found = await desk.database.read(find_person, KIM.id)
    values = await desk.refused(Illegal, erase, found, by=OPERATOR)
    assert (values["number"], values["verb"]) == (number, "erase")


@pytest.mark.parametrize("address", ["nobody@hanbit.example", "unknown@desk.invalid", "erased-1@desk.invalid"])
async def test_who_is_not_known_is_named(desk: Desk, address: str) -> None:
    await desk.open(address="unknown@desk.invalid")
    with pytest.raises(NotFound):
        await desk.database.read(find_person, address)


@pytest.mark.parametrize("address", ["", " ", "@", "hanbit.example", "%@%", "a @b.example"])
async def test_what_is_no_address_never_fits_anybody(desk: Desk, address: str) -> None:
    await desk.open()
    with pytest.raises((Invalid, NotFound)):
        await desk.database.read(find_person, address)


async def test_twice_is_refused(desk: Desk) -> None:
    number = await desk.open()
    await desk.do(take, number, by=ANNA)
    await desk.do(close, number, CloseReason.WITHDRAWN, "", by=ANNA)
    found = await desk.database.read(find_person, KIM.id)
    await desk.do(erase, found, by=OPERATOR)
    await desk.refused(NotFound, erase, found, by=OPERATOR)


async def test_export_tells_everything(desk: Desk, files: FileStore) -> None:
    own, others = await own_life(desk, files), await others_life(desk, files)
    told = json.loads(json.dumps(await desk.database.read(export, KIM.id.upper())))
    assert told["contact"] == {"address": KIM.id, "name": NAME, "other_names": [], "organisation": "hanbit.example"}
    assert [(each["number"], each["part"]) for each in told["claims"]] == [(own, "requester"), (others, "took part")]
    said = told["claims"][0]["messages"]
    assert [each["direction"] for each in said] == ["in", "out", "out", "in"]
    assert [each["name"] for each in said[0]["files"]] == [f"{NAME}.log", "both.txt"]
    assert [each["text"] for each in told["claims"][1]["messages"]] == ["비밀번호는 장미"]
    mails = [base64.b64decode(each["base64"]).decode() for each in told["mails"]]
    assert [text.rpartition("\r\n")[2] for text in mails] == [
        "비밀번호는 장미",
        f"3.2입니다. {NAME} 드림",
        f"{NAME} 과장({KIM.id})과 같습니다",
        "비밀번호는 장미",
    ]


async def test_export_tells_notes_only_where_asked(desk: Desk, files: FileStore) -> None:
    await own_life(desk, files)
    for notes in (False, True):
        told = await desk.database.read(export, KIM.id, notes=notes)
        assert ("note" in [each["direction"] for each in told["claims"][0]["messages"]]) is notes


async def test_the_clock_erases_who_was_closed_long_enough(desk: Desk, files: FileStore) -> None:
    own = await own_life(desk, files)
    await get(desk, kind=MailKind.AUTO, why="out of office", text=f"{NAME} 부재중", message_id="auto@x.example")
    await desk.do(close, own, CloseReason.WITHDRAWN, "", by=BEN)
    slot = desk.clock.move(days=1090)
    assert await desk.do(person_data.retire, slot) == 0
    assert searched(await tables(desk))
    slot = desk.clock.move(days=6)
    assert await desk.do(person_data.retire, slot) == 2
    assert searched(await tables(desk)) == []
    assert await desk.do(person_data.retire, slot) == 0
    assert await desk.do(person_data.retire, slot + timedelta(hours=6)) == 0


async def test_the_clock_leaves_who_has_a_younger_claim_or_part_in_one(desk: Desk, files: FileStore) -> None:
    own = await own_life(desk, files)
    await desk.do(close, own, CloseReason.WITHDRAWN, "", by=BEN)
    desk.clock.move(days=1000)
    await others_life(desk, files)
    slot = desk.clock.move(days=200)
    await desk.do(person_data.retire, slot)
    assert (await desk.database.read(find_person, KIM.id)).own == (int(own.partition("-")[0]),)
    assert (await desk.claim(own)).subject == f"{NAME}입니다"


async def test_orphans_are_what_no_message_names(desk: Desk, files: FileStore) -> None:
    await own_life(desk, files)
    nobody = files.keep(b"nobody's")
    kept = [each.name for each in files.folder.glob("??/*")]
    assert await desk.database.read(person_data.orphans, kept) == [nobody]
