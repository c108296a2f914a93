"""Suggestions through Slack: text with the reason, one click that fills the form, and nothing set by itself."""

from storage import articles
from storage.articles import Article
from tests.bot.slack.conftest import Slack, words

INVOICE = {"subject": "송장 PDF 오류", "text": "송장을 PDF로 저장하면 E-1042 오류가 납니다."}


async def past(slack: Slack) -> int:
    """A claim that was triaged."""
    claim = await slack.opens(**INVOICE)
    await slack.slash("UBEN", f"take {claim.id}")
    await slack.slash("UBEN", f"triage {claim.id} DEFECT S2 I2 product=정산")
    return claim.id


async def test_the_triage_form_tells_why_and_a_click_fills_it(slack: Slack) -> None:
    first, second = await past(slack), await past(slack)
    claim = await slack.opens(**INVOICE)
    await slack.slash("UBEN", f"take {claim.id}")
    assert await slack.slash("UBEN", f"triage {claim.id}") == ""
    form = slack.modal("UBEN")
    shown = words(form["blocks"][:1])
    assert f"• 종류: *결함* – 비슷한 건 {second}, {first}: ‘" in shown
    assert all(each in shown for each in ("‘송장’", "정산"))
    assert "initial_option" not in form["blocks"][1]["element"]

    assert await slack.workspace.click_in_view("UBEN", form["id"], "fill") is None
    form = slack.modal("UBEN")
    assert form["blocks"][1]["element"]["initial_option"]["value"] == "DEFECT"
    assert (await slack.view(claim.number)).claim.claim_class is None
    assert await slack.workspace.submit("UBEN", form["id"], {"severity": "S3", "impact": "I3"}) is None
    known = (await slack.view(claim.number)).claim
    assert (known.claim_class, known.product) == ("DEFECT", "정산")


async def test_what_was_chosen_otherwise_stays_and_a_refusal_keeps_the_form(slack: Slack) -> None:
    await past(slack)
    claim = await slack.opens(**INVOICE)
    await slack.slash("UBEN", f"take {claim.id}")
    await slack.slash("UBEN", f"triage {claim.id}")
    await slack.workspace.click_in_view("UBEN", slack.modal("UBEN")["id"], "fill")
    form = slack.modal("UBEN")
    given = {form["blocks"][1]["block_id"]: "HOWTO", "severity": "S4", "impact": "I3"}
    errors = await slack.workspace.submit("UBEN", form["id"], given | {"update_due": 1_700_000_000})
    assert errors is not None
    assert list(errors) == ["update_due"]
    later = int(slack.desk.clock().timestamp()) + 4 * 24 * 3600
    assert await slack.workspace.submit("UBEN", form["id"], given | {"update_due": later}) is None
    assert (await slack.view(claim.number)).claim.claim_class == "HOWTO"


async def test_asked_for_in_the_thread_a_button_opens_the_filled_form(slack: Slack) -> None:
    number = await past(slack)
    claim = await slack.opens(**INVOICE)
    await slack.slash("UBEN", f"take {claim.id}")
    await slack.tells("UBEN", claim.number, "!추천")
    told = slack.workspace.ephemerals("UBEN")[-1]
    assert f"비슷한 건 {number}" in told["text"]
    assert await slack.workspace.click("UBEN", "CDESK", told["ts"], "form") is None
    assert "initial_option" in str(slack.modal("UBEN")["blocks"][1])


async def test_nothing_is_suggested_without_a_past_claim(slack: Slack) -> None:
    claim = await slack.opens()
    assert "추천할 만큼" in await slack.slash("UBEN", f"suggest {claim.id}")
    await slack.slash("UBEN", f"take {claim.id}")
    await slack.slash("UBEN", f"triage {claim.id}")
    assert slack.modal("UBEN")["blocks"][0]["block_id"] == "claim_class"


async def test_the_same_matter_twice_is_named(slack: Slack) -> None:
    first, claim = await slack.opens(**INVOICE), await slack.opens(**INVOICE)
    told = await slack.slash("UBEN", f"suggest {claim.id}")
    assert f"같은 문의일 수 있습니다: *{first.id} 송장 PDF 오류*" in told
    assert "병합" in told


async def solved(slack: Slack) -> int:
    number = await past(slack)
    assert "처리 완료" in await slack.slash("UBEN", f'resolve {number} DEFECT 절차/"출력 회귀" 30m free 5.2판에서 고쳤습니다.')
    return number


async def again(slack: Slack) -> str:
    """A claim with the same words, triaged."""
    claim = await slack.opens(**INVOICE)
    await slack.slash("UBEN", f"take {claim.id}")
    await slack.slash("UBEN", f"triage {claim.id} DEFECT S3 I3")
    return claim.number


def field(form: dict[str, object], name: str) -> tuple[str, dict[str, object]]:
    """(block_id, element) of a form's field, whatever its id has become."""
    blocks: list[dict[str, object]] = form["blocks"]  # type: ignore[assignment]
    found = next(each for each in blocks if str(each.get("block_id", "")).partition(".")[0] == name)
    return str(found["block_id"]), found["element"]  # type: ignore[return-value]


async def test_a_result_is_filled_by_one_click_and_says_which_note_it_used(slack: Slack) -> None:
    first, number = await solved(slack), await again(slack)
    await slack.slash("UBEN", f"resolve {number}")
    form = slack.modal("UBEN")
    shown = words(form["blocks"][:1])
    assert f"• 원인: *절차 – 출력 회귀* – 비슷한 건 {first}" in shown
    assert "해결 노트: *N-1 출력 회귀*" in shown
    await slack.workspace.click_in_view("UBEN", form["id"], "fill")
    form = slack.modal("UBEN")
    assert field(form, "text")[1]["initial_value"] == "5.2판에서 고쳤습니다."
    assert await slack.workspace.submit("UBEN", form["id"], {"minutes": "20"}) is None
    await slack.workspace.submit("UBEN", slack.modal("UBEN")["id"], {})
    claim = (await slack.view(number)).claim
    assert (claim.state, claim.factor, claim.cause, claim.department) == ("RESOLVED", "PROCESS", "출력 회귀", "support")
    assert (await used(slack, number)).name == "N-1"


async def test_a_note_is_a_template_of_any_answer(slack: Slack) -> None:
    await solved(slack)
    number = await again(slack)
    await slack.slash("UBEN", f"reply {number}")
    form = slack.modal("UBEN")
    assert await slack.workspace.click_in_view("UBEN", form["id"], "template", "N-1") is None
    assert "5.2판에서 고쳤습니다." in str(field(slack.modal("UBEN"), "text")[1]["initial_value"])


async def test_typed_a_result_names_its_note_and_department(slack: Slack) -> None:
    await solved(slack)
    number = await again(slack)
    assert "N-7 해결 노트" in await slack.slash("UBEN", f"resolve {number} DEFECT 절차/회귀 5m free 노트=N-7 고쳤습니다.")
    await slack.slash("UBEN", f"resolve {number} DEFECT 절차/회귀 5m free improved=N-1 부서=개발 설정에서 끄시면 됩니다.")
    note = await used(slack, number)
    assert (note.name, note.text) == ("N-1", "설정에서 끄시면 됩니다.")
    assert (await slack.view(number)).claim.department == "dev"


async def used(slack: Slack, number: str) -> Article:
    found = await slack.desk.database.read(articles.of_claim, int(number.partition("-")[0]))
    assert found
    return found
