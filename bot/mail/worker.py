"""The reading process: imports only what reading needs, for it is started anew with each desk and after each mail that kills it."""

import json
import os
import resource
import signal
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any, BinaryIO

from bot.mail.limits import Desk, Limits, Reason, Unreadable
from bot.mail.read import read
from claims.envelope import Envelope

LENGTH = struct.Struct(">Q")


def work(inbox: BinaryIO, outbox: BinaryIO) -> None:
    """Settings first, then mail after mail until the pipe ends."""
    told = _next(inbox)
    if told is None:
        return
    desk = Desk(frozenset(told["desk"]["addresses"]), told["desk"]["authserv_id"])
    limits = Limits(**told["limits"])
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    _say(outbox, {"ready": True})
    while mail := _next(inbox):
        _answer(outbox, inbox.read(mail["size"]), desk, limits, datetime.fromisoformat(mail["received"]))


def _answer(outbox: BinaryIO, raw: bytes, desk: Desk, limits: Limits, received: datetime) -> None:
    try:
        with _at_most(limits.seconds):
            reading = read(raw, desk, limits, received=received)
    except Unreadable as limit:
        return _say(outbox, {"unreadable": limit.reason})
    except MemoryError:
        return _say(outbox, {"unreadable": Reason.TOO_HUNGRY})
    sizes = [(sha256, len(data)) for sha256, data in reading.files.items()]
    return _say(outbox, {"envelope": _as_data(reading.envelope), "files": sizes}, *reading.files.values())


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """This process dies of SIGPROF once it has reckoned for so long; how long it had to wait for the machine does not count."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _as_data(envelope: Envelope) -> dict[str, Any]:
    values = {each.name: getattr(envelope, each.name) for each in fields(Envelope)}
    inside = _as_data(envelope.forwarded) if envelope.forwarded else None
    return values | {"attachments": [asdict(each) for each in envelope.attachments], "forwarded": inside}


def _next(inbox: BinaryIO) -> dict[str, Any] | None:
    head = inbox.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    told: dict[str, Any] = json.loads(inbox.read(LENGTH.unpack(head)[0]))
    return told


def _say(outbox: BinaryIO, told: dict[str, Any], *data: bytes) -> None:
    message = json.dumps(told, default=datetime.isoformat).encode()
    outbox.write(LENGTH.pack(len(message)) + message)
    for each in data:
        outbox.write(each)
    outbox.flush()


def main() -> None:
    """Ctrl-C is the desk's to hear; this process ends when its pipe does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    inbox, outbox = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # Whatever a library prints goes where errors go, not between the frames.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    work(inbox, outbox)


if __name__ == "__main__":
    main()
