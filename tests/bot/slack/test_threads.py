"""A plain message in a claim's thread is a note, with its files, edits and deletion; it never leaves the house."""

import hashlib
import json
from dataclasses import replace
from typing import Any

from bot.slack.files import fetched, files_host
from claims.rules import Limits, Rules
from commands.show import Message, story
from storage import messages
from tests.bot.slack.conftest import CHANNEL, Slack, words


async def notes(slack: Slack, number: str) -> list[Message]:
    entries = await slack.desk.database.read(story, number, public=False)
    return [each.message for each in entries if each.message and each.message.direction == "note"]


async def test_a_plain_message_is_a_note_and_nothing_is_sent(slack: Slack) -> None:
    claim = await slack.opens()
    ts = await slack.tells("UBEN", claim.number, "@ana 드라이버 버그 같습니다 :bug: <b>")
    (note,) = await notes(slack, claim.number)
    assert (note.text, note.name, note.source) == ("@Ana Silva 드라이버 버그 같습니다 🐛 <b>", "김벤", f"{CHANNEL}:{ts}")
    assert [entry async for entry in _public_words(slack, claim.number)] == ["어제부터 인쇄가 안 됩니다."]
    assert slack.workspace.ephemerals("UBEN") == []


async def _public_words(slack: Slack, number: str) -> Any:
    for entry in await slack.desk.database.read(story, number, public=True):
        if entry.message:
            yield entry.message.text


async def test_a_command_is_never_a_note(slack: Slack) -> None:
    claim = await slack.opens()
    for typed in ("!xyzzy", "!", "@claimdesk", "@claimdesk thanks a lot", "!take"):
        await slack.tells("UANA", claim.number, typed)
    assert await notes(slack, claim.number) == []
    assert len(slack.workspace.ephemerals("UANA")) == 5


async def test_a_mention_within_a_message_is_a_note(slack: Slack) -> None:
    claim = await slack.opens()
    await slack.tells("UANA", claim.number, "I asked @claimdesk take already")
    assert [note.text for note in await notes(slack, claim.number)] == ["I asked @claimdesk take already"]
    assert (await slack.view(claim.number)).claim.owner is None


async def test_edits_and_deletions_are_kept(slack: Slack) -> None:
    claim = await slack.opens()
    ts = await slack.tells("UANA", claim.number, "first")
    await slack.workspace.edit("UANA", CHANNEL, ts, "second")
    await slack.workspace.settled()
    assert [note.text for note in await notes(slack, claim.number)] == ["second"]
    await slack.workspace.delete("UANA", CHANNEL, ts)
    await slack.workspace.settled()
    (note,) = await notes(slack, claim.number)
    assert note.deleted_at is not None
    await slack.slash("UANA", f"show {claim.number}")
    shown = words(slack.workspace.ephemerals("UANA")[-1]["blocks"])
    assert [part for part in ("Notes that were edited or deleted", ": first", ": second") if part not in shown] == []


async def test_an_edit_heard_of_after_a_later_one_changes_nothing(slack: Slack) -> None:
    claim = await slack.opens()
    told, other = [await slack.tells("UANA", claim.number, each) for each in ("one", "uno")]
    for text in ("two", "three"):
        await slack.workspace.edit("UANA", CHANNEL, told, text)
    await slack.workspace.settled()
    edits = [each.payload for each in slack.workspace.delivery.log if each.payload.get("event", {}).get("subtype") == "message_changed"]
    for payload in reversed(edits):
        words = json.dumps(payload).replace(told, other).replace(payload["event_id"], payload["event_id"][::-1])
        slack.workspace.delivery.tell(json.loads(words))
        await slack.workspace.settled()
    one, other_one = await notes(slack, claim.number)
    assert (one.text, other_one.text) == ("three", "three")
    versions = slack.desk.database.read
    assert [await versions(messages.versions_of, each.id) for each in (one, other_one)] == [["one", "two"], ["uno", "two"]]


async def test_files_of_a_note_are_kept_by_their_bytes(slack: Slack) -> None:
    claim = await slack.opens()
    await slack.tells("UANA", claim.number, "the log", files=[("log.txt", b"E42")])
    await slack.tells("UANA", claim.number, "", files=[("화면.png", b"\x89PNG")])
    one, two = await notes(slack, claim.number)
    assert [(each.file.name, each.file.type, each.file.size) for each in (*one.attachments, *two.attachments)] == [
        ("log.txt", "text/plain", 3),
        ("화면.png", "image/png", 4),
    ]
    assert slack.desk.files.read(hashlib.sha256(b"E42").hexdigest()) == b"E42"


async def test_the_token_goes_nowhere_else(slack: Slack) -> None:
    elsewhere = {"name": "x", "url_private": "http://evil.example/files-pri/F1/x"}
    disguised = {"name": "y", "url_private_download": slack.workspace.url.replace("http://", "http://evil@") + "/files-pri/F1/y"}
    secure = {"name": "z", "url_private": slack.workspace.url.replace("http:", "https:") + "/files-pri/F1/z"}
    linked = {"name": "drive", "mode": "external", "url_private": "https://drive.example/d/1"}
    assert await fetched(slack.desk, [elsewhere, disguised, secure, linked, {"name": "none"}]) == ((), ("x", "y", "z", "drive", "none"))


async def test_a_redirect_is_not_followed(slack: Slack) -> None:
    slack.workspace.bot_token, token = "xoxb-other", slack.workspace.bot_token
    gone = {"name": "gone.txt", "url_private": f"{slack.workspace.url}/files-pri/F404/gone.txt"}
    assert await fetched(slack.desk, [gone]) == ((), ("gone.txt",))
    slack.workspace.bot_token = token


def test_files_lie_on_slacks_own_host() -> None:
    assert files_host("https://slack.com/api/") == "files.slack.com"
    assert files_host("https://slack-gov.com/api/") == "files.slack-gov.com"
    assert files_host("https://notslack.com/api/") == "notslack.com"
    assert files_host("http://127.0.0.1:8123/api/") == "127.0.0.1:8123"


async def test_a_file_that_is_gone_is_named_in_the_note(slack: Slack) -> None:
    claim = await slack.opens()
    root = slack.card(claim.number)["ts"]
    await slack.workspace.say("UANA", CHANNEL, "see the log", thread_ts=root, files=[("log.txt", b"E42")])
    slack.workspace.files.remove(slack.thread(claim.number)[-1]["files"][0]["id"])
    await slack.workspace.settled()
    (note,) = await notes(slack, claim.number)
    assert (note.text, note.attachments) == ("see the log\n📎 log.txt", ())


async def test_a_file_too_large_for_a_mail_is_left_in_slack(slack: Slack) -> None:
    file = await slack.workspace.say("UANA", CHANNEL, "", files=[("big.bin", b"x" * 100)])
    (shared,) = next(each for each in slack.workspace.messages(CHANNEL) if each["ts"] == file)["files"]
    small = replace(slack.desk, rules=Rules(limits=Limits(mail_bytes=99)))
    assert await fetched(small, [shared]) == ((), ("big.bin",))
    assert (await fetched(slack.desk, [shared]))[0][0].size == 100


async def test_an_event_told_twice_is_heeded_once(slack: Slack) -> None:
    claim = await slack.opens()
    await slack.tells("UANA", claim.number, "!reply hello")
    await slack.tells("UANA", claim.number, "a note")
    for record in [each for each in slack.workspace.delivery.log if each.kind == "events_api"]:
        slack.workspace.delivery.tell(record.payload)
    await slack.workspace.settled()
    assert [(direction, text) for direction, text in await slack.said(claim.number) if direction != "in"] == [
        ("out", "hello"),
        ("note", "a note"),
    ]
    assert len(slack.workspace.ephemerals("UANA")) == 1


async def test_other_threads_and_channels_are_not_ours(slack: Slack) -> None:
    claim = await slack.opens()
    root = await slack.workspace.say("UANA", CHANNEL, "lunch?")
    await slack.workspace.say("UBEN", CHANNEL, "!take", thread_ts=root)
    await slack.workspace.say("UBEN", "COTHER", "!take 1001")
    await slack.workspace.say("UBEN", CHANNEL, "yes", thread_ts=root)
    await slack.workspace.settled()
    assert await notes(slack, claim.number) == []
    assert (await slack.view(claim.number)).claim.owner is None


async def test_a_mention_with_a_number_works_anywhere(slack: Slack) -> None:
    claim = await slack.opens()
    await slack.workspace.say("UANA", "COTHER", f"@claimdesk take {claim.id}")
    await slack.workspace.settled()
    assert (await slack.view(claim.number)).claim.owner == "UANA"


async def test_letters_stand_in_the_thread_and_nobody_is_pinged_about_their_own_act(slack: Slack) -> None:
    claim = await slack.opens(subject="<!here> 긴급", text="<!channel> 도와주세요 <@UANA> & https://evil.example")
    await slack.slash("UBEN", f"take {claim.id}")
    await slack.tells("UBEN", claim.number, "!hand @ana 부탁합니다")
    thread = await slack.until(claim.number, lambda thread: "<@UANA>" in thread[-1]["text"])
    for message in thread[:-1]:
        assert "<!" not in message["text"]
        assert "<@" not in message["text"]
    assert thread[1]["blocks"][1]["elements"][0]["elements"][0]["text"] == "<!channel> 도와주세요 <@UANA> & https://evil.example"
    assert "<@UBEN>" not in thread[-1]["text"]


async def test_another_claims_number_in_a_thread_reaches_no_customer(slack: Slack) -> None:
    here, other = await slack.opens(), await slack.opens(address="cho@other.example", subject="스캐너")
    for typed in ("!take", "!take {other}"):
        await slack.tells("UANA", here.number, typed.format(other=other.id))
    assert (await slack.view(other.number)).claim.owner == "UANA", "take has no words of its own"
    for typed in ("!reply {other} Please restart it.", "!hand {other} @ben knows it", "!close {other} spam", "!resolve {other} done"):
        await slack.tells("UANA", here.number, typed.format(other=other.id))
        assert other.number in slack.whispered("UANA")
    view = await slack.view(here.number)
    assert (view.claim.owner, view.claim.is_open) == ("UANA", True)
    assert "out" not in [each for number in (here.number, other.number) for each, _ in await slack.said(number)]
    await slack.tells("UANA", here.number, f"!reply #{other.id} Please restart it.")
    assert ("out", "Please restart it.") in await slack.said(other.number)
    for typed in (f"!note {other.id} is the same", "!reply 9999 is the code it shows"):
        await slack.tells("UANA", here.number, typed)
    assert (await slack.said(here.number))[-2:] == [("note", f"{other.id} is the same"), ("out", "9999 is the code it shows")]


async def test_any_mark_commands_and_a_mere_cry_is_a_note(slack: Slack) -> None:
    claim = await slack.opens()
    for typed in ("!!", "!? 이상합니다", "!!! 급합니다"):
        await slack.tells("UBEN", claim.number, typed)
    assert [text for way, text in await slack.said(claim.number) if way == "note"] == ["!!", "!? 이상합니다", "!!! 급합니다"]
    await slack.tells("UBEN", claim.number, "！담당")
    assert (await slack.view(claim.number)).claim.owner == "UBEN"
    await slack.tells("UBEN", claim.number, "!인계 @ana님께 부탁합니다")
    assert (await slack.view(claim.number)).claim.owner == "UANA"
    assert "다음:" not in slack.whispered("UBEN"), "what is possible next is not theirs to do"
    thread = await slack.until(claim.number, lambda thread: "인계했습니다" in thread[-1]["text"])
    assert thread[-1]["text"].endswith(": 부탁합니다")


async def test_a_word_that_is_no_verb_is_told_again_and_kept_where_its_writer_says_so(slack: Slack) -> None:
    claim = await slack.opens()
    for typed, kept in (("!오전에 @ana 님과 통화함 <3", "!오전에 @Ana Silva 님과 통화함 <3"), ("!repy 확인 중", "!repy 확인 중")):
        ts = await slack.tells("UBEN", claim.number, typed)
        shown = slack.workspace.ephemerals("UBEN")[-1]
        assert kept in words(shown["blocks"])
        assert await notes(slack, claim.number) == []
        for _ in range(2):
            assert await slack.workspace.click("UBEN", CHANNEL, shown["ts"], "run") is None
        assert "메모했습니다" in slack.whispered("UBEN")
        (note,) = await notes(slack, claim.number)
        assert (note.text, note.source) == (kept, f"{CHANNEL}:{ts}")
        await slack.workspace.delete("UBEN", CHANNEL, ts)
        await slack.workspace.settled()
        claim = await slack.opens()


async def test_what_is_too_much_for_a_button_is_kept_at_once(slack: Slack) -> None:
    claim = await slack.opens()
    long = "!xyzzy " + "전원을 껐다 켜도 같습니다. " * 200
    await slack.tells("UBEN", claim.number, long)
    assert "내부 메모로 남겼습니다" in slack.whispered("UBEN")
    await slack.tells("UBEN", claim.number, "!xyzzy", files=[("log.txt", b"broken")])
    first, second = await notes(slack, claim.number)
    assert first.text == long.strip()
    assert [each.file.name for each in second.attachments] == ["log.txt"]


async def test_a_verb_in_the_channel_itself_needs_a_number(slack: Slack) -> None:
    claim = await slack.opens()

    async def told(typed: str) -> str:
        await slack.workspace.say("UBEN", CHANNEL, typed)
        await slack.workspace.settled()
        return slack.whispered("UBEN")

    assert "`/claim 담당 1042`, 그 건의 스레드에서는 `!담당`" in await told("!take")
    assert "담당이 되셨습니다" in await told(f"!take {claim.id}")
    assert (await slack.view(claim.number)).claim.owner == "UBEN"
    assert "메모했습니다" in await told(f"！{claim.id} 메모 부품 주문함")
    assert "다음 중 어느 것입니까? 분류" in await told(f"!trage {claim.id}")
    assert claim.number in await told("!mine")
    assert [note.text for note in await notes(slack, claim.number)] == ["부품 주문함"]


async def test_other_cries_in_the_channel_are_nobodys_business(slack: Slack) -> None:
    claim = await slack.opens()
    for typed in ("!", "!!", "! 점심 먹으러 갑시다", "!wow great", f"!{claim.id}", "!tkae it easy"):
        await slack.workspace.say("UBEN", CHANNEL, typed)
    await slack.workspace.say("UBEN", "COTHER", f"!take {claim.id}")
    await slack.workspace.settled()
    assert slack.workspace.ephemerals("UBEN") == []
    assert (await slack.view(claim.number)).claim.owner is None
