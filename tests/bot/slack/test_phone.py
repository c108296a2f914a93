"""The telephone, in Slack: the second person who picks up sees at once that somebody is on it."""

from typing import Any

from bot.sandbox.clicks import suggest
from bot.slack.calls import offered as customers
from commands.find import list_claims
from commands.show import Listed
from storage.database import Tx
from tests.bot.slack.conftest import Slack, words
from tests.bot.slack.test_forms import formed, owned


async def offered(slack: Slack, typed: str) -> list[dict[str, Any]]:
    return await suggest(slack.workspace, "UANA", slack.modal("UANA")["id"], "organisation", typed)


async def choose(slack: Slack, typed: str, **state: Any) -> None:
    (option,) = await offered(slack, typed)
    view = slack.modal("UANA")
    assert await slack.workspace.click_in_view("UANA", view["id"], "organisation", option, state=state) is None


def buttons(view: dict[str, Any]) -> list[dict[str, Any]]:
    return [block["accessory"] for block in view["blocks"] if block.get("accessory")]


def inputs(view: dict[str, Any]) -> list[dict[str, Any]]:
    return [block for block in view["blocks"] if block["type"] == "input"]


def focused(view: dict[str, Any]) -> list[str]:
    return [block["element"]["action_id"] for block in inputs(view) if block["element"].get("focus_on_load")]


async def test_a_call_is_added_to_the_claim_that_somebody_has(slack: Slack) -> None:
    number = await owned(slack, "UBEN")
    await formed(slack, "UANA", "phone")
    await choose(slack, "han")
    view = slack.modal("UANA")
    shown = words(view["blocks"])
    assert "김벤" in shown, "who has it"
    assert "인쇄가 안 됩니다" in shown
    (add,) = buttons(view)
    state = {"text": {"text": {"type": "plain_text_input", "value": "It is urgent now."}}}
    assert await slack.workspace.click_in_view("UANA", view["id"], add["action_id"], state=state) is None
    assert f"Added to {number}" in words(slack.modal("UANA")["blocks"])
    assert (await slack.said(number))[-1] == ("in", "It is urgent now.")
    thread = await slack.until(number, lambda thread: "<@UBEN>" in thread[-1]["text"])
    assert "Ana Silva" in thread[-1]["text"]


async def test_without_words_nothing_is_added(slack: Slack) -> None:
    number = await owned(slack, "UBEN")
    await formed(slack, "UANA", "phone")
    await choose(slack, "han")
    view = slack.modal("UANA")
    assert await slack.workspace.click_in_view("UANA", view["id"], buttons(view)[0]["action_id"]) is None
    assert "Missing: text." in words(slack.modal("UANA")["blocks"])
    assert len(await slack.said(number)) == 1


async def test_a_new_claim_in_the_callers_name(slack: Slack) -> None:
    form = await formed(slack, "UANA", "phone")
    values = {"address": "sam@northwind.example", "name": "Sam Reed", "text": "The printer is on fire."}
    assert await slack.workspace.submit("UANA", form["id"], values) is None
    assert "opened" in words(slack.modal("UANA")["blocks"])
    (view,) = await slack.desk.database.read(_all)
    assert (view.claim.channel, view.contact.name, view.claim.subject) == ("phone", "Sam Reed", "The printer is on fire.")


async def test_whoever_calls_is_chosen_from_the_customers_people(slack: Slack) -> None:
    """One click writes name and address; what was typed stays."""
    await slack.opens()
    await formed(slack, "UANA", "phone")
    await choose(slack, "han", text={"text": {"type": "plain_text_input", "value": "It is urgent."}})
    view = slack.modal("UANA")
    menu = next(block for block in view["blocks"] if block.get("element", {}).get("action_id") == "caller")
    (option,) = menu["element"]["options"]
    assert option["description"]["text"] == "minji@hanbit.example"
    assert await slack.workspace.click_in_view("UANA", view["id"], "caller", option) is None
    stands = {block["element"]["action_id"]: block["element"].get("initial_value") for block in inputs(slack.modal("UANA"))}
    assert stands["address"] == "minji@hanbit.example"
    assert stands["name"] == option["text"]["text"]
    typed = slack.modal("UANA")["state"]["values"]["text"]["text"]["value"]
    assert typed == "It is urgent."


async def test_the_keyboard_begins_with_who_calls_else_with_what_they_say(slack: Slack) -> None:
    form = await formed(slack, "UANA", "phone")
    assert focused(form) == ["organisation"]
    await slack.opens()
    await choose(slack, "han")
    assert focused(slack.modal("UANA")) == ["text"]


async def test_whose_company_has_open_claims_sees_them_first(slack: Slack) -> None:
    """Nothing is opened twice by somebody who did not look; who looked, and presses again, opens a new one."""
    await owned(slack, "UBEN")
    form = await formed(slack, "UANA", "phone")
    values = {"address": "new@hanbit.example", "text": "Another matter."}
    assert await slack.workspace.submit("UANA", form["id"], values) is None
    view = slack.modal("UANA")
    assert "open claims" in words(view["blocks"])
    assert len(buttons(view)) == 1
    assert await slack.workspace.submit("UANA", view["id"], values) is None
    assert "opened" in words(slack.modal("UANA")["blocks"])
    assert len(await slack.desk.database.read(_all)) == 2


async def test_who_calls_must_be_known_for_a_new_one(slack: Slack) -> None:
    form = await formed(slack, "UANA", "phone")
    errors = await slack.workspace.submit("UANA", form["id"], {"text": "x"})
    assert errors is not None
    assert list(errors) == ["address"]


async def test_a_guest_is_offered_no_customers(slack: Slack) -> None:
    await slack.opens()
    form = await formed(slack, "UANA", "phone")
    assert len(await customers(slack.door.front, "UANA", "")) == 1
    assert await customers(slack.door.front, "UGUEST", "") == []
    assert form["callback_id"] == "phone"


def _all(tx: Tx) -> list[Listed]:
    return list_claims(tx)
