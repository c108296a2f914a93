"""The test mail that the operator has the desk send to itself: whether it came in."""

from claims.envelope import TEST_MAIL
from storage import arrivals
from storage.database import Tx


def newest(tx: Tx) -> int:
    """The id of the newest mail that came in, 0 where none did."""
    return arrivals.newest(tx)


def arrived(tx: Tx, token: str, after: int) -> str | None:
    """By which wire the test mail with this token came in after mail `after`; None: not yet."""
    return arrivals.wire_of(tx, f"{TEST_MAIL} {token}", after)
