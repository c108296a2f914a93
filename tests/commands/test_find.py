"""Finding and listing."""

import pytest

from claims.errors import Missing
from claims.lifecycle import CloseReason, State
from commands.close import close
from commands.find import counted, find, list_claims
from commands.know import customer
from commands.note import delete_note, note
from commands.take import take
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
    assert await found(desk, "%") == [spool], "a sign is a sign, not any word"
    assert await found(desk, "재현") == [other]
    for words in ("sora", "lee@other", "다른회사"):
        assert await found(desk, words) == [other]
    assert await found(desk, "없는말") == []
    await desk.do(delete_note, "1.1")
    assert await found(desk, "재현") == []


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
