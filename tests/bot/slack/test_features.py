"""Feature requests through Slack: from triage into their own form, the board, and the product owner's decision."""

from sqlalchemy import select

from storage.database import Tx
from storage.tables import outbox
from tests.bot.slack.conftest import Slack, words

GOAL = "야간 근무자의 눈부심을 줄이려고 합니다."


async def filed(slack: Slack) -> str:
    claim = await slack.opens()
    await slack.slash("UBEN", f"take {claim.id}")
    assert "기능 요청으로 전환" in await slack.slash("UBEN", f"feature {claim.id} {GOAL}")
    return claim.number


def letters(tx: Tx) -> dict[int, str]:
    """What each claim's customer is told of the decision."""
    query = select(outbox.c.claim_id, outbox.c.detail).where(outbox.c.intent == "feature_decided")
    return {claim: detail["text"] for claim, detail in tx.connection.execute(query)}


async def test_triage_leads_into_its_form(slack: Slack) -> None:
    claim = await slack.opens()
    await slack.slash("UBEN", f"take {claim.id}")
    await slack.slash("UBEN", f"triage {claim.id}")
    values = {"claim_class": "FEATURE", "severity": "S4", "impact": "I3"}
    assert await slack.workspace.submit("UBEN", slack.modal("UBEN")["id"], values) is None
    form = slack.modal("UBEN")
    assert [each["block_id"] for each in form["blocks"]] == ["text"]
    assert await slack.workspace.submit("UBEN", form["id"], {"text": GOAL}) is None
    view = await slack.view(claim.number)
    assert (view.claim.state, view.claim.close_reason) == ("CLOSED", "transferred")
    assert view.feature
    await slack.until(claim.number, lambda thread: any(view.feature.name in each["text"] for each in thread if view.feature))


async def test_the_board_and_a_decision(slack: Slack) -> None:
    first = await filed(slack)
    view = await slack.view(first)
    assert view.feature
    named = view.feature.name
    board = await slack.slash("UANA", "features")
    assert named in board
    assert "customers: 1, claims: 1" in board
    assert "리드만" in await slack.slash("UBEN", f"decide {named} planned 5.4")
    other = await slack.opens(address="sam@northwind.example", name="Sam Reed", language="en")
    await slack.slash("UBEN", f"take {other.id}")
    await slack.slash("UBEN", f"vote {other.id} {named}")
    assert await slack.slash("ULEA", f"기능결정 {named} planned It comes with 5.4.") == "", "nothing leaves at once"
    form = slack.modal("ULEA")
    assert "2건에 안내합니다(한국어 1건, 영어 1건)" in words(form["blocks"])
    typed = {each["block_id"]: each["element"].get("initial_value") for each in form["blocks"] if each["type"] == "input"}
    assert (typed["wish"], typed["text_ko"] or "", typed["text_en"]) == (named, "", "It comes with 5.4.")
    values = {"wish": named, "decision": "planned", "text_en": "It comes with 5.4."}
    assert "text_ko" in await slack.workspace.submit("ULEA", form["id"], values)
    assert await slack.workspace.submit("ULEA", form["id"], values | {"text_ko": "5.4 버전에 들어갑니다."}) is None
    decided = (await slack.view(first)).feature
    assert decided
    assert (decided.decision, decided.told("ko"), decided.told("en")) == ("planned", "5.4 버전에 들어갑니다.", "It comes with 5.4.")
    sent = await slack.desk.database.read(letters)
    assert sent == {int(first.partition("-")[0]): "5.4 버전에 들어갑니다.", other.id: "It comes with 5.4."}
    assert "Planned" in await slack.slash("UANA", "features")


async def test_filed_again_after_the_decision_the_thread_says_what_it_was(slack: Slack) -> None:
    number = await filed(slack)
    await slack.slash("ULEA", "decide FR-1 declined 만들지 않습니다.")
    values = {"wish": "FR-1", "decision": "declined", "text_ko": "만들지 않습니다.", "text_en": "We do not."}
    assert await slack.workspace.submit("ULEA", slack.modal("ULEA")["id"], values) is None
    await slack.slash("UBEN", f"reopen {number} 다시 문의")
    await slack.slash("UBEN", f"feature {number} {GOAL}")
    thread = await slack.until(number, lambda thread: any("결정이 난 요청" in each["text"] for each in thread))
    assert sum("결정되면 고객에게 안내합니다" in each["text"] for each in thread) == 1


async def test_what_there_is_not(slack: Slack) -> None:
    assert "FR-9 기능 요청을 찾을 수 없습니다" in await slack.slash("ULEA", "decide FR-9 planned 5.4")
    claim = await slack.opens()
    await slack.slash("UBEN", f"take {claim.id}")
    assert "FR-9 기능 요청을 찾을 수 없습니다" in await slack.slash("UBEN", f"vote {claim.id} FR-9")


async def test_its_development_is_quoted_where_it_was_asked_for(slack: Slack) -> None:
    number = await filed(slack)
    await slack.slash("ULEA", "customer hanbit.example approver=minji@hanbit.example")
    assert await slack.slash("UBEN", f"quote {number}") == ""
    assert await slack.workspace.submit("UBEN", slack.modal("UBEN")["id"], {"minutes": "120", "text": "야간 화면"}) is None
    assert (await slack.view(number)).claim.state == "WAITING_APPROVAL"


async def test_forms_that_would_be_refused_do_not_open(slack: Slack) -> None:
    claim = await slack.opens()
    await slack.slash("UBEN", f"take {claim.id}")
    await slack.slash("UBEN", f"close {claim.id} withdrawn")
    for verb in ("quote", "design", "promise"):
        told = await slack.slash("UBEN", f"{verb} {claim.id}")
        assert "상태에서는" in told
        assert told.endswith("가능한 일: 재처리")
    assert slack.workspace.views("UBEN") == []


async def test_yesterday_is_over(slack: Slack) -> None:
    claim = await slack.opens()
    await slack.slash("UBEN", f"take {claim.id}")
    await slack.slash("UBEN", f"triage {claim.id} DEFECT S3 I3")
    assert "이미 지난 시각" in await slack.slash("UBEN", f"promise {claim.id} 어제 15:00")
    await slack.slash("UBEN", f"later {claim.id} +3d 어제 말씀드린 작업이 길어지고 있습니다.")
    assert "어제 말씀드린" in str(slack.modal("UBEN")["blocks"])
