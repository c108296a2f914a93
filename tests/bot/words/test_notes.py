"""Every note that the reader of mails can make has its words."""

import re
from pathlib import Path

import pytest

import bot.mail
from bot.words import knows
from bot.words.notes import noted


def made() -> set[str]:
    sources = (path.read_text("utf-8") for path in Path(bot.mail.__file__).parent.glob("*.py"))
    return {key for source in sources for key in re.findall(r"notes\.add\(\s*\"([a-z-]+)\"", source)}


@pytest.mark.parametrize("key", sorted(made()))
def test_every_note_has_words(key: str) -> None:
    assert knows(f"notes.{key}")


def test_a_value_stands_in_its_sentence() -> None:
    assert len(made()) > 8
    assert noted(["reread:cp949", "no-date"], "en") == ["The charset's label was wrong; read as cp949", "The mail has no date"]
