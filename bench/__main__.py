"""`python -m bench [question …]`: prints the table of docs/scaling.md."""

import sys
from importlib import import_module

from bench.rows import HEAD
from bot import logs

QUESTIONS = ("ingest", "helpdesk", "memory", "drain", "take", "page", "idle", "flat", "explain", "quotes", "due", "nudges")


def main() -> None:
    logs.quiet()
    print(HEAD)
    for name in sys.argv[1:] or QUESTIONS:
        for row in import_module(f"bench.{name}").run():
            print(row, flush=True)


main()
