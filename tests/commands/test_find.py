"""Finding and listing."""

import asyncio

import pytest

from claims.errors import Missing
from claims.lifecycle import CloseReason, State
from commands.close import close
from commands.find import counted, find, list_claims
from commands.know import customer
from commands.note import delete_note, edit_note, note
from commands.reply import reply
from commands.take import take
from storage.lists import PAGE
from tests.commands.desk import Desk
from tests.making import ANNA, BEN, KIM


async def found(desk: Desk, words: str) -> list[str]:
    return [view.claim.number for view in await desk.database.read(find, words)]


async def listed(desk: Desk, **narrow: object) -> list[str]:
    return [view.claim.number for view in await desk.database.read(list_claims, **narrow)]


async def test_by_number(desk: Desk) -> None:
    number, _ = await desk.open(), await desk.open()
    for words in (number, number.partition("-")[0], f"#{number}"):
        assert await found(desk, words) == [number]


async def test_by_words_wherever_they_stand(desk: Desk) -> None:
    spool = await desk.open(subject="스풀 오류 SPOOL_4", text="로그를 첨부합니다 100%")
    other = await desk.open(subject="화면", text="스풀과 관계없음", address="lee@other.example", name="Lee Sora")
    await desk.do(note, other, "재현 완료", source="1.1", by=ANNA)
    await desk.do(customer, "other.example", name="다른회사", by=ANNA)
    assert await found(desk, "스풀") == [other, spool], "the newest first"
    assert await found(desk, "스풀 로그") == [spool]
    assert await found(desk, "spool_4") == [spool]
    assert await found(desk, "100%") == [spool]
    assert await found(desk, "로그 %") == [spool], "a sign is a sign, not any word"
    assert await found(desk, "%") == [], "but is not looked for alone"
    assert await found(desk, "재현") == [other]
    for words in ("sora", "lee@other", "다른회사"):
        assert await found(desk, words) == [other]
    assert await found(desk, "없는말") == []
    await desk.do(delete_note, "1.1")
    assert await found(desk, "재현") == []


@pytest.mark.parametrize(
    ("words", "holds"),
    [
        ("파손", True),
        ("파손된", True),
        ("화면파손", False),
        ("상자", True),
        ("값", True),
        ("값이", False),
        ("Box", True),
        ("ｂｏｘ", True),
        ("boxes", False),
        ("deliver", True),
        ("deli", True),
        ("del", False),
        ("10", False),
        ("1042", True),
        ("v1.2", True),
        ("v1.3", False),
        ("상자가 DELIVERED", True),
        ("cafe", False),
        ("CAFÉ", True),
        ("o'neil", True),
        ("'", False),
        ('" OR "', False),
        ('"box was"', True),
        ('"was box"', False),
        ("“상자가 파손” 값", True),
        ('5" 값', False),
        ("*", False),
        ("값:*", False),
    ],
)
async def test_words_of_both_languages(desk: Desk, words: str, holds: bool) -> None:
    await desk.open(subject="다른 일", text="아무것도 없음")
    text = "배송 중 상자가 파손된 채 도착, 값은 1042원. The box was delivered in v1.2 to Café O'Neil."
    number = await desk.open(subject="배송", text=text)
    assert await found(desk, words) == ([number] if holds else [])


async def test_words_that_stand_in_several_messages(desk: Desk) -> None:
    number = await desk.open(text="인쇄가 안 됩니다")
    await desk.hears(number, text="드라이버를 새로 깔았습니다")
    assert await found(desk, "인쇄 드라이버 하늘") == [number]


async def test_words_that_stand_far_apart_in_a_long_claim(desk: Desk) -> None:
    """Longer than a row of PostgreSQL's index."""
    number = await desk.open(text="처음부터 인쇄가 안 됩니다")
    for thousand in range(10, 70, 10):
        await desk.hears(number, text=" ".join(str(thousand * 1000 + each) for each in range(2000)))
    await desk.do(note, number, "드라이버 문제", source="1.1", by=ANNA)
    for words in ("인쇄", "인쇄 11042 드라이버", "kim 61042 11042", "61042"):
        assert await found(desk, words) == [number]
    assert await found(desk, "인쇄 72042 드라이버") == []
    await desk.do(edit_note, "1.1", "전원부 문제")
    assert (await found(desk, "드라이버"), await found(desk, "전원부 처음")) == ([], [number])


async def test_a_note_is_found_as_it_stands_now(desk: Desk) -> None:
    number = await desk.open()
    await desk.do(note, number, "펌웨어 문제", source="1.1", by=ANNA)
    await desk.do(edit_note, "1.1", "전원부 문제")
    assert (await found(desk, "펌웨어"), await found(desk, "전원부")) == ([], [number])


async def test_notes_of_one_claim_are_edited_at_once(desk: Desk) -> None:
    """On PostgreSQL a claim has one row, which each of them writes anew."""
    number = await desk.open()
    for each in range(8):
        await desk.do(note, number, f"first{each}", source=f"s{each}", by=ANNA)
    edits = (desk.database.run(edit_note, f"s{each}", f"second{each}") for each in range(8))
    await asyncio.gather(*edits, *(desk.database.run(note, number, f"third{each}", by=ANNA) for each in range(8)))
    for word in ("second0", "second7", "third0", "third7"):
        assert await found(desk, word) == [number]
    assert await found(desk, "first0") == []


async def test_a_text_of_many_words_is_kept_on_a_claim_that_has_many(desk: Desk) -> None:
    """Together they are more than PostgreSQL holds in one row."""
    number = await desk.open()
    for first, count in ((0, 4_900), (10**6, 49_000)):
        await desk.do(note, number, " ".join(str(10**19 + first + each) for each in range(count)), by=ANNA)
    assert await found(desk, f"{10**19 + 7} {10**19 + 10**6 + 48_000}") == [number]


async def test_an_organisation_is_found_by_its_new_name(desk: Desk) -> None:
    number = await desk.open()
    await desk.do(customer, "hanbit.example", name="한빛전자", by=ANNA)
    assert await found(desk, "한빛전자") == [number]
    await desk.do(customer, "hanbit.example", name="새벽산업", by=ANNA)
    assert (await found(desk, "한빛전자"), await found(desk, "새벽")) == ([], [number])


async def test_what_the_desk_wrote_by_itself_is_not_looked_through(desk: Desk) -> None:
    number = await desk.open()
    await desk.do(take, number, by=ANNA)
    await desk.do(reply, number, "재부팅해 주십시오", by=ANNA)
    assert await found(desk, "재부팅") == [number]
    assert await found(desk, "접수") == []


async def test_more_than_are_read_at_once(desk: Desk) -> None:
    """Many hold the word's parts, two the word."""
    first = await desk.open(text="abc-def")
    for _ in range(PAGE + 1):
        await desk.open(text="abc defg")
    last = await desk.open(text="abc-def")
    assert await found(desk, "abc-def") == [last, first]
    assert len(await found(desk, "abc")) == 20


@pytest.mark.parametrize("words", ["", " "])
async def test_nothing_to_find(desk: Desk, words: str) -> None:
    assert await desk.refused(Missing, find, words) == {"field": "words"}


@pytest.mark.parametrize("words", ["\0", "9" * 12, "-", "'; DROP TABLE claims; --"])
async def test_odd_words_find_nothing(desk: Desk, words: str) -> None:
    await desk.open()
    assert await found(desk, words) == []


async def test_lists(desk: Desk) -> None:
    mine, nobodys, urgent, closed = [await desk.open(subject=subject) for subject in ("문의", "문의", "장애", "문의")]
    await desk.do(take, mine, by=ANNA)
    await desk.do(close, closed, CloseReason.WITHDRAWN, by=KIM)
    assert await listed(desk) == [urgent, mine, nobodys], "the most urgent, then the oldest first"
    assert await listed(desk, state=State.CLOSED) == [closed]
    assert await listed(desk, owner=ANNA.id) == [mine]
    assert await listed(desk, owner=BEN.id) == []
    assert await listed(desk, unowned=True) == [urgent, nobodys]
    assert await listed(desk, limit=1) == [urgent]
    assert await desk.database.read(counted) == {(State.TRIAGE, True): 1, (State.NEW, False): 2, (State.CLOSED, False): 1}
