"""The systemd unit is one that systemd understands."""

import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

MAKEFILE = Path(__file__).parents[2] / "Makefile"
UNIT = Path(__file__).parents[2] / "deploy" / "claimdesk.service"
HOME = "/opt/claimdesk"


def installed(folder: Path) -> Path:
    """A copy of the unit as if the desk lived in `folder`."""
    program = folder / ".venv" / "bin" / "claimdesk"
    program.parent.mkdir(parents=True)
    shutil.copy("/bin/true", program)
    (folder / "data").mkdir()
    unit = folder / "claimdesk.service"
    unit.write_text(UNIT.read_text("utf-8").replace(HOME, str(folder)), "utf-8")
    return unit


def verified(unit: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(["systemd-analyze", "verify", "--man=no", unit], capture_output=True, text=True, timeout=60)


def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    told = verified(installed(tmp_path))
    assert told.returncode == 0, told.stderr
    assert "claimdesk.service" not in told.stderr


def test_systemd_would_name_a_fault(tmp_path: Path) -> None:
    unit = installed(tmp_path)
    unit.write_text(unit.read_text("utf-8").replace("KillMode=mixed", "KillMode=gently"), "utf-8")
    assert "claimdesk.service:" in verified(unit).stderr


def test_the_service_may_write_its_data_and_nothing_else() -> None:
    lines = UNIT.read_text("utf-8").splitlines()
    assert [line for line in lines if line.startswith("ReadWritePaths=")] == [f"ReadWritePaths={HOME}/data"]
    assert "ProtectSystem=strict" in lines
    assert f"ExecStart={HOME}/.venv/bin/claimdesk run" in lines


def test_systemd_waits_longer_than_the_desk_takes_to_stop() -> None:
    """Ten seconds are what it may take; only the desk itself hears SIGTERM, not the process that reads a mail for it."""
    lines = dict(line.split("=", 1) for line in UNIT.read_text("utf-8").splitlines() if "=" in line and not line.startswith("#"))
    assert int(lines["TimeoutStopSec"]) > 10
    assert lines["KillMode"] == "mixed"


def test_the_setup_compiles_what_a_start_imports() -> None:
    """As the service may not write beside the code, it would compile all of it at each start."""
    named = next(line for line in MAKEFILE.read_text("utf-8").splitlines() if line.startswith("COMPILED := "))
    modules = named.removeprefix("COMPILED := ").split(", ")
    assert "bot.run" in modules
    assert [each for each in modules if not find_spec(each)] == []
