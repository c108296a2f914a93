"""Which mailboxes to read, and how to get in: IMAP_URL."""

import ssl
from collections.abc import Awaitable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, Self
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from claims.errors import Misconfigured

FORM = "imaps://USER:PASSWORD@HOST/INBOX or imap://USER:PASSWORD@HOST:143/INBOX?tls=starttls"


class Token(Protocol):
    """Where access tokens come from (bot/mail/oauth.py)."""

    def __call__(self) -> Awaitable[str]: ...

    def forget(self, token: str) -> None: ...


class Tls(StrEnum):
    IMPLICIT = "implicit"
    STARTTLS = "starttls"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Account:
    """One user on one IMAP server. `authority`: a file with the certificate to trust besides the system's.

    Without a password `token` gives what the server wants instead (XOAUTH2, RFC 7628).
    """

    host: str
    port: int
    tls: Tls
    user: str
    password: str = field(repr=False)
    folders: tuple[str, ...]
    authority: str | None = None
    token: Token | None = field(default=None, repr=False, compare=False)

    @classmethod
    def parse(cls, url: str, token: Token | None = None) -> Self:
        """imaps://user:password@host:993/INBOX, or imap://…?tls=starttls|none; &ca=/path/to.pem; several folders a comma apart;
        every part percent-encoded. Without a password `token` is what gets in. Raises Misconfigured, which never shows the password.
        """
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise Misconfigured(f"IMAP_URL is not understood: write {FORM}, with special characters percent-encoded") from None
        if parts.scheme not in ("imap", "imaps") or not (parts.hostname and parts.username and (parts.password or token)):
            raise Misconfigured(f"IMAP_URL must look like {FORM}")
        options = {key: values[-1] for key, values in parse_qs(parts.query).items()}
        tls = _tls(parts, options)
        port = port or (993 if tls is Tls.IMPLICIT else 143)
        user, password = unquote(parts.username), unquote(parts.password or "")
        return cls(parts.hostname, port, tls, user, password, _folders(parts.path), options.get("ca"), None if password else token)

    def name(self, folder: str) -> str:
        """A mailbox as people and the database know it: without the password, and the same however it is reached."""
        return f"{self.user}@{self.host}/{folder}"

    def context(self) -> ssl.SSLContext:
        """Certificates are always verified."""
        return ssl.create_default_context(cafile=self.authority)


def _tls(parts: SplitResult, options: dict[str, str]) -> Tls:
    if parts.scheme == "imaps":
        return Tls.IMPLICIT
    wanted = options.get("tls", Tls.STARTTLS)
    if wanted not in (Tls.STARTTLS, Tls.NONE):
        raise Misconfigured("IMAP_URL: tls must be starttls or none")
    return Tls(wanted)


def _folders(path: str) -> tuple[str, ...]:
    """Folders as people read them (modified UTF-7 is the wire's business)."""
    named = (unquote(each).strip() for each in path.removeprefix("/").split(","))
    return tuple(dict.fromkeys(each for each in named if each)) or ("INBOX",)
