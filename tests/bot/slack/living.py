"""A week of twenty claims, and what is asked of it."""

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from claims.actor import customer, person
from claims.claim import ClaimClass, Factor
from commands.open import Told, open_claim
from commands.reply import reply
from commands.resolve import Resolution, resolve
from tests.bot.slack.conftest import CHANNEL, Slack, words

SEOUL = ZoneInfo("Asia/Seoul")
HOWTO = Resolution(ClaimClass.HOWTO, Factor.CUSTOMER, "설명서", "전원을 껐다 켜 주십시오.", 30, chargeable=False)


def at(slack: Slack, text: str) -> None:
    """Go to a time; the clock walks on from there."""
    there = datetime.fromisoformat(f"2026-{text}").replace(tzinfo=SEOUL)
    slack.desk.clock.move(seconds=(there - slack.desk.clock()).total_seconds())  # type: ignore[attr-defined]


async def lived(slack: Slack) -> dict[str, list[str]]:
    """Twenty fell due this week: 15 on time (12 of them resolved), 3 late, 2 not answered."""
    run = slack.desk.database.run
    for name in ("UANA", "UBEN", "ULEA"):
        await slack.door.front.people.acting(name)
    at(slack, "11-16 09:00")
    numbers = [await opened(slack, each) for each in range(20)]
    at(slack, "11-16 10:00")
    for number in numbers[:12]:
        await run(resolve, number, HOWTO, by=person("UANA"))
    for number in numbers[12:15]:
        await run(reply, number, "확인 중입니다.", by=person("UBEN"))
    at(slack, "11-17 10:00")
    for number in numbers[15:18]:
        await run(reply, number, "늦어 죄송합니다.", by=person("UBEN"))
    at(slack, "11-19 14:00")
    return {"first_missed": numbers[15:], "open": numbers[12:], "unclassified": numbers[12:], "received": numbers}


async def opened(slack: Slack, nth: int) -> str:
    told = Told(f"kim@{'hanbit' if nth % 2 else 'daon'}.example", "김하늘", f"문의 {nth}", "안 됩니다.")
    return (await slack.desk.database.run(open_claim, told, by=customer(told.address))).number


async def asks(slack: Slack, user: str, text: str) -> str:
    await slack.workspace.say(user, CHANNEL, f"@claimdesk {text}")
    await slack.workspace.settled()
    return words(slack.workspace.ephemerals(user)[-1].get("blocks") or []) or slack.whispered(user)


def menu(message: dict[str, Any]) -> dict[str, str]:
    """The options of the menu of numbers: group → value."""
    actions = next(block for block in message["blocks"] if block["type"] == "actions")
    options = next(each["options"] for each in actions["elements"] if each["action_id"] == "behind")
    return {json.loads(each["value"])[0]: each["value"] for each in options}
