"""What the app hears of what happens in the channels."""

from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.workspace import Workspace
from tests.bot.sandbox.conftest import make_workspace
from tests.bot.sandbox.desk import Desk


async def test_the_envelope(workspace: Workspace, desk: Desk) -> None:
    await workspace.say("UANA", "CDESK", "hello")
    await workspace.settled()
    (body,) = desk.heard
    assert body["type"] == "event_callback"
    assert body["event_id"].startswith("Ev")
    assert (body["team_id"], body["api_app_id"]) == (workspace.team.id, workspace.team.app_id)
    assert body["authorizations"][0]["user_id"] == workspace.team.bot_user
    event = body["event"]
    assert (event["channel"], event["channel_type"], event["user"]) == ("CDESK", "channel", "UANA")
    assert event["blocks"][0]["elements"][0]["elements"] == [{"type": "text", "text": "hello"}]


async def test_edits_and_deletions(workspace: Workspace, desk: Desk) -> None:
    ts = await workspace.say("UANA", "CDESK", "one")
    await workspace.edit("UANA", "CDESK", ts, "two")
    await workspace.delete("UANA", "CDESK", ts)
    await workspace.settled()
    (changed,) = desk.events(subtype="message_changed")
    assert (changed["previous_message"]["text"], changed["message"]["text"], changed["message"]["edited"]["user"]) == ("one", "two", "UANA")
    (deleted,) = desk.events(subtype="message_deleted")
    assert (deleted["deleted_ts"], deleted["previous_message"]["text"]) == (ts, "two")


async def test_the_apps_own_messages_come_back_marked(workspace: Workspace, desk: Desk) -> None:
    await desk.client.chat_postMessage(channel="CDESK", text="mine")
    await workspace.settled()
    sent = workspace.delivery.log[-1].payload["event"]
    assert (sent["bot_id"], sent["user"]) == (workspace.team.bot_id, workspace.team.bot_user)
    assert desk.heard == []  # Bolt leaves out what the app itself said


async def test_files(workspace: Workspace, desk: Desk) -> None:
    root = await workspace.say("UANA", "CDESK", "root")
    await workspace.say("UANA", "CDESK", "see", thread_ts=root, files=[("a.txt", b"abc")])
    await workspace.settled()
    (event,) = desk.events(subtype="file_share")
    assert (event["thread_ts"], event["files"][0]["name"], event["files"][0]["size"]) == (root, "a.txt", 3)


async def test_mentions_only_by_people(workspace: Workspace, desk: Desk) -> None:
    await workspace.say("UANA", "CDESK", "@claimdesk take 1042")
    await workspace.settled()
    (mention,) = desk.events("app_mention")
    assert mention["text"] == f"<@{workspace.team.bot_user}> take 1042"
    (message,) = desk.events()
    assert message["ts"] == mention["ts"]
    assert len({body["event_id"] for body in desk.heard}) == 2


async def test_reactions_comings_and_goings(workspace: Workspace, desk: Desk) -> None:
    ts = await workspace.say("UANA", "CDESK", "hi")
    await workspace.react("UBEN", "CDESK", ts, "eyes")
    await workspace.leave("UGUEST", "CDESK")
    await workspace.join("UGUEST", "CDESK")
    await workspace.rename("UANA", "CDESK", "desk")
    await workspace.archive("UANA", "CDESK")
    await workspace.deactivate("UBEN")
    await workspace.settled()
    (reaction,) = desk.events("reaction_added")
    assert (reaction["reaction"], reaction["item"]["ts"], reaction["item_user"]) == ("eyes", ts, "UANA")
    assert [event["user"] for event in desk.events("member_left_channel")] == ["UGUEST"]
    assert [event["user"] for event in desk.events("member_joined_channel")] == ["UGUEST"]
    assert desk.events("channel_rename")[0]["channel"]["name"] == "desk"
    assert desk.events("channel_archive")[0]["channel"] == "CDESK"
    assert desk.events("user_change")[0]["user"]["deleted"] is True
    assert [event["subtype"] for event in _lines(desk)] == ["channel_leave", "channel_join", "channel_name", "channel_archive"]


def _lines(desk: Desk) -> list[dict[str, Any]]:
    return [body["event"] for body in desk.heard if body["event"].get("subtype", "").startswith("channel_")]


async def test_where_the_app_is_not_it_hears_nothing(workspace: Workspace, desk: Desk) -> None:
    await workspace.say("UANA", "COTHER", "secret")
    await workspace.leave(workspace.team.bot_user, "CDESK")
    await workspace.say("UANA", "CDESK", "also secret")
    await workspace.settled()
    assert desk.events() == []
    assert desk.events("channel_left")[0]["channel"] == "CDESK"


async def test_only_what_is_subscribed_to_is_told() -> None:
    workspace = make_workspace(events=["app_mention"])
    await workspace.start()
    desk = Desk(workspace)
    await desk.connect()
    await workspace.say("UANA", "CDESK", "@claimdesk hello")
    await workspace.settled()
    assert [body["event"]["type"] for body in desk.heard] == ["app_mention"]
    await desk.close()
    await workspace.stop()


async def test_stamps_never_repeat_even_with_a_still_clock(workspace: Workspace) -> None:
    moment = workspace.clock()
    workspace.stamps.clock = lambda: moment
    stamps = [workspace.stamps.ts() for _ in range(100)]
    assert stamps == sorted(set(stamps))


async def test_shortcuts(workspace: Workspace, desk: Desk) -> None:
    bodies: list[dict[str, Any]] = []

    @desk.app.shortcut("send")
    async def send(ack: Any, body: dict[str, Any]) -> None:
        bodies.append(body)
        await ack()

    ts = await workspace.say("UANA", "CDESK", "please send")
    assert await workspace.shortcut("UBEN", "send", "CDESK", ts) is None
    assert await workspace.shortcut("UBEN", "send") is None
    assert [body["type"] for body in bodies] == ["message_action", "shortcut"]
    assert (bodies[0]["message"]["text"], bodies[0]["message_ts"], bodies[0]["channel"]["id"]) == ("please send", ts, "CDESK")
    answered = await AsyncWebClient(workspace.bot_token, base_url=workspace.api_url).api_call("auth.test")
    assert answered["ok"]
