"""Every note that the reader of mails can make has its words."""

import re
from pathlib import Path

import pytest

import bot.mail
from bot.mail import notes
from bot.words import knows
from bot.words.notes import noted


def made() -> set[str]:
    """Those that the code names, and those of the table on top of the notes."""
    sources = (path.read_text("utf-8") for path in Path(bot.mail.__file__).parent.glob("*.py"))
    named = {key for source in sources for key in re.findall(r"notes\.add\(\s*\"([a-z-]+)\"", source)}
    table = [re.split(r"\s{2,}", line)[0] for line in (notes.__doc__ or "").splitlines()[2:]]
    return named | {key.partition(":")[0] for keys in table for key in keys.split()}


@pytest.mark.parametrize("key", sorted(made()))
def test_every_note_has_words(key: str) -> None:
    assert knows(f"notes.{key}")


def test_a_value_stands_in_its_sentence() -> None:
    assert len(made()) > 8
    assert noted(["reread:cp949", "no-date"], "en") == ["Reread as cp949: the charset was labelled wrongly", "The mail has no date"]
