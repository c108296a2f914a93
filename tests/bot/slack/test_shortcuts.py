"""Shortcuts of any message."""

from typing import Any

from bot.sandbox.clicks import suggest
from commands.find import list_claims
from commands.show import Listed
from storage.database import Tx
from tests.bot.slack.conftest import CHANNEL, Slack, words
from tests.bot.slack.test_forms import formed, owned


async def test_a_claim_from_any_message(slack: Slack) -> None:
    ts = await slack.workspace.say("UBEN", "COTHER", "Sam called: https://x.example is white & <b>")
    assert await slack.workspace.shortcut("UANA", "open_claim", "COTHER", ts) is None
    form = slack.modal("UANA")
    (text,) = [block["element"]["initial_value"] for block in form["blocks"] if block["block_id"] == "text"]
    assert text == "Sam called: https://x.example is white & <b>"
    assert await slack.workspace.submit("UANA", form["id"], {"address": "sam@northwind.example"}) is None
    (view,) = await slack.desk.database.read(_all)
    assert (view.contact.address, view.claim.channel) == ("sam@northwind.example", "slack")


async def test_a_message_of_the_thread_goes_to_the_customer_after_a_preview(slack: Slack) -> None:
    number = await owned(slack, "UBEN")
    ts = await slack.tells("UBEN", number, "전원을 껐다 켜 주십시오.")
    assert await slack.workspace.shortcut("UBEN", "send_to_customer", CHANNEL, ts) is None
    form = slack.modal("UBEN")
    assert await slack.workspace.submit("UBEN", form["id"], {}) is None
    assert "전원을 껐다 켜 주십시오." in words(slack.modal("UBEN")["blocks"])
    assert await slack.workspace.submit("UBEN", slack.modal("UBEN")["id"], {}) is None
    assert (await slack.said(number))[-1] == ("out", "전원을 껐다 켜 주십시오.")


async def choose(slack: Slack, person: str, field: str, typed: str) -> dict[str, Any]:
    """The form's state with the one claim that is offered for `typed`."""
    (option,) = await suggest(slack.workspace, person, slack.modal(person)["id"], field, typed)
    return {field: option}


async def test_a_message_from_anywhere_goes_to_the_customer_of_the_claim_that_is_chosen(slack: Slack) -> None:
    number = await owned(slack, "UBEN")
    ts = await slack.workspace.say("UBEN", "COTHER", "드라이버를 다시 설치해 주십시오.")
    assert await slack.workspace.shortcut("UBEN", "send_to_customer", "COTHER", ts) is None
    chosen = await choose(slack, "UBEN", "number", number.partition("-")[0])
    assert await slack.workspace.submit("UBEN", slack.modal("UBEN")["id"], chosen) is None
    form = slack.modal("UBEN")
    assert number.partition("-")[0] in form["title"]["text"]
    assert await slack.workspace.submit("UBEN", form["id"], {}) is None
    letter = slack.modal("UBEN")
    assert "minji@hanbit.example" in words(letter["blocks"])
    assert [each for each, _ in await slack.said(number)] == ["in"], "nothing leaves before it was seen"
    assert await slack.workspace.submit("UBEN", letter["id"], {}) is None
    assert (await slack.said(number))[-1] == ("out", "드라이버를 다시 설치해 주십시오.")


async def test_what_the_desk_wrote_itself_is_not_sent_to_a_customer(slack: Slack) -> None:
    number = await owned(slack, "UBEN")
    for ts in (slack.card(number)["ts"], slack.thread(number)[1]["ts"]):
        assert await slack.workspace.shortcut("UBEN", "send_to_customer", CHANNEL, ts) is None
        form = slack.modal("UBEN")
        (text,) = [block["element"].get("initial_value") for block in form["blocks"] if block["block_id"] == "text"]
        assert not text
        await slack.workspace.close("UBEN", form["id"])


async def test_a_message_from_anywhere_is_kept_at_the_claim_that_is_chosen(slack: Slack) -> None:
    number = await owned(slack, "UBEN")
    other = await slack.opens(address="cho@other.example", subject="스캐너")
    ts = await slack.workspace.say("UBEN", "COTHER", "Hanbit called: *urgent* & loud")
    assert await slack.workspace.shortcut("UANA", "add_as_note", "COTHER", ts) is None
    form = slack.modal("UANA")
    mine = await suggest(slack.workspace, "UANA", form["id"], "number", "")
    assert [each["value"] for each in mine] == [other.number], "nobody's; the other one is somebody else's"
    chosen = await choose(slack, "UANA", "number", number.partition("-")[0])
    assert await slack.workspace.submit("UANA", form["id"], chosen) is None
    assert "does not see it" in words(slack.modal("UANA")["blocks"])
    assert (await slack.said(number))[-1] == ("note", "@김벤: Hanbit called: *urgent* & loud")
    assert [each for each, _ in await slack.said(other.number)] == ["in"]


async def test_in_a_claims_thread_the_note_is_that_claims(slack: Slack) -> None:
    number = await owned(slack, "UBEN")
    thread = await slack.until(number, lambda thread: len(thread) >= 2)
    assert await slack.workspace.shortcut("UBEN", "add_as_note", CHANNEL, thread[1]["ts"]) is None
    assert await slack.workspace.submit("UBEN", slack.modal("UBEN")["id"], {"text": "보관"}) is None
    assert (await slack.said(number))[-1] == ("note", "보관")


async def test_a_card_that_belongs_to_another_claim_is_joined_with_it(slack: Slack) -> None:
    first = await owned(slack, "UBEN")
    second = await slack.opens(address="lee@hanbit.example")
    thread = await slack.until(second.number, lambda thread: len(thread) >= 2)
    assert await slack.workspace.shortcut("UANA", "belongs_to", CHANNEL, thread[1]["ts"]) is None
    assert await slack.workspace.submit("UANA", slack.modal("UANA")["id"], {"into": first}) is None
    assert (await slack.view(second.number)).claim.close_reason == "duplicate"


async def test_what_a_person_wrote_in_the_wrong_thread_goes_to_the_right_one(slack: Slack) -> None:
    wrong = await owned(slack, "UBEN")
    right = await slack.opens(address="cho@other.example", subject="스캐너")
    ts = await slack.tells("UBEN", wrong, "스캐너는 내일 갑니다")
    assert await slack.workspace.shortcut("UBEN", "belongs_to", CHANNEL, ts) is None
    assert await slack.workspace.submit("UBEN", slack.modal("UBEN")["id"], await choose(slack, "UBEN", "number", str(right.id))) is None
    assert (await slack.said(right.number))[-1] == ("note", "스캐너는 내일 갑니다")


async def test_without_a_claim_nothing_is_kept_and_nothing_typed_is_lost(slack: Slack) -> None:
    ts = await slack.workspace.say("UBEN", "COTHER", "lunch?")
    assert await slack.workspace.shortcut("UBEN", "add_as_note", "COTHER", ts) is None
    form = slack.modal("UBEN")
    errors = await slack.workspace.submit("UBEN", form["id"], {})
    assert errors is not None
    assert list(errors) == ["number"]
    assert slack.modal("UBEN")["id"] == form["id"]


async def test_two_claims_are_linked_in_a_form(slack: Slack) -> None:
    first = await owned(slack, "UBEN")
    second = await slack.opens(address="cho@other.example", subject="스캐너")
    await formed(slack, "UANA", f"link {second.id}")
    assert await slack.workspace.submit("UANA", slack.modal("UANA")["id"], await choose(slack, "UANA", "other", first)) is None
    await slack.until(first, lambda thread: f"관련 건* {second.number}" in str(thread[0]["blocks"]))
    await slack.until(second.number, lambda thread: f"관련 건* {first}" in str(thread[0]["blocks"]))
    assert "해제했습니다" in await slack.slash("UBEN", f"연결 {second.id} {first} 해제")
    await slack.until(first, lambda thread: "관련 건" not in str(thread[0]["blocks"]))


def _all(tx: Tx) -> list[Listed]:
    return list_claims(tx)
