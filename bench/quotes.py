"""The new part of replies: exact matches of both halves of our own pairs, against all of them."""

import tomllib
from pathlib import Path

from bench.rows import Row
from bot.mail.quotes import new_part

FOLDER = Path(__file__).parents[1] / "tests/bot/mail"
HALVES = {"tuned": "quotes.toml", "held out": "quotes_heldout.toml"}


def run() -> list[Row]:
    """Pairs exactly right."""
    return [_half(what, tomllib.loads((FOLDER / name).read_text("utf-8"))["pair"]) for what, name in HALVES.items()]


def _half(what: str, pairs: list[dict[str, str]]) -> Row:
    exact = sum(new_part(pair["text"].strip("\n")) == pair["new"] for pair in pairs)
    return Row(f"New part of a reply exactly right, {what} pairs", exact, len(pairs), "pairs", 0.95)
