"""What is said in the thread stays in the house."""

import pytest

from claims.envelope import Attachment
from claims.errors import Missing, NotFound
from claims.lifecycle import State
from commands.note import changed, delete_note, edit_note, note
from commands.show import story
from storage import messages
from storage.messages import Direction
from storage.outbox import Door
from tests.commands.desk import Desk
from tests.making import ANNA, BEN, KIM


@pytest.mark.parametrize("state", State)
async def test_a_note_in_any_state(desk: Desk, state: State) -> None:
    number = await desk.in_state(state)
    letters, before = await desk.intents(number, Door.MAIL), await desk.claim(number)
    kept = await desk.do(note, number, "내부 메모", source="1.1", by=BEN)
    assert (kept.direction, kept.author, kept.name, kept.text) == (Direction.NOTE, BEN, "Ben Choi", "내부 메모")
    assert await desk.intents(number, Door.MAIL) == letters
    assert await desk.claim(number) == before


async def test_the_customer_never_reads_it(desk: Desk) -> None:
    number = await desk.in_state(State.TRIAGE)
    await desk.do(note, number, "내부 메모", by=ANNA)
    everything = await desk.database.read(story, number, public=False)
    public = await desk.database.read(story, number, public=True)
    assert "내부 메모" in [each.message.text for each in everything if each.message]
    assert "내부 메모" not in [each.message.text for each in public if each.message]


async def test_one_slack_message_is_one_note(desk: Desk) -> None:
    number = await desk.in_state(State.TRIAGE)
    first = await desk.do(note, number, "메모", source="1.1", by=ANNA)
    assert await desk.do(note, number, "메모", source="1.1", by=ANNA) == first
    assert len(await desk.messages(number, Direction.NOTE)) == 1


async def test_a_file_alone_is_a_note_and_nothing_is_none(desk: Desk) -> None:
    number = await desk.in_state(State.TRIAGE)
    log = Attachment("로그.txt", "text/plain", 3, "ab" * 32)
    assert (await desk.do(note, number, "", attached=[log], by=ANNA)).attachments[0].file == log
    assert await desk.refused(Missing, note, number, " ", by=ANNA) == {"field": "text"}
    await desk.refused(NotFound, note, number, "메모", by=KIM)


async def test_edits_and_deletions_are_kept(desk: Desk) -> None:
    number = await desk.in_state(State.TRIAGE)
    kept = await desk.do(note, number, "하나", source="1.1", by=ANNA)
    assert await desk.do(edit_note, "1.1", "둘")
    assert not await desk.do(edit_note, "1.1", "둘")
    assert await desk.do(edit_note, "1.1", "셋")
    assert await desk.database.read(messages.versions_of, kept.id) == ["하나", "둘"]
    assert await desk.do(delete_note, "1.1")
    assert not await desk.do(delete_note, "1.1")
    found = await desk.database.read(messages.find, kept.id)
    assert found
    assert (found.text, found.deleted_at) == ("셋", desk.clock.now)


async def test_what_notes_said_before_is_told(desk: Desk) -> None:
    """Only of those that were edited or deleted."""
    number = await desk.in_state(State.TRIAGE)
    for place in range(3):
        await desk.do(note, number, f"메모 {place}", source=f"1.{place}", by=ANNA)
    await desk.do(edit_note, "1.0", "고침")
    await desk.do(delete_note, "1.2")
    edited, deleted = await desk.database.read(changed, number)
    assert ([each.text for each in edited.before], edited.note.text) == (["메모 0"], "고침")
    assert (deleted.before, deleted.note.text, deleted.note.deleted_at) == ((), "메모 2", desk.clock.now)


async def test_other_messages_are_no_notes(desk: Desk) -> None:
    assert not await desk.do(edit_note, "9.9", "둘")
    assert not await desk.do(delete_note, "9.9")
