"""What stands in the fields of a submitted form. https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

Values = Mapping[str, Mapping[str, Mapping[str, Any]]]


def _option(entry: Mapping[str, Any]) -> str | None:
    chosen = entry.get("selected_option")
    return chosen["value"] if chosen else None


def _time(entry: Mapping[str, Any]) -> datetime | None:
    at = entry.get("selected_date_time")
    return datetime.fromtimestamp(at, UTC) if at else None


def _day(entry: Mapping[str, Any]) -> date | None:
    day = entry.get("selected_date")
    return date.fromisoformat(day) if day else None


def _checked(entry: Mapping[str, Any]) -> bool:
    return bool(entry.get("selected_options"))


def _typed(entry: Mapping[str, Any]) -> Any:
    return entry.get("value")


_READ: Mapping[str, Callable[[Mapping[str, Any]], Any]] = {
    "static_select": _option,
    "radio_buttons": _option,
    "external_select": _option,
    "multi_static_select": lambda entry: [each["value"] for each in entry.get("selected_options") or ()],
    "users_select": lambda entry: entry.get("selected_user"),
    "datetimepicker": _time,
    "datepicker": _day,
    "checkboxes": _checked,
}


def read(values: Values) -> dict[str, Any]:
    """Every field by its name: text, an option's value or several, a person's id, a time, a day or a tick; empty ones are left out."""
    found = {name: _READ.get(entry["type"], _typed)(entry) for fields in values.values() for name, entry in fields.items()}
    return {name: value for name, value in found.items() if value not in (None, "", [])}
