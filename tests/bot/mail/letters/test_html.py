"""The HTML of a letter: well-formed, nothing that runs or loads, and the same words as the text."""

import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.actor import person
from claims.letter import Letter
from commands.reply import reply
from commands.show import Message, View, show
from tests.bot.mail.letters.office import LINKS, Office
from tests.bot.mail.letters.scenes import SCENES

TAGS = {"html", "head", "meta", "title", "body", "table", "tr", "td", "p", "strong", "a", "br", "ol", "ul", "li"}
ATTRIBUTES = {"lang", "charset", "name", "content", "style", "role", "width", "cellpadding", "cellspacing", "border", "href", "start"}
HOSTILE = """<script>alert(1)</script> & "quoted" 'single' </p></body>
<img src=x onerror=alert(1)> {{ letter.page }} {% raw %} {number}
- javascript:alert(1) https://desk.example/"onmouseover="alert(1)
1. <a href="https://evil.example">]]> <!-- -->
2. \x00\x1b[31m\ufffe\ud800"""


def parsed(letter: Letter) -> ElementTree.Element:
    root = ElementTree.fromstring(letter.html)
    assert {element.tag for element in root.iter()} <= TAGS
    assert {name for element in root.iter() for name in element.attrib} <= ATTRIBUTES
    assert all(re.match("https?://[a-z0-9]", element.get("href", "")) for element in root.iter("a"))
    assert not re.search(r"url\(|expression|@import", " ".join(element.get("style", "") for element in root.iter()))
    return root


def words(text: str) -> list[str]:
    """All but what HTML shows in another way: links to the page, and the marks of lists."""
    lines = [line for line in text.split("\n") if LINKS.public_url not in line]
    return [word for line in lines for word in line.split() if not re.match(r"\d[.)]$|-$", word)]


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("scene", SCENES)
async def test_is_well_formed_and_says_what_the_text_says(office: Office, scene: str, language: str) -> None:
    letter = await SCENES[scene](office, language)
    body = parsed(letter).find("body")
    assert body is not None
    shown = "".join("".join(body.itertext()).split())
    assert all(word in shown for word in words(letter.text))
    assert letter.html.count(f'lang="{language}"') == 1


async def test_hostile_words_stay_words(office: Office) -> None:
    number = await office.mail(sender_name="<script>alert('님')</script>", subject='"><script>alert(1)</script>')
    message = await office.run(reply, number, HOSTILE.replace("\ud800", ""), by=person("U1"))
    letter = await office.letter("reply", number, replace(message, new_text=HOSTILE, name="<b>Kim</b>"))
    shown = "".join(parsed(letter).itertext())
    assert "<script>alert(1)</script>" in shown
    assert "{{ letter.page }} {% raw %} {number}" in shown
    assert "<b>Kim</b>" in shown


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(text=st.text(st.one_of(st.sampled_from("-*1.) <>&\n\t\"'/:"), st.characters())), name=st.text())
async def test_whatever_people_type_is_well_formed(office: Office, text: str, name: str) -> None:
    view, message = await _answered(office)
    contact = replace(view.contact, name=name)
    letter = office.composed("reply", replace(view, contact=contact), replace(message, new_text=text, name=name))
    parsed(letter)
    assert letter.text.count("\n") < 20 + 2 * len(text)
    letter.text.encode("utf-8")


async def _answered(office: Office) -> tuple[View, Message]:
    number = await office.mail()
    message = await office.run(reply, number, "words", by=person("U1"))
    return await office.database.read(show, number), message


async def test_what_was_laid_out_stays_so(office: Office) -> None:
    number = await office.mail()
    letter = await office.letter("reply", number, await office.run(reply, number, "오류:\n\n    at  main.c:12", by=person("U1")))
    assert '<p style="margin:0 0 16px">\u00a0\u00a0\u00a0\u00a0at\u00a0\u00a0main.c:12</p>' in letter.html


async def test_needs_nothing_from_outside(office: Office) -> None:
    letter = await SCENES["resolved"](office, "ko")
    assert not re.search(r"<(?:img|link|style|script|iframe|form|input|svg)|src=|background", unescape(letter.html))


def test_ships_its_templates() -> None:
    folder = Path(__file__).parents[4] / "bot/mail/letters"
    assert {path.name for path in folder.glob("letter.*")} == {"letter.html", "letter.txt"}
