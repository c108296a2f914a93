"""The Web API: who may call, what is refused and by which name."""

import asyncio
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.people import UserGroup
from bot.sandbox.workspace import Workspace
from tests.bot.sandbox.conftest import make_workspace
from tests.bot.sandbox.desk import actions, button


@pytest.fixture
def client(workspace: Workspace) -> AsyncWebClient:
    return AsyncWebClient(workspace.bot_token, base_url=workspace.api_url)


async def refusal(answering: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        await answering
    return str(caught.value.response["error"])


async def test_auth_test_names_the_app(workspace: Workspace, client: AsyncWebClient) -> None:
    answer = await client.auth_test()
    assert (answer["user_id"], answer["bot_id"], answer["team_id"]) == (workspace.team.bot_user, workspace.team.bot_id, workspace.team.id)


async def test_tokens(workspace: Workspace, client: AsyncWebClient) -> None:
    assert await refusal(AsyncWebClient("xoxb-wrong", base_url=workspace.api_url).auth_test()) == "invalid_auth"
    assert await refusal(AsyncWebClient(base_url=workspace.api_url).auth_test()) == "not_authed"
    assert await refusal(client.apps_connections_open(app_token=workspace.bot_token)) == "not_allowed_token_type"
    assert await refusal(client.chat_postMessage(channel="CDESK", text="x", token=workspace.app_token)) == "not_allowed_token_type"
    assert await refusal(client.api_call("chat.sing")) == "unknown_method"
    workspace.revoke()
    assert await refusal(client.auth_test()) == "token_revoked"


async def test_scopes() -> None:
    workspace = make_workspace(scopes=["chat:write"])
    await workspace.start()
    client = AsyncWebClient(workspace.bot_token, base_url=workspace.api_url)
    answer = await client.chat_postMessage(channel="CDESK", text="x")
    assert answer.headers["X-OAuth-Scopes"] == "chat:write"
    with pytest.raises(SlackApiError) as caught:
        await client.users_list()
    assert (caught.value.response["error"], caught.value.response["needed"]) == ("missing_scope", "users:read")
    await workspace.stop()


async def test_where_one_may_post(workspace: Workspace, client: AsyncWebClient) -> None:
    assert await refusal(client.chat_postMessage(channel="CNONE", text="x")) == "channel_not_found"
    assert await refusal(client.chat_postMessage(channel="COTHER", text="x")) == "not_in_channel"
    assert await refusal(client.chat_postMessage(channel="GSECRET", text="x")) == "channel_not_found"
    assert (await client.chat_postMessage(channel="#claims", text="x"))["channel"] == "CDESK"
    await workspace.archive("UANA", "CDESK")
    assert await refusal(client.chat_postMessage(channel="CDESK", text="x")) == "is_archived"


async def test_what_a_message_may_be(client: AsyncWebClient) -> None:
    assert await refusal(client.api_call("chat.postMessage", json={"channel": "CDESK", "text": " "})) == "no_text"
    assert await refusal(client.chat_postMessage(channel="CDESK", text="x" * 4001)) == "msg_too_long"
    assert await refusal(client.chat_postMessage(channel="CDESK", text="x", blocks=[{"type": "section"}])) == "invalid_blocks"
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2900}}
    assert await refusal(client.chat_postMessage(channel="CDESK", text="x", blocks=[section] * 5)) == "msg_blocks_too_long"
    assert await refusal(client.chat_postMessage(channel="CDESK", text="x", blocks="[{")) == "invalid_blocks_format"
    assert await refusal(client.chat_postMessage(channel="CDESK", text="x", metadata={"event_type": "claim"})) == "invalid_metadata_format"


async def test_invalid_blocks_say_what_is_wrong(client: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel="CDESK", text="x", blocks=[actions(button("b", "x" * 76))])
    (line,) = caught.value.response["response_metadata"]["messages"]
    assert line == "[ERROR] must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]"


async def test_metadata_is_given_back_only_when_asked_for(client: AsyncWebClient) -> None:
    metadata = {"event_type": "claim", "event_payload": {"row": 7}}
    root = (await client.chat_postMessage(channel="CDESK", text="root", metadata=metadata))["ts"]
    await client.chat_postMessage(channel="CDESK", text="reply", thread_ts=root, metadata=metadata)
    plain = await client.conversations_replies(channel="CDESK", ts=root)
    full = await client.conversations_replies(channel="CDESK", ts=root, include_all_metadata=True)
    assert ["metadata" in message for message in plain["messages"]] == [False, False]
    assert [message["metadata"] for message in full["messages"]] == [metadata, metadata]
    history = await client.conversations_history(channel="CDESK", include_all_metadata=True)
    assert history["messages"][0]["metadata"] == metadata


async def test_threads(client: AsyncWebClient) -> None:
    root = (await client.chat_postMessage(channel="CDESK", text="root"))["ts"]
    reply = await client.chat_postMessage(channel="CDESK", text="reply", thread_ts=root)
    assert reply["message"]["thread_ts"] == root
    assert await refusal(client.chat_postMessage(channel="CDESK", text="x", thread_ts=reply["ts"])) == "cannot_reply_to_message"
    assert await refusal(client.conversations_replies(channel="CDESK", ts="1.000001")) == "thread_not_found"
    (shown,) = (await client.conversations_history(channel="CDESK"))["messages"]
    assert (shown["reply_count"], shown["latest_reply"]) == (1, reply["ts"])


async def test_a_reply_to_a_thread_that_is_gone_stands_in_the_channel(workspace: Workspace, client: AsyncWebClient) -> None:
    root = (await client.chat_postMessage(channel="CDESK", text="root"))["ts"]
    await client.chat_delete(channel="CDESK", ts=root)
    orphan = await client.chat_postMessage(channel="CDESK", text="orphan", thread_ts=root)
    assert "thread_ts" not in orphan["message"]
    assert [message["text"] for message in workspace.messages("CDESK")] == ["orphan"]


async def test_a_root_with_replies_leaves_a_tombstone(workspace: Workspace, client: AsyncWebClient) -> None:
    root = (await client.chat_postMessage(channel="CDESK", text="root"))["ts"]
    await client.chat_postMessage(channel="CDESK", text="reply", thread_ts=root)
    await client.chat_delete(channel="CDESK", ts=root)
    stone, reply = workspace.thread("CDESK", root)
    assert (stone["subtype"], reply["text"]) == ("tombstone", "reply")
    assert await refusal(client.chat_update(channel="CDESK", ts=root, text="x")) == "cant_update_message"


async def test_updates(workspace: Workspace, client: AsyncWebClient) -> None:
    blocks = [actions(button("b"))]
    ts = (await client.chat_postMessage(channel="CDESK", text="one", blocks=blocks))["ts"]
    with_blocks = await client.chat_update(channel="CDESK", ts=ts, text="two", blocks=blocks)
    assert "edited" not in with_blocks["message"]
    text_only = await client.chat_update(channel="CDESK", ts=ts, text="three")
    assert "blocks" not in text_only["message"]
    assert text_only["message"]["edited"]["user"] == workspace.team.bot_user
    assert await refusal(client.chat_update(channel="CDESK", ts="1.000001", text="x")) == "message_not_found"
    foreign = await workspace.say("UANA", "CDESK", "mine")
    assert await refusal(client.chat_update(channel="CDESK", ts=foreign, text="x")) == "cant_update_message"
    assert await refusal(client.chat_delete(channel="CDESK", ts=foreign)) == "cant_delete_message"


async def test_ephemeral_messages(workspace: Workspace, client: AsyncWebClient) -> None:
    await client.chat_postEphemeral(channel="CDESK", user="UANA", text="psst")
    assert [shown["text"] for shown in workspace.ephemerals("UANA")] == ["psst"]
    assert workspace.messages("CDESK") == []
    assert await refusal(client.chat_postEphemeral(channel="CDESK", user="UNOBODY", text="x")) == "user_not_in_channel"


async def test_permalink(workspace: Workspace, client: AsyncWebClient) -> None:
    root = (await client.chat_postMessage(channel="CDESK", text="root"))["ts"]
    reply = (await client.chat_postMessage(channel="CDESK", text="reply", thread_ts=root))["ts"]
    link = (await client.chat_getPermalink(channel="CDESK", message_ts=reply))["permalink"]
    assert link == f"{workspace.url}/archives/CDESK/p{reply.replace('.', '')}?thread_ts={root}&cid=CDESK"


async def test_history_pages_newest_first(workspace: Workspace, client: AsyncWebClient) -> None:
    stamps = [await workspace.say("UANA", "CDESK", str(number)) for number in range(5)]
    first = await client.conversations_history(channel="CDESK", limit=3)
    assert [message["text"] for message in first["messages"]] == ["4", "3", "2"]
    assert first["has_more"] is True
    second = await client.conversations_history(channel="CDESK", limit=3, cursor=first["response_metadata"]["next_cursor"])
    assert [message["text"] for message in second["messages"]] == ["1", "0"]
    since = await client.conversations_history(channel="CDESK", oldest=stamps[3])
    assert [message["text"] for message in since["messages"]] == ["4"]
    exact = await client.conversations_history(channel="CDESK", oldest=stamps[3], latest=stamps[3], inclusive=True)
    assert [message["text"] for message in exact["messages"]] == ["3"]
    assert await refusal(client.conversations_history(channel="CDESK", cursor="nonsense")) == "invalid_cursor"
    assert await refusal(client.conversations_history(channel="COTHER")) == "not_in_channel"


async def test_people_and_channels(workspace: Workspace, client: AsyncWebClient) -> None:
    ana = (await client.users_info(user="UANA", include_locale=True))["user"]
    assert (ana["real_name"], ana["tz"], ana["locale"], ana["profile"]["email"]) == (
        "Ana Silva",
        "Europe/Lisbon",
        "en-US",
        "ana@desk.example",
    )
    assert (await client.users_info(user="UGUEST"))["user"]["is_restricted"] is True
    assert await refusal(client.users_info(user="UNOBODY")) == "user_not_found"
    assert len((await client.users_list())["members"]) == 4
    assert (await client.users_lookupByEmail(email="BEN@desk.example"))["user"]["id"] == "UBEN"
    assert (await client.conversations_members(channel="COTHER"))["members"] == ["UANA"]
    assert {channel["id"] for channel in (await client.conversations_list())["channels"]} == {"CDESK", "COTHER"}
    assert (await client.conversations_info(channel="COTHER"))["channel"]["is_member"] is False
    await client.conversations_join(channel="COTHER")
    assert {channel["id"] for channel in (await client.users_conversations())["channels"]} == {"CDESK", "COTHER"}


async def test_direct_messages(workspace: Workspace, client: AsyncWebClient) -> None:
    opened = (await client.conversations_open(users="UANA"))["channel"]["id"]
    posted = await client.chat_postMessage(channel="UANA", text="hello")
    assert posted["channel"] == opened == workspace.direct("UANA")
    await workspace.deactivate("UANA")
    assert await refusal(client.conversations_open(users="UANA")) == "user_disabled"


async def test_user_groups() -> None:
    workspace = make_workspace(usergroups=[UserGroup("SLEADS", "leads", "Leads", ("UANA",))])
    await workspace.start()
    client = AsyncWebClient(workspace.bot_token, base_url=workspace.api_url)
    (group,) = (await client.usergroups_list(include_users=True))["usergroups"]
    assert (group["handle"], group["users"]) == ("leads", ["UANA"])
    assert (await client.usergroups_users_list(usergroup="SLEADS"))["users"] == ["UANA"]
    assert await refusal(client.usergroups_users_list(usergroup="SNONE")) == "no_such_subteam"
    await workspace.say("UBEN", "CDESK", "ask @leads")
    assert workspace.messages("CDESK")[0]["text"] == "ask <!subteam^SLEADS|@leads>"
    await workspace.stop()


async def test_reactions(workspace: Workspace, client: AsyncWebClient) -> None:
    ts = await workspace.say("UANA", "CDESK", "hi")
    await client.reactions_add(channel="CDESK", timestamp=ts, name="eyes")
    assert workspace.messages("CDESK")[0]["reactions"] == [{"name": "eyes", "users": [workspace.team.bot_user], "count": 1}]
    assert await refusal(client.reactions_add(channel="CDESK", timestamp=ts, name="eyes")) == "already_reacted"
    assert await refusal(client.reactions_add(channel="CDESK", timestamp=ts, name="No Such")) == "invalid_name"


async def test_files_upload_v2(workspace: Workspace, client: AsyncWebClient) -> None:
    root = (await client.chat_postMessage(channel="CDESK", text="root"))["ts"]
    content = "로그\n".encode()
    answer = await client.files_upload_v2(
        channel="CDESK", thread_ts=root, filename="로그 1.txt", content=content, initial_comment="the log"
    )
    _, shared = workspace.thread("CDESK", root)
    assert (shared["subtype"], shared["text"], shared["files"][0]["id"]) == ("file_share", "the log", answer["file"]["id"])
    assert shared["files"][0]["mimetype"] == "text/plain"
    async with aiohttp.ClientSession() as session:
        link = shared["files"][0]["url_private"]
        async with session.get(link, headers={"Authorization": f"Bearer {workspace.bot_token}"}) as response:
            assert await response.read() == content
        async with session.get(link, allow_redirects=False) as response:
            assert response.status == 302
    assert await refusal(client.files_completeUploadExternal(files=[{"id": "FNONE"}])) == "file_not_found"


async def test_a_form_and_an_address_carry_arguments_too(workspace: Workspace) -> None:
    headers = {"Authorization": f"Bearer {workspace.bot_token}"}
    blocks = '[{"type": "divider"}]'
    async with aiohttp.ClientSession(headers=headers) as session:
        async with session.post(
            f"{workspace.api_url}chat.postMessage", data={"channel": "CDESK", "text": "x", "blocks": blocks}
        ) as response:
            assert (await response.json())["message"]["blocks"][0]["type"] == "divider"
        async with session.get(f"{workspace.api_url}users.info", params={"user": "UANA"}) as response:
            assert (await response.json())["user"]["name"] == "ana"
        async with session.post(f"{workspace.api_url}users.info", data=b"{", headers={"Content-Type": "application/json"}) as response:
            assert (await response.json())["error"] == "invalid_json"


async def test_one_post_a_second_and_channel_after_a_burst(client: AsyncWebClient) -> None:
    answers = await asyncio.gather(*(client.chat_postMessage(channel="CDESK", text="x") for _ in range(7)), return_exceptions=True)
    refused = [answer for answer in answers if isinstance(answer, SlackApiError)]
    assert len(refused) == 3
    assert refused[0].response.status_code == 429
    assert refused[0].response["error"] == "ratelimited"
    assert refused[0].response.headers["Retry-After"] == "1"
    await client.chat_postMessage(channel="UANA", text="another channel")


async def test_the_pace_can_be_left_out() -> None:
    workspace = make_workspace(strict_pace=False)
    await workspace.start()
    client = AsyncWebClient(workspace.bot_token, base_url=workspace.api_url)
    await asyncio.gather(*(client.chat_postMessage(channel="CDESK", text="x") for _ in range(60)))
    assert len(workspace.called("chat.postMessage")) == 60
    await workspace.stop()


async def test_a_public_channel_may_be_written_to_with_the_scope_for_it() -> None:
    workspace = make_workspace(scopes=["chat:write", "chat:write.public"])
    await workspace.start()
    client = AsyncWebClient(workspace.bot_token, base_url=workspace.api_url)
    await client.chat_postMessage(channel="COTHER", text="x")
    assert await refusal(client.chat_postMessage(channel="GSECRET", text="x")) == "channel_not_found"
    await workspace.stop()
