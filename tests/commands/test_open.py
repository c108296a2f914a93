"""Opening a claim."""

import pytest

from claims import number as numbers
from claims.envelope import Attachment
from claims.errors import Invalid, Missing
from claims.lifecycle import State
from commands.know import customer
from commands.open import open_claim
from commands.show import show
from storage import customers
from storage.customers import UNKNOWN
from storage.messages import Direction
from storage.outbox import Door
from storage.tables import FIRST_NUMBER
from tests.commands.desk import Desk
from tests.making import ANNA, KIM, told


async def test_a_mail_becomes_a_claim(desk: Desk) -> None:
    log = Attachment("로그.txt", "text/plain", 3, "ab" * 32)
    number = await desk.open(attachments=[log], message_id="first@hanbit.example", parties=[("lee@hanbit.example", "이")])
    running, tail = numbers.parse(number)
    assert (running, len(tail or "")) == (FIRST_NUMBER, 6)
    claim = await desk.claim(number)
    assert (claim.state, claim.owner, claim.priority, claim.language, claim.channel) == (State.NEW, None, "P3", "ko", "mail")
    assert claim.opened_at == desk.clock.now
    (event,) = await desk.events(number)
    assert (event.what, event.actor, event.from_state, event.to_state, event.visible) == ("received", KIM, None, State.NEW, True)
    (message,) = await desk.messages(number)
    assert (message.direction, message.author, message.name, message.attachments[0].file) == (Direction.IN, KIM, "김하늘", log)
    assert await desk.intents(number, Door.SLACK) == ["card", "mail_in"]
    assert await desk.intents(number, Door.MAIL) == ["acknowledged"]
    view = await desk.database.read(show, number)
    assert (view.parties, view.references, view.ball) == ((("lee@hanbit.example", "이"),), ("first@hanbit.example",), "us")


async def test_numbers_run_and_tails_do_not(desk: Desk) -> None:
    made = [numbers.parse(await desk.open()) for _ in range(5)]
    assert [running for running, _ in made] == list(range(FIRST_NUMBER, FIRST_NUMBER + 5))
    assert len({tail for _, tail in made}) == 5


async def test_alarming_words_are_urgent(desk: Desk) -> None:
    number = await desk.open(subject="서비스 장애", text="전체 시스템이 다운되었습니다.")
    assert (await desk.claim(number)).priority == "P1"


async def test_the_language_is_the_customers_record_else_the_mails(desk: Desk) -> None:
    assert (await desk.claim(await desk.open(language="en"))).language == "en"
    await desk.do(customer, "hanbit.example", language="ko", product="SPOOL", by=ANNA)
    claim = await desk.claim(await desk.open(language="en"))
    assert (claim.language, claim.product) == ("ko", "SPOOL")


async def test_a_call_is_opened_in_the_customers_name(desk: Desk) -> None:
    claim = await desk.do(open_claim, told(), channel="phone", by=ANNA)
    assert claim.channel == "phone"
    (event,) = await desk.events(claim.number)
    assert (event.actor, event.detail["channel"]) == (ANNA, "phone")
    assert (await desk.messages(claim.number))[0].author == KIM


async def test_without_greeting(desk: Desk) -> None:
    claim = await desk.do(open_claim, told(), greet=False, by=KIM)
    assert await desk.intents(claim.number, Door.MAIL) == []


async def test_a_sender_gets_five_automatic_letters_an_hour(desk: Desk) -> None:
    made = [await desk.open() for _ in range(7)]
    letters = [await desk.intents(number, Door.MAIL) for number in made]
    assert letters == [["acknowledged"]] * 5 + [[]] * 2
    *_, held = await desk.events(made[-1])
    assert (held.what, held.visible, held.detail) == ("letter_held_back", False, {"intent": "acknowledged"})
    other = await desk.open(address="lee@hanbit.example")
    assert await desk.intents(other, Door.MAIL) == ["acknowledged"]
    desk.clock.move(hours=1, seconds=1)
    assert await desk.intents(await desk.open(), Door.MAIL) == ["acknowledged"]


async def test_nobody_gets_no_letter(desk: Desk) -> None:
    number = await desk.open(address=UNKNOWN)
    assert await desk.intents(number, Door.MAIL) == []
    claim = await desk.claim(number)
    assert claim.organisation_id is None


@pytest.mark.parametrize("address", ["kim", "@hanbit.example", "kim@", "kim lee@hanbit.example", f"{'k' * 250}@hanbit.example"])
async def test_something_that_is_no_address(desk: Desk, address: str) -> None:
    assert await desk.refused(Invalid, open_claim, told(address=address), by=ANNA) == {"field": "address", "value": address}


async def test_no_address(desk: Desk) -> None:
    assert await desk.refused(Missing, open_claim, told(address=""), by=ANNA) == {"field": "address"}


async def test_letters_go_to_as_many_as_the_desk_allows(desk: Desk) -> None:
    crowd = [(f"{number}@hanbit.example", "") for number in range(100)]
    number = await desk.open(parties=[("undisclosed-recipients:;", ""), (KIM.id, ""), *crowd])
    parties = await desk.database.read(customers.parties_of, (await desk.claim(number)).id)
    assert len(parties) == 30
    assert {address for address, _ in parties} <= {address for address, _ in crowd}
