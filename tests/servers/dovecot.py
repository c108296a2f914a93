"""A private Dovecot for one test run: its own folder, on loopback, without rights. Any user may log in, and has a mailbox of their own."""

import imaplib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from bot.sandbox.ports import free_ports
from tests.servers.loopback import group, hand_over, make_certificate, unprivileged, user

PASSWORD = "s3cret/with@and:colon"
KOREAN_PASSWORD = "비밀번호"
PATIENCE = 120.0  # seconds to start and to stop

CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
mail_location = maildir:~/Maildir
mail_fsync = never
first_valid_uid = 1
first_valid_gid = 1
auth_failure_delay = 0
auth_mechanisms = plain login xoauth2 oauthbearer
lmtp_save_to_detail_mailbox = no
disable_plaintext_auth = no
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
namespace inbox {{
  inbox = yes
}}
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {folder}/oauth2.conf
}}
passdb {{
  driver = static
  args = password={password}
}}
passdb {{
  driver = static
  args = password={korean}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/mail/%u allow_all_users=yes
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
  }}
}}
service lmtp {{
  chroot =
  user = {user}
  inet_listener lmtp {{
    port = {lmtp_port}
  }}
}}
protocol lmtp {{
  auth_username_format = %n
  postmaster_address = postmaster@desk.example
}}
"""

OAUTH2 = """
introspection_mode = post
introspection_url = http://127.0.0.1:{port}/introspect
client_id = dovecot
client_secret = dovecot
username_attribute = username
active_attribute = active
active_value = true
"""


@dataclass
class Dovecot:
    """`certificate` is its own authority, for "localhost". `tls_port` speaks TLS from the first byte, `lmtp_port` takes mail
    for any user; a bearer token is asked about at `token_port` (tests/servers/tokens.py)."""

    folder: Path
    port: int
    tls_port: int
    lmtp_port: int
    token_port: int
    _process: "subprocess.Popen[bytes] | None" = None

    @property
    def certificate(self) -> Path:
        return self.folder / "cert.pem"

    def url(self, user: str, folders: str = "INBOX", *, port: int | None = None, password: str = PASSWORD) -> str:
        return f"imap://{quote(user)}:{quote(password, safe='')}@127.0.0.1:{port or self.port}/{folders}?tls=none"

    def start(self) -> None:
        with (self.folder / "start.log").open("ab") as words:
            self._process = subprocess.Popen(
                [_binary(), "-F", "-c", self.folder / "dovecot.conf"],
                cwd="/",
                stdout=words,
                stderr=words,
                start_new_session=True,
                **unprivileged(),
            )
        until = time.monotonic() + PATIENCE
        while not self._answers():
            assert self._process.poll() is None, self.words()
            assert time.monotonic() < until, self.words()
            time.sleep(0.02)  # it is starting

    def stop(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(PATIENCE)
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)  # a process that serves a client outlives its master
            self._process = None

    def words(self) -> str:
        """All that it said, for an assertion that fails."""
        return "".join(path.read_text() for path in sorted(self.folder.glob("*.log")))

    def mailbox(self, user: str) -> Path:
        """Where the user's INBOX lies (a Maildir)."""
        return self.folder / "mail" / user / "Maildir"

    @contextmanager
    def reader(self, user: str) -> Iterator[imaplib.IMAP4]:
        """The user at a mail program of their own."""
        with imaplib.IMAP4("127.0.0.1", self.port, timeout=PATIENCE) as client:
            client.login(user, PASSWORD)
            yield client

    def put(self, user: str, *mails: bytes, folder: str = "INBOX", at: datetime | None = None) -> None:
        """Lay mails into a folder, as if they had come `at` (now)."""
        when = imaplib.Time2Internaldate(at) if at else ""
        with self.reader(user) as client:
            for mail in mails:
                kind, answer = client.append(folder, None, when, mail)  # type: ignore[arg-type]
                assert kind == "OK", answer

    def holds(self, user: str, folder: str = "INBOX") -> list[bytes]:
        """Every mail in a folder, in order; none where there is no such folder."""
        with self.reader(user) as client:
            if client.select(folder, readonly=True)[0] != "OK":
                return []
            return [part[1] for part in client.uid("FETCH", "1:*", "(BODY.PEEK[])")[1] if isinstance(part, tuple)]

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE) as wire:
                return wire.recv(4) == b"* OK"
        except ConnectionError:
            return False


@contextmanager
def dovecot() -> Iterator[Dovecot]:
    """Started; stopped and removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="desk-imap-", dir="/tmp"))  # short: a socket's path holds 107 bytes
    server = Dovecot(folder, *free_ports(4))
    try:
        _write(server)
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder)


def _write(server: Dovecot) -> None:
    text = CONFIG.format(
        folder=server.folder,
        user=user().pw_name,
        group=group(),
        password=PASSWORD,
        korean=KOREAN_PASSWORD,
        port=server.port,
        tls_port=server.tls_port,
        lmtp_port=server.lmtp_port,
    )
    (server.folder / "oauth2.conf").write_text(OAUTH2.format(port=server.token_port))
    (server.folder / "dovecot.conf").write_text(text)
    (server.folder / "mail").mkdir()
    make_certificate(server.folder)
    hand_over(server.folder, *server.folder.iterdir())


def _binary() -> str:
    return shutil.which("dovecot") or "/usr/sbin/dovecot"
