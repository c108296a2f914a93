"""One folder of an IMAP account over one connection (RFC 9051), in plain blocking calls."""

import contextlib
import socket
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

import structlog
from imapclient import FLAGGED, SEEN, IMAPClient, SocketTimeout
from imapclient.exceptions import LoginError

from bot.mail.account import Account, Tls

log = structlog.get_logger()

TIMEOUT = SocketTimeout(connect=8, read=30)  # seconds; a stop must not wait for a server that is gone
CONTENT = b"BODY[]"
PASSING = ("[UNAVAILABLE]", "[INUSE]", "[LIMIT]", "[SERVERBUG]")  # RFC 5530: nothing is wrong with the password
Broken = IMAPClient.AbortError
Refused = IMAPClient.Error
NotLetIn = LoginError


@dataclass(frozen=True, slots=True)
class Standing:
    """What SELECT says; the next mail to come gets `next_uid`."""

    uidvalidity: int
    next_uid: int


@dataclass(frozen=True, slots=True)
class Head:
    """What is known of a mail before it is fetched: size in bytes, and when it came."""

    uid: int
    size: int
    came_at: datetime | None


@dataclass(slots=True)
class Folder:
    """A selected folder. Every call blocks, and raises OSError or Broken where the connection is gone, Refused where the server says no."""

    client: Any
    standing: Standing
    _away: str | None = None

    @classmethod
    def open(cls, account: Account, name: str, token: str = "", *, readonly: bool = False) -> Self:
        """Connect, log in (by `token` where there is no password) and select; `readonly`: whatever happens, nothing in it changes.

        Raises NotLetIn for a wrong name, password or token.
        """
        client = _connected(account)
        try:
            _login(client, account, token)
            client.normalise_times = False
            return cls(client, _select(client, name, readonly))
        except BaseException:
            _shut(client)
            raise

    def after(self, uid: int) -> list[int]:
        """UIDs above `uid`, ascending. (`UID n:*` always names the last mail, even where it is below n: RFC 9051 6.4.8.)"""
        if not self._can_idle():
            self.client.noop()  # some servers search what they showed last
        return sorted(found for found in self.client.search(["UID", f"{uid + 1}:*"]) if found > uid)

    def since(self, day: date) -> list[int]:
        """UIDs of mails that came that day or later by the server's own calendar, ascending (RFC 9051 6.4.4)."""
        return sorted(self.client.search(["SINCE", day]))

    def heads(self, uids: Sequence[int]) -> list[Head]:
        """Sizes and times, in the order asked; a mail that vanished meanwhile is left out."""
        told = self.client.fetch(uids, ["RFC822.SIZE", "INTERNALDATE"])
        return [Head(uid, told[uid][b"RFC822.SIZE"], told[uid][b"INTERNALDATE"]) for uid in uids if b"RFC822.SIZE" in told.get(uid, {})]

    def fetch(self, uids: Sequence[int]) -> Mapping[int, bytes]:
        """Whole mails, left unread; one that vanished meanwhile is left out."""
        told = self.client.fetch(uids, ["BODY.PEEK[]"])
        return {uid: told[uid][CONTENT] for uid in uids if told.get(uid, {}).get(CONTENT) is not None}

    def put_away(self, uids: Sequence[int], to: str) -> None:
        """Move mails to the folder `to`, made where it is missing; where the server cannot or will not, or `to` is "", mark them read."""
        if not uids or (to and self._moved(uids, to)):
            return
        self._flag(uids, SEEN)

    def set_aside(self, uid: int) -> None:
        """Mark a mail that cannot be fetched, for people to see."""
        self._flag([uid], FLAGGED)

    def idle(self) -> bool:
        """Ask to be told of changes (RFC 2177); False where the server cannot. The socket then has something to read once there is news."""
        if not self._can_idle():
            return False
        self.client.idle()
        return True

    def idle_done(self) -> bool:
        """End the asking; whether there was news."""
        return any(len(each) > 1 and each[1] == b"EXISTS" for each in self.client.idle_done()[1])

    def cut(self) -> None:
        """Make a call that blocks in another thread return at once, with an error."""
        with contextlib.suppress(OSError):
            # Not SSLSocket's own, which takes the encryption away under the reader's hands.
            socket.socket.shutdown(self.client.socket(), socket.SHUT_RDWR)

    def close(self) -> None:
        _shut(self.client)

    def _can_idle(self) -> bool:
        return bool(self.client.has_capability("IDLE"))

    def _moved(self, uids: Sequence[int], to: str) -> bool:
        known = self._away is not None
        try:
            self._move(uids, self._made(to))
        except Broken:
            raise
        except Refused as refusal:
            log.warning("mails not moved", to=to, why=str(refusal))
            self._away = None
            return known and self._moved(uids, to)  # somebody may have removed the folder meanwhile
        return True

    def _move(self, uids: Sequence[int], to: str) -> None:
        if self.client.has_capability("MOVE"):
            self.client.move(uids, to)
            return
        # Without UIDPLUS an EXPUNGE would also remove what other people marked.
        if not self.client.has_capability("UIDPLUS"):
            raise Refused("the server can neither MOVE nor UID EXPUNGE")
        self.client.copy(uids, to)
        self.client.delete_messages(uids, silent=True)
        self.client.uid_expunge(uids)

    def _made(self, to: str) -> str:
        """The folder's full name, once it is there."""
        if self._away is None:
            name = _personal(self.client, to)
            if not self.client.folder_exists(name):
                self.client.create_folder(name)
            self._away = name
        return self._away

    def _flag(self, uids: Iterable[int], flag: bytes) -> None:
        try:
            self.client.add_flags(list(uids), [flag], silent=True)
        except Broken:
            raise
        except Refused as refusal:
            log.warning("mails not marked", why=str(refusal))


def _connected(account: Account) -> Any:
    implicit = account.tls is Tls.IMPLICIT
    context = None if account.tls is Tls.NONE else account.context()
    client = IMAPClient(account.host, account.port, ssl=implicit, ssl_context=context if implicit else None, timeout=TIMEOUT)
    if account.tls is Tls.STARTTLS:
        try:
            client.starttls(context)
        except BaseException:
            _shut(client)
            raise
    return client


def _login(client: Any, account: Account, token: str) -> None:
    try:
        if account.password:
            _by_password(client, account)
        else:
            _by_token(client, account, token)
    except NotLetIn as refusal:
        if isinstance(refusal.__context__, Broken):  # the wire was cut meanwhile: nobody refused anything
            raise Broken(str(refusal)) from None
        if any(code in str(refusal) for code in PASSING):
            raise Refused(str(refusal)) from None
        raise


def _by_password(client: Any, account: Account) -> None:
    """LOGIN carries ASCII only; other passwords go by SASL, in UTF-8 (RFC 4616)."""
    login = client.login if (account.user + account.password).isascii() else client.plain_login
    login(account.user, account.password)


def _by_token(client: Any, account: Account, token: str) -> None:
    """A server that refuses says why in a challenge, and its NO comes once that was answered (RFC 7628 3.2.3)."""
    if client.has_capability("AUTH=XOAUTH2"):
        mechanism, said, heard = "XOAUTH2", f"user={account.user}\1auth=Bearer {token}\1\1", b""
    else:
        mechanism, heard = "OAUTHBEARER", b"\1"
        said = f"n,a={account.user.replace('=', '=3D').replace(',', '=2C')},\1auth=Bearer {token}\1\1"
    client.sasl_login(mechanism, lambda challenge: heard if challenge else said.encode())


def _select(client: Any, name: str, readonly: bool) -> Standing:
    told = client.select_folder(name, readonly=readonly)
    next_uid = told.get(b"UIDNEXT")
    if next_uid is None:  # old servers leave it out
        next_uid = max(client.search("ALL"), default=0) + 1
    return Standing(told.get(b"UIDVALIDITY", 0), next_uid)


def _personal(client: Any, name: str) -> str:
    """Some servers keep all of a user's folders below INBOX (RFC 2342)."""
    if not client.has_capability("NAMESPACE"):
        return name
    personal = client.namespace().personal
    prefix = personal[0][0] if personal else ""
    return name if name.startswith(prefix) else f"{prefix}{name}"


def _shut(client: Any) -> None:
    with contextlib.suppress(OSError):
        client.shutdown()
