import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mail.letters.names import LONGEST, spoken


@pytest.mark.parametrize(
    ("name", "as_said"),
    [
        ("박지호", "박지호"),
        ("박지호님", "박지호"),
        ("박지호 과장님", "박지호 과장"),
        ("박지호/과장/구매팀", "박지호"),
        ("박지호(구매팀)", "박지호"),
        ("[한빛제조] 박지호", "박지호"),
        ("Anna Keller", "Anna Keller"),
        ("Keller, Anna", "Anna Keller"),
        ("Keller, Anna (IT)", "Anna Keller"),
        ("van der Berg", "van der Berg"),
        ("John Smith, PhD", "John Smith, PhD"),
        ("J.Smith", "J.Smith"),
        ("'Anna Keller'", "Anna Keller"),
        ("Anna\r\nBcc: all@victim.example", None),
        ("jiho@hanbit.example", None),
        ("hanbit.example", None),
        ("http://evil.example/", None),
        ("You won! www.evil.example", None),
        ("1004", None),
        ("(구매팀)", None),
        ("", None),
        ("a" * (LONGEST + 1), None),
    ],
)
def test_says_a_name_as_people_do(name: str, as_said: str | None) -> None:
    assert spoken(name) == as_said


@given(st.text())
def test_a_name_is_one_short_line(name: str) -> None:
    said = spoken(name)
    assert said is None or (len(said) <= LONGEST and said == said.strip() and "\n" not in said and "@" not in said)
