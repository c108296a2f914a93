import json

from bot.mail.explain import explain
from bot.mail.limits import Desk, Limits
from tests.bot.mail.mails import ALL, KOREAN, mail, part, parts, whole

DESK = Desk(frozenset({"desk@desk.example"}))
KEYS = ["file", "from", "from_name", "to", "subject", "date", "message_id", "references", "text", "new_text", "attachments", "kind", "why"]


def test_a_mail_as_data():
    raw = whole(
        parts("mixed", part("text/plain; charset=utf-8", KOREAN), part("text/csv; name=a.csv", "1,2")), "In-Reply-To: <x@y.example>"
    )
    assert explain(raw, "a.eml", DESK, Limits()) == {
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


def test_every_mail_has_the_same_keys():
    for case in ALL:
        told = explain(case.raw, case.name, DESK, Limits())
        assert list(told) == KEYS
        json.dumps(told, ensure_ascii=False).encode()


def test_a_mail_beyond_the_limits_shows_its_head():
    raw = whole(parts("mixed", *[part("text/plain", "x")] * 200), "Subject: many")
    told = explain(raw, "-", DESK, Limits())
    assert list(told) == KEYS
    assert (told["from"], told["subject"], told["text"], told["why"]) == ("hong@cust.example", "many", "", "unreadable: too_many_parts")


def test_a_mail_too_large_shows_its_head():
    told = explain(mail("Subject: big", body="x" * 2000), "-", DESK, Limits(size=1000))
    assert (told["subject"], told["why"]) == ("big", "unreadable: too_large")
