"""Every failure of the wire means one of three things."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.workspace import Workspace
from bot.slack.post import Post
from bot.slack.send import Later, Refused, SlackWire, Unclear
from tests.bot.slack.conftest import CHANNEL


@pytest.fixture
def wire(workspace: Workspace) -> SlackWire:
    return impatient(workspace, 300)


def impatient(workspace: Workspace, seconds: int) -> SlackWire:
    return SlackWire(AsyncWebClient(workspace.bot_token, base_url=workspace.api_url, retry_handlers=[], timeout=seconds))


async def test_a_post_bears_its_row_and_nothing_of_the_customer(workspace: Workspace, wire: SlackWire) -> None:
    ts = await wire.post(CHANNEL, Post("hello"), outbox_id=7)
    (message,) = workspace.messages(CHANNEL)
    assert message["metadata"] == {"event_type": "claimdesk", "event_payload": {"outbox": 7}}
    assert await wire.find(CHANNEL, None, 7) == ts
    assert await wire.find(CHANNEL, None, 8) is None


async def test_what_was_done_without_an_answer_is_found_again(workspace: Workspace, wire: SlackWire) -> None:
    root = await wire.post(CHANNEL, Post("root"), outbox_id=1)
    workspace.faults.add("chat.postMessage", "lost_answer")
    with pytest.raises(Unclear):
        await wire.post(CHANNEL, Post("reply"), thread=root, outbox_id=2)
    found = await wire.find(CHANNEL, root, 2)
    assert found == workspace.thread(CHANNEL, root)[1]["ts"]
    assert len(workspace.thread(CHANNEL, root)) == 2


async def test_the_card_that_a_row_posted_first_is_not_its_words(workspace: Workspace, wire: SlackWire) -> None:
    card = await wire.post(CHANNEL, Post("card"), outbox_id=7)
    assert await wire.find(CHANNEL, card, 7) is None
    words = await wire.post(CHANNEL, Post("words"), thread=card, outbox_id=7)
    assert await wire.find(CHANNEL, card, 7) == words
    assert await wire.find(CHANNEL, None, 7) == card


@pytest.mark.parametrize("kind", ["500", "cut", "timeout"])
async def test_no_answer_to_trust(workspace: Workspace, wire: SlackWire, kind: str) -> None:
    workspace.faults.add("chat.postMessage", kind, seconds=3600)  # type: ignore[arg-type]
    with pytest.raises(Unclear):
        await (impatient(workspace, 1) if kind == "timeout" else wire).post(CHANNEL, Post("hello"), outbox_id=1)
    assert workspace.messages(CHANNEL) == []


async def test_slack_asks_to_wait(workspace: Workspace, wire: SlackWire) -> None:
    workspace.faults.add("chat.update", "429", retry_after=7)
    ts = await wire.post(CHANNEL, Post("hello"), outbox_id=1)
    with pytest.raises(Later) as told:
        await wire.update(CHANNEL, ts, Post("changed"))
    assert told.value.seconds == 7
    await wire.update(CHANNEL, ts, Post("changed"))
    assert workspace.messages(CHANNEL)[0]["text"] == "changed"


async def test_what_will_never_be_taken_says_why(workspace: Workspace, wire: SlackWire) -> None:
    with pytest.raises(Refused) as told:
        await wire.post("CNOWHERE", Post("hello"), outbox_id=1)
    assert told.value.error == "channel_not_found"
    workspace.faults.add("chat.postMessage", "error", error="fatal_error")
    with pytest.raises(Unclear):
        await wire.post(CHANNEL, Post("hello"), outbox_id=1)


async def test_files_go_into_the_thread_and_empty_ones_are_left_out(workspace: Workspace, wire: SlackWire) -> None:
    root = await wire.post(CHANNEL, Post("root"), outbox_id=1)
    await wire.upload(CHANNEL, root, [("a.txt", b"a"), ("empty", b""), ("사진.png", b"png")])
    (message,) = workspace.thread(CHANNEL, root)[1:]
    assert [file["name"] for file in message["files"]] == ["a.txt", "사진.png"]
    await wire.upload(CHANNEL, root, [("empty", b"")])
    workspace.faults.add("files.completeUploadExternal", "cut")
    with pytest.raises(Unclear):
        await wire.upload(CHANNEL, root, [("b.txt", b"b")])


async def test_a_thread_of_many_pages_is_looked_through(workspace: Workspace, wire: SlackWire) -> None:
    root = await wire.post(CHANNEL, Post("root"), outbox_id=1)
    for number in range(205):
        await workspace.say("UANA", CHANNEL, f"note {number}", thread_ts=root)
    ts = await wire.post(CHANNEL, Post("last"), thread=root, outbox_id=2)
    assert await wire.find(CHANNEL, root, 2) == ts
