"""The certificate that our doors show: read again when it was renewed, without a new start."""

import ssl
from dataclasses import dataclass
from pathlib import Path

import structlog

from claims.errors import Misconfigured

log = structlog.get_logger()

Stamps = tuple[int, ...]


@dataclass(slots=True)
class Certificate:
    """`chain`: PEM, the server's own first; `key`: PEM, where it stands in a file of its own. Call it for the context of a connection."""

    chain: Path
    key: Path | None = None
    _context: ssl.SSLContext | None = None
    _stamps: Stamps = ()

    def __call__(self) -> ssl.SSLContext:
        """Raises Misconfigured where it could never be read; a renewal that cannot be read leaves the old one in use."""
        try:
            if (stamps := self._seen()) != self._stamps:
                self._context, self._stamps = self._read(), stamps
        except (OSError, ssl.SSLError) as fault:
            if self._context is None:
                raise Misconfigured(f"LISTEN_CERT, LISTEN_KEY: {self.chain} cannot be used ({fault})") from fault
            log.warning("certificate not read again", path=str(self.chain), why=str(fault))
        assert self._context is not None
        return self._context

    def _seen(self) -> Stamps:
        return tuple(path.stat().st_mtime_ns for path in (self.chain, self.key) if path)

    def _read(self) -> ssl.SSLContext:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.chain, self.key)
        return context
