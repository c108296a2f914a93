"""Modals and App Home through a real Bolt app."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from bot.sandbox.clicks import suggest
from bot.sandbox.workspace import Workspace
from tests.bot.sandbox.conftest import make_workspace
from tests.bot.sandbox.desk import Desk, actions, button, modal, plain

JSON = dict[str, Any]


class Hands:
    """A clock moved by hand."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
async def workspace(hands: Hands) -> AsyncIterator[Workspace]:
    workspace = make_workspace(clock=hands)
    await workspace.start()
    yield workspace
    await workspace.stop()


async def trigger(desk: Desk) -> str:
    """A fresh trigger_id of Ana's."""
    assert await desk.workspace.shortcut("UANA", "trigger") is None
    return desk.triggers[-1]


async def refusal(answering: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        await answering
    return str(caught.value.response["error"])


async def test_a_trigger_works_once_and_for_three_seconds(workspace: Workspace, desk: Desk, hands: Hands) -> None:
    assert await refusal(desk.client.views_open(trigger_id="1.2.x", view=modal())) == "invalid_trigger_id"
    first = await trigger(desk)
    await desk.client.views_open(trigger_id=first, view=modal())
    assert await refusal(desk.client.views_open(trigger_id=first, view=modal())) == "exchanged_trigger_id"
    late = await trigger(desk)
    hands.now += timedelta(seconds=3.001)
    assert await refusal(desk.client.views_open(trigger_id=late, view=modal())) == "expired_trigger_id"


async def test_a_view_that_is_refused_does_not_use_up_the_trigger(desk: Desk) -> None:
    trigger_id = await trigger(desk)
    assert await refusal(desk.client.views_open(trigger_id=trigger_id, view=modal(title="x" * 25))) == "invalid_arguments"
    await desk.client.views_open(trigger_id=trigger_id, view=modal(title="x" * 24))


@pytest.mark.parametrize(
    "change",
    [
        {"title": None},
        {"blocks": []},
        {"submit": None},
        {"submit": plain("x" * 25)},
        {"close": plain("x" * 25)},
        {"private_metadata": "x" * 3001},
        {"callback_id": "x" * 256},
        {"colour": "red"},
        {"type": "home"},
    ],
)
async def test_views_that_are_refused(desk: Desk, change: JSON) -> None:
    assert await refusal(desk.client.views_open(trigger_id=await trigger(desk), view=modal() | change)) == "invalid_arguments"


async def test_three_modals_at_most(workspace: Workspace, desk: Desk) -> None:
    assert await refusal(desk.client.views_push(trigger_id=await trigger(desk), view=modal())) == "not_found"
    first = (await desk.client.views_open(trigger_id=await trigger(desk), view=modal(title="1")))["view"]
    second = (await desk.client.views_push(trigger_id=await trigger(desk), view=modal(title="2")))["view"]
    third = (await desk.client.views_push(trigger_id=await trigger(desk), view=modal(title="3")))["view"]
    assert (second["root_view_id"], third["previous_view_id"]) == (first["id"], second["id"])
    assert await refusal(desk.client.views_push(trigger_id=await trigger(desk), view=modal())) == "push_limit_reached"
    assert [view["title"]["text"] for view in workspace.views("UANA")] == ["1", "2", "3"]


async def test_update_by_id_external_id_and_hash(workspace: Workspace, desk: Desk) -> None:
    shown = (await desk.client.views_open(trigger_id=await trigger(desk), view=modal(external_id="mine")))["view"]
    again = (await desk.client.views_update(view_id=shown["id"], hash=shown["hash"], view=modal(title="two", external_id="mine")))["view"]
    assert again["id"] == shown["id"]
    assert await refusal(desk.client.views_update(view_id=shown["id"], hash=shown["hash"], view=modal())) == "hash_conflict"
    await desk.client.views_update(external_id="mine", view=modal(title="three"))
    assert workspace.views("UANA")[0]["title"]["text"] == "three"
    assert await refusal(desk.client.views_update(view_id="VNONE", view=modal())) == "not_found"


async def test_an_external_id_belongs_to_one_view(workspace: Workspace, desk: Desk) -> None:
    await desk.client.views_open(trigger_id=await trigger(desk), view=modal(external_id="mine"))
    assert await refusal(desk.client.views_push(trigger_id=await trigger(desk), view=modal(external_id="mine"))) == "duplicate_external_id"


async def answered(desk: Desk, **answer: Any) -> dict[str, str] | None:
    """Open a modal and submit it; the app acknowledges with `answer`."""
    callback_id = f"form{len(desk.triggers)}"

    @desk.app.view(callback_id)
    async def submitted(ack: Any) -> None:
        await ack(**answer)

    shown = (await desk.client.views_open(trigger_id=await trigger(desk), view=modal(callback_id)))["view"]
    return await desk.workspace.submit("UANA", shown["id"], {"note": "x"})


async def test_errors_stay_in_the_open_modal(workspace: Workspace, desk: Desk) -> None:
    assert await answered(desk, response_action="errors", errors={"note": "no"}) == {"note": "no"}
    (view,) = workspace.views("UANA")
    assert view["state"]["values"]["note"]["text"]["value"] == "x"


async def test_errors_for_a_block_that_is_not_there_are_refused(workspace: Workspace, desk: Desk) -> None:
    errors = await answered(desk, response_action="errors", errors={"elsewhere": "no"})
    assert errors == {"": "We had some trouble connecting. Try again?"}
    assert [refused.error for _, refused in workspace.refused] == ["invalid_errors"]


async def test_update_push_and_clear_by_acknowledgement(workspace: Workspace, desk: Desk) -> None:
    assert await answered(desk, response_action="update", view=modal("next", title="Updated")) is None
    assert [view["title"]["text"] for view in workspace.views("UANA")] == ["Updated"]
    assert await answered(desk, response_action="push", view=modal("next", title="Pushed")) is None
    assert [view["title"]["text"] for view in workspace.views("UANA")] == ["Form", "Pushed"]
    assert await answered(desk, response_action="clear") is None
    assert workspace.views("UANA") == []


async def test_a_view_slack_would_not_show_is_trouble(workspace: Workspace, desk: Desk) -> None:
    assert "" in (await answered(desk, response_action="update", view=modal(title="x" * 25)) or {})
    assert [refused.error for _, refused in workspace.refused] == ["invalid_arguments"]


async def test_an_empty_acknowledgement_closes_the_top_view_only(workspace: Workspace, desk: Desk) -> None:
    @desk.app.view("form")
    async def submitted(ack: Any) -> None:
        await ack()

    await desk.client.views_open(trigger_id=await trigger(desk), view=modal("below", title="Below"))
    top = (await desk.client.views_push(trigger_id=await trigger(desk), view=modal()))["view"]
    assert await workspace.submit("UANA", top["id"], {"note": "x"}) is None
    assert [view["title"]["text"] for view in workspace.views("UANA")] == ["Below"]


async def test_a_modal_without_an_answer_stays_open_with_what_was_typed(workspace: Workspace, desk: Desk) -> None:
    shown = (await desk.client.views_open(trigger_id=await trigger(desk), view=modal("nobody_listens")))["view"]
    workspace.delivery.timeout = 0.1
    assert await workspace.submit("UANA", shown["id"], {"note": "kept"}) == {"": "We had some trouble connecting. Try again?"}
    assert workspace.views("UANA")[0]["state"]["values"]["note"]["text"]["value"] == "kept"


async def test_the_client_holds_back_what_is_not_filled_in(workspace: Workspace, desk: Desk) -> None:
    shown = (await desk.client.views_open(trigger_id=await trigger(desk), view=modal("nobody_listens")))["view"]
    sent = len(workspace.delivery.log)
    assert await workspace.submit("UANA", shown["id"], {}) == {"note": "Please complete this required field."}
    assert len(workspace.delivery.log) == sent


async def test_closing_is_told_where_it_was_asked_for(workspace: Workspace, desk: Desk) -> None:
    closed: list[JSON] = []

    @desk.app.view_closed("form")
    async def gone(ack: Any, body: JSON) -> None:
        closed.append(body)
        await ack()

    shown = (await desk.client.views_open(trigger_id=await trigger(desk), view=modal(notify_on_close=True)))["view"]
    await workspace.close("UANA", shown["id"])
    assert [(body["view"]["id"], body["is_cleared"]) for body in closed] == [(shown["id"], False)]
    assert workspace.views("UANA") == []


async def test_an_action_inside_a_modal_carries_its_state_and_a_trigger(workspace: Workspace, desk: Desk) -> None:
    bodies: list[JSON] = []

    @desk.app.action("preview")
    async def preview(ack: Any, body: JSON, client: Any) -> None:
        bodies.append(body)
        await ack()
        await client.views_push(trigger_id=body["trigger_id"], view=modal(title="Preview"))

    view = modal()
    view["blocks"].append(actions(button("preview")))
    shown = (await desk.client.views_open(trigger_id=await trigger(desk), view=view))["view"]
    assert await workspace.click_in_view("UANA", shown["id"], "preview", state={"note": "typed"}) is None
    await workspace.until(lambda: len(workspace.views("UANA")) == 2)
    assert bodies[0]["container"] == {"type": "view", "view_id": shown["id"]}
    assert bodies[0]["view"]["state"]["values"]["note"]["text"]["value"] == "typed"
    assert "response_url" not in bodies[0]


async def test_app_home(workspace: Workspace, desk: Desk) -> None:
    await workspace.visit_home("UANA")
    await workspace.settled()
    (opened,) = desk.events("app_home_opened")
    assert (opened["user"], opened["tab"]) == ("UANA", "home")
    view = {"type": "home", "blocks": [actions(button("go"))]}
    published = (await desk.client.views_publish(user_id="UANA", view=view))["view"]
    assert workspace.home("UANA") == published
    assert await refusal(desk.client.views_publish(user_id="UANA", view=view | {"title": plain("x")})) == "invalid_arguments"
    assert await refusal(desk.client.views_publish(user_id="UANA", hash="old", view=view)) == "hash_conflict"
    assert await refusal(desk.client.views_publish(user_id="UNOBODY", view=view)) == "user_not_found"


async def test_an_external_select_asks_the_app(workspace: Workspace, desk: Desk) -> None:
    @desk.app.options("find")
    async def offer(ack: Any, payload: JSON) -> None:
        await ack(options=[{"text": plain(payload["value"]), "value": "1042"}])

    element = {"type": "external_select", "action_id": "find", "min_query_length": 1}
    view = modal()
    view["blocks"].append({"type": "input", "block_id": "claim", "label": plain("Claim"), "element": element})
    shown = (await desk.client.views_open(trigger_id=await trigger(desk), view=view))["view"]
    (option,) = await suggest(workspace, "UANA", shown["id"], "find", "10")
    assert (option["text"]["text"], option["value"]) == ("10", "1042")


async def test_what_was_typed_survives_an_update_of_the_same_input(workspace: Workspace, desk: Desk) -> None:
    @desk.app.action("more")
    async def more(ack: Any, body: JSON, client: Any) -> None:
        await client.views_update(view_id=body["view"]["id"], view=modal(title="More", text="started with"))
        await ack()

    @desk.app.view("form")
    async def submitted(ack: Any, view: JSON) -> None:
        await ack(response_action="errors", errors={"note": view["state"]["values"]["note"]["text"]["value"]})

    view = modal()
    view["blocks"].append(actions(button("more")))
    shown = (await desk.client.views_open(trigger_id=await trigger(desk), view=view))["view"]
    await workspace.click_in_view("UANA", shown["id"], "more", state={"note": "typed"})
    assert workspace.views("UANA")[0]["title"]["text"] == "More"
    assert await workspace.submit("UANA", shown["id"], {}) == {"note": "typed"}
