"""manifest.yml asks for what the code uses, and for nothing else."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

import bot.slack
from bot.sandbox.methods import METHODS as SERVED
from bot.slack.listen import COMMAND, EVENTS
from bot.slack.manifest import METHODS, SUBSCRIPTIONS, bot_scopes
from bot.slack.shortcuts import SHORTCUTS

ROOT = Path(bot.slack.__file__).parents[2]


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((ROOT / "manifest.yml").read_text("utf-8"))
    return read


def test_scopes(manifest: dict[str, Any]) -> None:
    assert manifest["oauth_config"]["scopes"]["bot"] == list(bot_scopes())


def test_events(manifest: dict[str, Any]) -> None:
    assert manifest["settings"]["event_subscriptions"]["bot_events"] == sorted(SUBSCRIPTIONS)
    assert {kind for kind, _ in SUBSCRIPTIONS.values()} == set(EVENTS)


def test_the_command_escapes_names(manifest: dict[str, Any]) -> None:
    (command,) = manifest["features"]["slash_commands"]
    assert command["command"] == COMMAND
    assert command["should_escape"] is True


def test_shortcuts(manifest: dict[str, Any]) -> None:
    """https://docs.slack.dev/reference/app-manifest: a name has 24 characters at most, a description 150."""
    shortcuts = manifest["features"]["shortcuts"]
    assert tuple(each["callback_id"] for each in shortcuts) == tuple(SHORTCUTS)
    assert {each["type"] for each in shortcuts} == {"message"}
    assert all(len(each["name"]) <= 24 and len(each["description"]) <= 150 for each in shortcuts)


def test_ways_in(manifest: dict[str, Any]) -> None:
    assert manifest["settings"]["interactivity"]["is_enabled"] is True
    assert manifest["settings"]["socket_mode_enabled"] is True


def test_lengths(manifest: dict[str, Any]) -> None:
    assert len(manifest["display_information"]["name"]) <= 35
    assert len(manifest["display_information"]["description"]) <= 140
    assert len(manifest["features"]["bot_user"]["display_name"]) <= 80


def test_every_method_that_is_called_is_named() -> None:
    called = set()
    for path in [*(ROOT / "bot/slack").glob("*.py"), ROOT / "bot/check.py"]:
        called |= set(re.findall(r"client\.([a-z]+_[a-zA-Z_0-9]+)\(", path.read_text("utf-8")))
    called -= {"views_update", "views_open", "files_upload_v2", "current_session"}
    spelled = {name.replace(".", "_").lower() for name in METHODS}
    assert {each.replace("_", "").lower() for each in called} <= {each.replace("_", "") for each in spelled}


def test_the_scopes_named_are_those_slack_asks_for() -> None:
    for name, scopes in METHODS.items():
        asked = SERVED[name].scopes
        assert not asked or set(scopes) & set(asked), name
