"""What the reader of mails had to guess, in words."""

from collections.abc import Iterable

from bot.words import say


def noted(notes: Iterable[str], language: str) -> list[str]:
    """A sentence for each note `key` or `key:value`."""
    pairs = (note.partition(":") for note in notes)
    return [say(language, f"notes.{key}", value=value) for key, _, value in pairs]
