"""A framed letter as plain text and as HTML that needs nothing from outside and runs nothing."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from bot.mail.letters.frame import Frame
from bot.mail.letters.wrap import wrap


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=select_autoescape(["html"], default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["wrap"] = wrap
    return environment


def as_text(frame: Frame) -> str:
    return _environment().get_template("letter.txt").render(letter=frame).strip("\n") + "\n"


def as_html(frame: Frame) -> str:
    return _environment().get_template("letter.html").render(letter=frame).strip("\n") + "\n"
