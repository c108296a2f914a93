"""A private exim for the tests: its own folder, on loopback, without rights. It takes mail of whoever may write, hands it on by LMTP to the
desk or to Dovecot, tries again each second, and writes real delivery reports."""

import shutil
import signal
import smtplib
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from bot.sandbox.ports import free_ports
from tests.servers.loopback import group, hand_over, make_certificate, unprivileged, user

LOGIN, PASSWORD = "desk", "s3cret/with@and:colon"
DESK_DOMAIN, CUSTOMERS_DOMAIN, GONE_DOMAIN = "desk.example", "plant.example", "gone.example"
SIZE = 200_000
PATIENCE = 120.0  # seconds to start and to stop
CONFIG = """
primary_hostname = mx.{customers}
exim_user = {user}
exim_group = {group}
deliver_drop_privilege = true
keep_environment =
spool_directory = {folder}/spool
log_file_path = {folder}/%s.log
daemon_smtp_ports = {port}
local_interfaces = 127.0.0.1
tls_advertise_hosts = *
tls_certificate = {folder}/cert.pem
tls_privatekey = {folder}/key.pem
message_size_limit = {size}
smtp_accept_max = 100
smtp_enforce_sync = false
acl_smtp_rcpt = rcpt
begin acl
rcpt:
  deny message = no such person here
       local_parts = nobody
       domains = {customers}
  defer message = come back later
        local_parts = busy
        domains = {customers}
  accept authenticated = *
  accept domains = {desk}
  deny message = relaying is not permitted
begin routers
to_desk:
  driver = manualroute
  domains = {desk}
  transport = desk_lmtp
  route_list = * 127.0.0.1
  self = send
to_customers:
  driver = manualroute
  domains = {customers}
  transport = dovecot_lmtp
  route_list = * 127.0.0.1
  self = send
gone:
  driver = redirect
  allow_fail
  data = :fail: the mailbox was given up
begin transports
desk_lmtp:
  driver = smtp
  protocol = lmtp
  port = {desk_port}
  allow_localhost
  tls_verify_certificates = {folder}/cert.pem
  tls_verify_cert_hostnames =
  hosts_try_dane =
dovecot_lmtp:
  driver = smtp
  protocol = lmtp
  port = {lmtp_port}
  allow_localhost
  hosts_avoid_tls = *
begin retry
* * F,1h,1s
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_set_id = $auth2
  server_condition = ${{if and{{{{eq{{$auth2}}{{{login}}}}}{{eq{{$auth3}}{{{password}}}}}}}}}
"""


@dataclass
class Exim:
    """`port` takes mail, in the open or by STARTTLS; `desk_port`: where it hands on what is for the desk."""

    folder: Path
    port: int
    desk_port: int
    lmtp_port: int
    _process: "subprocess.Popen[bytes] | None" = None

    @property
    def certificate(self) -> Path:
        return self.folder / "cert.pem"

    def url(self, *, port: int | None = None, tls: str = "none", password: str = "s3cret%2Fwith%40and%3Acolon") -> str:
        return f"smtp://{LOGIN}:{password}@localhost:{port or self.port}?tls={tls}&ca={self.certificate}"

    def start(self) -> None:
        with (self.folder / "start.log").open("ab") as words:
            command = [_binary(), "-C", self.folder / "exim.conf", "-bdf", "-q1s"]
            self._process = subprocess.Popen(command, cwd="/", stdout=words, stderr=words, start_new_session=True, **unprivileged())
        until = time.monotonic() + PATIENCE
        while not self._answers():
            assert self._process.poll() is None, self.words()
            assert time.monotonic() < until, self.words()
            time.sleep(0.02)  # it is starting

    def stop(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(PATIENCE)
            self._process = None

    def send(self, mail: EmailMessage, sender: str, *to: str) -> None:
        """A customer's mail program hands a mail in."""
        with smtplib.SMTP("127.0.0.1", self.port, timeout=PATIENCE) as client:
            client.login(LOGIN, PASSWORD)
            assert client.send_message(mail, sender, to) == {}

    def holds(self, name: str) -> bool:
        """Whether a mail that names `name` is still on its way."""
        for head in (self.folder / "spool" / "input").glob("**/*-H"):
            with suppress(FileNotFoundError):  # it left meanwhile
                if name in head.read_text("utf-8", "replace"):
                    return True
        return False

    def words(self) -> str:
        """All that it said, for an assertion that fails."""
        return "".join(path.read_text("utf-8", "replace") for path in sorted(self.folder.glob("*.log")))

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE) as wire:
                return wire.recv(4) == b"220 "
        except ConnectionError:
            return False


@contextmanager
def exim(lmtp_port: int) -> Iterator[Exim]:
    """Started; stopped and removed afterwards. `lmtp_port`: of the customers' mailboxes."""
    folder = Path(tempfile.mkdtemp(prefix="desk-exim-", dir="/tmp"))
    server = Exim(folder, *free_ports(2), lmtp_port)
    try:
        _write(server)
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder)


def _write(server: Exim) -> None:
    (server.folder / "spool").mkdir()
    make_certificate(server.folder)
    hand_over(server.folder, *server.folder.iterdir())
    text = CONFIG.format(
        folder=server.folder,
        user=user().pw_name,
        group=group(),
        port=server.port,
        desk_port=server.desk_port,
        lmtp_port=server.lmtp_port,
        size=SIZE,
        desk=DESK_DOMAIN,
        customers=CUSTOMERS_DOMAIN,
        login=LOGIN,
        password=PASSWORD,
    )
    config = server.folder / "exim.conf"  # it believes only what root or its own user wrote, and nobody else may change
    config.write_text(text)
    config.chmod(0o644)


def _binary() -> str:
    return shutil.which("exim4") or "/usr/sbin/exim4"
