"""A mail server that refuses, dawdles or hangs up: every letter leaves once and in order, or it is said that it does not."""

from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.sandbox.mailbox import Mail
from bot.sandbox.mailfaults import Stage
from claims.actor import customer, person
from claims.claim import ClaimClass, Factor
from claims.lifecycle import CloseReason
from commands.close import close, reopen
from commands.reply import reply
from commands.resolve import Resolution, resolve
from storage import tables
from storage.database import Tx
from storage.people import Person, Role, keep
from tests.crash.conftest import House
from tests.crash.life import ANNA, KIM

LEE = "lee@hanbit.example"
BY = person(ANNA)


def _reply(tx: Tx, text: str) -> Any:
    keep(tx, Person(ANNA, "Anna Park", "en", "Asia/Seoul", "anna@desk.example", Role.AGENT, active=True))
    return reply(tx, "1001", text, by=BY)


def _said(mails: list[Mail]) -> list[str]:
    """Which of the desk's letters these are."""
    words = ("첫째", "둘째", "접수되었습니다")
    return [next((word for word in words if word in mail.text), mail.subject) for mail in mails]


@pytest.mark.parametrize("stage", ["mail", "rcpt", "data"])
async def test_refused_for_now_leaves_later_and_in_order(house: House, stage: Stage) -> None:
    house.postbox.faults.refuse("451 4.3.0 later", at=stage, times=3)
    await house.mail()
    await house.do(lambda tx: _reply(tx, "첫째"))
    await house.do(lambda tx: _reply(tx, "둘째"))
    await house.tried()
    assert house.letters() == []
    await house.settled()
    assert _said(house.letters()) == ["접수되었습니다", "첫째", "둘째"]
    assert "undelivered" not in await house.steps()


async def test_a_letter_lost_after_its_last_byte_goes_again(house: House) -> None:
    house.postbox.faults.cut(2, kept=False)
    await house.mail()
    await house.tried()
    await house.settled()
    assert _said(house.letters()) == ["접수되었습니다"]


async def test_a_letter_taken_whose_answer_was_lost_goes_again_byte_for_byte(house: House) -> None:
    house.postbox.faults.cut(kept=True)
    await house.mail()
    await house.tried()
    await house.do(lambda tx: _reply(tx, "첫째"))
    await house.settled()
    first, again, answer = house.letters()
    assert first.raw == again.raw
    assert first.message_id != answer.message_id
    assert "첫째" in answer.text


async def test_a_server_that_dawdles_is_waited_for(house: House) -> None:
    house.postbox.faults.tarpit = 0.1
    await house.mail()
    await house.settled()
    assert _said(house.letters()) == ["접수되었습니다"]


async def test_who_is_refused_for_now_gets_the_same_letter_alone(house: House) -> None:
    await house.mail(cc=[LEE])
    await house.settled()
    house.postbox.faults.refuse("450 4.2.0 greylisted", recipient=LEE, times=2)
    await house.do(lambda tx: _reply(tx, "첫째"))
    await house.do(lambda tx: _reply(tx, "둘째"))
    await house.settled()
    people = [mail for mail in house.postbox.letters if not mail.automatic]
    kims, lees = [[mail for mail in people if each in mail.rcpt_to] for each in (KIM.address, LEE)]
    assert _said(kims) == ["첫째", "둘째"]
    assert sorted(_said(lees)) == ["둘째", "첫째"]
    assert {mail.raw for mail in kims} == {mail.raw for mail in lees}
    assert [mail.rcpt_to for mail in kims[:1]] == [(KIM.address,)]
    assert "undelivered" not in await house.steps()


async def test_who_is_refused_for_good_is_told_of_once(house: House) -> None:
    house.postbox.faults.refuse("550 5.1.1 nobody here")
    await house.mail()
    await house.settled()
    assert (await house.steps()).count("undelivered") == 1
    assert "nobody here" in house.thread()[-1]["text"]


async def test_after_a_day_it_is_given_up_loudly_and_the_next_letter_leaves(house: House) -> None:
    await house.mail()
    await house.settled()
    house.postbox.faults.refuse("451 4.3.0 never", times=200)
    await house.do(lambda tx: _reply(tx, "첫째"))
    with capture_logs() as logs:
        while "undelivered" not in await house.steps():
            await house.later(seconds=900)
            await house.idle()
    await house.do(lambda tx: _reply(tx, "둘째"))
    house.postbox.faults.clear()
    await house.settled()
    assert "451" in house.thread()[-2]["text"] + house.thread()[-1]["text"]
    assert _said(house.letters())[1:] == ["둘째"]
    given_up = [each for each in logs if each["event"] == "delivery given up"]
    assert [(each["log_level"], each["intent"], each["claim"]) for each in given_up] == [("error", "reply", 1001)]
    row = next(row for row in await house.rows(tables.outbox) if row.failed_at)
    assert 1.0 <= (row.failed_at - row.created_at).total_seconds() / 86400 < 1.1


async def test_a_desk_that_was_away_for_two_days_still_tries(house: House) -> None:
    house.postbox.faults.refuse("451 4.3.0 later", times=2)
    await house.mail()
    await house.tried()
    await house.later(days=2)
    await house.settled()
    assert _said(house.letters()) == ["접수되었습니다"]


def _resolve(tx: Tx) -> None:
    _reply(tx, "첫째")
    tx.connection.execute(tables.claims.update().values(state="IN_PROGRESS"))
    resolve(tx, "1001", Resolution(ClaimClass.DEFECT, Factor.PROCESS, "설정", "둘째", 10, chargeable=False), by=BY)


async def test_a_closing_letter_that_was_overtaken_stays(house: House) -> None:
    await house.mail()
    await house.settled()
    await house.do(_resolve)
    await house.settled()
    house.postbox.faults.refuse("451 4.3.0 later")
    kim = customer(KIM.address)
    await house.do(lambda tx: close(tx, "1001", CloseReason.CONFIRMED, by=kim))
    await house.tried()
    await house.do(lambda tx: reopen(tx, "1001", by=kim))
    house.postbox.faults.clear()
    await house.settled()
    assert _said(house.letters()) == ["접수되었습니다", "첫째", "둘째"]
    assert [row.outcome for row in await house.rows(tables.outbox) if row.intent == "closed"] == ["overtaken"]
