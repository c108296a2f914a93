"""Counting wrong tries, and who it was."""

import pytest
from aiohttp.test_utils import make_mocked_request
from pydantic import ValidationError

from bot.settings import Settings
from bot.web.slowdown import Slowdown, address_of
from tests.clocks import StillClock


def test_counts_for_a_minute(clock: StillClock) -> None:
    slowdown = Slowdown(3, clock)
    for _ in range(3):
        assert slowdown.wait("a") == 0
        slowdown.count("a")
        clock.move(seconds=10)
    assert slowdown.wait("a") == 30
    assert slowdown.wait("b", "a") == 30
    assert slowdown.wait("b") == 0
    clock.move(seconds=30)
    assert slowdown.wait("a") == 0
    slowdown.count("a")
    assert slowdown.wait("a") == 0


def test_remembers_only_so_many(clock: StillClock) -> None:
    slowdown = Slowdown(1, clock, size=100)
    for each in range(1000):
        slowdown.count(str(each))
    assert len(slowdown._tries) == 100
    assert slowdown.wait("999") == 60
    assert slowdown.wait("0") == 0


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("203.0.113.9", None, "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "1.2.3.4, 198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "nonsense", "127.0.0.1"),
        ("::1", "198.51.100.1", "198.51.100.1"),
        ("::ffff:203.0.113.9", None, "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", None, "20010db800010002/64"),
        ("2001:db8:1:2:ffff::1", None, "20010db800010002/64"),
    ],
)
def test_whose_request_it_is(peer: str, forwarded: str | None, address: str) -> None:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    request = make_mocked_request("GET", "/", headers=headers).clone(remote=peer)
    assert address_of(request) == address


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("10.0.0.5", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.5", "9.9.9.9, 198.51.100.1, 10.0.0.7", "198.51.100.1"),
        ("127.0.0.1", "198.51.100.1, 10.0.0.5", "198.51.100.1"),
        ("10.1.0.5", "198.51.100.1", "10.1.0.5"),
        ("10.0.0.5", None, "10.0.0.5"),
        ("fd00::1", "2001:db8:1:2:3:4:5:6", "20010db800010002/64"),
    ],
)
def test_whose_request_it_is_behind_proxies(peer: str, forwarded: str | None, address: str) -> None:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    request = make_mocked_request("GET", "/", headers=headers).clone(remote=peer)
    assert address_of(request, Settings(_env_file=None, trusted_proxies="10.0.0.0/24, fd00::/8").proxies) == address


def test_a_proxy_that_is_none_is_named() -> None:
    with pytest.raises(ValidationError, match="such as"):
        Settings(_env_file=None, trusted_proxies="proxy.example")
