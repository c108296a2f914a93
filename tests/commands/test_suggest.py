"""What past claims of the desk tell of a new one."""

from dataclasses import replace
from typing import Any

import pytest

from claims.claim import ClaimClass, Factor, Impact, Severity
from commands.resolve import Resolution, resolve
from commands.suggest import Suggestions, suggest
from commands.take import take
from commands.triage import triage
from tests.commands.desk import Desk
from tests.making import ANNA

INVOICE = {"subject": "송장 PDF 출력 오류", "text": "송장을 PDF로 저장하면 E-1042 오류가 납니다."}


async def past(desk: Desk, claim_class: ClaimClass = ClaimClass.DEFECT, product: str = "정산", **values: Any) -> str:
    """A claim that was resolved."""
    number = await desk.open(**INVOICE | values)
    await desk.do(take, number, by=ANNA)
    await desk.do(triage, number, claim_class, Severity.S3, Impact.I3, product=product, by=ANNA)
    if claim_class is not ClaimClass.WAD:
        done = Resolution(claim_class, Factor.PROCESS, "출력 모듈 회귀", "5.2판에서 고쳤습니다.", 30, chargeable=False)
        await desk.do(resolve, number, done, by=ANNA)
    return number


async def suggestions(desk: Desk, **values: Any) -> Suggestions:
    return await desk.database.read(suggest, await desk.open(**INVOICE | values))


async def test_the_same_words_suggest_what_they_were(desk: Desk) -> None:
    first, second = await past(desk), await past(desk, subject="송장 PDF 인쇄")
    await past(desk, ClaimClass.HOWTO, "인사", subject="휴가 신청 방법", text="휴가는 어떻게 신청합니까?")
    told = await suggestions(desk, subject="송장 PDF 문제", text="어제부터 E-1042 오류입니다.")
    assert told.claim_class
    assert told.claim_class.value is ClaimClass.DEFECT
    assert set(told.claim_class.like) == {int(each.partition("-")[0]) for each in (first, second)}
    assert {"송장", "pdf"} <= set(told.claim_class.words)
    assert told.product
    assert told.product.value == "정산"
    assert told.cause
    assert told.cause.value == (Factor.PROCESS, "출력 모듈 회귀")


async def test_words_that_nobody_wrote_suggest_nothing(desk: Desk) -> None:
    await past(desk)
    assert await suggestions(desk, subject="로그인 실패", text="비밀번호를 잊었습니다.", address="lee@other.example") == Suggestions()


async def test_one_shared_word_tells_only_of_the_same_customer(desk: Desk) -> None:
    await past(desk)
    words = {"subject": "송장", "text": "-"}
    assert (await suggestions(desk, **words)).claim_class
    assert (await suggestions(desk, **words, address="lee@other.example")).claim_class is None


async def test_where_past_claims_disagree_nothing_is_suggested(desk: Desk) -> None:
    for kind, product in ((ClaimClass.DEFECT, "정산"), (ClaimClass.WAD, "인사")):
        await past(desk, kind, product)
    told = await suggestions(desk)
    assert (told.claim_class, told.product) == (None, None)


async def test_the_claim_itself_and_claims_nobody_triaged_tell_nothing(desk: Desk) -> None:
    other = await desk.open(**INVOICE)
    told = await suggestions(desk)
    assert replace(told, duplicates=()) == Suggestions()
    assert [each.other.claim.number for each in told.duplicates] == [other]


@pytest.mark.parametrize("text", ["", "- % ''", "a" * 100_000, "단어 " * 50_000])
async def test_whatever_was_written_is_looked_for(desk: Desk, text: str) -> None:
    await past(desk)
    assert await suggestions(desk, text=text, subject="") is not None
