"""Renders the pages: Jinja2 with everything escaped, words from the words files."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from aiohttp import web
from jinja2 import Environment, FunctionLoader, StrictUndefined

from bot.desk import Desk
from bot.web.language import language_of
from bot.web.static import Static
from bot.words import LANGUAGES, say

FOLDER = Path(__file__).parent / "pages"


_WORD = re.compile(r'\bt\("([\w.]+)"\)')
"""A sentence without values in a template: `t("front.title")`."""


def _source(language: str, name: str) -> str:
    """A template with its fixed sentences in one language, so that rendering looks up only those that vary."""
    text = (FOLDER / name).read_text("utf-8")
    return _WORD.sub(lambda found: json.dumps(_page_word(language, found[1]), ensure_ascii=False), text)


def _templates(language: str) -> Environment:
    return Environment(
        loader=FunctionLoader(partial(_source, language)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


@dataclass(frozen=True, slots=True)
class Pages:
    """One page is one template; `templates` by language are shared by all."""

    desk: Desk
    static: Static
    templates: Mapping[str, Environment]

    @classmethod
    def of(cls, desk: Desk, static: Static) -> "Pages":
        return cls(desk, static, {language: _templates(language) for language in LANGUAGES})

    def language(self, request: web.Request) -> str:
        return language_of(request, self.desk.rules.desk.language)

    def render(self, request: web.Request, name: str, *, status: int = 200, here: str = "", **values: Any) -> web.Response:
        """The template's page. `here`: where the language switch leads, where that is not the request's own path."""
        language = self.language(request)
        shared = {
            "t": said(language),
            "language": language,
            "languages": LANGUAGES,
            "here": here or _path(request),
            "desk_name": self.desk.rules.desk.name_ko if language == "ko" else self.desk.rules.desk.name_en,
            "desk_address": next(iter(self.desk.settings.addresses), ""),
            "style": self.static.address("page.css"),
            "icon": self.static.address("icon.svg"),
        }
        text = self.templates[language].get_template(f"{name}.html").render(**shared, **values)
        return web.Response(text=text, content_type="text/html", status=status)


def led_to(address: str) -> web.Response:
    """Leads on by GET, after which reloading sends nothing again (RFC 9110, 15.4.4)."""
    return web.Response(status=303, headers={"Location": address})


def said(language: str) -> Callable[..., str]:
    """The page's words in one language: `t("front.title")`."""
    return partial(_page_word, language)


def _page_word(language: str, key: str, **values: object) -> str:
    return say(language, f"page.{key}", **values)


def _path(request: web.Request) -> str:
    return request.rel_url.raw_path
