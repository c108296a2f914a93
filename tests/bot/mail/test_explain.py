import json
from typing import Any

from bot.mail.explain import explained
from bot.mail.limits import MEBIBYTE, Desk, Limits, Reason
from bot.mail.read import read
from tests.bot.mail.mails import ALL, KOREAN, mail, part, parts, whole

DESK = Desk(frozenset({"desk@desk.example"}))
LIMITS = Limits()
KEYS = ["file", "from", "from_name", "to", "subject", "date", "message_id", "references", "text", "new_text", "attachments", "kind", "why"]


async def explain(*mails: tuple[str, bytes], limits: Limits = LIMITS) -> list[dict[str, Any]]:
    return [told async for told in explained(mails, DESK, limits)]


async def test_a_mail_as_data():
    raw = whole(
        parts("mixed", part("text/plain; charset=utf-8", KOREAN), part("text/csv; name=a.csv", "1,2")), "In-Reply-To: <x@y.example>"
    )
    (told,) = await explain(("a.eml", raw))
    assert told == {
        "file": "a.eml",
        "from": "hong@cust.example",
        "from_name": "Hong",
        "to": ["desk@desk.example"],
        "subject": "",
        "date": "2026-11-23T10:00:00+09:00",
        "message_id": "m1@cust.example",
        "references": ["x@y.example"],
        "text": KOREAN,
        "new_text": KOREAN,
        "attachments": [
            {
                "name": "a.csv",
                "type": "text/csv",
                "size": 3,
                "sha256": "17f8af97ad4a7f7639a4c9171d5185cbafb85462877a4746c21bdb0a4f940ca0",
            }
        ],
        "kind": "human",
        "why": "",
    }


async def test_every_mail_has_the_same_keys_and_the_order_stays():
    told = await explain(*((case.name, case.raw) for case in ALL))
    assert [each["file"] for each in told] == [case.name for case in ALL]
    assert all(list(each) == KEYS for each in told)
    assert [each["text"] for each in told] == [read(case.raw, DESK, Limits()).envelope.text for case in ALL]
    json.dumps(told, ensure_ascii=False).encode()


async def test_a_date_far_ahead_is_told_as_it_stands():
    (told,) = await explain(("-", mail("Date: Fri, 1 Jan 2100 00:00:00 +0900")))
    assert told["date"] == "2100-01-01T00:00:00+09:00"


async def test_a_mail_beyond_the_limits_shows_its_head():
    raw = whole(parts("mixed", *[part("text/plain", "x")] * 200), "Subject: many")
    (told,) = await explain(("-", raw))
    assert list(told) == KEYS
    assert (told["from"], told["subject"], told["text"], told["why"]) == ("hong@cust.example", "many", "", "unreadable: too_many_parts")


async def test_a_mail_too_large_shows_its_head():
    (told,) = await explain(("-", mail("Subject: big", body="x" * 2000)), limits=Limits(size=1000))
    assert (told["subject"], told["why"]) == ("big", "unreadable: too_large")
    (told,) = await explain(("-", mail("Subject: " + "big" * 1000)), limits=Limits(size=1000))
    assert (told["subject"], told["why"]) == ("", "unreadable: too_large")


async def test_one_that_takes_too_long_or_too_much_holds_nobody_up():
    hungry = b"Content-Type: text/plain\r\n\r\n" + b"\r\n" * (10 * MEBIBYTE)
    told = await explain(
        ("a", hungry), ("b", mail("Subject: x")), ("c", hungry), ("d", mail("Subject: y")), limits=Limits(memory=200 * MEBIBYTE)
    )
    assert [each["why"] for each in told] == [f"unreadable: {Reason.TOO_HUNGRY}", "", f"unreadable: {Reason.TOO_HUNGRY}", ""]
    assert [each["subject"] for each in told] == ["", "x", "", "y"]


async def test_whoever_stops_listening_leaves_no_process_behind():
    begun = explained([("a", mail("Subject: x"))] * 20, DESK, Limits())
    assert (await anext(begun))["subject"] == "x"
    await begun.aclose()
