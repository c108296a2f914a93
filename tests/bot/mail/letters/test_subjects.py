import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mail.letters.subjects import subject
from claims.number import candidates

NUMBER = "1042-7K3M9Q"


@pytest.mark.parametrize(
    ("original", "base"),
    [
        ("Printer jams", "Printer jams"),
        ("Re: Printer jams", "Printer jams"),
        ("RE: FW: Fwd: AW: Printer jams", "Printer jams"),
        ("Re[2]: Re(3): Printer jams", "Printer jams"),
        ("답장: 회신: [전달] 인쇄 문의", "[전달] 인쇄 문의"),
        ("RE：전달: 인쇄 문의", "인쇄 문의"),
        ("Re: [1042-7K3M9Q] Re: [1042-7K3M9Q] Printer jams", "Printer jams"),
        ("Printer jams [1001-AAAAAA] again", "Printer jams again"),
        ("[Urgent] Printer jams", "[Urgent] Printer jams"),
        ("Reset: how?", "Reset: how?"),
        ("Printer\r\n jams\r\nBcc: all@victim.example", "Printer jams Bcc: all@victim.example"),
        ("\u202esmaj retnirP\x00", "smaj retnirP"),
        ("Printer \x08\rjams", "Printer jams"),
        ("", "(none)"),
        ("Re: ", "(none)"),
        ("가" * 200, "가" * 119 + "…"),
    ],
)
def test_keeps_what_the_customer_called_it(original: str, base: str) -> None:
    assert subject(NUMBER, original, "(none)", answers=False) == f"[{NUMBER}] {base}"


def test_an_answer_differs_by_re_alone() -> None:
    first, answer = (subject(NUMBER, "RE: Printer jams", "-", answers=answers) for answers in (False, True))
    assert answer == f"Re: {first}"


@given(st.text())
def test_never_grows_and_never_breaks_a_line(original: str) -> None:
    once = subject(NUMBER, original, "(none)", answers=True)
    assert once == subject(NUMBER, once, "(none)", answers=True)
    assert len(once) < 160
    assert once.isprintable() or all(each.isprintable() or ord(each) > 127 for each in once)
    assert next(candidates(once)) == NUMBER
