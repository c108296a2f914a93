"""Block elements and where each may stand. https://docs.slack.dev/reference/block-kit/block-elements"""

from typing import Any

from bot.sandbox.composition import (
    CONFIRM,
    DATE,
    DISPATCH,
    FILTER,
    GROUP,
    LIST,
    MENU,
    PLAIN_OPTION,
    RICH_OPTION,
    SLACK_FILE,
    TIME,
    plain,
)
from bot.sandbox.shapes import Check, Report, anything, boolean, both, by_type, listed, one_of, shape, string, whole

ACTION = {"type": anything}
NAMED: dict[str, Check] = {"action_id": string(255), "confirm": CONFIRM}
FOCUS: dict[str, Check] = {"focus_on_load": boolean, "placeholder": plain(150)}
SELECT = NAMED | FOCUS
MULTI = SELECT | {"max_selected_items": whole(1, 100)}
IDS = listed(string(255), 1, 100)
OPTIONS = {"options": listed(PLAIN_OPTION, 1, 100), "option_groups": listed(GROUP, 1, 100)}
TYPED: dict[str, Check] = {"action_id": string(255), "dispatch_action_config": DISPATCH} | FOCUS
NUMBER = r"-?\d+(\.\d+)?"


def one_source(value: Any, pointer: str, report: Report) -> None:
    """An image comes from image_url or slack_file."""
    if isinstance(value, dict) and (value.get("image_url") is None) == (value.get("slack_file") is None):
        report.add(pointer, "exactly one of image_url and slack_file is required")


def ordered(value: Any, pointer: str, report: Report) -> None:
    """min_length must not exceed max_length."""
    least, most = (value.get("min_length"), value.get("max_length")) if isinstance(value, dict) else (None, None)
    if isinstance(least, int) and isinstance(most, int) and least > most:
        report.add(pointer, "min_length must not be greater than max_length")


BUTTON = shape(
    ACTION | {"text": plain(75)},
    NAMED | {"value": string(2000, 0), "url": string(3000), "style": one_of("primary", "danger"), "accessibility_label": string(75)},
)
OVERFLOW = both(shape(ACTION | {"options": listed(PLAIN_OPTION, 1, 5)}, NAMED), LIST)
CHECKBOXES = both(
    shape(
        ACTION | {"options": listed(RICH_OPTION, 1, 10)},
        NAMED | {"focus_on_load": boolean, "initial_options": listed(RICH_OPTION, 1, 10)},
    ),
    LIST,
)
RADIO = both(
    shape(ACTION | {"options": listed(RICH_OPTION, 1, 10)}, NAMED | {"focus_on_load": boolean, "initial_option": RICH_OPTION}),
    LIST,
)
IMAGE = both(shape(ACTION | {"alt_text": string(2000)}, {"image_url": string(3000), "slack_file": SLACK_FILE}), one_source)

SELECTS: dict[str, Check] = {
    "static_select": both(shape(ACTION, SELECT | OPTIONS | {"initial_option": PLAIN_OPTION}), MENU),
    "external_select": shape(ACTION, SELECT | {"initial_option": PLAIN_OPTION, "min_query_length": whole(0, 100)}),
    "users_select": shape(ACTION, SELECT | {"initial_user": string(255)}),
    "conversations_select": shape(
        ACTION,
        SELECT
        | {
            "initial_conversation": string(255),
            "default_to_current_conversation": boolean,
            "response_url_enabled": boolean,
            "filter": FILTER,
        },
    ),
    "channels_select": shape(ACTION, SELECT | {"initial_channel": string(255), "response_url_enabled": boolean}),
}
MULTI_SELECTS: dict[str, Check] = {
    "multi_static_select": both(shape(ACTION, MULTI | OPTIONS | {"initial_options": listed(PLAIN_OPTION, 1, 100)}), MENU),
    "multi_external_select": shape(ACTION, MULTI | {"initial_options": listed(PLAIN_OPTION, 1, 100), "min_query_length": whole(0, 100)}),
    "multi_users_select": shape(ACTION, MULTI | {"initial_users": IDS}),
    "multi_conversations_select": shape(
        ACTION, MULTI | {"initial_conversations": IDS, "default_to_current_conversation": boolean, "filter": FILTER}
    ),
    "multi_channels_select": shape(ACTION, MULTI | {"initial_channels": IDS}),
}
PICKERS: dict[str, Check] = {
    "datepicker": shape(ACTION, SELECT | {"initial_date": string(10, 10, DATE)}),
    "timepicker": shape(ACTION, SELECT | {"initial_time": string(5, 5, TIME), "timezone": string(100)}),
}
DATETIME: dict[str, Check] = {
    "datetimepicker": shape(ACTION, NAMED | {"focus_on_load": boolean, "initial_date_time": whole(1_000_000_000, 9_999_999_999)})
}
CHOICES: dict[str, Check] = {"checkboxes": CHECKBOXES, "radio_buttons": RADIO}
INPUTS: dict[str, Check] = {
    "plain_text_input": both(
        shape(
            ACTION,
            TYPED | {"initial_value": string(3000, 0), "multiline": boolean, "min_length": whole(0, 3000), "max_length": whole(1, 3000)},
        ),
        ordered,
    ),
    "email_text_input": shape(ACTION, TYPED | {"initial_value": string(3000)}),
    "url_text_input": shape(ACTION, TYPED | {"initial_value": string(3000)}),
    "number_input": shape(
        ACTION | {"is_decimal_allowed": boolean},
        TYPED | dict.fromkeys(("initial_value", "min_value", "max_value"), string(100, 1, NUMBER)),
    ),
    "rich_text_input": shape(ACTION, TYPED | {"initial_value": anything}),
    "file_input": shape(ACTION, {"action_id": string(255), "filetypes": listed(string(255), 1, 100), "max_files": whole(1, 10)}),
}

IN_ACTIONS = by_type({"button": BUTTON, "overflow": OVERFLOW} | SELECTS | PICKERS | DATETIME | CHOICES)
ACCESSORY = by_type({"button": BUTTON, "overflow": OVERFLOW, "image": IMAGE} | SELECTS | MULTI_SELECTS | PICKERS | CHOICES)
IN_INPUT = by_type(INPUTS | SELECTS | MULTI_SELECTS | PICKERS | DATETIME | CHOICES)
