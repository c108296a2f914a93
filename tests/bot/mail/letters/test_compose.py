"""One desk, one thread, whoever works on it."""

from dataclasses import fields, replace
from email.utils import parsedate_to_datetime
from typing import Any

import pytest

from claims.actor import person
from claims.claim import ClaimClass, Factor, Impact, Severity
from claims.envelope import Attachment
from claims.letter import Letter
from claims.rules import Desk, Rules
from commands.hand import hand
from commands.reply import ask, reply
from commands.resolve import Resolution, resolve
from commands.show import show
from commands.take import take
from commands.triage import triage
from tests.bot.mail.letters.office import ADDRESSES, Office, seoul
from tests.bot.mail.letters.scenes import SCENES

FIRST, SECOND = "first@hanbit.example", "second@hanbit.example"
KIM, LEE = person("U1"), person("U2")


async def answered(office: Office, number: str, text: str = "확인했습니다.", by: Any = KIM) -> Letter:
    return await office.letter("reply", number, await office.run(reply, number, text, by=by))


async def test_one_sender_whoever_owns_it(office: Office) -> None:
    number = await office.mail()
    letters = [await office.letter("acknowledged", number), await answered(office, number)]
    await office.run(hand, number, "U2", "휴가입니다.", by=KIM)
    letters.append(await answered(office, number, by=LEE))
    assert {(letter.sender, letter.sender_name) for letter in letters} == {(ADDRESSES[0], "고객지원팀")}
    assert len({letter.subject.removeprefix("Re: ") for letter in letters}) == 1
    assert "Jiwon Lee 드림" in letters[2].text
    assert "김민수" not in letters[2].text


async def test_answers_the_newest_mail_of_the_customer(office: Office) -> None:
    number = await office.mail()
    assert (await office.letter("acknowledged", number)).in_reply_to == FIRST
    office.clock.move(minutes=5)
    await office.mail(message_id=SECOND, references=(FIRST,), subject="Re: 보고서가 인쇄되지 않습니다")
    letter = await answered(office, number)
    assert (letter.in_reply_to, letter.references) == (SECOND, (FIRST, SECOND))


async def test_a_reply_that_was_not_kept_in_the_thread_still_names_it(office: Office) -> None:
    """Without any mail of the customer's, such as after a call, our own first letter holds the thread together."""
    number = await office.mail(message_id=None)
    view = replace(await office.database.read(show, number), references=("ours@desk.example", "letter@desk.example"))
    letter = office.composed("acknowledged", view)
    assert (letter.in_reply_to, letter.references) == ("ours@desk.example", ("ours@desk.example",))
    bare = office.composed("reply", replace(view, references=()))
    assert (bare.in_reply_to, bare.references) == (None, ())
    assert bare.subject.startswith("[")


async def test_copies_go_to_those_who_had_the_mail(office: Office) -> None:
    copies = ("boss@hanbit.example", ADDRESSES[1].upper(), "jiho@hanbit.example", "boss@hanbit.example")
    number = await office.mail(cc=copies)
    assert (await answered(office, number)).cc == ("boss@hanbit.example",)
    assert (await office.letter("acknowledged", number)).cc == ()
    assert (await office.letter("closed", number, reason="withdrawn")).cc == ()


async def test_only_machines_letters_say_so(office: Office) -> None:
    marks = {scene: (await SCENES[scene](office, "en")).automatic for scene in ("replied",)}
    number = await office.mail(message_id=SECOND)
    marks |= {intent: (await office.letter(intent, number, reason="confirmed")).automatic for intent in ("acknowledged", "closed")}
    assert marks == {"replied": None, "acknowledged": "auto-replied", "closed": "auto-generated"}


async def test_nothing_can_begin_a_header(office: Office) -> None:
    evil = "a\r\nBcc: all@victim.example\x00\u2028b"
    office.rules = Rules(desk=Desk(name_ko=evil, name_en=evil))
    number = await office.mail(subject=evil, sender_name=evil)
    letter = await answered(office, number)
    plain = [getattr(letter, field.name) for field in fields(letter) if field.name not in ("text", "html", "attachments")]
    values = [each for value in plain for each in (value if isinstance(value, tuple) else (value,)) if each is not None]
    assert all(each == each.strip() and not set(each) & set("\r\n\x00\u2028\u2029") for each in values)


async def test_date_is_the_desks_own_clock(office: Office) -> None:
    letter = await office.letter("acknowledged", await office.mail())
    assert letter.date == "Thu, 19 Nov 2026 10:30:00 +0900"
    assert parsedate_to_datetime(letter.date) == office.clock()


async def test_the_first_answer_is_never_promised_later(office: Office) -> None:
    """Triage may make a matter less urgent; what the customer read first still holds."""
    number = await office.mail(text="서버 전체 장애입니다. 긴급합니다.", new_text="서버 전체 장애입니다. 긴급합니다.", subject="긴급 장애")
    promised = (await office.database.read(show, number)).claim.first_due
    before = await office.letter("acknowledged", number)
    await office.run(take, number, by=KIM)
    await office.run(triage, number, ClaimClass.HOWTO, Severity.S4, Impact.I3, by=KIM)
    after = await office.letter("acknowledged", number)
    view = await office.database.read(show, number)
    assert promised
    assert view.claim.first_due == promised
    line = next(line for line in before.text.split("\n") if "첫 답변" in line)
    assert line in after.text


async def test_a_promise_that_passed_is_not_made(office: Office) -> None:
    number = await office.mail()
    office.clock.set(seoul(19, 17))
    letter = await office.letter("acknowledged", number)
    assert "첫 답변" not in letter.text
    assert "확인하는 대로 답변드리겠습니다." in letter.text


async def test_lunch_is_out_of_hours_and_says_when_we_are_back(office: Office) -> None:
    office.clock.set(seoul(19, 12, 15))
    letter = await office.letter("acknowledged", await office.mail())
    assert "11월 19일(목) 오후 1:00부터" in letter.text


async def test_no_company_name_is_made_of_a_domain(office: Office) -> None:
    number = await office.mail(sender_name="")
    view = await office.database.read(show, number)
    assert "\n고객님, 안녕하십니까.\n" in office.composed("acknowledged", view).text
    assert view.organisation
    named = replace(view, organisation=replace(view.organisation, name="한빛제조"))
    assert "\n한빛제조 담당자님, 안녕하십니까.\n" in office.composed("acknowledged", named).text


@pytest.mark.parametrize(("text", "greeted"), [("안녕하세요, 김민수입니다.", False), ("안내드립니다.", True), ("Hi-res 파일입니다.", True)])
async def test_nobody_is_greeted_twice(office: Office, text: str, greeted: bool) -> None:
    letter = await answered(office, await office.mail(), text)
    assert ("안녕하십니까" in letter.text) is greeted


async def test_files_go_with_the_words(office: Office) -> None:
    file = Attachment("guide.pdf", "application/pdf", 10, "0" * 64)
    number = await office.mail()
    message = await office.run(reply, number, "첨부를 보십시오.", attached=[file], by=KIM)
    assert (await office.letter("reply", number, message)).attachments == (file,)


async def test_a_result_that_the_customer_already_refused_announces_no_closing(office: Office) -> None:
    number = await office.mail()
    await office.run(take, number, by=KIM)
    resolution = Resolution(ClaimClass.HOWTO, Factor.CUSTOMER, "설명 부족", "이렇게 하십시오.", 5, False)
    message = await office.run(resolve, number, resolution, by=KIM)
    await office.mail(message_id=SECOND, references=(FIRST,))
    letter = await office.letter("resolved", number, message)
    assert "재처리 중" in letter.text
    assert "종료하겠습니다" not in letter.text


async def test_speaks_the_claims_language(office: Office) -> None:
    number = await office.mail(language="en")
    await office.run(take, number, by=KIM)
    letter = await office.letter("ask", number, await office.run(ask, number, "Which version?", by=KIM))
    assert letter.sender_name == "Customer Support"
    assert letter.text.startswith("Waiting for your reply")


async def test_an_unknown_letter_is_a_mistake_of_ours(office: Office) -> None:
    number = await office.mail()
    with pytest.raises(KeyError):
        await office.letter("congratulate", number)
