"""What a customer would feel with the feature they asked for, and without: asked on their page until it is decided."""

from urllib.parse import urlencode

from claims.actor import operator
from claims.claim import Claim
from claims.feature import Decision
from claims.roles import Right
from commands.appoint import entitle
from commands.feature import board, decide, feature
from tests.bot.web.house import JUN, Answer, House


async def filed(house: House) -> Claim:
    claim = await house.worked()
    return await house.database.run(feature, claim.number, "야간 근무자의 눈부심을 줄이려고 합니다.", by=JUN)


async def wished(house: House, claim: Claim, **given: str) -> Answer:
    fields = {"form": await house.form(claim, "wish")} | given
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    return await house.post(f"{house.link(claim)}/wish", urlencode(fields).encode(), headers=headers)


async def test_both_questions_by_a_button(house: House) -> None:
    claim = await filed(house)
    assert "얼마나 필요하십니까?" in (await house.get(house.link(claim))).text
    sent = await wished(house, claim, present="like", absent="dislike")
    assert sent.status == 303
    page = (await house.get(sent.location)).text
    assert "답변해 주셔서 감사합니다." in page
    assert 'name="present" value="like" checked' in page
    assert 'name="absent" value="dislike" checked' in page
    (found,) = await house.database.read(board)
    assert found.kano
    assert found.kano.counted == {"performance": 1}


async def test_half_an_answer_is_asked_for_the_rest(house: House) -> None:
    sent = await wished(house, await filed(house), present="like")
    assert sent.status == 422
    assert "두 질문에 모두 답해 주십시오." in sent.text


async def test_decided_it_is_not_asked_any_more(house: House) -> None:
    claim = await filed(house)
    form = await house.form(claim, "wish")
    await house.database.run(entitle, JUN.id, [Right.PRODUCT], by=operator("test"))
    await house.database.run(decide, "FR-1", Decision.PLANNED, {"ko": "5.4에 들어갑니다.", "en": "Told."}, by=JUN)
    assert "wish-title" not in (await house.get(house.link(claim))).text
    assert (await wished(house, claim, form=form, present="like", absent="live")).status == 409


async def test_the_decision_stands_on_the_page_with_what_comes_next(house: House) -> None:
    claim = await filed(house)
    assert "제품 책임자가 검토한 뒤 결과를 알려 드립니다." in (await house.get(house.link(claim))).text
    await house.database.run(entitle, JUN.id, [Right.PRODUCT], by=operator("test"))
    await house.database.run(decide, "FR-1", Decision.PLANNED, {"ko": "5.4에 <들어갑니다>.", "en": "Told."}, by=JUN)
    planned = (await house.get(house.link(claim))).text
    assert '<div class="words" dir="auto">5.4에 &lt;들어갑니다&gt;.</div>' in planned
    assert "개발이 끝나 제공을 시작하면 알려 드립니다." in planned
    assert "이 문의는 종료되었습니다." not in planned
    assert "<dd>당사</dd>" in planned
    await house.database.run(decide, "FR-1", Decision.DECLINED, {"ko": "보류합니다.", "en": "Told."}, by=JUN)
    assert "<dd>–</dd>" in (await house.get(house.link(claim))).text


async def test_nothing_is_asked_of_another_matter(house: House) -> None:
    assert "wish-title" not in (await house.get(house.link(await house.worked()))).text
