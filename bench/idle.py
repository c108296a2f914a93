"""What a running desk costs while nothing happens: its memory, and how long it takes to start; on the local workspace."""

import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from bench.rows import Row

ROUNDS = 3
SETTLING = 5.0  # seconds after which every job of the clock has had its first turn


def run() -> list[Row]:
    """The floors are the limits: 150 MB resident, 2 s from the command to "ready", and 2 s for a command.

    Beside each time the processor time of the same starts, which other work on the machine disturbs less.
    """
    rounds = [_round() for _ in range(ROUNDS)]
    memory, start, start_busy, listing, listing_busy = (median(values) for values in zip(*rounds, strict=True))
    return [
        Row("Resident memory of an idle desk", memory, 150, "MB", 1, cost=True),
        Row("`claimdesk run`, from start to ready", start, 2, "s", 1, cost=True),
        Row("… processor time of it", start_busy, 2, "s", 1, cost=True),
        Row("`claimdesk list`, from start to end", listing, 2, "s", 1, cost=True),
        Row("… processor time of it", listing_busy, 2, "s", 1, cost=True),
    ]


def _round() -> tuple[float, float, float, float, float]:
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | settings(Path(folder))
        _command(environment, "migrate")
        began = time.perf_counter()
        with subprocess.Popen([sys.executable, "-m", "bot", "run"], env=environment, stderr=subprocess.PIPE, text=True) as desk:
            try:
                await_ready(desk)
                start = time.perf_counter() - began
                start_busy = sum(map(_busy, (desk.pid, *_children(desk.pid))))
                time.sleep(SETTLING)
                memory = resident(desk.pid)
            finally:
                desk.send_signal(signal.SIGTERM)
        began, busy = time.perf_counter(), _busy_children()
        _command(environment, "list")
        return memory, start, start_busy, time.perf_counter() - began, _busy_children() - busy


def settings(folder: Path) -> dict[str, str]:
    return {
        "DATABASE_URL": f"sqlite:///{folder / 'desk.db'}",
        "DATA_DIR": str(folder),
        "DESK_ADDRESS": "support@desk.example",
        "HTTP_LISTEN": "127.0.0.1:0",
        "IMAP_URL": "",
        "LMTP_LISTEN": "127.0.0.1:0",
        "PUBLIC_URL": "http://127.0.0.1",
        "SECRET_KEY": "k" * 32,
        "SLACK_API_URL": "http://127.0.0.1:9/api/",
        "SLACK_BOT_TOKEN": "xoxb-bench",
        "SLACK_CHANNEL": "C0BENCH",
        "SLACK_MODE": "http",
        "SLACK_SIGNING_SECRET": "bench",
        "SMTP_LISTEN": "",
        "SMTP_URL": "smtp://127.0.0.1:9",
    }


def _command(environment: dict[str, str], verb: str) -> None:
    subprocess.run([sys.executable, "-m", "bot", verb], env=environment, check=True, stdout=subprocess.DEVNULL)


def await_ready(desk: "subprocess.Popen[str]") -> None:
    assert desk.stderr is not None
    assert any("ready" in line for line in desk.stderr), "the desk ended before it was ready"


def _busy(pid: int) -> float:
    """Seconds that the process has computed (proc(5): utime and stime)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _busy_children() -> float:
    """Seconds that processes have computed which we started and which have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def resident(pid: int) -> float:
    """MB, of the process and those it started; what several of them share counts once (proc(5): Pss)."""
    shares = (Path(f"/proc/{each}/smaps_rollup").read_text() for each in (pid, *_children(pid)))
    return sum(int(line.split()[1]) for each in shares for line in each.splitlines() if line.startswith("Pss:")) / 1e3


def _children(pid: int) -> list[int]:
    found = map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
    return [each for child in found for each in (child, *_children(child))]
