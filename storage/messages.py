"""What was said about a claim: mails in, letters out, notes; the text as written is never changed, only given new versions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, exists, func, select, update
from sqlalchemy.dialects.postgresql import insert  # whose ON CONFLICT SQLite reads as well

from claims.actor import Actor
from claims.claim import Claim
from claims.envelope import Attachment
from storage import search
from storage.database import Tx
from storage.tables import attachments, files, mail_ids, messages, versions

_ADD = messages.insert().returning(messages)
_FIND = select(messages).where(messages.c.id == bindparam("identity"))
_HAS_FILES = exists().where(attachments.c.message_id == messages.c.id).label("has_files")
_OF_CLAIM = select(messages, _HAS_FILES).where(messages.c.claim_id == bindparam("claim")).order_by(messages.c.id)
_PUBLIC = _OF_CLAIM.where(messages.c.direction != "note")
_BY_PERSONS = (
    select(messages)
    .where(messages.c.claim_id == bindparam("claim"), messages.c.direction.in_(("in", "out")), ~messages.c.automatic)
    .order_by(messages.c.id.desc())
    .limit(1)
)
_BY_PERSONS_ONE_WAY = _BY_PERSONS.where(messages.c.direction == bindparam("way"))
_OPENING_NOTES = (
    select(messages.c.notes).where(messages.c.claim_id == bindparam("claim"), messages.c.direction == "in").order_by(messages.c.id).limit(1)
)
_IDS = select(mail_ids.c.message_id, mail_ids.c.claim_id).where(mail_ids.c.message_id.in_(bindparam("ids", expanding=True)))
_OUR_IDS = _IDS.where(mail_ids.c.ours)
_OF_ID = select(mail_ids.c.claim_id).where(mail_ids.c.message_id == bindparam("wanted"))
_OF_OUR_ID = _OF_ID.where(mail_ids.c.ours)
_FEW = 3
"""Ids that are looked up one by one, by a statement that is built once; most mails name no more."""
_OF = select(mail_ids.c.message_id).where(mail_ids.c.claim_id == bindparam("claim"))
_IDS_OF = _OF.order_by(mail_ids.c.at, mail_ids.c.message_id)
_HEARD = _OF.where(~mail_ids.c.ours).order_by(mail_ids.c.at.desc()).limit(1)
_REMEMBER = insert(mail_ids).on_conflict_do_nothing()
_FILE = select(files.c.sha256).where(files.c.sha256 == bindparam("hash"))
_ADD_FILE = files.insert()
_ATTACH = attachments.insert()
_ATTACHED = select(attachments, files.c.size).join(files)
_ATTACHED_TO = _ATTACHED.where(attachments.c.message_id == bindparam("message")).order_by(attachments.c.id)
_ATTACHED_OF_CLAIM = _ATTACHED.join(messages).where(messages.c.claim_id == bindparam("claim")).order_by(attachments.c.id)


_VERSIONS = select(versions.c.text, versions.c.at, versions.c.message_id).order_by(versions.c.at, versions.c.id)


class Direction(StrEnum):
    IN = "in"
    OUT = "out"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Message:
    """`text` all of it, `new_text` without quotes; `name` the writer's as shown; `notes` what the reader could not decode."""

    id: int
    claim_id: int
    at: datetime
    direction: Direction
    author: Actor
    name: str
    text: str
    new_text: str
    html: str | None
    automatic: bool
    notes: tuple[str, ...]
    source: str | None
    deleted_at: datetime | None
    attachments: tuple["Stored", ...] = ()


@dataclass(frozen=True, slots=True)
class Version:
    """What a note said until it was edited at that time."""

    text: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Stored:
    """An attachment of a message with its own id, by which a page asks for it."""

    id: int
    file: Attachment


def add(
    tx: Tx,
    claim: Claim,
    direction: Direction,
    text: str,
    *,
    by: Actor,
    name: str,
    new_text: str | None = None,
    html: str | None = None,
    automatic: bool = False,
    notes: Sequence[str] = (),
    raw_id: int | None = None,
    source: str | None = None,
    attached: Iterable[Attachment] = (),
) -> Message:
    """Keep a message; `source` is the Slack timestamp of a note. The bytes of `attached` are already in the file store."""
    new = {
        "claim_id": claim.id,
        "at": tx.now,
        "direction": direction,
        "author": str(by),
        "name": name,
        "text": text,
        "new_text": text if new_text is None else new_text,
        "html": html,
        "automatic": automatic,
        "notes": list(notes),
        "raw_id": raw_id,
        "source": source,
    }
    row = tx.execute(_ADD, new).one()
    search.put(tx, search.of_message(row))
    files_kept = list(attached)
    for file in files_kept:
        _attach(tx, row.id, file)
    return _message(tx, row) if files_kept else _with(row, ())


def find(tx: Tx, identity: int) -> Message | None:
    row = tx.execute(_FIND, {"identity": identity}).one_or_none()
    return _message(tx, row) if row else None


def by_source(tx: Tx, source: str) -> Message | None:
    """The note that a Slack message became."""
    row = tx.connection.execute(select(messages).where(messages.c.source == source)).one_or_none()
    return _message(tx, row) if row else None


def of_claim(tx: Tx, identity: int, *, notes: bool = True) -> list[Message]:
    """All messages in order; without notes: what the customer may read."""
    rows = tx.execute(_OF_CLAIM if notes else _PUBLIC, {"claim": identity})
    attached = _attached_of_claim(tx, identity) if any(row.has_files for row in rows) else {}
    return [_with(row, tuple(attached.get(row.id, ()))) for row in rows]


def _attached_of_claim(tx: Tx, identity: int) -> dict[int, list[Stored]]:
    """By the id of their message."""
    attached: dict[int, list[Stored]] = {}
    for each in tx.execute(_ATTACHED_OF_CLAIM, {"claim": identity}):
        attached.setdefault(each.message_id, []).append(_stored(each))
    return attached


def last_of(tx: Tx, identity: int, direction: Direction | None = None) -> Message | None:
    """The newest message of a claim, in or out unless said which; notes and letters of machines aside."""
    if direction is None:
        row = tx.execute(_BY_PERSONS, {"claim": identity}).one_or_none()
    else:
        row = tx.execute(_BY_PERSONS_ONE_WAY, {"claim": identity, "way": direction}).one_or_none()
    return _message(tx, row) if row else None


def last_of_each(tx: Tx, identities: Sequence[int]) -> dict[int, Message]:
    """The same for many, without their files."""
    persons = messages.c.direction.in_(("in", "out")) & ~messages.c.automatic
    newest = select(func.max(messages.c.id)).where(messages.c.claim_id.in_(identities), persons).group_by(messages.c.claim_id)
    return {row.claim_id: _with(row, ()) for row in tx.connection.execute(select(messages).where(messages.c.id.in_(newest)))}


def first_words(tx: Tx, identities: Sequence[int], most: int = 2000) -> dict[int, str]:
    """The beginning of what each claim's customer wrote first."""
    first = select(func.min(messages.c.id)).where(messages.c.claim_id.in_(identities), messages.c.direction == Direction.IN)
    query = select(messages.c.claim_id, func.substr(messages.c.new_text, 1, most))
    rows = tx.connection.execute(query.where(messages.c.id.in_(first.group_by(messages.c.claim_id))))
    return {row[0]: row[1] for row in rows}


def opening_notes(tx: Tx, identity: int) -> tuple[str, ...]:
    """What reading noted about the mail that opened a claim."""
    return tuple(tx.execute(_OPENING_NOTES, {"claim": identity}).scalar_or_none() or ())


def edit(tx: Tx, message: Message, text: str, at: datetime) -> None:
    """Give a note the text it has since `at`, and keep the one before as a version; an edit that is heard of late goes in between."""
    later = select(versions).where(versions.c.message_id == message.id, versions.c.at > at).order_by(versions.c.at).limit(1)
    following = tx.connection.execute(later).one_or_none()
    before = following.text if following else message.text
    tx.connection.execute(versions.insert().values(message_id=message.id, at=at, text=before))
    if following:
        tx.connection.execute(update(versions).where(versions.c.id == following.id).values(text=text))
    else:
        _rewrite(tx, message.id, text=text, new_text=text)


def settle(tx: Tx, identity: int, text: str, html: str) -> None:
    """Keep a letter exactly as it leaves beside what the person wrote (`new_text`)."""
    _rewrite(tx, identity, text=text, html=html)


def mark_deleted(tx: Tx, message: Message) -> None:
    _rewrite(tx, message.id, deleted_at=tx.now)


def _rewrite(tx: Tx, identity: int, **values: Any) -> None:
    before = tx.execute(_FIND, {"identity": identity}).one()
    after = tx.connection.execute(update(messages).where(messages.c.id == identity).values(**values).returning(messages)).one()
    search.rewritten(tx, messages, [(before, after)])


def versions_of(tx: Tx, identity: int) -> list[str]:
    """The texts a note had before, oldest first."""
    return list(tx.connection.execute(_VERSIONS.where(versions.c.message_id == identity)).scalars())


def versions_of_claim(tx: Tx, identity: int) -> dict[int, list[Version]]:
    """The texts that each of its notes had before, oldest first, by the note's id."""
    found: dict[int, list[Version]] = {}
    for row in tx.connection.execute(_VERSIONS.join(messages).where(messages.c.claim_id == identity)):
        found.setdefault(row.message_id, []).append(Version(row.text, row.at))
    return found


def attachment(tx: Tx, identity: int) -> tuple[Stored, Message] | None:
    """One attachment with the message it belongs to."""
    row = tx.connection.execute(_ATTACHED.where(attachments.c.id == identity)).one_or_none()
    message = find(tx, row.message_id) if row else None
    return (_stored(row), message) if row and message else None


def remember_id(tx: Tx, claim: Claim, message_id: str, *, ours: bool, outbox_id: int | None = None) -> None:
    """A Message-ID (without <>) by which answers find the claim; the first one to use it keeps it."""
    new = {"message_id": message_id, "claim_id": claim.id, "at": tx.now, "ours": ours, "outbox_id": outbox_id}
    tx.execute(_REMEMBER, new)


def claim_of_ids(tx: Tx, ids: Sequence[str], *, ours: bool = False) -> int | None:
    """The claim that one of the Message-IDs belongs to; the last named id wins, as the nearest in a thread."""
    if len(ids) <= _FEW:
        one_by_one = (tx.execute(_OF_OUR_ID if ours else _OF_ID, {"wanted": each}).scalar_or_none() for each in reversed(ids))
        return next((claim for claim in one_by_one if claim is not None), None)
    found = tx.connection.execute(_OUR_IDS if ours else _IDS, {"ids": list(ids)})
    rows: dict[str, int] = {row[0]: row[1] for row in found}
    return next((rows[each] for each in reversed(ids) if each in rows), None)


def ids_of(tx: Tx, identity: int, limit: int = 20) -> list[str]:
    """The claim's first Message-ID and its newest ones, oldest first: the References of its next letter."""
    ids = list(tx.execute(_IDS_OF, {"claim": identity}).scalars())
    return ids if len(ids) <= limit else [ids[0], *ids[1 - limit :]]


def heard_id(tx: Tx, identity: int) -> str | None:
    """The Message-ID of the newest mail that came in for the claim: what its next letter answers."""
    return tx.execute(_HEARD, {"claim": identity}).scalar_or_none()


def count(tx: Tx, identity: int) -> int:
    return tx.connection.execute(select(func.count()).where(messages.c.claim_id == identity)).scalar_one()


def _attach(tx: Tx, message_id: int, file: Attachment) -> None:
    if not tx.execute(_FILE, {"hash": file.sha256}).first():
        tx.execute(_ADD_FILE, {"sha256": file.sha256, "size": file.size, "created_at": tx.now})
    tx.execute(_ATTACH, {"message_id": message_id, "sha256": file.sha256, "name": file.name, "type": file.type})


def _stored(row: Any) -> Stored:
    return Stored(row.id, Attachment(row.name, row.type, row.size, row.sha256))


def _message(tx: Tx, row: Any) -> Message:
    return _with(row, tuple(_stored(each) for each in tx.execute(_ATTACHED_TO, {"message": row.id})))


def _with(row: Any, stored: tuple[Stored, ...]) -> Message:
    return Message(
        row.id,
        row.claim_id,
        row.at,
        Direction(row.direction),
        Actor.parse(row.author),
        row.name,
        row.text,
        row.new_text,
        row.html,
        row.automatic,
        tuple(row.notes),
        row.source,
        row.deleted_at,
        stored,
    )
