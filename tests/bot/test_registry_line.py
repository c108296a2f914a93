"""`claimdesk customers` and `claimdesk rates`, as the operator types them."""

from getpass import getuser
from hashlib import sha256
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from claims.errors import Invalid, Misconfigured

HEAD = "version,valid_from,currency,rate,unit,minimum,extended,night,holiday,beyond,urgent\n"
CUSTOMER = (
    "domain,name,business_number,legal_name,contract_from,contract_to,monthly_fee\n"
    "hanbit.example,한빛,123-45-67891,주식회사 한빛,2026-01-01,2026-12-31,500000\n"
)
CARD = "1,2026-01-01,KRW,100000,30,30,1.5,2.0,1.5,2.0,1.5\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'desk.db'}")
    return tmp_path


def test_in_and_out(folder: Path) -> None:
    (folder / "rates.csv").write_text(HEAD + CARD)
    dry = CliRunner().invoke(app, ["rates", "rates.csv", "--dry-run"])
    assert (dry.exit_code, dry.stdout) == (0, "1 lines are good.\n")
    assert CliRunner().invoke(app, ["rates"]).stdout == HEAD
    assert CliRunner().invoke(app, ["rates", "rates.csv"]).stdout == "1 lines were taken in.\n"
    assert CliRunner().invoke(app, ["rates"]).stdout == HEAD + CARD


def test_who_took_which_file_in_is_printed(folder: Path) -> None:
    """The newest first; the digest is that of the file, and looking at one is no taking in."""
    (folder / "rates.csv").write_text(HEAD + CARD)
    for arguments in (["--dry-run"], [], []):
        CliRunner().invoke(app, ["rates", "rates.csv", *arguments])
    head, *lines = CliRunner().invoke(app, ["rates", "--log"]).stdout.splitlines()
    assert head == "at,by,lines,sha256"
    assert [line.split(",")[1:] for line in lines] == 2 * [[f"operator:{getuser()}", "1", sha256((HEAD + CARD).encode()).hexdigest()]]
    assert CliRunner().invoke(app, ["customers", "--log"]).stdout == f"{head}\n"


def test_bad_lines_are_named(folder: Path) -> None:
    (folder / "customers.csv").write_bytes("domain,name,business_number\nhanbit.example,한빛,123-45-67890\n".encode("cp949"))
    told = CliRunner().invoke(app, ["customers", "customers.csv"])
    assert told.exit_code == 1
    assert "customers.csv:2: business_number: '123-45-67890'" in told.stderr
    assert "Nothing was written: 1 bad lines" in told.stderr
    (folder / "odd.csv").write_bytes(b"\xff\xfe\x00\x80")
    assert isinstance(CliRunner().invoke(app, ["customers", "odd.csv"]).exception, Misconfigured)


def test_a_month_is_printed(folder: Path) -> None:
    (folder / "customers.csv").write_text(CUSTOMER)
    CliRunner().invoke(app, ["customers", "customers.csv"])
    told = CliRunner().invoke(app, ["invoices", "2026-10", "--customer", "hanbit.example"])
    assert told.stdout.splitlines()[1].endswith(
        "123-45-67891,주식회사 한빛,,2026-10-31,기술지원 수수료 2026-10,KRW,500000,50000,,550000,2026-11-10,,"
    )
    assert CliRunner().invoke(app, ["statements", "2026-10"]).stdout.splitlines()[1].startswith("한빛,2026-10,")
    given = ["invoice", "2026-10", "hanbit.example", "20261031-41000012-0000001", "2026-11-09"]
    assert CliRunner().invoke(app, given).stdout.splitlines()[1].endswith(",2026-11-10,20261031-41000012-0000001,2026-11-09")
    assert isinstance(CliRunner().invoke(app, [*given, "--kind", "lost"]).exception, Invalid)
    assert isinstance(CliRunner().invoke(app, ["invoices", "October"]).exception, Invalid)
