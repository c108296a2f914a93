"""Taking mails in, against django-helpdesk's own loop over the same mails as files, as it is installed: SQLite, default settings."""

import asyncio
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.ingest import taken_in
from bench.mails import DESK, mails
from bench.rows import Row, Said, middle

COUNT, OURS = 150, 1000  # it takes too long for as many as ours
ROUNDS = 3
SETTINGS = """
from pathlib import Path
BASE = Path(__file__).parent
SECRET_KEY = "bench"
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
INSTALLED_APPS = [
    "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.sites", "django.contrib.admin",
    "django.contrib.messages", "django.contrib.humanize", "django.contrib.staticfiles", "rest_framework", "helpdesk",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware", "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
TEMPLATES = [{
    "BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True,
    "OPTIONS": {"context_processors": ["django.template.context_processors.request", "django.contrib.auth.context_processors.auth",
                                       "django.contrib.messages.context_processors.messages"]},
}]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": BASE / "helpdesk.db"}}
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
MEDIA_ROOT = BASE / "media"
ROOT_URLCONF = "urls"
SITE_ID = 1
STATIC_URL = "/static/"
USE_TZ = True
HELPDESK_TEAMS_MODE_ENABLED = False  # else it needs a package that it does not install
"""
URLS = """
from django.urls import include, path
urlpatterns = [path("helpdesk/", include("helpdesk.urls"))]
"""
LOOP = """
import logging, os, sys, time
sys.path.insert(0, os.getcwd())
os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
import django
django.setup()
logging.disable(logging.CRITICAL)
from django.core.management import call_command
from helpdesk.email import process_queue
from helpdesk.models import FollowUp, Queue, Ticket
call_command("migrate", verbosity=0)
queue = Queue.objects.create(title="Bench", slug="bench", email_address=sys.argv[1], allow_email_submission=True,
                             email_box_type="local", email_box_local_dir=os.path.join(os.getcwd(), "mails"))
begun = time.perf_counter()
process_queue(queue, logging.getLogger("bench"))
print(time.perf_counter() - begun, Ticket.objects.count() + FollowUp.objects.count())
"""


def run() -> list[Row | Said]:
    """Mails a second; where it cannot be installed here the row says so."""
    with tempfile.TemporaryDirectory() as folder:
        python = Path(folder) / "bin" / "python"
        try:
            version = _installed(Path(folder), python)
        except subprocess.CalledProcessError as fault:
            return [Said(f"Mails taken in, against django-helpdesk: it could not be installed here ({fault.stderr.strip()[-200:]})")]
        rounds = [_round(python) for _ in range(ROUNDS)]
    ours, floor = middle(rounds)
    return [Row(f"Mails taken in, against django-helpdesk {version}'s own loop", ours, floor, "mails/s", 12)]


def _installed(folder: Path, python: Path) -> str:
    """In an environment of its own. Its own metadata leaves setuptools out."""
    _said(sys.executable, "-m", "venv", folder)
    _said(python, "-m", "pip", "install", "-q", "django-helpdesk", "setuptools")
    return _said(python, "-c", "from importlib.metadata import version; print(version('django-helpdesk'))")


def _round(python: Path) -> tuple[float, float]:
    """One after the other within a round, so that a slow moment of the machine strikes both."""
    written = mails(OURS)
    with tempfile.TemporaryDirectory() as folder:
        ours = asyncio.run(taken_in(Path(folder), written))
    with tempfile.TemporaryDirectory() as folder:
        return ours, _theirs(python, Path(folder), written[:COUNT])


def _theirs(python: Path, folder: Path, written: list[bytes]) -> float:
    (folder / "mails").mkdir()
    for index, raw in enumerate(written):
        (folder / "mails" / f"{index:05}.eml").write_bytes(raw)
    for name, text in (("settings.py", SETTINGS), ("urls.py", URLS), ("loop.py", LOOP)):
        (folder / name).write_text(text)
    seconds, made = _said(python, "loop.py", DESK, cwd=folder).split()
    assert int(made) >= len(written), f"django-helpdesk made only {made} of {len(written)}"
    return len(written) / float(seconds)


def _said(*command: str | Path, cwd: Path | None = None) -> str:
    return subprocess.run(command, cwd=cwd, check=True, capture_output=True, text=True).stdout.strip()
