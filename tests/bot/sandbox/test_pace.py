import pytest

from bot.sandbox.pace import Pace
from bot.sandbox.refusals import RateLimited


class Timer:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_channel_refills_by_one_a_second() -> None:
    timer = Timer()
    pace = Pace(burst=2, timer=timer)
    pace.post("C1")
    pace.post("C1")
    with pytest.raises(RateLimited):
        pace.post("C1")
    pace.post("C2")
    timer.now = 1.0
    pace.post("C1")
    with pytest.raises(RateLimited):
        pace.post("C1")


def test_a_tier_is_counted_per_method_and_minute() -> None:
    timer = Timer()
    pace = Pace(timer=timer)
    for _ in range(50):
        pace.call("chat.update", 3)
    with pytest.raises(RateLimited) as caught:
        pace.call("chat.update", 3)
    assert caught.value.retry_after == 2
    pace.call("views.open", 4)
    timer.now = 1.2
    pace.call("chat.update", 3)
