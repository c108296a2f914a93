"""Composition objects: texts, options, confirmations. https://docs.slack.dev/reference/block-kit/composition-objects"""

from typing import Any

from bot.sandbox.shapes import Check, Report, anything, boolean, both, by_type, listed, one_of, shape, string

DATE = r"\d{4}-\d{2}-\d{2}"
TIME = r"([01]\d|2[0-3]):[0-5]\d"


def plain(most: int, least: int = 1) -> Check:
    """A plain_text object. https://docs.slack.dev/reference/block-kit/composition-objects/text-object"""
    return by_type({"plain_text": shape({"type": anything, "text": string(most, least)}, {"emoji": boolean})})


def text(most: int, least: int = 1) -> Check:
    """A plain_text or mrkdwn object."""
    return by_type(
        {
            "plain_text": shape({"type": anything, "text": string(most, least)}, {"emoji": boolean}),
            "mrkdwn": shape({"type": anything, "text": string(most, least)}, {"verbatim": boolean}),
        }
    )


CONFIRM = shape({"title": plain(100), "text": text(300)}, {"confirm": plain(30), "deny": plain(30), "style": one_of("primary", "danger")})
"""https://docs.slack.dev/reference/block-kit/composition-objects/confirmation-dialog-object"""


def option(label: Check) -> Check:
    """https://docs.slack.dev/reference/block-kit/composition-objects/option-object"""
    return shape({"text": label, "value": string(150)}, {"description": text(75), "url": string(3000)})


PLAIN_OPTION = option(plain(75))
RICH_OPTION = option(text(75))
GROUP = shape({"label": plain(75), "options": listed(PLAIN_OPTION, 1, 100)})
DISPATCH = shape({}, {"trigger_actions_on": listed(one_of("on_enter_pressed", "on_character_entered"), 1, 2)})
FILTER = shape(
    {},
    {
        "include": listed(one_of("im", "mpim", "private", "public"), 1, 4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
)
SLACK_FILE = shape({}, {"id": string(255), "url": string(3000)})


def choices(value: dict[str, Any]) -> list[Any]:
    """Every option of a menu, its groups included."""
    groups = value.get("option_groups")
    lists = [group.get("options") for group in groups if isinstance(group, dict)] if isinstance(groups, list) else [value.get("options")]
    return [entry for options in lists if isinstance(options, list) for entry in options]


def offers(value: Any, pointer: str, report: Report) -> None:
    """A menu has options or groups of them, not both, and what it starts with is among them."""
    if not isinstance(value, dict):
        return
    if (value.get("options") is None) == (value.get("option_groups") is None):
        report.add(pointer, "exactly one of options and option_groups is required")
    initials(value, pointer, report)


def initials(value: Any, pointer: str, report: Report) -> None:
    """initial_option(s) must be among the options, exactly as they stand there."""
    if not isinstance(value, dict):
        return
    offered = choices(value)
    several = value.get("initial_options")
    given = ([value["initial_option"]] if value.get("initial_option") else []) + (several if isinstance(several, list) else [])
    if any(entry not in offered for entry in given):
        report.add(pointer, "initial option is not one of the options")


def distinct(value: Any, pointer: str, report: Report) -> None:
    """Two options with one value could not be told apart."""
    values = [entry.get("value") for entry in choices(value) if isinstance(entry, dict)] if isinstance(value, dict) else []
    if len(values) != len(set(map(str, values))):
        report.add(pointer, "option values must be unique")


MENU = both(offers, distinct)
LIST = both(initials, distinct)
