import re
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mail.letters.prose import Block, Span, blocks, clean
from bot.mail.letters.wrap import WIDTH, columns, wrap


def line(text: str) -> tuple[Span, ...]:
    return (Span(text),)


def links(text: str) -> list[str | None]:
    return [span.href for block in blocks(clean(text)) for each in block.lines for span in each if span.href]


def test_paragraphs_keep_their_lines() -> None:
    assert blocks("one\ntwo\n\nthree") == (Block("p", (line("one"), line("two"))), Block("p", (line("three"),)))


def test_reads_bullets_and_what_goes_on_with_them() -> None:
    assert blocks("see:\n- one\n  more\n- two") == (
        Block("p", (line("see:"),)),
        Block("ul", ((Span("one"), Span("\n"), Span("\u00a0\u00a0more")), line("two"))),
    )


def test_numbers_are_a_list_where_they_count() -> None:
    assert blocks("1. one\n2. two") == (Block("ol", (line("one"), line("two"))),)
    assert [block.first for block in blocks("1) one\nthen\n2) two") if block.kind == "ol"] == [1, 2]


def test_dates_are_no_list() -> None:
    assert [block.kind for block in blocks("11. 24.(화) 회의\n11. 25.(수) 점검")] == ["p"]
    assert [block.kind for block in blocks("2026. 11. 24. 오후")] == ["p"]


def test_links_end_where_they_end() -> None:
    assert links("https://desk.example/a에서, (http://desk.example/b?c=1&d=2). 'https://desk.example/e_(f)'") == [
        "https://desk.example/a",
        "http://desk.example/b?c=1&d=2",
        "https://desk.example/e_(f)",
    ]


def test_only_web_addresses_become_links() -> None:
    assert links("javascript:alert(1) data:text/html,x file:///etc/passwd ftp://desk.example mailto:a@desk.example https://") == []


def test_laid_out_text_keeps_its_blanks() -> None:
    assert blocks(clean("    at  0x1\tfoo\tbar")) == (Block("p", (line("\u00a0" * 4 + "at\u00a0\u00a00x1 foo bar"),)),)


def test_cleans_what_nobody_can_see() -> None:
    assert clean("\n a\r\nb\x00\x1b\u202e \t\n\n\n\n\nc\x0bd\n\n") == " a\nb\n\nc\nd"


def test_wraps_between_words_only() -> None:
    wrapped = wrap("- " + "안녕하십니까 " * 30)
    assert all(columns(each) <= WIDTH for each in wrapped.split("\n"))
    assert set(wrapped.replace("-", " ").split()) == {"안녕하십니까"}
    assert wrapped.split("\n")[1].startswith("  안")


def test_never_breaks_a_link_or_a_log() -> None:
    link = "https://desk.example/" + "a" * 200
    assert link in wrap(f"자세한 내용은 {link} 문서를 보십시오.")
    assert wrap("    " + "log " * 40) == "    " + "log " * 40


@pytest.mark.parametrize(
    "text", [" " * 60_000 + "x", "https://desk.example/" + ")" * 59_000, "- x\n" * 15_000, "(" * 60_000, "가 " * 30_000]
)
def test_no_text_takes_long(text: str) -> None:
    """All of a letter is composed while others wait."""
    begun = process_time()
    assert blocks(clean(text))
    assert wrap(clean(text))
    assert process_time() - begun < 2


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_keeps_every_word(text: str) -> None:
    cleaned = clean(text)
    assert wrap(cleaned).split() == cleaned.split()
    shown = "".join(span.text for block in blocks(cleaned) for each in block.lines for span in each)
    assert re.sub(r"[\s\d.)*•·‣▪◦-]", "", shown) == re.sub(r"[\s\d.)*•·‣▪◦-]", "", cleaned)
