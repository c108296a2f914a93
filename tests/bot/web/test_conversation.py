"""The signed link: the whole conversation, and nothing that is not the customer's."""

import re
from pathlib import Path

import pytest

import commands
from bot.links import Links
from bot.words import knows
from claims.actor import customer
from claims.claim import ClaimClass, Impact, Severity
from claims.lifecycle import CloseReason
from commands import close, hand, merge, release, reply, take, triage
from commands.hear import hear
from commands.open import Told
from storage import claims, customers, messages
from storage.database import Tx
from storage.messages import Direction
from storage.tables import people
from tests.bot.web.house import HANA, JUN, MINA, SORI, House
from tests.clocks import StillClock


def heard(tx: Tx, number: str, told: Told) -> None:
    claim = claims.find(tx, int(number.partition("-")[0]), lock=True)
    assert claim is not None
    hear(tx, claim, told)


def machine_wrote(tx: Tx, number: str, text: str) -> None:
    claim = claims.find(tx, int(number.partition("-")[0]))
    assert claim is not None
    messages.add(tx, claim, Direction.OUT, text, by=customer(MINA), name="고객지원팀", automatic=True)


async def test_whole_story_oldest_first(house: House, clock: StillClock) -> None:
    claim = await house.write()
    for step in (
        lambda: house.database.run(take.take, claim.number, by=JUN),
        lambda: house.database.run(triage.triage, claim.number, ClaimClass.DEFECT, Severity.S3, Impact.I2, by=JUN),
        lambda: house.reply(claim, "확인하고 있습니다."),
        lambda: house.hand(claim, HANA, "인증 전문가"),
        lambda: house.reply(claim, "전문가가 이어서 봅니다.", by=HANA),
    ):
        clock.move(minutes=10)
        await step()
    page = await house.get(house.link(claim))
    assert page.status == 200
    told = [
        "문의 접수",
        "어제부터 로그인이 안 됩니다.",
        "담당자 배정",
        "내용 확인을 마치고",
        "확인하고 있습니다.",
        "전문 담당자 배정",
        "전문가가 이어서",
    ]
    places = [page.text.index(words, page.text.index('id="story"')) for words in told]
    assert places == sorted(places)


async def test_facts_of_the_claim(house: House) -> None:
    claim = await house.worked()
    text = (await house.get(house.link(claim))).text
    for words in (claim.number, "로그인이 되지 않습니다", "11월 19일(목) 오전 10:30", "김준", "당사", "다음 안내 예정", "0원", "제품 결함"):
        assert words in text
    assert "메일에 회신" in text
    assert "help@vendor.example" in text


async def test_no_internal_note_and_no_helper(house: House) -> None:
    claim = await house.worked()
    await house.note(claim, "이 고객은 까다롭다", attached=(house.file("internal.txt"),))
    await house.database.run(hand.invite, claim.number, "U3", "도와주세요", by=JUN)
    await house.reply(claim, "도우미가 답합니다.", by=SORI)
    await house.hand(claim, HANA, "비밀 인계 사유")
    await house.database.run(release.release, claim.number, "비밀 반납 사유", by=HANA)
    text = (await house.get(house.link(claim))).text.replace(claim.number, "")
    assert "도우미가 답합니다." in text
    for secret in ("까다롭다", "internal.txt", "박소리", "U3", "도와주세요", "비밀", "P3", "S3"):
        assert secret not in re.sub(r'(value|href|action)="[^"]*"', "", text), "but in chance's letters of a token or a number"


async def test_owner_is_named_on_their_answers(house: House) -> None:
    claim = await house.taken()
    await house.reply(claim, "제가 보겠습니다.")
    assert text_after((await house.get(house.link(claim))).text, "답변").startswith("김준")


def text_after(page: str, title: str) -> str:
    return page.partition(f'{title}<span class="who"> · ')[2]


async def test_quotes_are_folded(house: House) -> None:
    claim = await house.write(text="새 내용\n\n> 지난 내용", new_text="새 내용")
    text = (await house.get(house.link(claim))).text
    above, _, folded = text.partition("<details>")
    assert "새 내용" in above
    assert "지난 내용" not in above
    assert "지난 내용" in folded


async def test_no_fold_where_nothing_was_quoted(house: House) -> None:
    claim = await house.write(text="한 줄\n", new_text="한 줄")
    assert "<details>" not in (await house.get(house.link(claim))).text


async def test_machines_letters_are_folded_whole(house: House) -> None:
    claim = await house.write()
    await house.database.run(machine_wrote, claim.number, "접수되었습니다.")
    text = (await house.get(house.link(claim))).text
    assert "자동 안내 메일" in text
    assert "접수되었습니다." in text.partition("<details>")[2]


async def test_a_letter_is_shown_as_its_writer_wrote_it(house: House) -> None:
    claim = await house.taken()
    letter = {"text": "상태: 처리 중\n\n본문입니다", "html": "<p>본문입니다</p>", "message_id": "1@vendor.example"}
    await house.database.run(reply.reply, claim.number, "본문입니다", letter=letter, by=JUN)
    above, _, folded = (await house.get(house.link(claim))).text.partition("<details>")
    assert "상태: 처리 중" not in above
    assert "상태: 처리 중" in folded


async def test_colleagues_words_are_shown_and_strangers_are_not(house: House) -> None:
    claim = await house.write()
    await house.database.run(heard, claim.number, Told("boss@hanbit.example", "한빛 부장", "Re", "우리 부장입니다"))
    stranger = Told("x@stranger.example", "남", "Re", "다른 회사의 비밀", attachments=(house.file("theirs.txt"),))
    await house.database.run(heard, claim.number, stranger)
    text = (await house.get(house.link(claim))).text
    assert "우리 부장입니다" in text
    assert "다른 분이 보낸 메일이 접수되었습니다." in text
    for secret in ("다른 회사의 비밀", "theirs.txt", "stranger", "남 님"):
        assert secret not in text


async def test_free_mail_neighbours_are_strangers(house: House) -> None:
    claim = await house.write(address="mina@gmail.com")
    await house.database.run(heard, claim.number, Told("other@gmail.com", "남", "Re", "같은 도메인의 남"))
    assert "같은 도메인의 남" not in (await house.get(house.link(claim))).text


async def test_files_are_downloads(house: House) -> None:
    claim = await house.write(attachments=(house.file("오류 화면.html", b"<script>alert(1)</script>", "text/html"),))
    text = (await house.get(house.link(claim))).text
    found = re.search(r'href="([^"]+/f/[0-9]+)"', text)
    assert found
    file = await house.get(found[1])
    assert file.status == 200
    assert file.body == b"<script>alert(1)</script>"
    assert file.headers["Content-Type"] == "application/octet-stream"
    assert file.headers["Content-Disposition"].startswith("attachment; ")
    assert "filename*=UTF-8''%EC%98%A4%EB%A5%98%20%ED%99%94%EB%A9%B4.html" in file.headers["Content-Disposition"]
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in file.headers["Content-Security-Policy"]
    assert file.headers["Cache-Control"] == "no-store"


async def test_other_claims_files_and_notes_files_are_not_there(house: House) -> None:
    mine = await house.write(attachments=(house.file("mine.txt"),))
    other = await house.write(address="x@other.example", attachments=(house.file("others.txt"),))
    await house.database.run(take.take, mine.number, by=JUN)
    await house.note(mine, "메모", attached=(house.file("note.txt", b"secret"),))
    statuses = [(await house.get(f"{house.link(mine)}/f/{each}")).status for each in range(1, 6)]
    assert statuses == [200, 404, 404, 404, 404]
    assert (await house.get(f"{house.link(other)}/f/2")).status == 200


@pytest.mark.parametrize("id", ["0", "x", "-1", "1e3", "99999999999999999999", "../1", "1/2"])
async def test_strange_file_ids_are_not_found(house: House, id: str) -> None:
    claim = await house.write(attachments=(house.file("mine.txt"),))
    assert (await house.get(f"{house.link(claim)}/f/{id}")).status == 404


async def test_a_file_whose_bytes_are_gone_is_not_found(house: House) -> None:
    file = house.file("mine.txt", b"gone soon")
    claim = await house.write(attachments=(file,))
    (house.desk.files.folder / file.sha256[:2] / file.sha256).unlink()
    assert (await house.get(f"{house.link(claim)}/f/1")).status == 404


async def test_times_are_in_the_customers_zone(house: House) -> None:
    claim = await house.write(address="a@berlin.example", language="en")

    def moved(tx: Tx) -> None:
        customers.change_organisation(tx, claim.organisation_id or 0, zone="Europe/Berlin")

    await house.database.run(moved)
    text = (await house.get(house.link(claim))).text
    assert "Thu 19 Nov, 02:30" in text
    assert "All times are CET." in text


async def test_resolved_asks_yes_or_no(house: House) -> None:
    claim = await house.resolved()
    text = (await house.get(house.link(claim))).text
    assert "문제가 해결되었습니까?" in text
    assert "11월 26일(목)까지 말씀이 없으시면" in text
    assert "제품 결함" in text


async def test_works_as_designed_is_not_told_before_a_person_does(house: House) -> None:
    claim = await house.taken()
    await house.database.run(triage.triage, claim.number, ClaimClass.WAD, Severity.S4, Impact.I3, by=JUN)
    assert "제품 사양" not in (await house.get(house.link(claim))).text


async def test_rejection_tells_the_words_for_the_customer(house: House) -> None:
    claim = await house.taken()

    def lead(tx: Tx) -> None:
        tx.connection.execute(people.update().where(people.c.id == "U1").values(role="lead"))

    await house.database.run(lead)
    await house.database.run(close.close, claim.number, CloseReason.REJECTED, "지원 기간이 끝난 제품입니다.", by=JUN)
    text = (await house.get(house.link(claim))).text
    assert "지원 불가 안내" in text
    assert "지원 기간이 끝난 제품입니다." in text


async def test_reason_for_reopening_stays_in_the_house(house: House) -> None:
    claim = await house.resolved()
    await house.database.run(close.reopen, claim.number, "내부 사유", by=JUN)
    text = (await house.get(house.link(claim))).text
    assert "재처리 시작" in text
    assert "내부 사유" not in text


async def test_closed_page_expires_kindly(house: House, clock: StillClock) -> None:
    claim = await house.resolved()
    await house.database.run(close.confirm, claim.number, by=customer(MINA))
    clock.move(days=89)
    assert (await house.get(house.link(claim))).status == 200
    clock.move(days=2)
    for path in (house.link(claim), f"{house.link(claim)}/f/1"):
        gone = await house.get(path)
        assert gone.status == 410
        assert "보관 기간이 지났습니다" in gone.text
        assert "정미나" not in gone.text
    assert (await house.say(claim, "아직", form="x")).status == 410


@pytest.mark.parametrize("token", ["x", "1001-AAAAAA.sig", "%00", "%ed%a0%80", "." * 500, "é.é"])
async def test_forged_tokens_are_not_found(house: House, token: str) -> None:
    page = await house.get(f"/c/{token}")
    assert page.status == 404
    assert "페이지를 찾을 수 없습니다" in page.text


async def test_a_token_does_not_open_another_claim(house: House) -> None:
    mine, other = await house.write(), await house.write(address="x@other.example", subject="남의 문의")
    forged = house.token(mine).replace(mine.number, other.number)
    assert (await house.get(f"/c/{forged}")).status == 404


async def test_a_token_of_another_desk_is_not_found(house: House) -> None:
    claim = await house.write()
    assert (await house.get(f"/c/{Links('http://desk.example', 'another secret').token(claim.number)}")).status == 404


async def test_a_signed_number_that_is_none_is_not_found(house: House) -> None:
    assert (await house.get(house.link("9999-AAAAAA"))).status == 404
    assert (await house.get(house.link("nonsense"))).status == 404


async def test_get_changes_nothing(house: House) -> None:
    claim = await house.resolved()
    before = (await house.view(claim.number)).claim.version
    for path in ("", "/word", "/confirm", "/reopen", "?done=confirm"):
        await house.get(house.link(claim) + path)
    assert (await house.view(claim.number)).claim.version == before


async def test_it_needs_neither_slack_nor_mail(house: House) -> None:
    """Nothing of either runs here, and the outbox waits for both."""
    claim = await house.worked()
    assert (await house.get(house.link(claim))).status == 200
    assert (await house.say(claim, "기다리고 있습니다")).status == 303


def test_every_visible_event_has_words() -> None:
    """Each event that a command shows to the customer."""
    source = "".join(path.read_text("utf-8") for path in Path(commands.__file__).parent.glob("*.py"))
    events = re.findall(r'happened\(\s*tx,\s*\w+,\s*"(\w+)",\s*by=by,\s*visible=(?!False)', source)
    events += re.findall(r'_recorded\(tx, [^"]*"(\w+)"', source)
    assert {"received", "taken", "handed", "triaged", "resumed", "reopened", "resolved", "closed"} <= set(events)
    assert [each for each in events if not knows(f"page.event.{each}") and each not in ("replied", "asked", "answered")] == []


async def test_a_joined_request_leads_to_where_it_goes_on(house: House) -> None:
    """Both pages say how the one stands; what is written on the joined one's page is added there."""
    first = await house.taken()
    second = await house.write(subject="또 안 됩니다", text="역시 안 됩니다.")
    await house.database.run(merge.merge, second.number, first.number, by=JUN)
    page = await house.get(f"{house.link(second)}?lang=en")
    assert f"Joined with {first.number}, where updates continue" in page.text
    assert "Under review" in page.text
    assert f'<a href="{house.link(first)}?lang=en">{first.number}</a>' in page.text
    assert f"We go on under number {first.number}" in page.text
    state = await house.get(f"/s/{second.number}?lang=en")
    assert "Under review" in state.text
    assert "또 안 됩니다" not in state.text
    led = await house.say(second, "여전합니다.")
    assert led.location == f"{house.link(first)}?done=word#result"
    assert "여전합니다." in (await house.get(house.link(first))).text


async def test_the_staffs_page_is_for_reading_only(house: House, clock: StillClock) -> None:
    claim = await house.worked()
    await house.reply(claim, "확인했습니다.")
    links = house.desk.links
    page = await house.get(f"/i/{links.staff_token(claim.number)}")
    assert page.status == 200
    assert "확인했습니다." in page.text
    assert 'method="post"' not in page.text
    assert links.token(claim.number) not in page.text
    for forged in (f"/i/{links.token(claim.number)}", f"/c/{links.staff_token(claim.number)}", "/i/1001-AAAAAA.x"):
        assert (await house.get(forged)).status == 404
    assert links.staff(claim.number).endswith(f"/i/{links.staff_token(claim.number)}")
