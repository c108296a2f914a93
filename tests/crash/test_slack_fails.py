"""Slack that is busy, broken, silent or cut off: every post is there once and in order, or it is said that it is not."""

from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.sandbox.faults import Kind
from bot.sandbox.posts import remove
from storage import tables
from tests.crash.conftest import House
from tests.crash.life import ANNA, CHANNEL

KINDS: tuple[Kind, ...] = ("429", "500", "timeout", "cut", "lost_answer")


def _fail(house: House, method: str, kind: Kind, times: int = 3, **more: Any) -> None:
    house.workspace.faults.add(method, kind, times, seconds=0.05, **more)


@pytest.mark.parametrize("method", ["chat.postMessage", "chat.update", "files.completeUploadExternal"])
@pytest.mark.parametrize("kind", KINDS)
async def test_every_post_once_and_in_order(house: House, kind: Kind, method: str) -> None:
    _fail(house, method, kind)
    await house.mail(files=[("screen.txt", b"error 17")])
    await house.tried()
    assert len(house.letters()) == 1  # the customer's acknowledgement waits for no Slack
    await house.settled()
    await house.workspace.click(ANNA, CHANNEL, house.thread()[0]["ts"], "verb:take")
    await house.settled()
    card, mail, file = house.thread()
    assert len(house.workspace.messages(CHANNEL)) == 1
    assert "Anna Park" in card["text"]
    assert "인쇄가 되지 않습니다." in mail["text"]
    assert [each["name"] for each in file["files"]] == ["screen.txt"]


@pytest.mark.parametrize("kind", KINDS)
async def test_a_post_whose_answer_was_lost_is_looked_up_even_if_looking_fails(house: House, kind: Kind) -> None:
    _fail(house, "chat.postMessage", "lost_answer", 2, skip=1)
    _fail(house, "conversations.replies", kind, 2)
    await house.mail()
    await house.tried()
    await house.settled()
    assert [len(house.workspace.messages(CHANNEL)), len(house.thread())] == [1, 2]
    assert len([call for call in house.workspace.called("chat.postMessage") if call.ok]) == 2


async def test_retry_after_is_honoured_by_the_whole_channel(house: House) -> None:
    _fail(house, "chat.postMessage", "429", 1, retry_after=90)
    await house.mail()
    await house.tried()
    await house.mail("다른 문의")
    await house.later(seconds=60)
    await house.idle()
    assert len(house.workspace.called("chat.postMessage")) == 1
    await house.later(seconds=31)
    await house.settled()
    assert len(house.workspace.messages(CHANNEL)) == 2


async def test_a_card_changed_while_its_answer_was_lost_shows_the_change(house: House) -> None:
    _fail(house, "chat.postMessage", "lost_answer", 1)
    await house.mail()
    await house.tried()
    await house.workspace.slash(ANNA, CHANNEL, "/claim take 1001")
    await house.settled()
    assert "Anna Park" in house.thread()[0]["text"]


@pytest.mark.parametrize("error", ["token_revoked", "channel_not_found", "is_archived", "missing_scope", "surprise"])
async def test_what_the_operator_can_mend_is_waited_for(house: House, error: str) -> None:
    _fail(house, "chat.postMessage", "error", 5, error=error)
    await house.mail()
    await house.settled()
    assert [len(house.workspace.messages(CHANNEL)), len(house.thread())] == [1, 2]


async def test_what_slack_will_never_take_does_not_stop_the_rest(house: House) -> None:
    _fail(house, "chat.postMessage", "error", 1, error="invalid_blocks", skip=1)
    with capture_logs() as logs:
        await house.mail()
        await house.mail(text="그리고 이것도.", in_reply_to=(await _acknowledged(house)))
        await house.settled()
    assert "그리고 이것도." in house.thread()[1]["text"]
    assert [each["why"] for each in logs if each["event"] == "delivery given up"] == ["invalid_blocks"]


async def _acknowledged(house: House) -> Any:
    await house.idle()
    return house.letters()[0]


async def test_slack_away_for_days_is_waited_for(house: House) -> None:
    _fail(house, "*", "error", 100_000, error="token_revoked")
    with capture_logs() as logs:
        await house.mail()
        await house.tried()
        for _ in range(3 * 24):
            await house.later(hours=1)
            await house.idle()
    assert [each for each in logs if each["event"] == "delivery given up"] == []
    assert all(row.attempts >= 10 for row in await house.rows(tables.outbox) if row.intent == "card")
    house.workspace.faults.clear()
    await house.mail(text="아직도 안 됩니다.", in_reply_to=house.letters()[0])
    await house.settled()
    assert "인쇄가 되지 않습니다." in house.thread()[1]["text"]
    assert "아직도 안 됩니다." in house.thread()[2]["text"]


async def test_a_post_that_fails_while_all_others_leave_is_given_up_and_its_card_is_drawn_later(house: House) -> None:
    await house.mail()
    await house.settled()
    _fail(house, "chat.postMessage", "error", 1, error="msg_blocks_too_long")
    with capture_logs() as logs:
        await house.mail("다른 문의")
        await house.settled()
    assert [each["intent"] for each in logs if each["event"] == "delivery given up"] == ["card"]
    first, card, mail = *house.workspace.messages(CHANNEL), house.thread(1)[-1]
    assert [first["text"].split("-")[0], card["text"].split("-")[0]] == ["1001", "1002"]
    assert "인쇄가 되지 않습니다." in mail["text"]


async def test_edits_that_slack_slows_down_hold_no_post(house: House) -> None:
    await house.mail()
    await house.settled()
    _fail(house, "chat.update", "429", 1, retry_after=90)
    await house.workspace.slash(ANNA, CHANNEL, "/claim take 1001")
    await house.tried()
    await house.mail("다른 문의")
    await house.later(seconds=5)
    await house.idle()
    assert len(house.workspace.messages(CHANNEL)) == 2
    assert "Anna Park" not in house.thread()[0]["text"]
    await house.later(seconds=91)
    await house.settled()
    assert "Anna Park" in house.thread()[0]["text"]


async def test_a_fault_in_one_post_stops_no_other_claim(house: House) -> None:
    await house.mail()
    await house.settled()
    await house.do(lambda tx: tx.connection.execute(tables.outbox.update().values(intent="nonsense", detail={}, frozen=None, done_at=None)))
    with capture_logs() as logs:
        await house.mail("다른 문의")
        await house.tried()
        await house.later(minutes=1)
        await house.idle()
    assert len(house.workspace.messages(CHANNEL)) == 2
    assert [mail.subject.partition("] ")[2] for mail in house.letters()] == ["프린터", "다른 문의"]
    assert {each["door"] for each in logs if each["event"] == "delivery broke"} == {"slack", "mail"}


@pytest.mark.parametrize("with_replies", [True, False], ids=["tombstone", "gone"])
async def test_a_deleted_card_stands_anew_and_the_old_thread_is_still_heard(house: House, with_replies: bool) -> None:
    await house.mail()
    await house.settled()
    old = house.thread()[0]["ts"]
    if not with_replies:
        delete(house, house.thread()[1]["ts"])
    delete(house, old)
    await house.workspace.until(lambda: house.desk.desk.links.slack_url)
    assert (await house.workspace.slash(ANNA, CHANNEL, "/claim take 1001")).error is None
    await house.settled()
    (new,) = [each for each in house.workspace.messages(CHANNEL) if each["text"].startswith("1001-")]
    assert new["ts"] != old
    assert "Anna Park" in new["text"]
    await house.workspace.slash(ANNA, CHANNEL, "/claim ask 1001 버전은?")
    await house.settled()
    said = [each["text"] for each in house.workspace.thread(CHANNEL, new["ts"])]
    assert any("버전은?" in each for each in said)
    assert [each for each in said if f"/p{old.replace('.', '')}|" in each] == said[1:2], "where the words before are"
    if with_replies:
        await house.workspace.say(ANNA, CHANNEL, "Still here.", thread_ts=old)
        await house.workspace.settled()
        assert [row.text for row in await house.rows(tables.messages) if row.direction == "note"] == ["Still here."]


def delete(house: House, ts: str) -> None:
    """As an administrator may."""
    place = house.workspace.channels.get(CHANNEL)
    remove(house.workspace, place, place.find(ts))
