"""The customer's own acts, on both databases: each counts once, whatever races."""

import asyncio

import pytest

from claims.actor import customer, person
from claims.claim import Claim, ClaimClass, Factor
from claims.errors import Illegal, Invalid, Missing, NotFound
from claims.lifecycle import CloseReason, State
from claims.roles import Role
from claims.rules import Rules
from commands import know, resolve, take
from commands.measure import measure
from commands.open import Told, open_claim
from commands.resolve import Resolution
from commands.show import Person
from commands.tracked import LineKind, glance, tracked
from commands.word import add_word, solved, unsolved
from storage.database import Database
from storage.outbox import Door

MINA = customer("mina@hanbit.example")
JUN = person("U1")


@pytest.fixture
async def resolved(database: Database) -> Claim:
    await database.run(know.person, Person("U1", "김준", "ko", "Asia/Seoul", "jun@vendor.example", Role.AGENT, True))
    claim = await database.run(open_claim, Told(MINA.id, "정미나", "로그인", "안 됩니다"), by=MINA)
    await database.run(take.take, claim.number, by=JUN)
    how = Resolution(ClaimClass.HOWTO, Factor.OTHER, "몰랐음", "이렇게 하십시오.", 5, False)
    await database.run(resolve.resolve, claim.number, how, by=JUN)
    return claim


async def state(database: Database, claim: Claim) -> State:
    return (await database.read(tracked, claim.number)).view.claim.state


async def test_one_form_sent_at_once_counts_once(database: Database, resolved: Claim) -> None:
    await asyncio.gather(*(database.run(add_word, resolved.number, "아직", form="one", by=MINA) for _ in range(10)))
    found = await database.read(tracked, resolved.number)
    assert [line.text for line in found.lines if line.kind is LineKind.THEIRS] == ["안 됩니다", "아직"]
    assert found.view.claim.reopened == 1


async def test_yes_and_no_at_once_end_in_one_of_them(database: Database, resolved: Claim) -> None:
    yes = database.run(solved, resolved.number, form="yes", by=MINA)
    no = database.run(unsolved, resolved.number, form="no", by=MINA)
    answers = await asyncio.gather(yes, no, return_exceptions=True)
    assert [each for each in answers if isinstance(each, BaseException) and not isinstance(each, Illegal)] == []
    assert await state(database, resolved) is State.IN_PROGRESS


async def test_yes_twice(database: Database, resolved: Claim) -> None:
    for form in ("one", "one", "two"):
        assert (await database.run(solved, resolved.number, form=form, by=MINA)).close_reason is CloseReason.CONFIRMED


async def test_a_refused_word_may_be_sent_again(database: Database, resolved: Claim, rules: Rules) -> None:
    with pytest.raises(Missing):
        await database.run(add_word, resolved.number, " ", form="one", by=MINA)
    with pytest.raises(Invalid):
        await database.run(add_word, resolved.number, "x" * (rules.limits.page_words + 1), form="one", by=MINA)
    await database.run(add_word, resolved.number, "이제", form="one", by=MINA)
    assert await state(database, resolved) is State.IN_PROGRESS


async def test_no_that_comes_too_late(database: Database, resolved: Claim) -> None:
    await database.run(unsolved, resolved.number, form="one", by=MINA)
    with pytest.raises(Illegal):
        await database.run(unsolved, resolved.number, form="two", by=MINA)


async def test_the_number_alone_needs_its_tail(database: Database, resolved: Claim) -> None:
    found = await database.read(glance, resolved.number)
    assert (found.view.claim.number, found.lines, found.over) == (resolved.number, (), False)
    with pytest.raises(Missing):
        await database.read(glance, str(resolved.id))
    with pytest.raises(NotFound):
        await database.read(glance, f"{resolved.id}-000000")
    with pytest.raises(Invalid):
        await database.read(glance, "nonsense")


async def test_measures(database: Database, resolved: Claim) -> None:
    found = await database.read(measure)
    assert found.claims == {(State.RESOLVED, True): 1}
    assert set(found.waiting) == set(Door)
    assert {door for door, (count, _) in found.waiting.items() if count} == {Door.SLACK, Door.MAIL}
    assert (set(found.arrivals.values()), found.failed) == ({0}, 0)
