"""What every door works with: settings, rules, the database, the files and the links of one running desk."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.links import Links
from bot.settings import Settings
from claims.rules import Rules
from storage.database import Database
from storage.files import FileStore


@dataclass(frozen=True, slots=True)
class Desk:
    """Assembled once; doors run commands through `database.run` and read through `database.read`."""

    settings: Settings
    rules: Rules
    database: Database
    files: FileStore
    links: Links
    clock: Callable[[], datetime]
