import struct
import time

from hypothesis import given
from hypothesis import strategies as st

from bot.mail import tnef
from tests.bot.mail import mails


def test_what_is_none():
    for data in (b"", b"PK", tnef.SIGNATURE, tnef.SIGNATURE + b"\0" * 40):
        assert tnef.read(data) is None


def test_a_mail_in_it_is_opened_too():
    inner = tnef.EMBEDDED + mails.tnef(words="inside")
    outer = mails.tnef(words="outside") + mails._attribute(2, 0x00069002, b"") + mails._attribute(2, 0x0006800F, inner)
    hidden = tnef.read(outer)
    assert hidden is not None
    assert hidden.texts == ["outside", "inside"]
    assert len(hidden.files) == 4


def test_mails_in_mails_without_end():
    data = mails.tnef(words="x")
    for _ in range(30):
        data = mails.tnef(words="x") + mails._attribute(2, 0x00069002, b"") + mails._attribute(2, 0x0006800F, data)
    begun = time.process_time()
    assert tnef.read(data) is not None
    assert time.process_time() - begun < 2


def test_counts_that_lie():
    lies = struct.pack("<IHHI", 2**32 - 1, 0x1102, 0x1000, 2**32 - 1)
    begun = time.process_time()
    assert tnef.read(struct.pack("<IH", 0x223E9F78, 1) + mails._attribute(1, 0x00069003, lies)) is None
    assert time.process_time() - begun < 2


@given(st.lists(st.tuples(st.integers(0, 600), st.integers(0, 8), st.binary(max_size=6)), min_size=1, max_size=5))
def test_any_mutation_is_read(cuts):
    data = mails.tnef(words="본문")
    for place, length, instead in cuts:
        data = data[:place] + instead + data[place + length :]
    tnef.read(data)
