"""What is wrong with a setting, in words of the settings' own, whatever library found it."""

from collections.abc import Mapping
from typing import Any

_WORDS: Mapping[str, str] = {
    "greater_than": "must be more than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be at most {le}",
    "int_type": "write a whole number",
    "int_parsing": "write a whole number",
    "int_from_float": "write a whole number",
    "float_type": "write a number",
    "float_parsing": "write a number",
    "bool_type": "write true or false",
    "bool_parsing": "write true or false",
    "string_type": 'write text, in quotes: "…"',
    "string_too_short": "must not be empty",
    "list_type": "write a list: [ … ]",
    "tuple_type": "write a list: [ … ]",
    "model_type": "this is a section of its own: [ … ] on a line by itself",
    "model_attributes_type": "this is a section of its own: [ … ] on a line by itself",
    "dict_type": "this is a section of its own: [ … ] on a line by itself",
    "extra_forbidden": "there is no such setting: see docs/settings.md",
    "missing": "must be given",
    "literal_error": "write {expected}",
    "enum": "write {expected}",
    "string_pattern_mismatch": "is not written as it must be: see docs/settings.md",
    "date_type": "write a date such as 2026-12-28",
    "date_parsing": "write a date such as 2026-12-28",
    "date_from_datetime_parsing": "write a date such as 2026-12-28",
    "time_type": "write a time such as 08:30",
    "time_parsing": "write a time such as 08:30",
}


def plain(fault: Mapping[str, Any]) -> str:
    """One of pydantic's faults. https://docs.pydantic.dev/latest/errors/validation_errors/"""
    words = _WORDS.get(str(fault["type"]))
    return words.format_map(fault.get("ctx", {})) if words else str(fault["msg"]).removeprefix("Value error, ")
