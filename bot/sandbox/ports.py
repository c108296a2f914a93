"""Ports of this machine, for servers that must be told where to listen before they do."""

import secrets
import socket
from contextlib import ExitStack, suppress

LOWEST, HIGHEST = 20_000, 32_000
"""Below those that the kernel gives to outgoing connections: one of these would come first, or take the place of a server that is away."""


def free_ports(count: int) -> list[int]:
    """Different ones, free a moment ago."""
    found: list[int] = []
    with ExitStack() as probes:
        while len(found) < count:
            probe = probes.enter_context(socket.socket())
            with suppress(OSError):
                probe.bind(("127.0.0.1", LOWEST + secrets.randbelow(HIGHEST - LOWEST)))
                found.append(int(probe.getsockname()[1]))
    return found
