"""Slows down whoever tries numbers: so many wrong ones a minute for each address, and for each claim from wherever they come."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from math import ceil

from aiohttp import web

MINUTE = timedelta(minutes=1)
SIZE = 10_000
HOPS = 10  # proxies one behind the other
Network = IPv4Network | IPv6Network


@dataclass(slots=True)
class Slowdown:
    """Counts wrong tries by key, each for a minute from its first one. In memory; at most `size` keys, the oldest forgotten first."""

    limit: int
    clock: Callable[[], datetime]
    size: int = SIZE
    _tries: "OrderedDict[str, tuple[datetime, int]]" = field(default_factory=OrderedDict)

    def wait(self, *keys: str) -> int:
        """Seconds until all the keys may try again; 0: now."""
        return max(self._wait(key) for key in keys) if self._tries else 0

    def count(self, *keys: str) -> None:
        """A wrong try."""
        for key in keys:
            since, tries = self._since(key)
            self._tries[key] = since, tries + 1
            self._tries.move_to_end(key)
        while len(self._tries) > self.size:
            self._tries.popitem(last=False)

    def _wait(self, key: str) -> int:
        since, tries = self._since(key)
        return ceil((since + MINUTE - self.clock()).total_seconds()) if tries >= self.limit else 0

    def _since(self, key: str) -> tuple[datetime, int]:
        now = self.clock()
        since, tries = self._tries.get(key, (now, 0))
        return (since, tries) if now - since < MINUTE else (now, 0)


def address_of(request: web.Request, trusted: tuple[Network, ...] = ()) -> str:
    """Whose request it is: the peer, or where that is this machine's or a trusted proxy, the last address that is none of these;
    of IPv6 the /64 network."""
    return _whose(request.remote or "", ",".join(request.headers.getall("X-Forwarded-For", ())), trusted)


@lru_cache(1000)
def _whose(remote: str, named: str, trusted: tuple[Network, ...]) -> str:
    peer = _ip(remote)
    for each in reversed(named.rsplit(",", HOPS)):
        if peer is None or not (peer.is_loopback or any(peer in network for network in trusted)):
            break
        peer = _ip(each.strip()) or peer
    return f"{int(peer) >> 64:x}/64" if isinstance(peer, IPv6Address) else str(peer)


def _ip(text: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(text)
    except ValueError:
        return None
    return found.ipv4_mapped or found if isinstance(found, IPv6Address) else found
