"""Renders the pages: Jinja2 with everything escaped, words from the words files.

A template is filled in twice. Square brackets, `[[ t("front.title") ]]` and `[% block main %]`, hold what is the same for every reader
of a language: they are resolved when the page is first shown. What is left, `{{ standing.state }}`, is rendered for each reader;
within a sentence it is named by `left`: `[[ t("times", zone=left("zone")) ]]`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from operator import getitem
from pathlib import Path
from typing import Any

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, FunctionLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from bot.desk import Desk
from bot.web.body import MOST_FILES
from bot.web.language import language_of
from bot.web.shown import size
from bot.web.static import Static
from bot.web.wording import said
from bot.words import LANGUAGES

FOLDER = Path(__file__).parent / "pages"
_TIDY: Mapping[str, Any] = {"autoescape": True, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
_BRACE = Markup("&#123;")
_LEFT, _TO_READERS = "\ufdd0{}\ufdd1", str.maketrans({"\ufdd0": "{{ ", "\ufdd1": " }}"})
"""Noncharacters, which stand in no text (Unicode, 23.7)."""
_BRACKETS: Mapping[str, Any] = {
    "block_start_string": "[%",
    "block_end_string": "%]",
    "variable_start_string": "[[",
    "variable_end_string": "]]",
    "comment_start_string": "[#",
    "comment_end_string": "#]",
}


class _Readers(Environment):
    """What is rendered for each reader: values have attributes or items, not either, and one that is missing is an error."""

    getattr = getattr  # type: ignore[assignment]
    getitem = staticmethod(getitem)  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class Pages:
    """One page is one template; `templates` by language are shared by all. `words`: what all of a language's are given."""

    desk: Desk
    templates: Mapping[str, Callable[[str], Template]]
    words: Mapping[str, Mapping[str, Any]]

    @classmethod
    def of(cls, desk: Desk, static: Static) -> "Pages":
        fixed = {language: _fixed(desk, static, language) for language in LANGUAGES}
        words = {language: {name: each[name] for name in ("t", "room")} for language, each in fixed.items()}
        return cls(desk, {language: cache(_templates(each).get_template) for language, each in fixed.items()}, words)

    def language(self, request: web.Request) -> str:
        return language_of(request, self.desk.rules.desk.language)

    def render(
        self, request: web.Request, name: str, *, language: str = "", status: int = 200, here: str = "", **values: Any
    ) -> web.Response:
        """The template's page. `here`: where the language switch leads, where that is not the request's own path."""
        language = language or self.language(request)
        template = self.templates[language](f"{name}.html")
        text = template.render(self.words[language], here=here or request.rel_url.raw_path, **values)
        return web.Response(text=text, content_type="text/html", status=status)


def _fixed(desk: Desk, static: Static, language: str) -> dict[str, Any]:
    """What is the same for every reader of a language."""
    rules = desk.rules
    return {
        "t": said(language),
        "language": language,
        "languages": LANGUAGES,
        "desk_name": rules.desk.name_ko if language == "ko" else rules.desk.name_en,
        "desk_address": next(iter(desk.settings.addresses), ""),
        "style": static.address("page.css"),
        "icon": static.address("icon.svg"),
        "room": {"count": MOST_FILES, "size": size(rules.limits.mail_bytes), "limit": f"{rules.limits.page_words:,}"},
        "days": rules.days.reopen,
    }


def _templates(fixed: Mapping[str, Any]) -> Environment:
    sources = Environment(loader=FileSystemLoader(FOLDER), finalize=_inert, **_BRACKETS, **_TIDY)  # noqa: S701 - escapes, see _TIDY
    sources.globals.update(fixed, left=_LEFT.format)
    pages = _Readers(loader=FunctionLoader(partial(_source, sources)), auto_reload=False, **_TIDY)
    pages.globals = {}  # each page would look through them one by one
    return pages


def _source(sources: Environment, name: str) -> str:
    """A template with its brackets filled in."""
    return sources.get_template(name).render()


def _inert(value: object) -> object:
    """Words stay words when the template is filled in again, whatever braces an operator wrote into them."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return _BRACE.join(escape(value).split("{")).translate(_TO_READERS)


def led_to(address: str) -> web.Response:
    """Leads on by GET, after which reloading sends nothing again (RFC 9110, 15.4.4)."""
    return web.Response(status=303, headers={"Location": address})
