from hypothesis import given
from hypothesis import strategies as st

from bot.mail import invitations
from tests.bot.mail.mails import ics


def test_a_whole_day():
    text = "BEGIN:VEVENT\nSUMMARY:점검\nDTSTART;VALUE=DATE:20261125\nDTEND;VALUE=DATE:20261126\nEND:VEVENT"
    assert invitations.read(text).line == "점검, 2026-11-25 – 2026-11-26"


def test_a_time_in_utc_and_no_end():
    assert invitations.read("DTSTART:20261125T010000Z").line == "2026-11-25 01:00 UTC"


def test_what_is_called_off():
    assert invitations.read(ics("CANCEL")).what == "cancelled"


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 20), st.text(max_size=8)), max_size=6))
def test_any_mutation_is_read(cuts):
    text = ics("REPLY")
    for place, length, instead in cuts:
        text = text[:place] + instead + text[place + length :]
    invitations.read(text)
