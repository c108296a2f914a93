"""What customers read: polite, without our own jargon, and grammatical whatever stands in the gaps."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot import words
from claims.playbook import FORBIDDEN

FOLDER = Path(words.__file__).parent
FILES = ("letters", "states", "page", "papers")
PARTICLE = re.compile(r"\}[\"'”’)]*(?:(?:\(?[을를은는이가과와]\)?){1,2}|으로|로)(?=[\s.,!?]|$)")
POLITE = re.compile(r"(?:니다|니까|십시오)\Z")
GAP = re.compile(r"\{(\w+)")


def sentences(language: str, file: str) -> Iterator[tuple[str, str]]:
    return _flat(file, tomllib.loads((FOLDER / language / f"{file}.toml").read_text("utf-8")))


def _flat(prefix: str, tree: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in tree.items():
        if isinstance(value, Mapping):
            yield from _flat(f"{prefix}.{name}", value)
        else:
            yield f"{prefix}.{name}", value


def test_every_language_has_every_sentence() -> None:
    assert words.keys("ko") == words.keys("en")


@pytest.mark.parametrize("file", FILES)
def test_the_same_gaps_in_every_language(file: str) -> None:
    korean, english = dict(sentences("ko", file)), dict(sentences("en", file))
    assert {key: set(GAP.findall(korean[key])) for key in korean} == {key: set(GAP.findall(english[key])) for key in english}


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("language", words.LANGUAGES)
def test_nobody_is_blamed_and_no_jargon_is_used(language: str, file: str) -> None:
    assert [key for key, text in sentences(language, file) if FORBIDDEN.search(text)] == []


@pytest.mark.parametrize("file", FILES)
def test_no_particle_follows_a_gap(file: str) -> None:
    """Which particle fits depends on the word that will stand there."""
    assert [key for key, text in sentences("ko", file) if PARTICLE.search(text)] == []


@pytest.mark.parametrize("file", FILES)
def test_korean_sentences_are_formal(file: str) -> None:
    ended = [(key, said) for key, text in sentences("ko", file) for said in re.findall(r"[^.?!\n]*[가-힣](?=[.?!](?:\s|$))", text)]
    assert [each for each in ended if not POLITE.search(each[1])] == []
    assert [key for key, text in sentences("ko", file) if re.search(r"[가-힣]요(?=[.?!]|$)", text) and text != "아니요"] == []
