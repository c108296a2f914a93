"""Works as designed, through Slack: the reference in a form, a second person's button in the thread, the product owner's answer."""

from typing import Any

from claims.actor import customer
from commands.close import reopen
from commands.word import rate
from tests.bot.slack.conftest import Slack, words

CARE = {"document": "사용 설명서", "section": "4.2", "edition": "5.1", "text": "합계가 원 단위로 반올림됩니다."}


async def proposed(slack: Slack) -> str:
    claim = await slack.opens()
    await slack.slash("UBEN", f"take {claim.id}")
    await slack.slash("UBEN", f"triage {claim.id} WAD S4 I3")
    await slack.until(claim.number, lambda thread: "verb:design" in str(thread[0]["blocks"]))
    await slack.press("UBEN", claim.number, "verb:design")
    assert await slack.workspace.submit("UBEN", slack.modal("UBEN")["id"], CARE) is None
    await slack.until(claim.number, lambda thread: any("동의하십니까" in each["text"] for each in thread))
    return claim.number


def asking(slack: Slack, number: str, action: str) -> dict[str, Any]:
    """The message of the thread that has the button."""
    return next(each for each in reversed(slack.thread(number)[1:]) if f"verb:{action}" in str(each.get("blocks")))


async def press(slack: Slack, user: str, number: str, action: str) -> None:
    assert await slack.workspace.click(user, "CDESK", asking(slack, number, action)["ts"], f"verb:{action}") is None


async def test_the_form_asks_for_every_part(slack: Slack) -> None:
    claim = await slack.opens()
    await slack.slash("UBEN", f"take {claim.id}")
    await slack.slash("UBEN", f"design {claim.id}")
    blocks = slack.modal("UBEN")["blocks"]
    assert [each["block_id"] for each in blocks] == ["document", "section", "edition", "text"]
    errors = await slack.workspace.submit("UBEN", slack.modal("UBEN")["id"], CARE | {"section": " "})
    assert errors == {"section": "빠진 항목: 절"}


async def test_what_was_typed_stands_in_the_form(slack: Slack) -> None:
    claim = await slack.opens()
    await slack.slash("UBEN", f"take {claim.id}")
    await slack.slash("UBEN", f'design {claim.id} "사용 설명서"/4.2/5.1')
    assert "사용 설명서" in str(slack.modal("UBEN")["blocks"][0])
    assert "5.1" in str(slack.modal("UBEN")["blocks"][2])


async def test_the_button_is_for_a_second_person(slack: Slack) -> None:
    number = await proposed(slack)
    shown = words(asking(slack, number, "agree")["blocks"])
    assert all(part in shown for part in CARE.values())
    await press(slack, "UBEN", number, "agree")
    assert "다른 한 분의 동의" in slack.whispered("UBEN")
    refused = await slack.slash("UBEN", f"reply {number} 설명서대로입니다.")
    assert "두 번째 사람의 동의" in refused
    await press(slack, "UANA", number, "agree")
    await slack.until(number, lambda thread: any("Ana Silva 님이 정상동작이라는 판단에 동의했습니다" in each["text"] for each in thread))
    assert "고객에게 보냅니다" in await slack.slash("UBEN", f"reply {number} 설명서대로입니다.")


async def test_who_disagrees_is_asked_why(slack: Slack) -> None:
    number = await proposed(slack)
    await press(slack, "UANA", number, "disagree")
    await slack.workspace.submit("UANA", slack.modal("UANA")["id"], {"reason": "다른 화면의 설명입니다."})
    await slack.until(number, lambda thread: any("<@UBEN>" in each["text"] and "다른 화면의 설명" in each["text"] for each in thread))
    assert "근거" in await slack.slash("UBEN", f"reply {number} 설명서대로입니다.")


async def objected(slack: Slack) -> str:
    number = await proposed(slack)
    await press(slack, "UANA", number, "agree")
    await slack.slash("ULEA", "people @ana rights=product")
    await slack.slash("UBEN", f"resolve {number} WAD 기타/반올림 10m free 표를 참고해 주십시오.")
    await slack.desk.database.run(reopen, number, by=customer("minji@hanbit.example"))
    await slack.until(number, lambda thread: any("<@UANA>" in each["text"] and "이의" in each["text"] for each in thread))
    return number


async def test_the_product_owner_answers_after_a_preview(slack: Slack) -> None:
    number = await objected(slack)
    await press(slack, "ULEA", number, "overturn")
    assert "제품 책임자만" in slack.whispered("ULEA")
    await press(slack, "UANA", number, "overturn")
    form = slack.modal("UANA")
    assert [each["block_id"] for each in form["blocks"] if each["type"] == "input"] == ["text"]
    await slack.workspace.submit("UANA", form["id"], {"text": "다음 버전에서 고치겠습니다."})
    assert "다음 버전에서 고치겠습니다." in words(slack.modal("UANA")["blocks"])
    await slack.workspace.submit("UANA", slack.modal("UANA")["id"], {})
    assert (await slack.view(number)).claim.claim_class == "DEFECT"
    assert ("out", "다음 버전에서 고치겠습니다.") in await slack.said(number)


async def test_upheld_by_a_typed_line_it_is_previewed_too(slack: Slack) -> None:
    number = await objected(slack)
    await slack.slash("UANA", f"affirm {number} 설명서가 맞습니다.")
    await slack.workspace.submit("UANA", slack.modal("UANA")["id"], {"text": "설명서가 맞습니다."})
    await slack.workspace.submit("UANA", slack.modal("UANA")["id"], {})
    assert (await slack.view(number)).claim.state == "RESOLVED"
    assert "no objection waits" in (await slack.slash("UANA", f"affirm {number} Again."))


async def test_while_an_objection_waits_the_card_offers_its_answers(slack: Slack) -> None:
    number = await objected(slack)
    thread = await slack.until(number, lambda thread: "verb:affirm" in str(thread[0]["blocks"]))
    assert "고객 이의 검토 중" in words(thread[0]["blocks"])
    assert "제품 책임자가" in await slack.slash("UBEN", f"triage {number} DEFECT S3 I3")


async def test_a_low_vote_says_whether_it_was_solved_and_what_was_worst(slack: Slack) -> None:
    claim = await slack.opens()
    await slack.slash("ULEA", f"resolve {claim.id} HOWTO customer/training 15m free 이렇게 하십시오")
    by = customer("minji@hanbit.example")
    await slack.desk.database.run(rate, claim.number, "2", "no", "solution", "여전합니다.", form="1", by=by)
    told = "5점 만점에 2점 · 해결되지 않음 · 가장 아쉬웠던 점: 해결 내용"
    await slack.until(claim.number, lambda thread: any(told in each["text"] and "여전합니다." in each["text"] for each in thread[1:]))
    assert (await slack.view(claim.number)).claim.state == "IN_PROGRESS"
    await slack.slash("ULEA", f"show {claim.number}")
    assert told in words(slack.workspace.ephemerals("ULEA")[-1]["blocks"])
    await press(slack, "ULEA", claim.number, "dsat")
    above = words(slack.modal("ULEA")["blocks"][:1])
    assert told in above
    assert "여전합니다." in above


async def test_what_works_as_designed_does_not_end_as_something_else(slack: Slack) -> None:
    claim = await slack.opens()
    await slack.slash("UBEN", f"take {claim.id}")
    assert "다음: 사양, " in await slack.slash("UBEN", f"triage {claim.id} WAD S4 I3")
    line = f"resolve {claim.id} HOWTO customer/x 5m free 설명서대로입니다."
    refused = await slack.slash("UBEN", line)
    assert "정상동작이나 결함으로만" in refused
    assert "`분류`" in refused
    assert "`사양`" in await slack.slash("UBEN", line.replace("HOWTO", "WAD"))
    await slack.press("UBEN", claim.number, "verb:resolve")
    values = {"text": "설명서대로입니다.", "claim_class": "ENV", "factor": "CUSTOMER", "cause": "x", "minutes": "5", "chargeable": "free"}
    errors = await slack.workspace.submit("UBEN", slack.modal("UBEN")["id"], values)
    assert errors is not None
    assert "정상동작이나 결함으로만" in errors["text"]
    assert "정상동작 → 결함" in await slack.slash("UBEN", line.replace("HOWTO", "DEFECT"))
    refused = await slack.slash("ULEA", f"close {claim.id} rejected 계약 없음")
    assert "‘종료 거절’ 할 수 없습니다. 가능한 일: 종료 확인, 재처리" in refused


async def test_the_receipt_of_a_triage_says_what_it_undid(slack: Slack) -> None:
    claim = await slack.opens()
    await slack.slash("ULEA", "customer hanbit.example approver=minji@hanbit.example")
    await slack.slash("ULEA", f"take {claim.id}")
    await slack.slash("ULEA", f"triage {claim.id} ENV S3 I3 P1 reason=급함")
    await slack.slash("ULEA", f"quote {claim.id} 3h cap=300000 로그 분석")
    told = await slack.slash("ULEA", f"triage {claim.id} DEFECT S3 I3")
    assert f"취소되었습니다: Q{claim.id}-1." in told
    assert "우선순위 P1 대신" in told
    await slack.slash("ULEA", f"show {claim.id}")
    assert "(고객환경 → 결함)" in words(slack.workspace.ephemerals("ULEA")[-1]["blocks"])
