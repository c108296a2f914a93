"""Erase a person: numbers, times, states and kinds stay; what they wrote, who they are and every byte of their mails go."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, func, select, true, update

from storage import search
from storage.customers import NOBODY
from storage.database import Tx
from storage.outbox import Door
from storage.redaction import ERASED, Redaction, holds, without_prose
from storage.tables import (
    approvals,
    articles,
    attachments,
    callbacks,
    causes,
    claims,
    contacts,
    designs,
    disputes,
    drafts,
    features,
    files,
    mail_ids,
    messages,
    notices,
    outbox,
    parties,
    problems,
    proposals,
    quotes,
    raw_mails,
    seen,
    statement_lines,
    statements,
    surges,
    surveys,
    timeline,
    versions,
    votes,
    work,
)
from storage.traces import Traces

Change = Callable[[Any], dict[str, Any]]
_OF_PROBLEM = ("title", "cause", "workaround_ko", "workaround_en", "notice_ko", "notice_en")
_OUTCOMES = ("sent", "held", "posted", "redrawn")


def erase(tx: Tx, traces: Traces) -> list[str]:
    """Erase everything that `traces` found; hashes of files whose bytes nobody uses any more.

    In their own claims every text goes, ours and colleagues' too: all of it speaks of them. In others' claims what they wrote goes,
    and their name and address in what others wrote.
    """
    redaction = Redaction(traces.address, traces.names, f"erased-{traces.contact.id if traces.contact else 0}@{NOBODY}")
    hashes = _erase_own(tx, traces.own, redaction) | _erase_elsewhere(tx, traces.elsewhere, redaction)
    _empty(tx, raw_mails.c.id.in_(traces.mails))
    _erase_unclaimed(tx, redaction)
    for table, names in ((proposals, ("cause",)), (surges, ("reason", "text_ko", "text_en"))):
        _rewrite(tx, table, true(), partial(_reworded, names, redaction, redaction.text))
    everywhere = (*traces.own, *traces.elsewhere)
    tx.connection.execute(delete(notices).where(notices.c.claim_id.in_(everywhere), notices.c.sent_at.is_(None)))
    tx.connection.execute(delete(parties).where(parties.c.claim_id.in_(everywhere), parties.c.address == traces.address))
    tx.connection.execute(delete(mail_ids).where(_names(mail_ids.c.message_id, traces.address)))
    tx.connection.execute(delete(seen).where(_names(seen.c.key, traces.address)))
    if traces.contact:
        values: dict[str, Any] = {"address": redaction.instead, "name": ERASED, "overview": None, "approver": False}
        _rewrite(tx, contacts, contacts.c.id == traces.contact.id, lambda row: values)
    return _unused(tx, hashes)


def empty_unclaimed(tx: Tx, before: Any) -> int:
    """Drop the bytes of mails that became no claim and are older, and what was said of no claim by then; how many mails."""
    tx.connection.execute(delete(outbox).where(outbox.c.claim_id.is_(None), outbox.c.done_at < before))
    return _empty(tx, raw_mails.c.claim_id.is_(None) & (raw_mails.c.received_at < before) & (func.length(raw_mails.c.bytes) > 0))


def orphans(tx: Tx, hashes: Sequence[str]) -> list[str]:
    """Those of the hashes that no message names."""
    known = {
        each for some in _chunks(hashes) for each in tx.connection.execute(select(files.c.sha256).where(files.c.sha256.in_(some))).scalars()
    }
    return [each for each in hashes if each not in known]


def _erase_own(tx: Tx, own: Sequence[int], redaction: Redaction) -> set[str]:
    said = messages.c.claim_id.in_(own)
    hashes = _detach(tx, said)
    _rewrite(tx, versions, versions.c.message_id.in_(select(messages.c.id).where(said)), lambda row: {"text": ERASED})
    _rewrite(tx, messages, said, lambda row: _wordless(row, redaction))
    _rewrite(
        tx,
        timeline,
        timeline.c.claim_id.in_(own),
        lambda row: _actor(row.actor, redaction) | {"detail": without_prose(row.detail, redaction)},
    )
    _rewrite(tx, outbox, outbox.c.claim_id.in_(own), lambda row: _unsaid(tx, row, redaction))
    _rewrite(tx, callbacks, callbacks.c.claim_id.in_(own), lambda row: {"note": ERASED})
    _rewrite_money(tx, own, redaction, lambda text: ERASED if text else "")
    wanted = features.c.id.in_(select(votes.c.feature_id).where(votes.c.claim_id.in_(own)))
    called = set(tx.connection.execute(select(claims.c.subject).where(claims.c.id.in_(own))).scalars())
    _rewrite(tx, features, wanted, lambda row: _redacted(row, redaction, "title", "goal", "told_ko", "told_en") | _uncalled(row, called))
    _rewrite(tx, problems, _caused(own), lambda row: _redacted(row, redaction, *_OF_PROBLEM) | _uncalled(row, called))
    _rewrite(tx, surveys, surveys.c.claim_id.in_(own), lambda row: {name: _emptied(getattr(row, name)) for name in ("comment", "finding")})
    _rewrite(tx, articles, articles.c.claim_id.in_(own), lambda row: {"title": redaction.text(row.title), "text": ERASED})
    _rewrite(tx, designs, designs.c.claim_id.in_(own), lambda row: {"seen": _emptied(row.seen)})
    _empty(tx, raw_mails.c.claim_id.in_(own))
    tx.connection.execute(delete(drafts).where(drafts.c.claim_id.in_(own)))
    tx.connection.execute(delete(parties).where(parties.c.claim_id.in_(own)))
    _rewrite(tx, claims, claims.c.id.in_(own), lambda row: {"subject": ERASED} | _done(row, redaction, lambda text: ERASED))
    return hashes


def _caused(claim_ids: Sequence[int]) -> ColumnElement[bool]:
    """The problems that these claims come from."""
    return problems.c.id.in_(select(causes.c.problem_id).where(causes.c.claim_id.in_(claim_ids)))


def _emptied(text: str) -> str:
    """Who wrote nothing has nothing erased."""
    return ERASED if text else ""


def _uncalled(row: Any, subjects: set[str]) -> dict[str, str]:
    """A request's title is the subject of the claim that it began with."""
    return {"title": ERASED} if row.title in subjects else {}


def _erase_elsewhere(tx: Tx, elsewhere: Sequence[int], redaction: Redaction) -> set[str]:
    here, theirs = messages.c.claim_id.in_(elsewhere), messages.c.author == f"customer:{redaction.address}"
    hashes = _detach(tx, here & theirs)
    sent = set(tx.connection.execute(select(messages.c.raw_id).where(here & theirs, messages.c.raw_id.is_not(None))).scalars())
    _empty(tx, raw_mails.c.id.in_(sent | _naming(tx, elsewhere, redaction.address)))
    _rewrite(tx, versions, versions.c.message_id.in_(select(messages.c.id).where(here)), lambda row: {"text": redaction.text(row.text)})
    _rewrite(
        tx, attachments, attachments.c.message_id.in_(select(messages.c.id).where(here)), lambda row: {"name": redaction.text(row.name)}
    )
    _rewrite(tx, messages, here & theirs, lambda row: _wordless(row, redaction))
    _rewrite(tx, messages, here & ~theirs, lambda row: _redacted(row, redaction, "name", "text", "new_text", "html", "notes"))
    _rewrite(tx, timeline, timeline.c.claim_id.in_(elsewhere), lambda row: _event(row, redaction))
    _rewrite(tx, outbox, outbox.c.claim_id.in_(elsewhere), lambda row: _intent(tx, row, redaction))
    _rewrite(tx, callbacks, callbacks.c.claim_id.in_(elsewhere), lambda row: {"note": redaction.text(row.note)})
    _rewrite_money(tx, elsewhere, redaction, redaction.text)
    _rewrite(tx, problems, _caused(elsewhere), lambda row: _redacted(row, redaction, *_OF_PROBLEM))
    _rewrite(tx, surveys, surveys.c.claim_id.in_(elsewhere), lambda row: _redacted(row, redaction, "comment", "finding"))
    _rewrite(tx, articles, articles.c.claim_id.in_(elsewhere), lambda row: _redacted(row, redaction, "title", "text"))
    _rewrite(tx, designs, designs.c.claim_id.in_(elsewhere), lambda row: {"seen": redaction.text(row.seen)})
    _rewrite(tx, drafts, drafts.c.claim_id.in_(elsewhere), lambda row: _redacted(row, redaction, "text", "letter", "detail"))
    _rewrite(
        tx, claims, claims.c.id.in_(elsewhere), lambda row: {"subject": redaction.text(row.subject)} | _done(row, redaction, redaction.text)
    )
    return hashes


def _rewrite_money(tx: Tx, claim_ids: Sequence[int], redaction: Redaction, change: Callable[[str], str]) -> None:
    """Of what was offered, approved, worked, charged and disputed every number stays, as the law has it; who it was and words go."""
    of_quote = approvals.c.quote_id.in_(select(quotes.c.id).where(quotes.c.claim_id.in_(claim_ids)))
    of_statement = statement_lines.c.statement_id.in_(select(statements.c.id).where(statements.c.claim_id.in_(claim_ids)))
    of_line = disputes.c.line_id.in_(select(statement_lines.c.id).where(of_statement))
    for table, which, words in (
        (quotes, quotes.c.claim_id.in_(claim_ids), ("reason", "scope", "excluded")),
        (approvals, of_quote, ("evidence", "words")),
        (work, work.c.claim_id.in_(claim_ids), ("what", "why")),
        (statement_lines, of_statement, ("reason",)),
        (disputes, of_line, ("words", "answer")),
    ):
        _rewrite(tx, table, which, partial(_reworded, words, redaction, change))


def _reworded(words: Sequence[str], redaction: Redaction, change: Callable[[str], str], row: Any) -> dict[str, Any]:
    who = _actor(row.actor, redaction) if "actor" in row._mapping else {}
    return {name: change(getattr(row, name)) for name in words} | who


def _erase_unclaimed(tx: Tx, redaction: Redaction) -> None:
    """Alarms about mails that could not be read, letters back to who sent them, summaries: nobody needs again what was said."""
    of_none = outbox.c.claim_id.is_(None)
    tx.connection.execute(update(outbox).where(of_none, outbox.c.done_at.is_not(None)).values(frozen=None))
    _rewrite(
        tx,
        outbox,
        of_none & (outbox.c.intent.in_(("alarm", "unread")) | outbox.c.done_at.is_(None)),
        lambda row: _loose(tx, row, redaction),
    )


def _loose(tx: Tx, row: Any, redaction: Redaction) -> dict[str, Any]:
    theirs = redaction.address in (row.recipient, (row.detail or {}).get("sender"))
    return _unsaid(tx, row, redaction) if theirs else _redacted(row, redaction, "detail", "frozen")


def _wordless(row: Any, redaction: Redaction) -> dict[str, Any]:
    """A message of which only who (unless it was them), when and which way is left."""
    theirs = row.author.startswith("customer:")
    words: dict[str, Any] = {"text": ERASED, "new_text": ERASED, "html": None, "notes": []}
    return words | _author(row.author, redaction) | ({"name": ERASED} if theirs else {})


def _redacted(row: Any, redaction: Redaction, *names: str) -> dict[str, Any]:
    return {name: redaction.value(getattr(row, name)) for name in names}


def _event(row: Any, redaction: Redaction) -> dict[str, Any]:
    theirs = row.actor == f"customer:{redaction.address}"
    return _actor(row.actor, redaction) | {"detail": without_prose(row.detail, redaction) if theirs else redaction.value(row.detail)}


def _unsaid(tx: Tx, row: Any, redaction: Redaction) -> dict[str, Any]:
    """What was said is known by its outcome alone; a letter that still waits is never sent, a post is drawn anew without the words."""
    outcome = row.outcome if row.outcome in (None, *_OUTCOMES) else ERASED
    values = {
        "detail": without_prose(row.detail, redaction),
        "frozen": None,
        "outcome": outcome,
        "recipient": row.recipient and redaction.instead,
    }
    return values | _actor(row.actor, redaction) | (_ended(tx) if row.done_at is None and row.door == Door.MAIL else {})


def _intent(tx: Tx, row: Any, redaction: Redaction) -> dict[str, Any]:
    values = _redacted(row, redaction, "detail", "frozen", "outcome") | _actor(row.actor, redaction)
    if _tells_theirs(tx, row, redaction):
        values["frozen"] = None
    if row.recipient != redaction.address:
        return values
    return values | {"recipient": redaction.instead} | (_ended(tx) if row.done_at is None else {})


def _tells_theirs(tx: Tx, row: Any, redaction: Redaction) -> bool:
    """Whether it shows a message that they wrote, in this claim or in one that was joined with it."""
    author = tx.connection.execute(select(messages.c.author).where(messages.c.id == (row.detail or {}).get("message"))).scalar_one_or_none()
    return author in (f"customer:{redaction.address}", f"customer:{redaction.instead}")


def _ended(tx: Tx) -> dict[str, Any]:
    return {"done_at": tx.now, "outcome": ERASED, "lease": None, "leased_until": None}


def _actor(actor: str, redaction: Redaction) -> dict[str, str]:
    return {"actor": f"customer:{redaction.instead}"} if actor == f"customer:{redaction.address}" else {}


def _author(author: str, redaction: Redaction) -> dict[str, str]:
    return {"author": f"customer:{redaction.instead}"} if author == f"customer:{redaction.address}" else {}


def _done(row: Any, redaction: Redaction, change: Callable[[str], str]) -> dict[str, str]:
    """What was told of the resolution and of the next step; of the cause, which reports count, only the person is taken out."""
    told = {name: change(found) for name in ("resolution", "next_step") if (found := getattr(row, name))}
    return told | ({"cause": redaction.text(row.cause)} if row.cause else {})


def _naming(tx: Tx, claim_ids: Sequence[int], address: str) -> set[int]:
    """Mails of these claims whose bytes name the address."""
    query = select(raw_mails.c.id, raw_mails.c.bytes).where(raw_mails.c.claim_id.in_(claim_ids))
    return {row.id for row in tx.connection.execute(query) if holds(row.bytes, address)}


def _empty(tx: Tx, which: ColumnElement[bool]) -> int:
    """The hash stays: the same mail delivered again is still known."""
    return tx.connection.execute(update(raw_mails).where(which).values(bytes=b"", why=ERASED)).rowcount


def _detach(tx: Tx, which: ColumnElement[bool]) -> set[str]:
    """Take the attachments off these messages; the hashes of their bytes."""
    of_them = attachments.c.message_id.in_(select(messages.c.id).where(which))
    hashes = set(tx.connection.execute(select(attachments.c.sha256).where(of_them)).scalars())
    tx.connection.execute(delete(attachments).where(of_them))
    return hashes


def _unused(tx: Tx, hashes: Iterable[str]) -> list[str]:
    """Forget files that no message has any more."""
    used = select(attachments.c.sha256).where(attachments.c.sha256 == files.c.sha256).exists()
    gone = [
        each
        for some in _chunks(sorted(hashes))
        for each in tx.connection.execute(delete(files).where(files.c.sha256.in_(some), ~used).returning(files.c.sha256)).scalars()
    ]
    return sorted(gone)


def _rewrite(tx: Tx, table: Table, which: ColumnElement[bool], change: Change) -> None:
    """Write what `change` makes of each row, and let it be found by nothing else."""
    key = table.primary_key.columns.values()[0]
    rows = tx.connection.execute(select(table).where(which)).all()
    written = (update(table).where(key == row._mapping[key]).values(**change(row)).returning(table) for row in rows)
    search.rewritten(tx, table, [(row, tx.connection.execute(each).one()) for row, each in zip(rows, written, strict=True)])


def _names(column: ColumnElement[str], address: str) -> ColumnElement[bool]:
    return func.lower(column).contains(address, autoescape=True)


def _chunks(values: Sequence[str], size: int = 500) -> list[Sequence[str]]:
    return [values[start : start + size] for start in range(0, len(values), size)]
