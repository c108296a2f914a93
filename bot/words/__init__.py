"""Sentences for people, in Korean and English: bot/words/<language>/<file>.toml, never in code."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("ko", "en")


@cache
def _sentences(language: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for path in sorted((Path(__file__).parent / language).glob("*.toml")):
        _flatten(path.stem, tomllib.loads(path.read_text("utf-8")), found)
    return found


def _flatten(prefix: str, tree: Mapping[str, Any], into: dict[str, str]) -> None:
    for name, value in tree.items():
        if isinstance(value, Mapping):
            _flatten(f"{prefix}.{name}", value, into)
        else:
            into[f"{prefix}.{name}"] = str(value)


def say(language: str, key: str, **values: object) -> str:
    """The sentence `file.section.key` with its {placeholders} filled. Raises KeyError for an unknown key or a missing value."""
    return _sentences(language)[key].format_map(values)


def knows(key: str) -> bool:
    """Whether every language has the sentence."""
    return all(key in _sentences(language) for language in LANGUAGES)


def keys(language: str) -> frozenset[str]:
    """All keys of a language, for the tests that hold the languages against each other."""
    return frozenset(_sentences(language))
