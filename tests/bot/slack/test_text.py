from hypothesis import given
from hypothesis import strategies as st

from bot.slack.text import cut, escape, one_line, pieces, shorten, unescape, words


def test_markup_becomes_plain_words() -> None:
    typed = "안녕하세요 <@U1>, <@U2|ben> :+1: :custom_one: <https://a.example/x|보기> <https://a.example> <#C1|claims> &lt;b&gt; &amp;"
    assert words(typed, {"U1": "Ana Silva"}) == (
        "안녕하세요 @Ana Silva, @ben 👍 custom one 보기 (https://a.example/x) https://a.example #claims <b> &"
    )


def test_calls_and_addresses_become_words() -> None:
    assert words("<!here> <!subteam^S1|@leads> <mailto:a@b.example|a@b.example>") == "@here @leads a@b.example"
    assert words("<http://hanbit.example|hanbit.example>") == "http://hanbit.example"


def test_a_time_is_no_emoji() -> None:
    assert words("10:30:15 and a:b:c, see 12:00") == "10:30:15 and a:b:c, see 12:00"


@given(st.text())
def test_escaping_is_undone(text: str) -> None:
    assert unescape(escape(text)) == text


@given(st.text(alphabet="abc <>&|@!#\n", max_size=60))
def test_what_was_escaped_pings_nobody(text: str) -> None:
    assert "<" not in escape(text)


@given(st.text(alphabet="ab\n", max_size=200), st.integers(1, 40))
def test_pieces_are_short_and_nothing_but_line_ends_is_lost(text: str, most: int) -> None:
    found = pieces(text, most)
    assert all(len(each) <= most for each in found)
    assert "".join(found).replace("\n", "") == text.replace("\n", "")


def test_a_cut_says_how_much_is_left() -> None:
    assert cut("one\ntwo\nthree", 100, 2) == ("one\ntwo", 1)
    assert cut("one\ntwo\nthree", 7, 9) == ("one\ntwo", 1)
    assert cut("", 100, 2) == ("", 0)
    assert cut("x" * 50, 10, 5) == ("x" * 9 + "…", 1)


def test_short_words_stay_whole() -> None:
    assert shorten("abc", 3) == "abc"
    assert shorten("abcd", 3) == "ab…"
    assert one_line(" a\n\n b ", 9) == "a b"
