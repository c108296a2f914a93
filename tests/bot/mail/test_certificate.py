"""The doors' certificate: read at the start, and again when it was renewed."""

import os
import shutil
from pathlib import Path

import pytest

from bot.mail.certificate import Certificate
from claims.errors import Misconfigured

PEER = Path(__file__).with_name("peer.pem")


@pytest.fixture
def pem(tmp_path: Path) -> Path:
    return Path(shutil.copy(PEER, tmp_path / "door.pem"))


def test_it_is_read_once_and_again_when_it_changed(pem: Path) -> None:
    certificate = Certificate(pem)
    first = certificate()
    assert certificate() is first
    os.utime(pem, (1, 1))
    assert certificate() is not first


@pytest.mark.parametrize("damage", ["", "half a certificate"])
def test_a_renewal_that_cannot_be_read_leaves_the_old_one(pem: Path, damage: str) -> None:
    certificate = Certificate(pem)
    first = certificate()
    pem.write_text(damage)
    assert certificate() is first
    pem.unlink()
    assert certificate() is first


def test_one_that_was_never_there_is_named() -> None:
    with pytest.raises(Misconfigured, match="LISTEN_CERT"):
        Certificate(Path("nowhere.pem"))()
