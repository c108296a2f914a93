"""The number alone: state, whose move, next update; never a name, a subject or a message, and no guessing."""

import asyncio
import re

import pytest

from claims.claim import Claim
from claims.lifecycle import CloseReason
from commands import close
from tests.bot.web.house import JUN, House
from tests.clocks import StillClock

WRONG = "000000"


def wrong(claim: Claim, tail: str = WRONG) -> str:
    return f"/s/{claim.id}-{tail}"


def from_address(address: str) -> dict[str, dict[str, str]]:
    return {"headers": {"X-Forwarded-For": address}}


async def test_front_page_asks_for_the_number(house: House) -> None:
    page = await house.get("/")
    assert page.status == 200
    assert '<label for="number">접수번호</label>' in page.text
    assert 'action="/s" method="get"' in page.text


@pytest.mark.parametrize("spelled", [str.lower, lambda number: number.replace("-", " "), lambda number: f"[{number}]"])
async def test_number_is_read_as_people_type_it(house: House, spelled) -> None:
    claim = await house.worked()
    found = await house.get("/s", params={"number": spelled(claim.number)})
    assert (found.status, found.location) == (303, f"/s/{claim.number}")


async def test_state_move_and_next_update(house: House) -> None:
    claim = await house.worked()
    page = await house.get(f"/s/{claim.number}")
    assert page.status == 200
    for words in ("처리 중", "다음 조치", "당사", "다음 안내 예정", "11월 19일(목) 오후 3:30"):
        assert words in page.text


async def test_customers_move_is_said(house: House) -> None:
    claim = await house.worked()
    await house.ask(claim, "로그를 보내 주시겠습니까?")
    page = await house.get(f"/s/{claim.number}")
    assert "회신 대기" in page.text
    assert "고객님" in page.text


async def test_never_a_name_a_subject_or_a_message(house: House) -> None:
    claim = await house.worked(subject="비밀스러운 제목", text="비밀스러운 내용")
    await house.reply(claim, "비밀스러운 답변")
    page = await house.get(f"/s/{claim.number}")
    for secret in ("비밀스러운", "정미나", "mina", "hanbit", "김준", house.token(claim)):
        assert secret not in page.text


async def test_a_passed_update_is_owned_up_to(house: House, clock: StillClock) -> None:
    claim = await house.worked()
    clock.move(days=10)
    assert "기다리게 해 드려 죄송합니다" in (await house.get(f"/s/{claim.number}")).text


async def test_running_number_alone_is_not_enough(house: House) -> None:
    claim = await house.write()
    there, nowhere = await house.get(f"/s/{claim.id}"), await house.get("/s/99999")
    assert there.status == nowhere.status == 422
    assert "여섯 글자까지" in there.text
    assert there.text.replace(str(claim.id), "") == nowhere.text.replace("99999", "")


async def test_wrong_tail_and_unknown_number_answer_alike(house: House) -> None:
    claim = await house.write()
    there, nowhere = await house.get(wrong(claim)), await house.get("/s/99999-000000")
    assert there.status == nowhere.status == 404
    assert re.sub(r"\d+-000000", "", there.text) == re.sub(r"\d+-000000", "", nowhere.text)
    assert dict(there.headers).keys() == dict(nowhere.headers).keys()


@pytest.mark.parametrize(
    "typed", ["hello", "<b>", "'; DROP TABLE claims", "-", "1042-7K3M9", "٣-000000", "%00", "%ff%fe", "%ed%b0%80", "a" * 3000]
)
async def test_what_is_no_number_is_said_kindly(house: House, typed: str) -> None:
    page = await house.get(f"/s/{typed}")
    assert page.status in (404, 422)
    assert 'role="alert"' in page.text
    assert "<b>" not in page.text
    assert (await house.get(f"/s?number={typed}")).status in (303, 422)


async def test_fifty_wrong_numbers_are_slowed_down(house: House) -> None:
    claim = await house.write()
    answers = [await house.get(wrong(claim, f"{each:06}")) for each in range(50)]
    assert [answer.status for answer in answers] == [404] * 10 + [429] * 40
    assert int(answers[-1].headers["Retry-After"]) == 60
    assert "60초 뒤에" in answers[-1].text


async def test_fifty_at_once_are_slowed_down_as_well(house: House) -> None:
    claim = await house.write()
    paths = [wrong(claim, f"{each:06}") for each in range(50)]
    answers = await asyncio.gather(*map(house.get, paths))
    assert sorted(answer.status for answer in answers) == [404] * 10 + [429] * 40


async def test_slowed_down_even_the_right_number_waits(house: House) -> None:
    """Else the answer would tell a guesser that this one is right."""
    claim = await house.write()
    for _ in range(10):
        await house.get(wrong(claim))
    assert (await house.get(f"/s/{claim.number}")).status == 429


async def test_after_a_minute_all_is_well(house: House, clock: StillClock) -> None:
    claim = await house.write()
    for _ in range(50):
        await house.get(wrong(claim))
    clock.move(seconds=60)
    assert (await house.get(f"/s/{claim.number}")).status == 200


async def test_one_claim_is_protected_from_many_addresses(house: House) -> None:
    claim, other = await house.write(), await house.write()
    statuses = [(await house.get(wrong(claim), **from_address(f"203.0.113.{each}"))).status for each in range(50)]
    assert statuses == [404] * 10 + [429] * 40
    assert (await house.get(f"/s/{other.number}", **from_address("203.0.113.99"))).status == 200


async def test_one_address_is_slowed_down_over_all_claims(house: House) -> None:
    statuses = [(await house.get(f"/s/{each}-{WRONG}", **from_address("203.0.113.7"))).status for each in range(1, 21)]
    assert statuses == [404] * 10 + [429] * 10
    claim = await house.write()
    assert (await house.get(f"/s/{claim.number}", **from_address("203.0.113.8"))).status == 200


async def test_what_the_visitor_forges_before_the_proxy_counts_for_nothing(house: House) -> None:
    statuses = [(await house.get(f"/s/{each}-{WRONG}", **from_address(f"198.51.100.{each}, 203.0.113.7"))).status for each in range(1, 21)]
    assert statuses == [404] * 10 + [429] * 10


async def test_right_numbers_are_never_counted(house: House) -> None:
    claim = await house.write()
    assert {(await house.get(f"/s/{claim.number}")).status for _ in range(30)} == {200}


async def test_page_expires_some_days_after_closing(house: House, clock: StillClock) -> None:
    claim = await house.write()
    await house.database.run(close.close, claim.number, CloseReason.SPAM, by=JUN)
    clock.move(days=89)
    assert (await house.get(f"/s/{claim.number}")).status == 200
    clock.move(days=2)
    page = await house.get(f"/s/{claim.number}")
    assert page.status == 410
    assert "90일" in page.text
