"""Notes of what solved a matter: kept by resolving, proposed when the same words come again, used, made better or not wanted."""

from dataclasses import replace

import pytest

from claims.article import Use
from claims.claim import Department, Factor
from claims.errors import Invalid, Missing, NotFound
from claims.lifecycle import State
from claims.rules import Rules
from commands.close import reopen
from commands.resolve import Resolution, resolve
from commands.suggest import suggest
from commands.take import take
from commands.triage import triage
from storage import articles
from storage.articles import Article
from tests.commands.desk import ANSWER, FIX, TRIAGE, Desk
from tests.making import ANNA


async def worked(desk: Desk, **values: str) -> str:
    number = await desk.open(**values)
    await desk.do(take, number, by=ANNA)
    await desk.do(triage, number, *TRIAGE, by=ANNA)
    return number


async def solved(desk: Desk, how: Resolution = FIX) -> str:
    number = await worked(desk)
    await desk.do(resolve, number, how, by=ANNA)
    return number


async def used(desk: Desk, number: str) -> Article | None:
    return await desk.database.read(articles.of_claim, int(number.partition("-")[0]))


async def test_a_resolution_becomes_a_note_that_the_same_words_bring_back(desk: Desk) -> None:
    first = await solved(desk)
    note = await used(desk, first)
    assert note
    assert (note.name, note.title, note.text) == ("N-1", FIX.cause, FIX.text)
    told = await desk.database.read(suggest, await desk.open(address="lee@other.example"))
    assert [(each.value.name, each.like) for each in told.notes] == [("N-1", (int(first.partition("-")[0]),))]
    assert told.notes[0].words


async def test_a_note_is_used_as_it_is_or_made_better(desk: Desk) -> None:
    await solved(desk)
    again = await solved(desk, replace(FIX, use=Use.REUSED, article="n-1", text="같은 원인입니다."))
    note = await used(desk, again)
    assert note
    assert (note.id, note.text) == (1, FIX.text)
    better = await solved(desk, replace(FIX, use=Use.IMPROVED, article="N-1", text="5.3판에서는 설정만 바꾸시면 됩니다."))
    note = await used(desk, better)
    assert note
    assert (note.id, note.text, note.claim_id) == (1, "5.3판에서는 설정만 바꾸시면 됩니다.", int(better.partition("-")[0]))
    told = await desk.database.read(suggest, await desk.open())
    assert [len(each.like) for each in told.notes] == [3]


async def test_what_is_not_worth_it_leaves_no_note(desk: Desk) -> None:
    assert await used(desk, await solved(desk, replace(FIX, use=Use.NONE))) is None


async def test_resolved_again_a_claim_writes_its_own_note_anew(desk: Desk) -> None:
    number = await solved(desk)
    await desk.do(reopen, number, "아직입니다.", by=ANNA)
    again = replace(FIX, factor=Factor.CUSTOMER, cause="설정 오류", text="이번에는 고쳤습니다.")
    await desk.do(resolve, number, again, by=ANNA)
    note = await used(desk, number)
    assert note
    assert (note.id, note.factor, note.title, note.text) == (1, again.factor, again.cause, again.text)


@pytest.mark.parametrize("use", [Use.REUSED, Use.IMPROVED])
async def test_which_note_has_to_be_said_and_to_be_there(desk: Desk, use: Use) -> None:
    number = await worked(desk)
    told = await desk.refused(Missing, resolve, number, replace(FIX, use=use), by=ANNA)
    assert told["field"] == "article"
    await desk.refused(NotFound, resolve, number, replace(FIX, use=use, article="N-9"), by=ANNA)
    await desk.refused(Invalid, resolve, number, replace(FIX, use=use, article="그것"), by=ANNA)


@pytest.fixture
def rules() -> Rules:
    return Rules.model_validate({"departments": {"causes": {"회귀 오류": "dev"}, "factors": {"CUSTOMER": "sales"}}})


async def test_a_cause_belongs_to_a_department(desk: Desk) -> None:
    """By its own words, by its factor, or as somebody says."""
    assert (await desk.claim(await solved(desk))).department is Department.DEV
    number = await desk.in_state(State.RESOLVED)
    assert (await desk.claim(number)).department is Department.SALES
    await desk.do(reopen, number, "다시", by=ANNA)
    await desk.do(resolve, number, replace(ANSWER, department=Department.FINANCE), by=ANNA)
    assert (await desk.claim(number)).department is Department.FINANCE
