"""Every alert asks for numbers that /metrics really has, with labels they really carry."""

import re
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from claims.rules import Rules
from commands.receive import quarantine
from storage.database import opened
from tests.bot.web.house import House, opened_house
from tests.clocks import StillClock

ALERTS = Path(__file__).parents[2] / "deploy" / "alerts.yml"
SUFFIXES = {"counter": ("_total",), "gauge": ("",), "histogram": ("_bucket", "_count", "_sum")}
SELECTOR = re.compile(r"(claimdesk_\w+)(?:\{([^}]*)\})?")
MATCHER = re.compile(r'(\w+)(=~|=)"([^"]*)"')


@pytest.fixture
async def house(sqlite_url: str, rules: Rules, clock: StillClock, tmp_path: Path) -> AsyncIterator[House]:
    async with opened(sqlite_url, rules, clock) as database, opened_house(database, clock, rules, tmp_path) as house:
        yield house


def rules_of() -> list[dict[str, Any]]:
    document = yaml.safe_load(ALERTS.read_text("utf-8"))
    return [rule for group in document["groups"] for rule in group["rules"]]


async def exposed(house: House) -> Mapping[str, list[Mapping[str, str]]]:
    """The name of every series, with the labels of each."""
    house.health = type(house.health)({"slack": True})
    claim = await house.worked()
    await house.database.run(quarantine, b"?", "too deep", wire="smtp")
    await house.get(house.link(claim))
    await house.get("/broken")
    families = list(text_string_to_metric_families((await house.get("/metrics")).text))
    names: dict[str, list[Mapping[str, str]]] = {f"{each.name}{end}": [] for each in families for end in SUFFIXES[each.type]}
    for sample in (sample for family in families for sample in family.samples):
        names.setdefault(sample.name, []).append(sample.labels)
    return names


async def test_every_alert_asks_for_what_there_is(house: House) -> None:
    series = await exposed(house)
    for rule in rules_of():
        selectors = SELECTOR.findall(rule["expr"])
        assert selectors, rule["alert"]
        for name, matchers in selectors:
            assert name in series, f"{rule['alert']}: {name} is not in /metrics"
            for label, how, value in MATCHER.findall(matchers):
                known = [labels.get(label, "") for labels in series[name]]
                fits = [each for each in known if (re.fullmatch(value, each) if how == "=~" else each == value)]
                assert fits, f"{rule['alert']}: no {name} has {label}{how}{value}, only {known}"


def test_every_alert_says_how_urgent_it_is_and_what_to_do() -> None:
    rules = rules_of()
    assert len({rule["alert"] for rule in rules}) == len(rules) > 0
    for rule in rules:
        assert rule["labels"]["severity"] in ("page", "ticket")
        assert rule["annotations"].keys() == {"summary", "description"}
        assert rule["expr"].count("(") == rule["expr"].count(")")


async def test_late_claims_and_slow_commands_are_counted(house: House, clock: StillClock) -> None:
    await house.write()
    claim = await house.worked()
    await house.reply(claim, "보고 있습니다.")
    clock.move(days=30)
    text = (await house.get("/metrics")).text
    for line in (
        'claimdesk_late{clock="first_response"} 1.0',
        'claimdesk_late{clock="update"} 2.0',
        'claimdesk_late{clock="resolution"} 2.0',
    ):
        assert line in text
    assert 'claimdesk_command_seconds_count{command="take"} 1.0' in text
    assert 'claimdesk_command_seconds_bucket{command="reply",le="+Inf"} 1.0' in text


async def test_what_never_happened_is_a_zero_so_that_the_first_time_is_a_rise(house: House) -> None:
    assert 'claimdesk_arrivals_total{became="quarantined"} 0.0' in (await house.get("/metrics")).text
