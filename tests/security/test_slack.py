"""Who pretends to be Slack, over HTTP: forged, old and repeated requests, and bodies that are nothing."""

from typing import Any

import pytest

from storage.messages import Direction
from tests.security.gate import ANA, BEN, CHANNEL, Gate

FORGED = ("another secret", "x" * 64)


async def _payloads(gate: Gate) -> tuple[str, dict[str, dict[str, Any]]]:
    """A claim, and one payload of each kind that would change it, as Slack itself would send it."""
    claim = (await gate.opened()).claim
    card = gate.thread(claim.number)[0]
    await gate.slash(BEN, "help")
    slash = gate.last("slash_commands") | {"user_id": ANA, "text": f"take {claim.id}", "trigger_id": "1.1.new"}
    await gate.workspace.say(ANA, CHANNEL, "a note", thread_ts=card["ts"])
    await gate.workspace.settled()
    event = gate.last("events_api")
    event = event | {"event_id": "EvNEW", "event": event["event"] | {"text": "!take", "ts": "1.000001"}}
    assert await gate.workspace.click(BEN, CHANNEL, card["ts"], "more", f"customer:{claim.number}") is None
    press = gate.last("interactive")
    action = {"type": "button", "action_id": "verb:take", "block_id": "card", "value": claim.number, "action_ts": "1.1"}
    press = press | {"user": press["user"] | {"id": ANA}, "actions": [action], "trigger_id": "1.2.new"}
    return claim.number, {"slash_commands": slash, "events_api": event, "interactive": press}


KINDS = ("slash_commands", "events_api", "interactive")


@pytest.mark.parametrize("kind", KINDS)
async def test_forged_and_old_requests_do_nothing(gate: Gate, kind: str) -> None:
    number, payloads = await _payloads(gate)
    for forgery in ({"secret": "another secret"}, {"age": 301}, {"age": 86_400}, {"age": -900}):
        assert (await gate.slack(kind, payloads[kind], **forgery)).status == 401
    assert (await gate.view(number)).claim.owner is None
    assert (await gate.slack(kind, payloads[kind])).status == 200
    assert (await gate.view(number)).claim.owner == ANA, "the same payload, signed, is heeded"


async def test_signatures_of_other_bodies_and_shapes_do_nothing(gate: Gate) -> None:
    body = "command=%2Fclaim&text=help&user_id=UANA"
    good, form = gate.signed(body), {"Content-Type": "application/x-www-form-urlencoded"}
    at, signature = good["X-Slack-Request-Timestamp"], good["X-Slack-Signature"]
    shapes: list[dict[str, str]] = [
        {},
        {"X-Slack-Request-Timestamp": at},
        {"X-Slack-Signature": signature},
        good | {"X-Slack-Signature": ""},
        good | {"X-Slack-Signature": signature.removeprefix("v0=")},
        good | {"X-Slack-Signature": signature.upper()},
        good | {"X-Slack-Request-Timestamp": "now"},
        good | {"X-Slack-Request-Timestamp": ""},
        good | {"X-Slack-Request-Timestamp": f"{at}0"},
        gate.signed(f"{body} "),
    ]
    for headers in shapes:
        assert (await gate.raw(body, form | headers)).status == 401, headers


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", "{"),
        ("application/json", "[]"),
        ("application/json", '"text"'),
        ("application/json", ""),
        ("application/json", '{"type": "event_callback", "event": null}'),
        ("application/x-www-form-urlencoded", "payload=nonsense"),
        ("application/x-www-form-urlencoded", "payload=[]"),
        ("application/x-www-form-urlencoded", "payload=%7B%22type%22%3A%22block_actions%22%7D"),
        ("application/x-www-form-urlencoded", "\udcff\udcfe"),
        ("text/plain", "hello"),
        ("multipart/form-data; boundary=x", "--x--"),
    ],
)
async def test_nonsense_is_refused_and_is_no_fault_of_ours(gate: Gate, content_type: str, body: str) -> None:
    raw = body.encode("utf-8", "surrogateescape")
    for headers in ({}, {"X-Slack-Request-Timestamp": "1", "X-Slack-Signature": "v0=00"}):
        assert (await gate.raw(raw, headers | {"Content-Type": content_type})).status in (400, 401), body


async def test_a_body_beyond_what_slack_sends_is_not_read(gate: Gate) -> None:
    body = "command=%2Fclaim&text=" + "x" * 2_000_000
    assert (await gate.raw(body, gate.signed(body) | {"Content-Type": "application/x-www-form-urlencoded"})).status == 413


async def test_the_same_command_twice_opens_one_claim(gate: Gate) -> None:
    """Whoever got hold of a signed request may send it again for five minutes."""
    await gate.slash(ANA, "help")
    payload = gate.last("slash_commands") | {"text": "open lee@plant.example 인쇄가 되지 않습니다", "trigger_id": "1.3.new"}
    answers = [await gate.slack("slash_commands", payload) for _ in range(3)]
    assert [each.status for each in answers] == [200, 200, 200]
    assert len(await gate.claims()) == 1
    await gate.slack("slash_commands", payload | {"trigger_id": "1.4.new"})
    assert len(await gate.claims()) == 2, "said again is said twice"


async def test_the_same_event_twice_is_one_note(gate: Gate) -> None:
    number, payloads = await _payloads(gate)
    event = payloads["events_api"]
    event = event | {"event": event["event"] | {"text": "seen once"}}
    for _ in range(3):
        assert (await gate.slack("events_api", event)).status == 200
    assert [each.text for each in await gate.said(number, Direction.NOTE)].count("seen once") == 1


async def test_the_same_press_twice_acts_once(gate: Gate) -> None:
    """Taken, given back by the owner, and then the old press again."""
    number, payloads = await _payloads(gate)
    press = payloads["interactive"]
    assert (await gate.slack("interactive", press)).status == 200
    assert "Back in the queue" in await gate.slash(ANA, f"release {number} on leave") or (await gate.view(number)).claim.owner is None
    assert (await gate.slack("interactive", press)).status == 200
    assert (await gate.view(number)).claim.owner is None


async def test_a_submitted_form_twice_is_one_claim(gate: Gate) -> None:
    await gate.slash(ANA, "open")
    view = gate.workspace.view(ANA)
    values = {"address": "lee@plant.example", "text": "인쇄가 되지 않습니다"}
    await gate.workspace.submit(ANA, view["id"], values)
    submission = gate.last("interactive")
    assert submission["type"] == "view_submission"
    await gate.slack("interactive", submission)
    assert len(await gate.claims()) == 1


async def test_a_letters_form_sent_again_sends_no_second_letter(gate: Gate) -> None:
    """Every submission on the way to a letter, replayed: the customer hears it once."""
    number = (await gate.opened()).claim.id
    await gate.slash(ANA, f"take {number}")
    await gate.slash(ANA, f"reply {number}")
    seen = len(gate.workspace.delivery.log)
    await gate.workspace.submit(ANA, gate.workspace.view(ANA)["id"], {"text": "확인했습니다."})
    await gate.workspace.submit(ANA, gate.workspace.view(ANA)["id"], {})
    await gate.running.settled()
    sent = [letter.raw for letter in gate.postbox.letters]
    assert sum("확인했습니다." in letter.message.get_body(("plain",)).get_content() for letter in gate.postbox.letters) == 1
    submissions = [each.payload for each in list(gate.workspace.delivery.log)[seen:] if each.kind == "interactive"]
    assert len(submissions) == 2
    for submission in (*submissions, *reversed(submissions)):
        assert (await gate.slack("interactive", submission)).status == 200
    await gate.running.settled()
    assert [letter.raw for letter in gate.postbox.letters] == sent
