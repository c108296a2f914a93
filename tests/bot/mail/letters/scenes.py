"""The moments at which a customer gets a letter, each in both languages."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from typing import Any

from claims.actor import clock, customer, person
from claims.claim import ClaimClass, Factor, Impact, Severity
from claims.feature import Decision
from claims.letter import Letter
from claims.lifecycle import CloseReason
from claims.problem import Workaround
from commands.close import close, close_silent, confirm, reopen
from commands.design import agree, design
from commands.feature import board, decide, feature
from commands.hand import invite
from commands.know import customer as know_customer
from commands.later import later, nonews
from commands.merge import merge, revert
from commands.notice import tell_fixed
from commands.objection import affirm, overturn
from commands.problem import comes_from
from commands.problem import fixed as mend
from commands.reply import ask, reply
from commands.resolve import Resolution, resolve
from commands.schedule import schedule
from commands.show import show
from commands.split import split as split_off
from commands.surge import surge
from commands.take import take
from commands.triage import triage
from storage.customers import change_organisation
from storage.database import Tx
from tests.bot.mail.letters.office import Office, seoul

MAIL: Mapping[str, Mapping[str, Any]] = {
    "ko": {},
    "en": {
        "sender": "anna@nordwind.example",
        "sender_name": "Keller, Anna (IT)",
        "subject": "RE: FW: Report does not print",
        "message_id": "first@nordwind.example",
        "text": "Please help.",
        "new_text": "Please help.",
        "language": "en",
    },
}
WHO = {"ko": person("U1"), "en": person("U2")}
LEAD = person("U1")
FIXED = {"ko": "설치 파일은 다운로드 페이지에 있습니다.", "en": "The installer is on the download page."}
KNOWN = {"ko": "오늘 오전부터 인쇄가 되지 않습니다.", "en": "Printing has failed since this morning."}
SLIP = {"ko": "수정 버전이 시험을 통과하지 못해 다시 고치고 있습니다.", "en": "The fix failed its test, so we are mending it again."}
SO_FAR = {
    "ko": "지금까지 확인한 내용: 인쇄 서버의 글꼴 설정\n다음 단계: 수정 버전 시험",
    "en": "What we know so far: the print server's fonts\nNext step: testing the fix",
}
ANSWER = {
    "ko": """\
확인 결과 인쇄 서버의 글꼴 설정이 원인으로 보입니다. 아래 순서로 설정을 변경하신 뒤 다시 인쇄해 보시고, \
결과를 회신해 주시면 바로 확인하겠습니다.

1. 관리 화면에서 [설정 > 인쇄]를 여십시오.
2. "글꼴 포함"을 선택하십시오.
   (버전 4.2 이상)
3. 저장하고 다시 인쇄하십시오.

자세한 방법은 https://docs.desk.example/print?lang=ko&page=2에서 보실 수 있습니다.""",
    "en": """\
We could reproduce it: the fonts are missing on the print server. \
Please change the settings as follows and print again; tell us how it went and we look at it at once.

1. Open [Settings > Print].
2. Choose "Embed fonts"
   (version 4.2 and later).
3. Save, and print again.

More about it: https://docs.desk.example/print?lang=en&page=2.""",
}
QUESTION = {
    "ko": "원인을 확인하려면 아래 자료가 필요합니다.\n\n- 제품 버전\n- 발생 시각\n- 오류 화면",
    "en": "To find the cause we need:\n\n- the version\n- the time it happened\n- a picture of the error",
}
DONE = {
    "ko": "인쇄 서버에 글꼴을 설치했습니다. 이제 보고서가 정상으로 인쇄됩니다.",
    "en": "We installed the fonts on the print server. Reports print again.",
}
REFERENCE: Mapping[str, tuple[tuple[str, str, str], str]] = {
    "ko": (("사용 설명서", "4.2", "5.1"), "글꼴이 설치되지 않은 인쇄 서버에서는 본문이 기본 글꼴로 바뀌어 인쇄됩니다."),
    "en": (("User guide", "4.2", "5.1"), "On a print server without the fonts the text is printed in the standard font."),
}
GOAL = {
    "ko": '1. [설정 > 인쇄]에서 "글꼴 포함"을 선택하십시오.\n2. 다시 인쇄하십시오.',
    "en": '1. Choose "Embed fonts" in [Settings > Print].\n2. Print again.',
}
DECIDED = {
    "affirm": {
        "ko": "인쇄 서버의 글꼴은 설명서 2.1절의 준비 사항에 들어 있습니다.",
        "en": "Section 2.1 of the guide names the fonts that are needed.",
    },
    "overturn": {
        "ko": "설명서와 달리 4.2 버전은 글꼴을 늘 포함해야 합니다. 다음 버전에서 수정하겠습니다.",
        "en": "Version 4.2 should always embed the fonts. We mend it in the next version.",
    },
}
REFUSAL = {"ko": "해당 버전은 2024년 12월 31일에 지원이 종료되었습니다.", "en": "Support of this version ended on 31 December 2024."}


async def acknowledged(office: Office, language: str) -> Letter:
    return await office.letter("acknowledged", await office.mail(**MAIL[language]))


async def acknowledged_at_night(office: Office, language: str) -> Letter:
    office.clock.set(seoul(20, 22, 5))
    return await acknowledged(office, language)


async def acknowledged_abroad(office: Office, language: str) -> Letter:
    office.clock.set(seoul(22, 8))
    number = await office.mail(**MAIL[language])
    name = {"ko": "hanbit", "en": "nordwind"}[language]
    await office.run(know_customer, name, name="Nordwind", by=LEAD)
    await office.run(_move, number, "Europe/Berlin")
    return await office.letter("acknowledged", number)


def _move(tx: Tx, number: str, zone: str) -> None:
    organisation = show(tx, number).organisation
    assert organisation
    change_organisation(tx, organisation.id, zone=zone)


async def acknowledged_follow_up(office: Office, language: str) -> Letter:
    number = await _withdrawn(office, language)
    office.clock.move(days=40)
    again = MAIL[language] | {
        "message_id": "second@customer.example",
        "references": (MAIL[language].get("message_id", "first@hanbit.example"),),
    }
    second = await office.mail(**again)
    assert second != number
    return await office.letter("acknowledged", second)


async def replied(office: Office, language: str) -> Letter:
    number = await _worked(office, language)
    return await office.letter("reply", number, await office.run(reply, number, ANSWER[language], by=WHO[language]))


async def replied_by_helper(office: Office, language: str) -> Letter:
    number = await _worked(office, language)
    helper = {"ko": person("U2"), "en": person("U1")}[language]
    await office.run(invite, number, helper.id, by=LEAD)
    return await office.letter("reply", number, await office.run(reply, number, DONE[language], by=helper))


async def asked(office: Office, language: str) -> Letter:
    number = await _worked(office, language)
    return await office.letter("ask", number, await office.run(ask, number, QUESTION[language], by=WHO[language]))


async def later_than_promised(office: Office, language: str) -> Letter:
    number = await _worked(office, language)
    promised = (await office.database.read(show, number)).claim.update_due
    message = await office.run(later, number, SLIP[language], update_due=seoul(24, 15), by=WHO[language])
    assert promised
    return await office.letter("later", number, message, **{"from": promised.isoformat()})


async def no_news(office: Office, language: str) -> Letter:
    number = await _worked(office, language)
    message = await office.run(nonews, number, SO_FAR[language], update_due=seoul(23, 11), by=WHO[language])
    return await office.letter("nonews", number, message)


async def resolved(office: Office, language: str) -> Letter:
    number, message = await _resolved(office, language)
    return await office.letter("resolved", number, message)


async def closed_confirmed(office: Office, language: str) -> Letter:
    number, _ = await _resolved(office, language)
    await office.run(confirm, number, by=customer("jiho@hanbit.example"))
    return await office.letter("closed", number, reason="confirmed", text="")


async def closed_auto(office: Office, language: str) -> Letter:
    number, _ = await _resolved(office, language)
    office.clock.move(days=8)
    await office.run(close_silent, number, by=clock("sweep"))
    return await office.letter("closed", number, reason="auto", text="")


async def closed_withdrawn(office: Office, language: str) -> Letter:
    return await office.letter("closed", await _withdrawn(office, language), reason="withdrawn", text="")


async def closed_rejected(office: Office, language: str) -> Letter:
    number = await _worked(office, language)
    await office.run(close, number, CloseReason.REJECTED, REFUSAL[language], by=LEAD)
    return await office.letter("closed", number, reason="rejected", text=REFUSAL[language])


async def redirected(office: Office, language: str) -> Letter:
    return await office.letter("redirected", await office.mail(**MAIL[language]), desk="help@desk.example")


async def merged(office: Office, language: str) -> Letter:
    number, first = await _second(office, language)
    await office.run(merge, number, first, by=LEAD)
    return await office.letter("merged", number, into="1001-AAAAAA")


async def unmerged(office: Office, language: str) -> Letter:
    number, first = await _second(office, language)
    await office.run(merge, number, first, by=LEAD)
    await office.run(revert, number, by=LEAD)
    return await office.letter("unmerged", number, into="1001-AAAAAA")


async def split(office: Office, language: str) -> Letter:
    number = await _worked(office, language)
    opened = await office.run(split_off, number, QUESTION[language], by=LEAD)
    return await office.letter("split", opened.number, origin="1001-AAAAAA")


async def works_as_designed(office: Office, language: str) -> Letter:
    number, message = await _designed(office, language)
    return await office.letter("resolved", number, message)


async def objected(office: Office, language: str) -> Letter:
    number, _ = await _designed(office, language)
    await office.run(reopen, number, by=customer("jiho@hanbit.example"))
    due = (await office.database.read(show, number)).claim.update_due
    assert due
    return await office.letter("objected", number, due=due.isoformat())


async def upheld(office: Office, language: str) -> Letter:
    return await _decided(office, language, "affirm", affirm)


async def overturned(office: Office, language: str) -> Letter:
    return await _decided(office, language, "overturn", overturn)


async def _decided(office: Office, language: str, intent: str, command: Any) -> Letter:
    number, _ = await _designed(office, language)
    await office.run(reopen, number, by=customer("jiho@hanbit.example"))
    return await office.letter(intent, number, await office.run(command, number, DECIDED[intent][language], by=LEAD))


async def _designed(office: Office, language: str) -> tuple[str, Any]:
    number = await _worked(office, language)
    await office.run(design, number, *REFERENCE[language], by=WHO[language])
    await office.run(agree, number, by={"ko": person("U2"), "en": person("U1")}[language])
    resolution = Resolution(ClaimClass.WAD, Factor.CUSTOMER, "fonts", GOAL[language], 30, False)
    return number, await office.run(resolve, number, resolution, by=WHO[language])


async def transferred(office: Office, language: str) -> Letter:
    number, found = await _requested(office, language)
    return await office.letter("transferred", number, feature=found.name, due=found.due.isoformat())


async def feature_decided(office: Office, language: str) -> Letter:
    number, found = await _requested(office, language)
    texts = {"ko": "5.4 버전에 들어갑니다.", "en": "It comes with version 5.4."}
    words = (await office.run(decide, found.name, Decision.PLANNED, texts, by=LEAD)).told(language)
    return await office.letter("feature_decided", number, feature=found.name, title=found.title, decision="planned", text=words)


async def fixed(office: Office, language: str) -> Letter:
    number, found = await _caused(office, language)
    await office.run(mend, found.name, "5.4", date(2026, 12, 1), by=LEAD)
    message = await office.run(tell_fixed, number, FIXED[language], by=LEAD)
    return await office.letter("fixed", number, message, version="5.4", day="2026-12-01")


async def fix_scheduled(office: Office, language: str) -> Letter:
    number, _ = await _caused(office, language)
    await office.run(schedule, number, "5.4", date(2026, 12, 1), Workaround.NONE, by=WHO[language])
    return await office.letter("reply", number, await office.run(reply, number, FIXED[language], by=WHO[language]))


async def acknowledged_in_a_surge(office: Office, language: str) -> Letter:
    await office.run(surge, "print", seoul(20, 18), KNOWN, by=LEAD)
    return await office.letter("acknowledged", await office.mail(**MAIL[language]))


async def reclassed_free(office: Office, language: str) -> Letter:
    number = await _worked(office, language)
    await office.run(triage, number, ClaimClass.ENV, Severity.S3, Impact.I2, by=WHO[language])
    await office.run(triage, number, ClaimClass.DEFECT, Severity.S3, Impact.I2, by=WHO[language])
    return await office.letter("reclassed", number, was="ENV", claim_class="DEFECT", free=True, quote="Q1042-1")


async def reclassed_chargeable(office: Office, language: str) -> Letter:
    number = await _worked(office, language)
    await office.run(triage, number, ClaimClass.HOWTO, Severity.S3, Impact.I2, by=WHO[language])
    return await office.letter("reclassed", number, was="DEFECT", claim_class="HOWTO", free=False, quote=None)


async def _caused(office: Office, language: str) -> tuple[str, Any]:
    number = await _worked(office, language)
    return number, (await office.run(comes_from, number, by=LEAD)).problem


async def _requested(office: Office, language: str) -> tuple[str, Any]:
    number = await _worked(office, language)
    await office.run(feature, number, GOAL[language], by=WHO[language])
    return number, (await office.database.read(board))[0].feature


SCENES: Mapping[str, Callable[[Office, str], Awaitable[Letter]]] = {
    scene.__name__: scene
    for scene in (
        acknowledged,
        acknowledged_at_night,
        acknowledged_abroad,
        acknowledged_follow_up,
        replied,
        replied_by_helper,
        asked,
        later_than_promised,
        no_news,
        resolved,
        closed_confirmed,
        closed_auto,
        closed_withdrawn,
        closed_rejected,
        redirected,
        merged,
        unmerged,
        split,
        works_as_designed,
        objected,
        upheld,
        overturned,
        transferred,
        feature_decided,
        fixed,
        fix_scheduled,
        acknowledged_in_a_surge,
        reclassed_free,
        reclassed_chargeable,
    )
}


async def _worked(office: Office, language: str) -> str:
    number = await office.mail(**MAIL[language])
    office.clock.move(minutes=20)
    await office.run(take, number, by=WHO[language])
    await office.run(triage, number, ClaimClass.DEFECT, Severity.S3, Impact.I2, update_due=seoul(20, 15), by=WHO[language])
    return number


async def _second(office: Office, language: str) -> tuple[str, str]:
    """Written again, without answering what was written before; and that."""
    first = await _worked(office, language)
    return await office.mail(**MAIL[language] | {"message_id": "second@customer.example"}), first


async def _resolved(office: Office, language: str) -> tuple[str, Any]:
    number = await _worked(office, language)
    resolution = Resolution(ClaimClass.DEFECT, Factor.PROCESS, "fonts missing", DONE[language], 30, False)
    return number, await office.run(resolve, number, resolution, by=WHO[language])


async def _withdrawn(office: Office, language: str) -> str:
    number = await _worked(office, language)
    await office.run(close, number, CloseReason.WITHDRAWN, by=WHO[language])
    return number
