"""What servers on loopback have in common: no rights, ports of their own, and a certificate for "localhost"."""

import grp
import os
import pwd
import shutil
import subprocess
from pathlib import Path
from typing import Any

UNPRIVILEGED = "nobody"


def user() -> pwd.struct_passwd:
    """Whom a server runs as: us, or nobody where we are root."""
    return pwd.getpwnam(UNPRIVILEGED) if os.getuid() == 0 else pwd.getpwuid(os.getuid())


def group() -> str:
    return grp.getgrgid(user().pw_gid).gr_name


def unprivileged() -> dict[str, Any]:
    """For subprocess.Popen."""
    return {"user": user().pw_uid, "group": user().pw_gid, "extra_groups": []} if os.getuid() == 0 else {}


def hand_over(*paths: Path) -> None:
    if os.getuid() == 0:
        for path in paths:
            shutil.chown(path, user().pw_uid, user().pw_gid)


def make_certificate(folder: Path) -> None:
    """cert.pem and key.pem; the certificate is its own authority."""
    request = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    files = ["-keyout", folder / "key.pem", "-out", folder / "cert.pem"]
    subprocess.run([*request, *names, *files], check=True, capture_output=True)
