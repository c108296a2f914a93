"""Which claim a mail belongs to, whatever became of that claim."""

import asyncio
from typing import Any

import pytest

from claims.envelope import Envelope, MailKind
from claims.lifecycle import CloseReason, State
from claims.roles import Role
from commands.close import close
from commands.merge import merge
from commands.receive import Became
from commands.show import show
from commands.split import split
from storage import messages, people
from storage.database import Tx
from storage.messages import Direction
from storage.outbox import Door
from storage.people import Person
from tests.commands.desk import Desk
from tests.commands.test_receive import opened, received
from tests.making import ANNA, BEN, envelope

OURS = "ack.1@desk.example"


async def wrote_to(desk: Desk, number: str, message_id: str = OURS) -> None:
    """A letter of ours about the claim left."""

    def sent(tx: Tx) -> None:
        messages.remember_id(tx, show(tx, number).claim, message_id, ours=True)

    await desk.do(sent)


async def merged(desk: Desk) -> tuple[str, str]:
    number = await opened(desk, sender="lee@hanbit.example", message_id="lee@hanbit.example")
    parent = await opened(desk)
    await desk.do(merge, number, parent, by=BEN)
    return number, parent


@pytest.mark.parametrize("how", ["our id", "their id", "number"])
async def test_an_answer_to_a_joined_claim_goes_to_the_one_that_lives(desk: Desk, how: str) -> None:
    number, parent = await merged(desk)
    await wrote_to(desk, number)
    by_id = {"our id": {"references": (OURS,)}, "their id": {"references": ("lee@hanbit.example",)}}
    answers: dict[str, dict[str, Any]] = by_id | {"number": {"subject": f"Re: [{number}]"}}
    found = await received(desk, sender="lee@hanbit.example", message_id="2@hanbit.example", **answers[how])
    assert (found.became, found.claim) == (Became.REPLY, parent)


async def test_a_colleagues_note_and_a_machines_word_go_there_too(desk: Desk) -> None:
    number, parent = await merged(desk)
    await wrote_to(desk, number)
    note = await received(desk, sender="anna@desk.example", message_id="n@desk.example", subject=f"[{number}]")
    assert (note.became, note.claim) == (Became.NOTE, parent)
    away = await received(desk, kind=MailKind.AUTO, message_id="a@x.example", references=(OURS,), why="vacation")
    assert (away.became, away.claim) == (Became.AUTO, parent)


async def test_answers_to_what_was_split_off_belong_to_it(desk: Desk) -> None:
    number = await opened(desk)
    part = await desk.do(split, number, "라이선스는요?", by=ANNA)
    await wrote_to(desk, part.number, "split.1@desk.example")
    found = await received(desk, message_id="2@hanbit.example", references=("split.1@desk.example",), subject="Re: 라이선스")
    assert found.claim == part.number
    by_number = await received(desk, message_id="3@hanbit.example", subject=f"[{part.number}]")
    assert by_number.claim == part.number
    own = await received(desk, message_id="4@hanbit.example", references=("first@hanbit.example",))
    assert own.claim == number, "their own first mail began the old one"


async def test_an_id_that_was_rewritten_on_the_way_is_made_up_for_by_the_number(desk: Desk) -> None:
    """Some relays give our letters new Message-IDs, and some programs name none at all."""
    number = await opened(desk)
    await wrote_to(desk, number)
    rewritten: dict[str, Any] = {"references": ("010f01@email.relay.example",), "subject": f"RE: [{number}] 프린터"}
    found = await received(desk, message_id="2@hanbit.example", **rewritten)
    assert (found.became, found.claim) == (Became.REPLY, number)


async def test_the_same_answer_through_two_addresses_counts_once(desk: Desk) -> None:
    number = await opened(desk)
    answer = envelope(message_id="2@hanbit.example", subject=f"[{number}]", text="됩니다.")
    found = await asyncio.gather(
        received(desk, answer, b"Delivered-To: help@desk.example"), received(desk, answer, b"Delivered-To: support@desk.example")
    )
    assert sorted(each.became for each in found) == [Became.DUPLICATE, Became.REPLY]
    assert len(await desk.messages(number)) == 2


async def test_the_same_mail_through_a_list_too(desk: Desk) -> None:
    """The list adds a line at its end, so the words are not the same; its marks say whose it is."""
    number = await opened(desk)
    listed = envelope(kind=MailKind.LIST, text="어제부터 인쇄가 되지 않습니다.\n--\nusers 목록", why="list-id")
    found = await received(desk, listed)
    assert (found.became, found.claim) == (Became.LIST, number)
    assert len(await desk.messages(number)) == 1


async def test_a_mail_without_an_id_imported_again_counts_once(desk: Desk) -> None:
    raw = b"From: kim@hanbit.example\r\n\r\nx"
    first, *others = [await received(desk, message_id=None, raw=raw) for _ in range(3)]
    assert first.became is Became.CLAIM
    assert {(each.became, each.claim) for each in others} == {(Became.DUPLICATE, first.claim)}


# What comes back.


@pytest.mark.parametrize("where", ["subject", "returned"])
async def test_a_bounce_without_our_id_finds_its_claim_by_the_number(desk: Desk, where: str) -> None:
    number = await opened(desk)
    said = {
        "subject": {"subject": f"Undeliverable: [{number}] 프린터"},
        "returned": {"subject": "failure notice", "returned": f"Re: [{number}] 프린터"},
    }
    found = await received(desk, sender="mailer-daemon@mx.example", kind=MailKind.BOUNCE, message_id="b@mx.example", **said[where])
    assert (found.became, found.claim) == (Became.BOUNCE, number)
    assert (await desk.intents(number, Door.SLACK))[-1] == "undelivered"
    assert (await desk.database.read(show, number)).undelivered, "the card says so"


async def test_half_a_number_finds_nothing(desk: Desk) -> None:
    number = await opened(desk)
    bounce = await received(desk, kind=MailKind.BOUNCE, message_id="b@mx.example", subject=f"Undeliverable: [{number.partition('-')[0]}]")
    assert (bounce.became, bounce.claim) == (Became.BOUNCE, None)


async def test_the_card_says_it_until_somebody_writes_again(desk: Desk) -> None:
    number = await opened(desk)
    await wrote_to(desk, number)
    await received(desk, kind=MailKind.BOUNCE, message_id="b@mx.example", about=OURS)
    assert (await desk.database.read(show, number)).undelivered
    desk.clock.move(minutes=1)
    await received(desk, message_id="2@hanbit.example", references=("first@hanbit.example",))
    assert not (await desk.database.read(show, number)).undelivered


async def test_bounces_of_bounces_end_at_the_first(desk: Desk) -> None:
    """Several paths, each wrapping what the other said: nothing is answered, nothing opened."""
    number = await opened(desk)
    before = len(await desk.intents(number, Door.MAIL))
    for depth in range(1, 30):
        subject = "[#7254] Undeliverable: " * depth + f"[{number}] 프린터"
        found = await received(desk, kind=MailKind.BOUNCE, message_id=f"{depth}@mx.example", subject=subject)
        assert found.became is Became.BOUNCE
    assert len(await desk.intents(number, Door.MAIL)) == before


async def test_mail_opens_a_claim_again_so_many_times_and_then_a_person_does(desk: Desk) -> None:
    """An answering machine that looks like a person would open it for ever."""
    number = await desk.in_state(State.RESOLVED)
    await wrote_to(desk, number)
    for time in range(8):
        found = await received(desk, message_id=f"{time}@hanbit.example", references=(OURS,), text=f"I am away, ticket {time}.")
        assert (found.became, found.claim) == (Became.REPLY, number), "every word is kept"
        if (await desk.claim(number)).state is not State.CLOSED:
            await desk.do(close, number, CloseReason.WITHDRAWN, by=ANNA)
    assert (await desk.claim(number)).reopened == 5
    assert (await desk.claim(number)).state is State.CLOSED
    assert (await desk.intents(number, Door.SLACK))[-1] == "call_owner", "the owner looks whether it is a person"
    assert len(await desk.messages(number, Direction.IN)) == 9


# Colleagues who write mail.

STAFF = {"sender": "ben@desk.example", "sender_name": "Ben Choi", "message_id": "b@desk.example", "authenticated": True}


async def test_a_colleagues_mail_to_the_customer_is_their_answer(desk: Desk) -> None:
    number = await opened(desk)
    before = await desk.intents(number, Door.MAIL)
    said = STAFF | {"to": ("kim@hanbit.example",), "cc": ("help@desk.example",), "references": ("first@hanbit.example",)}
    found = await received(desk, **said, text="전원을 껐다 켜 주십시오.")
    assert (found.became, found.claim) == (Became.NOTE, number)
    claim = await desk.claim(number)
    assert (claim.owner, claim.state, claim.first_answered_at) == ("UBEN", State.TRIAGE, desk.clock.now)
    assert claim.update_due
    assert claim.first_due
    assert claim.update_due > claim.first_due, "the next word is promised"
    (answer,) = await desk.messages(number, Direction.OUT)
    assert (answer.text, answer.name, answer.automatic) == ("전원을 껐다 켜 주십시오.", "Ben Choi", False)
    assert (await desk.whats(number))[-2:] == ["taken", "replied"]
    assert await desk.intents(number, Door.MAIL) == before, "it is not sent again"
    assert (await desk.intents(number, Door.SLACK))[-1] == "letter_out"
    reply = await received(desk, message_id="3@hanbit.example", references=("b@desk.example",), subject="Re: 프린터")
    assert (reply.became, reply.claim) == (Became.REPLY, number), "the customer's answer to it finds the claim"


async def test_a_colleague_who_writes_first_owns_the_customers_claim(desk: Desk) -> None:
    said = STAFF | {"to": ("kim@hanbit.example", "lee@hanbit.example"), "cc": ("help@desk.example", "lea@desk.example")}
    found = await received(desk, **said, subject="정기 점검 안내", text="내일 점검합니다.")
    assert (found.became, found.why) == (Became.CLAIM, "a colleague wrote to a customer")
    view = await desk.database.read(show, found.claim or "")
    assert (view.contact.address, view.claim.owner, view.claim.first_answered_at) == ("kim@hanbit.example", "UBEN", desk.clock.now)
    assert [address for address, _ in view.parties] == ["lee@hanbit.example"], "neither the desk nor a colleague"
    assert [each.direction for each in await desk.messages(view.claim.number)] == [Direction.OUT]
    assert await desk.intents(view.claim.number, Door.MAIL) == [], "they have the mail already"
    reply = await received(desk, message_id="3@hanbit.example", references=("b@desk.example",), subject="Re: 정기 점검 안내")
    assert (reply.became, reply.claim) == (Became.REPLY, found.claim)


async def test_who_is_not_vouched_for_writes_in_their_own_name(desk: Desk) -> None:
    said = STAFF | {"to": ("kim@hanbit.example",), "cc": ("help@desk.example",), "authenticated": None}
    found = await received(desk, **said)
    assert (await desk.database.read(show, found.claim or "")).contact.address == "ben@desk.example"


@pytest.mark.parametrize(
    "unlike",
    [
        {"authenticated": None},
        {"to": ("help@desk.example",), "cc": ()},
        {"to": ("friend@elsewhere.example",)},
        {"to": ("lea@desk.example",)},
    ],
)
async def test_what_is_no_answer_is_a_note(desk: Desk, unlike: dict[str, object]) -> None:
    """Not vouched for, or not to the customer."""
    number = await opened(desk)
    said = STAFF | {"to": ("kim@hanbit.example",), "cc": ("help@desk.example",), "subject": f"[{number}]"} | unlike
    found = await received(desk, **said)
    assert (found.became, found.claim) == (Became.NOTE, number)
    assert (await desk.claim(number)).first_answered_at is None
    assert await desk.messages(number, Direction.OUT) == []
    assert len(await desk.messages(number, Direction.NOTE)) == 1


async def test_whoever_left_the_team_writes_as_a_stranger(desk: Desk) -> None:
    number = await opened(desk)
    await desk.do(people.keep, Person("UBEN", "Ben Choi", "en", "Asia/Seoul", "ben@desk.example", Role.AGENT, active=False))
    said = STAFF | {"to": ("kim@hanbit.example",), "cc": ("help@desk.example",), "subject": f"[{number}]"}
    assert (await received(desk, **said)).claim != number


# Colleagues who hand a customer's mail on.


def inside(**values: Any) -> Envelope:
    return envelope(**{"to": ("ben@desk.example",), "cc": ("spy@elsewhere.example",), "message_id": None} | values)


@pytest.mark.parametrize("hands", [1, 2])
async def test_a_customers_mail_handed_on_is_the_customers(desk: Desk, hands: int) -> None:
    """By one colleague, or from one to the other."""
    first = inside()
    if hands == 2:
        first = envelope(sender="lea@desk.example", text="벤, 이것 좀", message_id=None, forwarded=first)
    found = await received(desk, **STAFF | {"subject": "Fwd: 프린터", "text": "처리 부탁합니다.\n\n…", "forwarded": first})
    assert (found.became, found.why) == (Became.CLAIM, "a colleague handed it on")
    view = await desk.database.read(show, str(found.claim))
    assert (view.contact.address, view.contact.name, view.claim.subject) == ("kim@hanbit.example", "김하늘", "프린터가 인쇄되지 않습니다")
    assert view.parties == (), "whom the forward names is not believed"
    assert (view.claim.owner, view.claim.first_answered_at) == (None, None)
    assert await desk.intents(view.claim.number, Door.MAIL) == ["redirected"], "and the customer learns the desk's address"
    said, note = await desk.messages(view.claim.number)
    assert (said.direction, said.author.id) == (Direction.IN, "kim@hanbit.example")
    assert (note.direction, note.name) == (Direction.NOTE, "Ben Choi"), "the colleague's own words stay in the house"


async def test_handed_on_into_the_claim_it_belongs_to(desk: Desk) -> None:
    number = await opened(desk)
    by_number = await received(desk, **STAFF | {"forwarded": inside(subject=f"Re: [{number}] 프린터", text="됩니다."), "text": "FYI"})
    assert (by_number.became, by_number.claim) == (Became.REPLY, number)
    by_id = inside(text="또 안 됩니다.", references=("first@hanbit.example",))
    again = await received(desk, **STAFF | {"message_id": "c@desk.example", "forwarded": by_id, "text": "FYI 2"})
    assert (again.became, again.claim) == (Became.REPLY, number)
    assert [each.text for each in await desk.messages(number, Direction.IN)][1:] == ["됩니다.", "또 안 됩니다."]


async def test_a_machines_mail_handed_on_is_nobodys_claim(desk: Desk) -> None:
    found = await received(desk, **STAFF | {"forwarded": inside(kind=MailKind.BOUNCE)})
    assert (await desk.database.read(show, str(found.claim))).contact.address == "ben@desk.example"


async def test_a_customers_forward_is_the_customers(desk: Desk) -> None:
    found = await received(desk, forwarded=inside(sender="cho@partner.example"))
    assert (await desk.database.read(show, str(found.claim))).contact.address == "kim@hanbit.example"
