"""Problems across customers: opened, linked, known, fixed, told to everybody once, closed."""

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest

from claims.actor import operator
from claims.claim import ClaimClass, Factor
from claims.errors import Illegal, Invalid, Missing, NotAllowed, NotFound, NotOwner, Stale, Untimely
from claims.lifecycle import CloseReason, State
from claims.problem import ProblemState, Workaround, known_as, name, parse
from claims.roles import Right
from commands.alike import duplicates, known_errors
from commands.appoint import entitle
from commands.close import close
from commands.merge import merge
from commands.notice import announced, draft, notify, tell_fixed, write
from commands.person_data import erase, find_person
from commands.problem import Caused, Linked, comes_from, fixed, known, listed, review
from commands.reply import save_draft
from commands.resolve import Resolution, resolve
from commands.schedule import schedule
from commands.show import seen, show
from commands.take import take
from commands.triage import triage
from storage import drafts
from storage.messages import Direction
from storage.outbox import Door
from storage.problems import due
from storage.redaction import ERASED
from tests.commands.desk import TRIAGE, Desk
from tests.making import ANNA, BEN, KIM, LEA

LEE = "lee@nordwind.example"
DAY = date(2026, 12, 1)
TEXTS = {"ko": "스풀러를 다시 시작해 주십시오.", "en": "Restart the spooler."}
TOLD = {"ko": "업데이트해 주십시오.", "en": "Please update."}
LETTER: dict[str, Any] = {"text": "x", "html": "<p>x</p>", "message_id": "x"}


@pytest.mark.parametrize("text", ["PRB-3", "prb3", "KE-3", "ke-3", "3", " 3 "])
def test_names(text: str) -> None:
    assert parse(text) == 3
    assert (name(3), known_as(3)) == ("PRB-3", "KE-3")


@pytest.mark.parametrize("text", ["", "PRB-", "FR-3", "3a"])
def test_what_is_no_name(text: str) -> None:
    with pytest.raises(Invalid):
        parse(text)


async def taken(desk: Desk, address: str = KIM.id, **values: Any) -> str:
    number = await desk.open(address=address, **values)
    await desk.do(take, number, by=ANNA)
    await desk.do(triage, number, *TRIAGE, by=ANNA)
    return number


async def opened(desk: Desk, number: str, text: str = "스풀러가 멈춥니다") -> str:
    linked = await desk.do(comes_from, number, text=text, by=ANNA)
    assert linked.new
    return linked.problem.name


async def test_opened_from_a_claim_and_linked_across_customers(desk: Desk) -> None:
    first, second = await taken(desk), await taken(desk, LEE)
    problem = await opened(desk, first)
    linked: Linked = await desk.do(comes_from, second, problem=problem, by=BEN)
    assert (linked.new, linked.problem.owner, linked.problem.title) == (False, ANNA.id, "스풀러가 멈춥니다")
    (counted,) = await desk.database.read(listed)
    assert (counted.customers, counted.claims, counted.problem.state) == (2, 2, ProblemState.OPEN)
    caused = await desk.database.read(listed, problem)
    assert isinstance(caused, Caused)
    assert [each.claim.number for each in caused.claims] == [second, first]
    assert (await desk.whats(second))[-1] == "problem_linked"
    assert "problem_linked" in await desk.intents(second, Door.SLACK)
    assert not (await desk.do(comes_from, first, by=BEN)).new, "said again, it is the same"
    await desk.do(comes_from, second, off=True, by=BEN)
    await desk.refused(NotFound, comes_from, second, off=True, by=BEN)
    assert (await desk.database.read(listed))[0].claims == 1
    await desk.refused(NotFound, comes_from, first, problem="PRB-99", by=ANNA)


async def test_a_work_around_makes_it_known_and_no_customer_sees_another(desk: Desk) -> None:
    first, second = await taken(desk, subject="리씨네 프린터", text="리씨네입니다."), await taken(desk, LEE)
    problem = await opened(desk, first, "리씨네 프린터의 스풀러")
    await desk.do(comes_from, second, problem=problem, by=ANNA)
    assert await desk.refused(NotAllowed, known, problem, TEXTS, by=BEN) == {"role": "problem"}
    assert await desk.refused(Missing, known, problem, {"ko": TEXTS["ko"]}, by=ANNA) == {"field": "text_en"}
    await desk.refused(Invalid, known, problem, {"ko": "가" * 2001}, by=ANNA)
    found = await desk.do(known, problem, TEXTS, cause="스풀러", by=ANNA)
    assert (found.name, found.state, found.cause) == (problem.replace("PRB", "KE"), ProblemState.KNOWN, "스풀러")
    shown = (await desk.database.read(seen, second)).problem
    assert shown
    assert shown.workaround("en") == TEXTS["en"]
    visible = [event for event in await desk.events(second) if event.visible]
    assert visible[-1].what == "known_error"
    assert all("리씨네" not in str(event.detail) for event in visible)
    again = await desk.do(known, problem, {"en": "Turn it off and on."}, by=LEA)
    assert (again.workaround_ko, again.workaround_en) == (TEXTS["ko"], "Turn it off and on.")


async def test_a_claim_is_recognised_with_the_reason(desk: Desk) -> None:
    first = await taken(desk, subject="스풀러 오류로 인쇄 중단")
    problem = await opened(desk, first, "스풀러 오류")
    other = await desk.claim(await desk.open(address=LEE, subject="인쇄 스풀러 오류 문의", text="도와주십시오."))
    (found,) = await desk.database.read(known_errors, other)
    assert (found.problem.name, set(found.words)) == (problem, {"스풀러", "오류"} | (set(found.words) & {"인쇄"}))
    stranger = await desk.claim(await desk.open(address=LEE, subject="라이선스 갱신 견적", text="견적을 부탁합니다."))
    assert await desk.database.read(known_errors, stranger) == []
    assert await desk.database.read(known_errors, await desk.claim(first)) == [], "it is linked already"
    await desk.do(review, problem, off=True, by=LEA)
    assert await desk.database.read(known_errors, other) == []


async def test_a_duplicate_is_of_the_same_customer_only(desk: Desk) -> None:
    first = await taken(desk)
    again, other = await desk.open(), await desk.open(address=LEE)
    different = await desk.open(subject="라이선스 갱신 견적", text="견적을 부탁합니다.")
    (found,) = await desk.database.read(duplicates, await desk.claim(again))
    assert found.other.claim.number == first
    assert found.other.owner
    assert found.other.owner.id == ANNA.id
    assert "프린터" in " ".join(found.words)
    assert await desk.database.read(duplicates, await desk.claim(other)) == []
    assert await desk.database.read(duplicates, await desk.claim(different)) == []


async def test_four_customers_get_one_notice_each_and_once(desk: Desk) -> None:
    addresses = (KIM.id, LEE, "sam@third.example", "eva@fourth.example")
    numbers = [await taken(desk, address, language="en" if address == LEE else "ko") for address in addresses]
    problem = await opened(desk, numbers[0])
    for number in numbers[1:]:
        await desk.do(comes_from, number, problem=problem, by=BEN)
    waiting, resolved, withdrawn, duplicate = numbers[1], numbers[2], await taken(desk), await taken(desk)
    await desk.do(schedule, waiting, "5.4", DAY, Workaround.NONE, by=ANNA)
    fix = Resolution(ClaimClass.DEFECT, Factor.PROCESS, "스풀러", "우회 방법입니다.", 5, chargeable=False)
    await desk.do(resolve, resolved, fix, by=ANNA)
    for number in (withdrawn, duplicate):
        await desk.do(comes_from, number, problem=problem, by=BEN)
    await desk.do(close, withdrawn, CloseReason.WITHDRAWN, "", by=ANNA)
    await desk.do(merge, duplicate, numbers[0], by=ANNA)
    assert await desk.refused(NotFound, announced, problem, by=ANNA) == {"what": "fix", "name": problem}
    await desk.refused(NotAllowed, fixed, problem, "5.4", DAY, by=BEN)
    assert await desk.refused(Missing, fixed, problem, " ", DAY, by=ANNA) == {"field": "version"}
    await desk.refused(Illegal, tell_fixed, numbers[0], "x", by=ANNA)
    await desk.do(fixed, problem, "5.4", DAY, by=ANNA)
    ready = await desk.database.read(announced, problem, by=ANNA)
    assert [each.number for each in ready.claims] == numbers
    await desk.do(write, problem, TOLD, by=ANNA)
    assert (await desk.database.read(announced, problem, by=ANNA)).problem.notice("en") == TOLD["en"], "kept before anything is sent"
    drafted = [(number, TOLD["ko"], LETTER | {"message_id": f"{number}@desk.example"}) for number in numbers]
    old = await desk.do(draft, problem, drafted, by=ANNA)
    desk.clock.move(minutes=1)
    key = await desk.do(draft, problem, drafted, by=LEA)
    assert await desk.refused(Stale, notify, problem, old, by=ANNA) == {"number": problem, "what": "draft"}
    await desk.refused(NotAllowed, notify, problem, key, by=BEN)
    mine = await desk.do(save_draft, numbers[0], "아직 쓰는 중", LETTER, None, by=LEA)
    assert await desk.do(notify, problem, key, by=LEA) == 4
    assert await desk.refused(NotFound, notify, problem, key, by=LEA) == {"what": "draft", "name": problem}
    assert await desk.refused(NotFound, draft, problem, drafted, by=ANNA) == {"what": "draft", "name": problem}, "who previewed before that"
    for number in numbers:
        assert (await desk.intents(number, Door.MAIL)).count("fixed") == 1
        assert (await desk.messages(number, Direction.OUT))[-1].new_text == TOLD["ko"]
        assert "fix_told" in await desk.whats(number)
    for number in (withdrawn, duplicate):
        assert "fixed" not in await desk.intents(number, Door.MAIL)
    assert (await desk.claim(waiting)).state is State.IN_PROGRESS, "what it waited for is there"
    assert (await desk.claim(resolved)).state is State.RESOLVED
    kept = await desk.database.read(drafts.of_person, mine.claim_id, LEA.id)
    assert kept
    assert kept.text == "아직 쓰는 중", "what somebody was writing stays"
    late = await taken(desk, "new@fifth.example")
    await desk.do(comes_from, late, problem=problem, by=BEN)
    assert [each.number for each in (await desk.database.read(announced, problem, by=ANNA)).claims] == [late]


async def test_reviewed_handed_on_and_closed(desk: Desk) -> None:
    problem = await opened(desk, await taken(desk))
    assert await desk.refused(Missing, review, problem, by=ANNA) == {"field": "day"}
    await desk.refused(NotFound, review, problem, owner="UNOBODY", by=ANNA)
    found = await desk.do(review, problem, day=DAY, owner=BEN.id, by=ANNA)
    assert (found.review_on, found.owner) == (DAY.isoformat(), BEN.id)
    assert await desk.refused(NotAllowed, review, problem, day=DAY, by=ANNA) == {"role": "problem"}
    assert await desk.refused(NotAllowed, review, problem, off=True, by=BEN) == {"role": "problem_closing"}
    await desk.do(entitle, ANNA.id, [Right.PRODUCT], by=LEA)
    assert (await desk.do(review, problem, off=True, by=ANNA)).state is ProblemState.CLOSED
    assert await desk.database.read(listed) == []
    assert await desk.refused(NotFound, known, problem, TEXTS, by=LEA) == {"what": "problem_open", "name": problem}
    await desk.refused(NotFound, comes_from, await taken(desk), problem=problem, by=ANNA)


async def test_a_claim_waits_for_a_version_and_the_page_names_it(desk: Desk) -> None:
    number = await taken(desk)
    before = await desk.claim(number)
    await desk.refused(NotOwner, schedule, number, "5.4", DAY, Workaround.GIVEN, by=BEN)
    assert await desk.refused(Missing, schedule, number, "", DAY, Workaround.GIVEN, by=ANNA) == {"field": "version"}
    await desk.refused(Untimely, schedule, number, "5.4", date(2026, 1, 1), Workaround.GIVEN, by=ANNA)
    await desk.refused(Illegal, schedule, await desk.in_state(State.TRIAGE), "5.4", DAY, Workaround.GIVEN, by=ANNA)
    waits = await desk.do(schedule, number, "5.4", DAY, Workaround.GIVEN, by=ANNA)
    assert (waits.state, waits.update_due, waits.resolution_due) == (State.WAITING_RELEASE, None, before.resolution_due)
    release = (await desk.database.read(seen, number)).release
    assert release
    assert (release.version, release.day) == ("5.4", DAY)
    await desk.do(schedule, number, "5.5", DAY + timedelta(days=7), Workaround.GIVEN, by=ANNA)
    release = (await desk.database.read(show, number)).release
    assert release
    assert release.version == "5.5"
    assert [event.detail["version"] for event in await desk.events(number) if event.what == "scheduled"] == ["5.4", "5.5"]


async def test_the_clock_stands_still_only_where_the_customer_accepted_the_day(desk: Desk) -> None:
    number = await taken(desk)
    due = (await desk.do(schedule, number, "5.4", DAY, Workaround.NONE, by=ANNA)).resolution_due
    assert due
    desk.clock.move(minutes=30)
    assert (await desk.do(schedule, number, "5.4", DAY, Workaround.NONE, accepted=True, by=ANNA)).resolution_due is None
    desk.clock.move(minutes=30)
    again = await desk.do(schedule, number, "5.5", DAY, Workaround.NONE, by=ANNA)
    assert again.resolution_due == due + timedelta(minutes=30)


async def test_two_who_send_at_once_send_each_letter_once(desk: Desk) -> None:
    numbers = [await taken(desk), await taken(desk, LEE)]
    problem = await opened(desk, numbers[0])
    await desk.do(comes_from, numbers[1], problem=problem, by=BEN)
    await desk.do(fixed, problem, "5.4", DAY, by=ANNA)
    key = await desk.do(draft, problem, [(each, "x", LETTER | {"message_id": f"{each}@desk.example"}) for each in numbers], by=ANNA)
    tried = await asyncio.gather(*(desk.do(notify, problem, key, by=by) for by in (ANNA, LEA)), return_exceptions=True)
    assert sorted(map(type, tried), key=str) == sorted((int, NotFound), key=str)
    for number in numbers:
        assert (await desk.intents(number, Door.MAIL)).count("fixed") == 1


async def test_what_was_fixed_is_recognised_with_its_version(desk: Desk) -> None:
    problem = await opened(desk, await taken(desk, subject="스풀러 오류"), "스풀러 오류")
    await desk.do(fixed, problem, "5.4", DAY, by=ANNA)
    other = await desk.claim(await desk.open(address=LEE, subject="스풀러 오류 문의", text="…"))
    (found,) = await desk.database.read(known_errors, other)
    assert found.problem.version == "5.4"


async def test_what_is_due_for_review(desk: Desk) -> None:
    problem = await opened(desk, await taken(desk))
    await desk.do(review, problem, day=DAY, by=ANNA)
    assert await desk.database.read(due, DAY - timedelta(days=1)) == []
    assert [each.name for each in await desk.database.read(due, DAY)] == [problem]
    await desk.do(review, problem, off=True, by=LEA)
    assert await desk.database.read(due, DAY) == []


async def test_erased_its_customer_leaves_no_title(desk: Desk) -> None:
    number = await taken(desk, subject="김씨네 매장 화면")
    await desk.do(comes_from, number, by=ANNA)
    await desk.do(close, number, CloseReason.WITHDRAWN, "", by=ANNA)
    await desk.do(erase, await desk.database.read(find_person, KIM.id), by=operator("test"))
    (found,) = await desk.database.read(listed)
    assert found.problem.title == ERASED
