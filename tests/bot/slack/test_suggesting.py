"""Suggestions through Slack: text with the reason, one click that fills the form, and nothing set by itself."""

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
