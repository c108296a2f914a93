"""The page's own words."""

from collections.abc import Callable
from functools import partial

from bot.words import say


def said(language: str) -> Callable[..., str]:
    """The page's words in one language: `t("front.title")`."""
    return partial(_page_word, language)


def _page_word(language: str, key: str, **values: object) -> str:
    return say(language, f"page.{key}", **values)
