"""What came before and must not count twice: Slack event ids, hashes of mails, alarms that hold on."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert  # whose ON CONFLICT SQLite reads as well

from storage.database import Tx
from storage.tables import seen

_KNOWN = select(seen.c.key).where(seen.c.kind == bindparam("of_kind"), seen.c.key == bindparam("of_key"))
_REMEMBER = insert(seen).on_conflict_do_nothing()


def first_time(tx: Tx, kind: str, key: str) -> bool:
    """Whether `key` is new; from now on it is not."""
    return tx.execute(_REMEMBER, {"kind": kind, "key": key, "at": tx.now}).count == 1


def known(tx: Tx, kind: str, key: str) -> bool:
    return tx.execute(_KNOWN, {"of_kind": kind, "of_key": key}).first() is not None


def only(tx: Tx, kind: str) -> str | None:
    """The key of which a kind has one at most."""
    return tx.connection.execute(select(seen.c.key).where(seen.c.kind == kind)).scalar_one_or_none()


def unknown(tx: Tx, kind: str, keys: Sequence[str]) -> list[str]:
    """Those of the keys that are new; they stay so."""
    known: set[str] = set()
    for begin in range(0, len(keys), 500):
        some = seen.c.key.in_(keys[begin : begin + 500])
        known |= set(tx.connection.execute(select(seen.c.key).where(seen.c.kind == kind, some)).scalars())
    return [each for each in keys if each not in known]


def lock(tx: Tx, kind: str) -> None:
    """Let one transaction at a time go on from here: the next waits until this one has ended."""
    row = insert(seen).values(kind="lock", key=kind, at=tx.now)
    tx.connection.execute(row.on_conflict_do_update(index_elements=[seen.c.kind, seen.c.key], set_={"at": tx.now}))


def undo(tx: Tx, kind: str, key: str) -> bool:
    """Make `key` new again; whether it was known."""
    return tx.connection.execute(delete(seen).where(seen.c.kind == kind, seen.c.key == key)).rowcount == 1


def forget(tx: Tx, kind: str, after: timedelta) -> int:
    """Forget keys older than `after`; how many they were."""
    return tx.connection.execute(delete(seen).where(seen.c.kind == kind, seen.c.at < tx.now - after)).rowcount
