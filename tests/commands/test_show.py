"""A claim as people and programs read it."""

import json

from claims.envelope import Attachment
from claims.errors import Invalid, NotFound
from claims.lifecycle import Move, State, legal
from commands.note import note
from commands.reply import reply
from commands.show import Entry, attachment, in_thread, message, names, person, show, story, story_json, summary_json
from commands.take import take
from storage import places
from tests.commands.desk import Desk
from tests.making import ANNA, BEN, KIM

LOG = Attachment("로그.txt", "text/plain", 3, "ab" * 32)


def _named(entry: Entry) -> str:
    return entry.event.what if entry.event else str(entry.message and entry.message.direction)


async def test_a_view(desk: Desk) -> None:
    number = await desk.open(message_id="first@hanbit.example")
    await desk.do(take, number, by=ANNA)
    await desk.do(reply, number, "확인했습니다.", by=ANNA)
    await desk.do(note, number, "내부 메모", by=BEN)
    view = await desk.database.read(show, number)
    assert view.claim == await desk.claim(number)
    assert view.organisation
    assert view.owner
    assert view.last
    assert (view.contact.address, view.organisation.name, view.owner.name) == (KIM.id, "hanbit.example", "Anna Park")
    assert view.last.text == "확인했습니다.", "the last word is not a note"
    assert (view.ball, view.legal, view.closing, view.place, view.follows) == ("us", legal(State.TRIAGE), None, None, None)


async def test_by_running_number_whole_number_or_as_people_write_it(desk: Desk) -> None:
    number = await desk.open()
    running = number.partition("-")[0]
    for typed in (number, number.lower(), f"[{number}]", running, f"#{running}"):
        assert (await desk.database.read(show, typed)).claim.number == number
    assert (await desk.refused(Invalid, show, "프린터"))["field"] == "number"
    assert await desk.refused(NotFound, show, "77") == {"what": "claim", "name": "77"}


async def test_a_resolved_claim_says_when_it_closes(desk: Desk) -> None:
    view = await desk.database.read(show, await desk.in_state(State.RESOLVED))
    assert view.closing
    assert view.ball == "customer"
    assert Move.CONFIRM in view.legal


async def test_a_story_in_order(desk: Desk) -> None:
    number = await desk.in_state(State.TRIAGE)
    desk.clock.move(minutes=1)
    await desk.do(note, number, "내부 메모", by=BEN)
    desk.clock.move(minutes=1)
    await desk.do(reply, number, "확인했습니다.", by=ANNA)
    assert [_named(each) for each in await desk.database.read(story, number, public=False)] == ["received", "taken", "in", "note", "out"]
    assert [_named(each) for each in await desk.database.read(story, number, public=True)] == ["received", "taken", "in", "out"]


async def test_a_file_is_its_own_claims(desk: Desk) -> None:
    number, other = await desk.open(attachments=[LOG]), await desk.open()
    kept = (await desk.messages(number))[0].attachments[0]
    assert await desk.database.read(attachment, number, kept.id, public=True) == kept
    assert await desk.database.read(attachment, other, kept.id, public=True) is None
    for wrong in (0, -1, 10**6, 2**31, 2**70):
        assert await desk.database.read(attachment, number, wrong, public=True) is None
    internal = (await desk.do(note, number, "", attached=[LOG], by=ANNA)).attachments[0]
    assert await desk.database.read(attachment, number, internal.id, public=False) == internal
    assert await desk.database.read(attachment, number, internal.id, public=True) is None


async def test_a_thread_is_a_claims(desk: Desk) -> None:
    number = await desk.open()
    claim = await desk.claim(number)
    await desk.do(places.add, claim.id, "C1", "1.1")
    assert await desk.database.read(in_thread, "C1", "1.1") == number
    assert await desk.database.read(in_thread, "C2", "1.1") is None


async def test_people_and_messages(desk: Desk) -> None:
    assert (await desk.database.read(person, ANNA.id)) is not None
    assert await desk.database.read(names, [ANNA.id, "UNOBODY"]) == {ANNA.id: "Anna Park"}
    assert await desk.database.read(message, 77) is None


async def test_the_contract_of_the_command_line(desk: Desk) -> None:
    number = await desk.in_state(State.IN_PROGRESS)
    told = json.loads(json.dumps(await desk.database.read(story_json, number)))
    assert told == {
        "number": number,
        "state": "IN_PROGRESS",
        "class": "DEFECT",
        "priority": "P3",
        "owner": "Anna Park",
        "subject": "프린터가 인쇄되지 않습니다",
        "customer": "hanbit.example",
        "opened": "2026-11-19T01:30:00+00:00",
        "due": {
            "first_response": "2026-11-19T06:30:00+00:00",
            "update": "2026-11-19T06:30:00+00:00",
            "resolution": "2026-11-24T01:30:00+00:00",
        },
        "ball": "us",
        "timeline": [
            {"at": "2026-11-19T01:30:00+00:00", "what": "received", "by": KIM.id, "visible": True},
            {"at": "2026-11-19T01:30:00+00:00", "what": "taken", "by": "Anna Park", "visible": True},
            {"at": "2026-11-19T01:30:00+00:00", "what": "triaged", "by": "Anna Park", "visible": True},
        ],
    }


async def test_what_is_not_known_is_null(desk: Desk) -> None:
    number = await desk.open(address="kim@gmail.com")
    told = json.loads(json.dumps(summary_json(await desk.database.read(show, number))))
    assert (told["class"], told["owner"], told["customer"]) == (None, None, "kim@gmail.com")
    assert set(told) == {"number", "state", "class", "priority", "owner", "subject", "customer", "opened", "due", "ball"}
