"""The survey on the customer's page: opening it votes nothing, a button does, and the vote can be changed."""

from urllib.parse import urlencode

from claims.claim import Claim
from commands.tracked import tracked
from tests.bot.web.house import Answer, House


async def rated(house: House, claim: Claim, **given: str) -> Answer:
    fields = {"form": await house.form(claim, "rate")} | given
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    return await house.post(f"{house.link(claim)}/rate", urlencode(fields).encode(), headers=headers)


async def test_opening_the_page_votes_nothing(house: House) -> None:
    claim = await house.resolved()
    for _ in range(3):
        assert "처리에 만족하셨습니까?" in (await house.get(house.link(claim))).text
    assert (await house.get(f"{house.link(claim)}/rate")).status == 405
    found = (await house.database.read(tracked, claim.number)).survey
    assert found
    assert found.score is None


async def test_a_vote_by_the_button(house: House) -> None:
    claim = await house.resolved()
    sent = await rated(house, claim, score="4", solved="yes", worst="speed", word="좋았습니다. <b>")
    assert sent.status == 303
    page = (await house.get(sent.location)).text
    assert "평가해 주셔서 감사합니다." in page
    assert "이미 평가해 주셨습니다" in page
    assert 'value="4" checked' in page
    assert 'value="speed" checked' in page
    assert "좋았습니다. &lt;b&gt;" in page
    assert (await rated(house, claim, score="2")).status == 303
    assert 'value="2" checked' in (await house.get(house.link(claim))).text


async def test_without_a_score_the_words_stay(house: House) -> None:
    claim = await house.resolved()
    sent = await rated(house, claim, word="쓰던 글")
    assert sent.status == 422
    assert "점수를 선택해 주십시오." in sent.text
    assert "쓰던 글" in sent.text


async def test_a_forged_form_votes_nothing(house: House) -> None:
    claim = await house.resolved()
    assert (await rated(house, claim, form="x", score="1")).status == 403
    assert (await rated(house, claim, form=await house.form(claim, "word"), score="1")).status == 403


async def test_staff_see_no_form(house: House) -> None:
    claim = await house.resolved()
    assert "rate-title" not in (await house.get(house.desk.links.staff(claim.number).removeprefix(house.desk.links.public_url))).text


async def test_nothing_is_asked_while_it_is_worked_on(house: House) -> None:
    assert "rate-title" not in (await house.get(house.link(await house.worked()))).text


async def test_not_solved_is_the_pages_no(house: House) -> None:
    claim = await house.resolved()
    assert "해결되지 않았다고 알려 주시면 다시 확인해 드립니다." in (await house.get(house.link(claim))).text
    sent = await rated(house, claim, score="2", solved="no", worst="solution", word="아직도 로그인이 안 됩니다.")
    page = (await house.get(sent.location)).text
    assert "알려 주셔서 감사합니다. 다시 확인하고 있습니다." in page
    assert "아직도 로그인이 안 됩니다." in page
    assert "answer-title" not in page
