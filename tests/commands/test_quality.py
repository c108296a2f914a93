"""What customers say and how well the desk judged: each figure is what the rows say, and opens exactly the claims it counts."""

from dataclasses import replace
from datetime import date

import pytest

from claims.article import Use
from claims.claim import ClaimClass, Department, Factor, Impact, Severity
from claims.departments import tenths
from claims.lifecycle import CloseReason, State
from claims.period import Period
from claims.survey import Level
from commands.close import reopen
from commands.design import agree, design
from commands.objection import overturn
from commands.reply import reply
from commands.resolve import resolve
from commands.summarise import Scope, Summary, behind, summarise
from commands.survey import dsat
from commands.take import take
from commands.triage import triage
from commands.word import rate
from tests.commands.desk import ANSWER, FIX, REFERENCE, SEEN, Desk
from tests.making import ANNA, BEN, KIM, LEA

DAY = Period(date(2026, 11, 19), date(2026, 11, 19))
VOTES = (5, 5, 4, 3, 5, 2, 4, 4, 1, 5)


async def told(desk: Desk) -> Summary:
    return await desk.database.read(summarise, DAY, by=LEA)


async def numbers(desk: Desk, group: str) -> set[str]:
    return {each.claim.number for each in await desk.database.read(behind, group, DAY, Scope(), 1000)}


async def resolved(desk: Desk, nth: int = 0, **how: object) -> str:
    """Of a customer of their own, so that each is asked."""
    number = await desk.open(address=f"kim{nth}@customer{nth}.example")
    await desk.do(resolve, number, replace(ANSWER, **how), by=ANNA)  # type: ignore[arg-type]
    return number


async def test_t_csat(desk: Desk) -> None:
    numbers_of = [await resolved(desk, nth) for nth in range(len(VOTES))]
    for nth, (number, score) in enumerate(zip(numbers_of, VOTES, strict=True)):
        solved = "yes" if score > 2 else "no" if nth == 5 else ""
        await desk.do(rate, number, str(score), solved, form=f"f{nth}", by=KIM)
    figures = (await told(desk)).figures
    assert (figures["M19"].value, figures["M20"].value, figures["M19"].n) == (0.7, 0.2, 10)
    assert (figures["M19"].met, figures["M20"].met) == (False, False)
    assert (figures["M12"].hits, figures["M12"].n) == (8, 9)
    assert (figures["M21"].hits, figures["M21"].n) == (10, 10)
    assert await numbers(desk, "low_rated") == {numbers_of[5], numbers_of[8]}
    assert len(await numbers(desk, "content")) == 7


async def test_each_low_vote_stands_with_its_cause(desk: Desk) -> None:
    first, second = await resolved(desk, 1), await resolved(desk, 2)
    await desk.do(rate, first, "2", form="a", by=KIM)
    await desk.do(rate, second, "1", form="b", by=KIM)
    await desk.do(dsat, first, Level.PRODUCT, "5.1부터 느려짐", by=LEA)
    assert [(each.number, each.score, each.level) for each in (await told(desk)).low] == [(second, 1, None), (first, 2, Level.PRODUCT)]


async def test_who_did_not_vote_counts_against_the_response(desk: Desk) -> None:
    asked = [await resolved(desk, nth) for nth in range(7)]
    await desk.do(rate, asked[0], "5", form="a", by=KIM)
    figure = (await told(desk)).figures["M21"]
    assert (figure.hits, figure.n) == (1, 7)
    assert await numbers(desk, "responded") == {asked[0]}


async def test_a_judgement_that_did_not_hold_counts_once(desk: Desk) -> None:
    """Overturned by the product owner, by another class, or not at all; a reference put in another's place is none more."""
    held, objected, classed = await wad(desk), await wad(desk), await wad(desk)
    await desk.do(design, held, REFERENCE, SEEN, by=ANNA)
    await desk.do(agree, held, by=BEN)
    await desk.do(resolve, objected, replace(ANSWER, claim_class=ClaimClass.WAD), by=ANNA)
    await desk.do(reopen, objected, by=KIM)
    await desk.do(overturn, objected, "설명서가 잘못되었습니다.", by=LEA)
    await desk.do(triage, classed, ClaimClass.DEFECT, Severity.S3, Impact.I3, by=ANNA)
    figure = (await told(desk)).figures["M32"]
    assert (figure.hits, figure.n, figure.met) == (2, 3, None)
    assert await numbers(desk, "designed") == {held, objected, classed}
    assert await numbers(desk, "overturned") == {objected, classed}


async def wad(desk: Desk) -> str:
    number = await desk.open()
    await desk.do(take, number, by=ANNA)
    await desk.do(triage, number, ClaimClass.WAD, Severity.S4, Impact.I3, by=ANNA)
    await desk.agreed(number)
    return number


async def test_link_rate_and_known_ratio(desk: Desk) -> None:
    new = await resolved(desk, 1)
    again = await resolved(desk, 2, use=Use.REUSED, article="N-1")
    await resolved(desk, 3, use=Use.NONE)
    spam = await desk.in_state(State.CLOSED, CloseReason.WITHDRAWN)
    figures = (await told(desk)).figures
    assert (figures["K01"].hits, figures["K01"].n) == (2, 3)
    assert (figures["K02"].hits, figures["K02"].n) == (1, 3)
    assert await numbers(desk, "linked") == {new, again}
    assert spam not in await numbers(desk, "resolved")


async def test_departments_add_up(desk: Desk) -> None:
    for nth, factor in enumerate((Factor.CUSTOMER, Factor.CUSTOMER, Factor.PROCESS)):
        await resolved(desk, nth, factor=factor)
    open_still = await desk.open()
    await desk.do(reply, open_still, "확인 중입니다.", by=ANNA)
    shares = (await told(desk)).departments
    assert shares == [(Department.CUSTOMER, 66.7), (Department.SUPPORT, 33.3)]


@pytest.mark.parametrize("amounts", [[1, 1, 1], [1] * 7, [999, 1, 1], [5], [333, 333, 334, 1, 1, 1]])
def test_shares_are_always_a_hundred(amounts: list[int]) -> None:
    shares = tenths(enumerate(amounts))
    assert round(sum(share for _, share in shares), 6) == 100
    assert all(abs(share - 100 * amounts[at] / sum(amounts)) < 0.1 for at, share in shares)
    assert tenths([("a", 0)]) == []


async def test_a_claim_fixed_has_the_cause_of_its_last_result(desk: Desk) -> None:
    number = await resolved(desk, 1)
    await desk.do(reopen, number, "다시", by=ANNA)
    await desk.do(triage, number, ClaimClass.DEFECT, Severity.S3, Impact.I3, by=ANNA)
    await desk.do(resolve, number, FIX, by=ANNA)
    assert (await told(desk)).departments == [(Department.SUPPORT, 100.0)]
