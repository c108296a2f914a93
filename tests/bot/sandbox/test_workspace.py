"""The main line: a real Bolt app over Socket Mode."""

from typing import Any

from bot.sandbox.workspace import Workspace
from tests.bot.sandbox.desk import Desk, actions, button, modal


async def test_a_slash_command_is_answered_to_its_asker_only(workspace: Workspace, desk: Desk) -> None:
    bodies: list[dict[str, Any]] = []

    @desk.app.command("/claim")
    async def claim(ack: Any, body: dict[str, Any]) -> None:
        bodies.append(body)
        await ack(f"you said {body['text']}")

    result = await workspace.slash("UANA", "CDESK", "/claim take 1042")
    assert result.error is None
    assert result.text == "you said take 1042"
    assert [shown["text"] for shown in workspace.ephemerals("UANA")] == ["you said take 1042"]
    assert workspace.ephemerals("UBEN") == []
    assert bodies[0]["channel_name"] == "claims"
    assert bodies[0]["user_name"] == "ana"


async def test_post_click_modal_submit(workspace: Workspace, desk: Desk) -> None:
    @desk.app.action("open")
    async def press(ack: Any, body: dict[str, Any], client: Any) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=modal(private_metadata=body["message"]["ts"]))

    @desk.app.view("form")
    async def submitted(ack: Any, view: dict[str, Any], client: Any) -> None:
        written = view["state"]["values"]["note"]["text"]["value"]
        if written == "bad":
            await ack(response_action="errors", errors={"note": "not this"})
            return
        await ack()
        await client.chat_update(channel="CDESK", ts=view["private_metadata"], text=f"noted: {written}")

    ts = (await desk.client.chat_postMessage(channel="CDESK", text="card", blocks=[actions(button("open"))]))["ts"]
    assert await workspace.click("UBEN", "CDESK", ts, "open") is None
    (view,) = await workspace.until(lambda: workspace.views("UBEN"))
    assert await workspace.submit("UBEN", view["id"], {"note": "bad"}) == {"note": "not this"}
    assert len(workspace.views("UBEN")) == 1
    assert await workspace.submit("UBEN", view["id"], {"note": "good"}) is None
    assert workspace.views("UBEN") == []
    await workspace.until(lambda: workspace.messages("CDESK")[0]["text"] == "noted: good")


async def test_messages_reach_the_app_with_their_thread(workspace: Workspace, desk: Desk) -> None:
    ts = await workspace.say("UANA", "CDESK", "hello @claimdesk & all")
    reply = await workspace.say("UBEN", "CDESK", "me too", thread_ts=ts)
    await workspace.settled()
    first, second = desk.events()
    assert first["text"] == f"hello <@{workspace.team.bot_user}> &amp; all"
    assert (second["thread_ts"], second["parent_user_id"], second["ts"]) == (ts, "UANA", reply)
    (mention,) = desk.events("app_mention")
    assert mention["ts"] == ts
    assert [message["text"] for message in workspace.thread("CDESK", ts)] == [first["text"], "me too"]
