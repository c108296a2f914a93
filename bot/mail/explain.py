"""What the reader sees in a mail, as plain data for people and scripts; nothing is stored."""

from datetime import datetime
from typing import Any

from bot.mail.limits import Desk, Limits, Unreadable
from bot.mail.parts import head_of
from bot.mail.read import read
from claims.envelope import Envelope


def explain(raw: bytes, file: str, desk: Desk, limits: Limits, *, received: datetime | None = None) -> dict[str, Any]:
    """One mail: {"file","from","from_name","to","subject","date","message_id","references","text","new_text",
    "attachments":[{"name","type","size","sha256"}],"kind","why"}; ids without <>, the date in ISO 8601 or None.

    A mail beyond the limits shows what its head says; `why` then begins with "unreadable".
    """
    try:
        return _as_data(file, read(raw, desk, limits, received=received).envelope)
    except Unreadable as limit:
        beyond = read(head_of(raw), desk, Limits(), received=received).envelope
        return _as_data(file, beyond) | {"why": f"unreadable: {limit}"}


def _as_data(file: str, envelope: Envelope) -> dict[str, Any]:
    return {
        "file": file,
        "from": envelope.sender,
        "from_name": envelope.sender_name,
        "to": list(envelope.to),
        "subject": envelope.subject,
        "date": envelope.date.isoformat() if envelope.date else None,
        "message_id": envelope.message_id,
        "references": list(envelope.references),
        "text": envelope.text,
        "new_text": envelope.new_text,
        "attachments": [{"name": each.name, "type": each.type, "size": each.size, "sha256": each.sha256} for each in envelope.attachments],
        "kind": envelope.kind.value,
        "why": envelope.why,
    }
