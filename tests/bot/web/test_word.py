"""What a customer does on the page: a word more, yes, no; each once, and no word ever lost."""

import asyncio
from io import BytesIO
from typing import Any

import pytest
from aiohttp import FormData
from sqlalchemy import func, select

from claims.actor import customer
from claims.lifecycle import CloseReason, State
from claims.rules import Rules
from commands import close
from commands.tracked import LineKind, tracked
from storage import messages, outbox, tables, timeline
from storage.database import Database, Tx
from storage.messages import Direction
from storage.outbox import Door
from tests.bot.web.house import MINA, House, multipart, opened_house
from tests.clocks import StillClock


async def words(house: House, number: str) -> list[str]:
    found = await house.database.read(tracked, number)
    return [line.text for line in found.lines if line.kind is LineKind.THEIRS]


async def files(house: House, number: str) -> list[tuple[str, str, bytes]]:
    found = await house.database.read(tracked, number)
    stored = [each.file for line in found.lines for each in line.files]
    return [(each.name, each.type, house.desk.files.read(each.sha256)) for each in stored]


async def posts(house: House, intent: str) -> int:
    def counted(tx: Tx) -> int:
        query = select(func.count()).where(tables.outbox.c.door == Door.SLACK, tables.outbox.c.intent == intent)
        return tx.connection.execute(query).scalar_one()

    return await house.database.read(counted)


async def test_a_word_becomes_the_customers_message(house: House) -> None:
    claim = await house.worked()
    sent = await house.say(claim, "방화벽은\r\n열려 있습니다.")
    assert (sent.status, sent.location) == (303, f"{house.link(claim)}?done=word#result")
    assert (await words(house, claim.number))[-1] == "방화벽은\n열려 있습니다."
    assert await posts(house, "mail_in") == 2
    page = await house.get(sent.location)
    assert "보내 주신 내용을 접수했습니다." in page.text
    assert "방화벽은\n열려 있습니다." in page.text


async def test_its_author_is_the_contact_and_the_way_is_kept(house: House) -> None:
    claim = await house.worked()
    await house.say(claim, "한마디")

    def last(tx: Tx) -> Any:
        return messages.last_of(tx, claim.id, Direction.IN)

    message = await house.database.read(last)
    assert (str(message.author), message.name) == (f"customer:{MINA}", "정미나")
    found = await house.database.read(timeline.of_claim, claim.id)
    assert (found[-1].what, found[-1].detail["channel"]) == ("answered", "form")


async def test_a_word_resumes_a_waiting_claim(house: House) -> None:
    claim = await house.worked()
    await house.ask(claim, "로그를 보내 주시겠습니까?")
    await house.say(claim, "여기 있습니다", files={"로그 1.txt": b"log"})
    assert (await house.view(claim.number)).claim.state is State.IN_PROGRESS
    assert await posts(house, "call_owner") == 1
    assert await files(house, claim.number) == [("로그 1.txt", "application/octet-stream", b"log")]


async def test_a_word_reopens_a_resolved_and_a_closed_claim(house: House) -> None:
    claim = await house.resolved()
    await house.say(claim, "아직 안 됩니다")
    assert (await house.view(claim.number)).claim.state is State.IN_PROGRESS
    other = await house.resolved()
    await house.database.run(close.confirm, other.number, by=customer(MINA))
    await house.say(other, "다시 안 됩니다")
    assert (await house.view(other.number)).claim.state is State.IN_PROGRESS


async def test_long_after_closing_a_word_is_a_new_claim(house: House, clock: StillClock) -> None:
    claim = await house.resolved()
    await house.database.run(close.confirm, claim.number, by=customer(MINA))
    clock.move(days=31)
    page = await house.get(house.link(claim))
    assert "새 문의로 접수됩니다" in page.text
    sent = await house.say(claim, "같은 문제가 또 생겼습니다")
    assert sent.status == 303
    assert "done=follow" in sent.location
    assert not sent.location.startswith(house.link(claim))
    page = await house.get(sent.location)
    assert "같은 문제가 또 생겼습니다" in page.text
    assert claim.number in page.text
    assert (await house.view(claim.number)).claim.state is State.CLOSED


async def test_files_alone_are_a_word(house: House) -> None:
    claim = await house.worked()
    assert (await house.say(claim, "", files={"화면.png": b"png"})).status == 303
    assert [name for name, _, _ in await files(house, claim.number)] == ["화면.png"]


async def test_nothing_is_refused_kindly(house: House) -> None:
    claim = await house.worked()
    refused = await house.say(claim, " \n ")
    assert refused.status == 422
    assert "보내실 내용을 적거나 파일을 첨부해 주십시오." in refused.text
    assert 'role="alert"' in refused.text


async def test_too_long_keeps_what_was_typed(house: House, rules: Rules) -> None:
    claim = await house.worked()
    text = "가" * (rules.limits.page_words + 1)
    refused = await house.say(claim, text)
    assert refused.status == 422
    assert text in refused.text
    assert "20,000자 이내로" in refused.text
    assert len(await words(house, claim.number)) == 1


async def test_sent_twice_it_counts_once(house: House) -> None:
    claim = await house.worked()
    form = await house.form(claim, "word")
    answers = await asyncio.gather(*(house.say(claim, "두 번 눌렀습니다", form=form, files={"a.txt": b"a"}) for _ in range(5)))
    assert {answer.status for answer in answers} == {303}
    assert (await words(house, claim.number)).count("두 번 눌렀습니다") == 1
    assert len(await files(house, claim.number)) == 1


async def test_a_refused_form_can_be_sent_again(house: House) -> None:
    claim = await house.worked()
    form = await house.form(claim, "word")
    assert (await house.say(claim, "", form=form)).status == 422
    assert (await house.say(claim, "이제 적었습니다", form=form)).status == 303


async def test_a_forged_form_sends_nothing_and_keeps_the_text(house: House) -> None:
    claim, other = await house.worked(), await house.worked(address="x@other.example")
    forged = ["", "x", "a.b.c", await house.form(other, "word"), (await house.form(claim, "word"))[:-1]]
    for form in forged:
        refused = await house.say(claim, "남이 보낸 말", form=form)
        assert refused.status == 403
        assert "남이 보낸 말" in refused.text
    assert len(await words(house, claim.number)) == 1


async def test_a_form_serves_its_own_purpose_only(house: House) -> None:
    claim = await house.resolved()
    refused = await house.post(f"{house.link(claim)}/confirm", {"form": await house.form(claim, "reopen")})
    assert refused.status == 403
    assert (await house.view(claim.number)).claim.state is State.RESOLVED


async def test_an_old_form_sends_nothing_and_keeps_the_text(house: House, clock: StillClock) -> None:
    claim = await house.worked()
    form = await house.form(claim, "word")
    clock.move(days=8)
    refused = await house.say(claim, "일주일 걸려 적은 말", form=form)
    assert refused.status == 403
    assert "일주일 걸려 적은 말" in refused.text
    assert "다시 눌러 주십시오" in refused.text


async def test_too_many_files_keep_the_text(house: House) -> None:
    claim = await house.worked()
    refused = await house.say(claim, "파일이 많습니다", files={f"{each}.txt": b"x" for each in range(11)})
    assert refused.status == 413
    assert "파일이 많습니다" in refused.text
    assert "10개까지" in refused.text
    assert "다시 선택하셔야" in refused.text
    assert await files(house, claim.number) == []


async def test_too_large_files_keep_the_text(ledger: Database, clock: StillClock, tmp_path: Any) -> None:
    rules = Rules.model_validate({"limits": {"mail_bytes": 100_000}})
    async with opened_house(ledger, clock, rules, tmp_path) as house:
        claim = await house.worked()
        refused = await house.say(claim, "큰 파일입니다", files={"a.bin": b"x" * 60_000, "b.bin": b"x" * 60_000})
        assert refused.status == 413
        assert "큰 파일입니다" in refused.text
        assert "98 KB까지" in refused.text
        assert await files(house, claim.number) == []
        assert (await house.say(claim, "작은 파일입니다", files={"a.bin": b"x" * 100_000})).status == 303


async def test_names_of_files_are_cleaned(house: House) -> None:
    claim = await house.worked()
    hostile = {"../../etc/passwd": b"1", "C:\\fakepath\\사진.jpg": b"2", 'a"b\r\nX-Evil: 1.txt': b"3", "invoice\u202efdp.exe": b"4"}
    assert (await house.say(claim, "파일", files=hostile)).status == 303
    names = [name for name, _, _ in await files(house, claim.number)]
    assert names[:2] == ["passwd", "사진.jpg"]
    assert not any(set(name) & set('/\\"\r\n\u202e') for name in names)
    for each in range(1, 5):
        answer = await house.get(f"{house.link(claim)}/f/{each}")
        assert answer.status == 200
        assert "X-Evil" not in answer.headers
        assert answer.headers["Content-Disposition"].startswith("attachment; filename=")


@pytest.mark.parametrize("text", ["\0\0널", "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"), "<script>alert(1)</script>"])
async def test_strange_text_is_kept_and_shown_as_text(house: House, text: str) -> None:
    claim = await house.worked()
    assert (await house.say(claim, f"앞 {text} 뒤")).status == 303
    page = (await house.get(house.link(claim))).text
    assert "<script" not in page
    assert "\0" not in page
    assert (await words(house, claim.number))[-1] == f"앞 {text} 뒤".replace("\0", "")


async def test_bodies_that_are_no_forms(house: House) -> None:
    claim = await house.worked()
    path = f"{house.link(claim)}/word"
    for body, type in (
        (b"not a multipart", "multipart/form-data; boundary=x"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"", "multipart/form-data"),
        (b"\xff\xfe=\xff", "application/x-www-form-urlencoded"),
        (b"word=x", "application/x-www-form-urlencoded; charset=nonsense"),
        (b"{}", "application/json"),
    ):
        answer = await house.post(path, body, headers={"Content-Type": type})
        assert answer.status in (400, 403), (body, answer.status)
    many = FormData()
    for each in range(100):
        many.add_field(f"f{each}", "x", content_type="text/plain")
    assert (await house.post(path, many)).status == 400
    assert len(await words(house, claim.number)) == 1


@pytest.mark.filterwarnings("ignore::aiohttp.BadContentDispositionHeader")
async def test_a_body_cut_anywhere_breaks_nothing(house: House) -> None:
    claim = await house.worked()
    whole = multipart({"form": "x", "word": "잘린 말"}, {"a.txt": b"content"})
    headers = {"Content-Type": "multipart/form-data; boundary=edge"}
    for end in range(0, len(whole), 3):
        answer = await house.post(f"{house.link(claim)}/word", whole[:end], headers=headers)
        assert answer.status in (400, 403), (whole[:end], answer.status)


async def test_a_form_without_files_may_be_sent_plainly(house: House) -> None:
    claim = await house.worked()
    sent = await house.post(f"{house.link(claim)}/word", {"form": await house.form(claim, "word"), "word": "그냥 글"})
    assert sent.status == 303
    assert (await words(house, claim.number))[-1] == "그냥 글"


async def test_a_huge_plain_form_is_too_large(house: House) -> None:
    claim = await house.worked()
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = await house.post(f"{house.link(claim)}/word", BytesIO(b"word=" + b"x" * 2_000_000), headers=headers)
    assert answer.status == 413
    assert "너무 큽니다" in answer.text


async def test_yes_closes_once(house: House) -> None:
    claim = await house.resolved()
    form = await house.form(claim, "confirm")
    for _ in range(2):
        sent = await house.post(f"{house.link(claim)}/confirm", {"form": form})
        assert (sent.status, sent.location) == (303, f"{house.link(claim)}?done=confirm#result")
    view = await house.view(claim.number)
    assert (view.claim.state, view.claim.close_reason) == (State.CLOSED, CloseReason.CONFIRMED)
    page = await house.get(sent.location)
    assert "확인해 주셔서 감사합니다." in page.text
    assert "고객님 확인으로 종료" in page.text


async def test_no_reopens_once_and_calls_the_owner(house: House) -> None:
    claim = await house.resolved()
    form = await house.form(claim, "reopen")
    for _ in range(2):
        sent = await house.post(f"{house.link(claim)}/reopen", {"form": form, "word": ""})
        assert (sent.status, sent.location) == (303, f"{house.link(claim)}?done=reopen#result")
    claim = (await house.view(claim.number)).claim
    assert (claim.state, claim.reopened) == (State.IN_PROGRESS, 1)
    assert await posts(house, "call_owner") == 1


async def test_no_with_words_keeps_them(house: House) -> None:
    claim = await house.resolved()
    form = await house.form(claim, "reopen")
    for _ in range(2):
        assert (await house.post(f"{house.link(claim)}/reopen", {"form": form, "word": "여전히 안 됩니다"})).status == 303
    assert (await words(house, claim.number))[-1:] == ["여전히 안 됩니다"]
    claim = (await house.view(claim.number)).claim
    assert (claim.state, claim.reopened) == (State.IN_PROGRESS, 1)
    assert await posts(house, "call_owner") == 1


async def test_yes_that_comes_too_late_tells_the_state(house: House) -> None:
    claim = await house.resolved()
    form = await house.form(claim, "confirm")
    await house.database.run(close.reopen, claim.number, "다시", by=customer(MINA))
    answer = await house.post(f"{house.link(claim)}/confirm", {"form": form})
    assert answer.status == 409
    assert "그 사이에 진행 상태가 바뀌어" in answer.text
    assert "처리 중" in answer.text


async def test_what_failed_inside_gives_the_text_back(house: House, tmp_path: Any) -> None:
    claim = await house.worked()
    (tmp_path / "files").mkdir(exist_ok=True)
    (tmp_path / "files" / "ca").write_text("a file where a folder should be")
    answer = await house.say(claim, "잃으면 안 되는 말", files={"a.txt": b"a"})
    assert answer.status == 500
    assert "잃으면 안 되는 말" in answer.text
    assert "Traceback" not in answer.text


async def test_the_outbox_carries_it_on(house: House) -> None:
    claim = await house.worked()
    before = (await house.database.read(outbox.depth))[Door.SLACK][0]
    await house.say(claim, "한마디")
    assert (await house.database.read(outbox.depth))[Door.SLACK][0] > before
