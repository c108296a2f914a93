"""The result's form as it opens: everything stands in it with its reason, so that the usual case is one press."""

from typing import Any

import pytest

from tests.bot.slack.conftest import Slack, words

DEFECT = "정산 화면 오류"


async def worked_on(slack: Slack, triage: str = "DEFECT S3 I3 product=정산", **values: Any) -> str:
    claim = await slack.opens(**values)
    await slack.slash("ULEA", f"take {claim.id}")
    await slack.slash("ULEA", f"triage {claim.id} {triage}")
    return claim.number


async def resolved(slack: Slack, cause: str, minutes: int) -> None:
    """Of the same class and product, in words of its own."""
    number = await worked_on(slack, subject=f"가나다 {cause}", text="-", address=f"{minutes}@other.example")
    assert "처리 완료" in await slack.slash("ULEA", f'resolve {number} DEFECT 절차/"{cause}" {minutes}m free 고쳤습니다.')


async def opened(slack: Slack, number: str) -> tuple[str, str, dict[str, Any]]:
    """Its id, its words, and what stands in its fields."""
    await slack.slash("ULEA", f"resolve {number}")
    form = slack.modal("ULEA")
    elements = {each["block_id"]: each["element"] for each in form["blocks"] if each["type"] == "input"}
    return form["id"], words(form["blocks"]), {name: _stands(each) for name, each in elements.items()}


def _stands(element: dict[str, Any]) -> Any:
    found = element.get("initial_option")
    return found["value"] if found else element.get("initial_value")


async def test_what_was_worked_on_and_answered_is_resolved_by_one_press(slack: Slack) -> None:
    for cause, minutes in (("회귀", 20), ("회귀", 40), ("설정", 90)):
        await resolved(slack, cause, minutes)
    number = await worked_on(slack, subject=DEFECT, text="합계가 다릅니다.")
    await slack.slash("ULEA", f"log {number} 35m free 재현")
    await slack.slash("ULEA", f"reply {number} 5.2판에서 고쳤습니다.")
    form, told, fields = await opened(slack, number)
    assert fields == fields | {"claim_class": "DEFECT", "factor": "PROCESS", "cause": "회귀", "minutes": "35", "chargeable": "free"}
    assert fields["text"] == "5.2판에서 고쳤습니다."
    for reason in ("원인 – 최근 결함 · 정산 3건 중 2건", "작업 시간(분) – 작업 기록", "내용 – 고객에게 보낸 마지막 답변"):
        assert reason in told
    assert await slack.workspace.submit("ULEA", form, {}) is None
    await slack.workspace.submit("ULEA", slack.modal("ULEA")["id"], {})
    claim = (await slack.view(number)).claim
    assert (claim.state, claim.cause, claim.minutes, claim.resolution) == ("RESOLVED", "회귀", 35, "5.2판에서 고쳤습니다.")


@pytest.mark.parametrize(
    ("triage", "cause", "minutes"),
    [
        ("DEFECT S3 I3", "제품 결함", "30"),
        ("ENV S3 I3", "고객 환경 변경", "30"),
        ("BILLING S4 I3", "청구 내용 문의", "30"),
        ("HOWTO S4 I3", "사용 방법 문의", "15"),
        ("WAD S4 I3", "사양에 대한 다른 기대", "30"),
        ("DEFECT_DOC S4 I3", "문서 오류", "30"),
    ],
)
async def test_where_nothing_is_past_the_playbook_starts_it(slack: Slack, triage: str, cause: str, minutes: str) -> None:
    _, told, fields = await opened(slack, await worked_on(slack, triage))
    assert (fields["cause"], fields["minutes"], fields["chargeable"]) == (cause, minutes, "free")
    assert "기본값" in told
    assert not fields["text"]


async def test_no_question_and_nothing_that_was_answered_becomes_a_result(slack: Slack) -> None:
    number = await worked_on(slack)
    await slack.slash("ULEA", f"nonews {number}")
    await slack.workspace.submit("ULEA", slack.modal("ULEA")["id"], {"text": "보고 있습니다.", "kind": "nonews"})
    await slack.workspace.submit("ULEA", slack.modal("ULEA")["id"], {})
    assert "out" in [way for way, _ in await slack.said(number)]
    assert not (await opened(slack, number))[2]["text"]


async def test_what_was_typed_in_the_line_stays_and_needs_no_reason(slack: Slack) -> None:
    number = await worked_on(slack)
    await slack.slash("ULEA", f'resolve {number} DEFECT 절차/"다른 원인"')
    form = slack.modal("ULEA")
    shown = words(form["blocks"])
    assert "다른 원인" in str(form["blocks"])
    assert "원인 –" not in shown
    assert "작업 시간(분) – 작업 기록이 없어" in shown
