"""Small checks of JSON shapes, put together into Block Kit's rules. A check reports what is wrong by JSON pointer, in Slack's manner."""

import re
from collections.abc import Callable, Mapping
from typing import Any

JSON = dict[str, Any]


class Report:
    """What was found wrong, as Slack lists it in response_metadata.messages."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def add(self, pointer: str, line: str) -> None:
        self.lines.append(f"{line} [json-pointer:{pointer}]")


Check = Callable[[Any, str, Report], None]


def string(most: int, least: int = 1, pattern: str | None = None) -> Check:
    """Text of `least` to `most` characters."""
    matches = re.compile(pattern) if pattern else None

    def check(value: Any, pointer: str, report: Report) -> None:
        if not isinstance(value, str):
            report.add(pointer, "must be a string")
        elif len(value) < least:
            report.add(pointer, f"must be more than {least - 1} characters")
        elif len(value) > most:
            report.add(pointer, f"must be less than {most + 1} characters")
        elif matches and not matches.fullmatch(value):
            report.add(pointer, "does not match the expected format")

    return check


def boolean(value: Any, pointer: str, report: Report) -> None:
    if not isinstance(value, bool):
        report.add(pointer, "must be a boolean")


def whole(least: int, most: int) -> Check:
    """A whole number between `least` and `most`."""

    def check(value: Any, pointer: str, report: Report) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            report.add(pointer, "must be an integer")
        elif not least <= value <= most:
            report.add(pointer, f"must be between {least} and {most}")

    return check


def one_of(*values: str) -> Check:
    def check(value: Any, pointer: str, report: Report) -> None:
        if value not in values:
            report.add(pointer, f"must be one of {', '.join(values)}")

    return check


def listed(item: Check, least: int, most: int) -> Check:
    """A list of `least` to `most` items, each checked."""

    def check(value: Any, pointer: str, report: Report) -> None:
        if not isinstance(value, list):
            report.add(pointer, "must be an array")
            return
        if len(value) < least:
            report.add(pointer, f"must provide at least {least} items")
        if len(value) > most:
            report.add(pointer, f"no more than {most} items allowed")
        for index, entry in enumerate(value):
            item(entry, f"{pointer}/{index}", report)

    return check


def anything(value: Any, pointer: str, report: Report) -> None:
    """Not looked into."""


def shape(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    """An object with exactly these properties; None counts as absent."""
    known = {**required, **(optional or {})}

    def check(value: Any, pointer: str, report: Report) -> None:
        if not isinstance(value, dict):
            report.add(pointer, "must be an object")
            return
        for key in value.keys() - known.keys():
            report.add(pointer, f"invalid additional property: {key}")
        for key in required.keys() - {key for key, given in value.items() if given is not None}:
            report.add(pointer, f"missing required field: {key}")
        for key, given in value.items():
            if key in known and given is not None:
                known[key](given, f"{pointer}/{key}", report)

    return check


def by_type(kinds: Mapping[str, Check]) -> Check:
    """An object whose `type` says which check applies."""

    def check(value: Any, pointer: str, report: Report) -> None:
        if not isinstance(value, dict):
            report.add(pointer, "must be an object")
        elif not isinstance(value.get("type"), str) or value["type"] not in kinds:
            report.add(f"{pointer}/type", f"unsupported type: {value.get('type')}")
        else:
            kinds[value["type"]](value, pointer, report)

    return check


def both(*checks: Check) -> Check:
    def check(value: Any, pointer: str, report: Report) -> None:
        for each in checks:
            each(value, pointer, report)

    return check
