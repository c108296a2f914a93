"""The other forms, and the same verbs typed."""

from typing import Any

from tests.bot.slack.conftest import CHANNEL, Slack, words


async def formed(slack: Slack, user: str, typed: str) -> dict[str, Any]:
    assert await slack.slash(user, typed) == ""
    return slack.modal(user)


async def owned(slack: Slack, user: str = "UBEN", **values: Any) -> str:
    claim = await slack.opens(**values)
    await slack.slash(user, f"take {claim.id}")
    return claim.number


async def test_triage_asks_in_the_fixed_order_and_proposes_a_time(slack: Slack) -> None:
    number = await owned(slack)
    form = await formed(slack, "UBEN", f"triage {number}")
    options = [each["value"] for each in form["blocks"][0]["element"]["options"]]
    assert options == ["SPAM", "DUPLICATE", "BILLING", "HOWTO", "DEFECT", "DEFECT_DOC", "WAD", "ENV", "FEATURE"]
    assert form["blocks"][3]["element"]["initial_date_time"] > slack.desk.clock().timestamp()
    assert await slack.workspace.submit("UBEN", form["id"], {"claim_class": "DEFECT", "severity": "S2", "impact": "I1"}) is None
    claim = (await slack.view(number)).claim
    assert (claim.state, claim.priority, claim.claim_class) == ("IN_PROGRESS", "P1", "DEFECT")
    assert claim.update_due is not None
    assert int(claim.update_due.timestamp()) == form["blocks"][3]["element"]["initial_date_time"]


async def test_a_time_that_has_passed_stands_at_its_field(slack: Slack) -> None:
    number = await owned(slack)
    form = await formed(slack, "UBEN", f"triage {number}")
    values = {"claim_class": "DEFECT", "severity": "S2", "impact": "I1", "update_due": 1_700_000_000}
    errors = await slack.workspace.submit("UBEN", form["id"], values)
    assert errors is not None
    assert list(errors) == ["update_due"]


async def test_spam_in_triage_closes_and_tells_nobody(slack: Slack) -> None:
    number = await owned(slack)
    form = await formed(slack, "UBEN", f"triage {number}")
    await slack.workspace.submit("UBEN", form["id"], {"claim_class": "SPAM", "severity": "S4", "impact": "I3"})
    claim = (await slack.view(number)).claim
    assert (claim.state, claim.close_reason) == ("CLOSED", "spam")


async def test_hand_over_by_form_keeps_what_was_typed_and_calls_the_new_owner(slack: Slack) -> None:
    number = await owned(slack)
    form = await formed(slack, "UBEN", f"hand {number} @ana")
    assert form["blocks"][0]["element"]["initial_user"] == "UANA"
    assert await slack.workspace.submit("UBEN", form["id"], {"note": "로그는 <첨부>에"}) is None
    assert (await slack.view(number)).claim.owner == "UANA"
    thread = await slack.until(number, lambda thread: "<@UANA>" in thread[-1]["text"])
    assert "로그는 &lt;첨부&gt;에" in thread[-1]["text"]


async def test_a_guest_cannot_be_handed_a_claim(slack: Slack) -> None:
    number = await owned(slack)
    told = await slack.slash("UBEN", f"hand {number} @guest 부탁합니다")
    assert "게스트" in told
    assert (await slack.view(number)).claim.owner == "UBEN"


async def test_a_claim_opened_for_a_customer(slack: Slack) -> None:
    form = await formed(slack, "UANA", "open")
    values = {"address": "sam@northwind.example", "name": "Sam Reed", "text": "He called: the printer is on fire."}
    assert await slack.workspace.submit("UANA", form["id"], values) is None
    assert "opened" in words(slack.modal("UANA")["blocks"])
    (view,) = await _all(slack)
    assert (view.claim.subject, view.contact.name, view.claim.channel) == ("He called: the printer is on fire.", "Sam Reed", "slack")


async def test_an_address_that_is_none_is_refused_in_the_form(slack: Slack) -> None:
    form = await formed(slack, "UANA", "open")
    errors = await slack.workspace.submit("UANA", form["id"], {"address": "nobody", "text": "x"})
    assert errors is not None
    assert list(errors) == ["address"]


async def test_a_customer_is_shown_and_changed(slack: Slack) -> None:
    claim = await slack.opens()
    told = await slack.slash("UANA", 'customer hanbit.example name="Hanbit Soft" language=en owner=@ana')
    assert "Hanbit Soft" in told
    assert "Ana Silva" in told
    assert "Hanbit Soft" in await slack.slash("UANA", f"customer {claim.id}")
    await slack.press("UANA", claim.number, "more", f"customer:{claim.number}")
    form = slack.modal("UANA")
    assert {"한국어", "English"} <= set(words(form["blocks"]).splitlines())
    assert await slack.workspace.submit("UANA", form["id"], {"product": "HanPrint"}) is None
    assert "HanPrint" in words(slack.modal("UANA")["blocks"])
    view = await slack.view(claim.number)
    assert view.organisation is not None
    assert (view.organisation.name, view.organisation.product, view.organisation.language) == ("Hanbit Soft", "HanPrint", "en")


async def test_release_close_and_reopen_ask_for_their_words(slack: Slack) -> None:
    number = await owned(slack)
    form = await formed(slack, "UBEN", f"release {number}")
    await slack.workspace.submit("UBEN", form["id"], {"reason": "휴가"})
    assert (await slack.view(number)).claim.owner is None
    await slack.slash("UBEN", f"take {number}")
    form = await formed(slack, "UBEN", f"close {number}")
    await slack.workspace.submit("UBEN", form["id"], {"reason": "withdrawn"})
    assert (await slack.view(number)).claim.close_reason == "withdrawn"
    form = await formed(slack, "UBEN", f"reopen {number}")
    await slack.workspace.submit("UBEN", form["id"], {"reason": "다시 문의"})
    assert (await slack.view(number)).claim.state == "IN_PROGRESS"


async def test_only_a_lead_rejects(slack: Slack) -> None:
    number = await owned(slack)
    form = await formed(slack, "UBEN", f"close {number}")
    errors = await slack.workspace.submit("UBEN", form["id"], {"reason": "rejected", "text": "지원 대상이 아닙니다."})
    assert errors == {"text": "리드만 할 수 있습니다."}
    form = await formed(slack, "ULEA", f"close {number}")
    assert await slack.workspace.submit("ULEA", form["id"], {"reason": "rejected", "text": "지원 대상이 아닙니다."}) is None
    assert (await slack.view(number)).claim.close_reason == "rejected"


async def test_claim_alone_shows_what_the_asker_can_do(slack: Slack) -> None:
    mine, nobodys = await owned(slack, "UANA"), await slack.opens(subject="<!channel> free money", address="x@northwind.example")
    told = await slack.slash("UANA", "")
    assert mine in told
    assert nobodys.number in told
    assert "&lt;!channel&gt; free money" in told
    assert "take 1042" in told
    assert "Yours (1)" in told


async def test_lists_and_finding(slack: Slack) -> None:
    mine, other = await owned(slack, "UANA"), await slack.opens(subject="라이선스 만료", address="x@northwind.example")
    assert mine in await slack.slash("UANA", "mine")
    assert other.number not in await slack.slash("UANA", "mine")
    assert other.number in await slack.slash("UANA", "unowned")
    assert other.number in await slack.slash("UANA", "list new")
    assert other.number in await slack.slash("UANA", "찾기 라이선스")
    assert mine in await slack.slash("UANA", f"find {mine}")
    assert "“nothinglikethis”" in await slack.slash("UANA", "find nothinglikethis")


async def test_show_tells_the_last_steps_in_the_askers_zone(slack: Slack) -> None:
    number = await owned(slack)
    result = await slack.workspace.slash("UANA", CHANNEL, f"/claim {number}")
    shown = words(result.ephemerals[0]["blocks"])
    assert "taken · 김벤" in shown
    assert "01:3" in shown  # 10:30 in Seoul is 01:30 in Lisbon


async def test_a_refusal_names_what_is_possible(slack: Slack) -> None:
    claim = await slack.opens()
    told = await slack.slash("UANA", f"triage {claim.id} DEFECT S2 I1")
    assert told == f"Nobody has {claim.number} yet. Take it first."
    told = await slack.slash("UANA", f"resume {claim.id}")
    assert "take" in told or "Take" in told
    assert await slack.slash("UANA", "take 99999") == "There is no claim 99999."
    assert "did you mean take?" in await slack.slash("UANA", "tke 1001")


async def _all(slack: Slack) -> list[Any]:
    from commands.find import list_claims

    return await slack.desk.database.read(list_claims)


async def test_a_lead_sets_another_priority_with_a_reason(slack: Slack) -> None:
    claim = await slack.opens()
    await slack.slash("UBEN", f"take {claim.id}")
    assert "리드만" in await slack.slash("UBEN", f'triage {claim.id} DEFECT S4 I3 P1 reason="전 지점"')
    assert "사유" in await slack.slash("ULEA", f"triage {claim.id} DEFECT S4 I3 P1")
    await slack.slash("ULEA", f'분류 {claim.id} 결함 S4 I3 제품="스풀 4.2" P1 사유="전 지점이 멈췄습니다"')
    view = await slack.view(claim.number)
    assert (view.claim.priority, view.claim.product) == ("P1", "스풀 4.2")
    form = await formed(slack, "ULEA", f"triage {claim.id}")
    assert [each["block_id"] for each in form["blocks"]][4:] == ["product", "priority", "reason"]
    values = {"claim_class": "DEFECT", "severity": "S4", "impact": "I3", "priority": "P2"}
    errors = await slack.workspace.submit("ULEA", form["id"], values)
    assert errors == {"reason": "빠진 항목: 사유"}
    assert await slack.workspace.submit("ULEA", form["id"], values | {"reason": "한 지점만 남았습니다"}) is None
    assert (await slack.view(claim.number)).claim.priority == "P2"


async def test_a_form_opens_where_the_typing_begins(slack: Slack) -> None:
    """Slack takes one focused element a view; the first field that must be filled in, else the words that were begun."""
    number = await owned(slack)
    begins = {"reply": "text", "triage": "claim_class", "hand": "to", "hand @ana": "note", "note": "text"}
    for typed, field in begins.items():
        verb, _, rest = typed.partition(" ")
        form = await formed(slack, "UBEN", f"{verb} {number} {rest}")
        inputs = [block["element"] for block in form["blocks"] if block["type"] == "input"]
        assert [each["action_id"] for each in inputs if each.get("focus_on_load")] == [field], typed
