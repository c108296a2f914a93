"""Every table, once: the queries and the migrations are held against it."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)
FIRST_NUMBER = 1001
UNCLOSED = text("state <> 'CLOSED'")
"""No parameter in it, so that the index of these claims is known to fit."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""As the time at which a claim is to be looked at: at once. None is never."""
_WAITING_NUDGE = "queued_at IS NULL AND dropped_at IS NULL"
_UNDECIDED = "decided_at IS NULL"
_UNREVIEWED = "score <= 2 AND voted_at IS NOT NULL AND reviewed_at IS NULL"
_PENDING = "dropped_at IS NULL AND (agreed_at IS NULL AND objected_at IS NULL OR objected_at IS NOT NULL AND decided_at IS NULL)"
_REOPENED = "reopened_at IS NOT NULL"
_HELD = "state = 'draft'"


def clean(text: str) -> str:
    """`text` without what no database keeps: NUL, and halves of surrogate pairs."""
    if "\0" in text:
        text = text.replace("\0", "\N{REPLACEMENT CHARACTER}")
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


class Words(TypeDecorator[str]):
    """What people and their mail programs wrote, whatever they wrote."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else clean(value)


class Json(TypeDecorator[Any]):
    """A plain value of dicts, lists, strings and numbers; None is NULL."""

    impl = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        return _cleaned(value)


def _cleaned(value: Any) -> Any:
    match value:
        case str():
            return clean(value)
        case Mapping():
            return {clean(key): _cleaned(each) for key, each in value.items()}
        case list() | tuple():
            return [_cleaned(each) for each in value]
    return value


class Utc(TypeDecorator[datetime]):
    """An aware UTC time. SQLite keeps naive ones, so the zone is taken off and put back; a naive time is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else _utc(value)

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any]:
        return _optional(_utc if dialect.name == "postgresql" else _written)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None]:
        return _aware if dialect.name == "postgresql" else _read


def _optional(process: Callable[[datetime], Any]) -> Callable[[datetime | None], Any]:
    return lambda value: None if value is None else process(value)


def _utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("a naive time reached the database")
    return value.astimezone(UTC)


def _written(value: datetime) -> str:
    """As SQLAlchemy has SQLite keep a time, in a twentieth of its time: a mail writes twenty of them."""
    return _utc(value).isoformat(" ", "microseconds")[: len("2026-11-23 09:12:00.000000")]


def _aware(value: datetime | None) -> datetime | None:
    return value and value.astimezone(UTC)


def _read(text: str | None) -> datetime | None:
    """A time as SQLite keeps it, in one call: a claim has ten of them."""
    return datetime.fromisoformat(f"{text}+00:00") if text else None


def _id() -> Column[int]:
    return Column("id", Integer, Identity(), primary_key=True)


def _of_claim(**options: Any) -> Column[int]:
    return Column("claim_id", ForeignKey("claims.id"), **{"nullable": False, **options})


organisations = Table(
    "organisations",
    metadata,
    _id(),
    Column("name", Words, nullable=False),
    Column("language", String(2)),
    Column("zone", Text),
    Column("account_owner", ForeignKey("people.id")),
    Column("product", Words),
    Column("plan", Words),
    Column("created_at", Utc, nullable=False),
)
domains = Table(
    "domains",
    metadata,
    Column("domain", Words, primary_key=True),
    Column("organisation_id", ForeignKey("organisations.id"), nullable=False, index=True),
)
contacts = Table(
    "contacts",
    metadata,
    _id(),
    Column("address", Words, nullable=False, unique=True),
    Column("name", Words, nullable=False),
    Column("organisation_id", ForeignKey("organisations.id"), index=True),
    Column("overview", String(32)),
    Column("created_at", Utc, nullable=False),
    Column("approver", Boolean, nullable=False, default=False, server_default=false()),
)
people = Table(
    "people",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Words, nullable=False),
    Column("language", String(2), nullable=False),
    Column("zone", Text, nullable=False),
    Column("address", Words, index=True),
    Column("role", String(8), nullable=False),
    Column("active", Boolean, nullable=False, default=True),
    Column("seen_at", Utc, nullable=False),
    Column("mention", String(8)),
    Column("quiet", String(11)),
    Column("calendar", Text),
    Column("deputy", Text),
    Column("work_in_progress", Integer),
    Column("grouped", Boolean, nullable=False, default=False, server_default=false()),
)
rights = Table(
    "rights",
    metadata,
    Column("person_id", ForeignKey("people.id"), primary_key=True),
    Column("name", String(8), primary_key=True),
)
skills = Table(
    "skills",
    metadata,
    Column("person_id", ForeignKey("people.id"), primary_key=True),
    Column("product", Words, primary_key=True),
)
leaves = Table(
    "leaves",
    metadata,
    _id(),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("starts", Utc, nullable=False),
    Column("ends", Utc, nullable=False, index=True),
    Column("deputy", ForeignKey("people.id")),
    Column("by", Words, nullable=False),
    Column("at", Utc, nullable=False),
)
shifts = Table(
    "shifts",
    metadata,
    _id(),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("starts", Utc, nullable=False),
    Column("ends", Utc, nullable=False, index=True),
    Column("by", Words, nullable=False),
    Column("at", Utc, nullable=False),
)
claims = Table(
    "claims",
    metadata,
    Column("id", Integer, Identity(start=FIRST_NUMBER), primary_key=True),
    Column("tail", String(6), nullable=False),
    Column("subject", Words, nullable=False),
    Column("state", String(20), nullable=False),
    Column("before", String(20)),
    Column("close_reason", String(20)),
    Column("class", String(12), key="claim_class"),
    Column("severity", String(2)),
    Column("impact", String(2)),
    Column("priority", String(2), nullable=False),
    Column("plan", Words),
    Column("owner", ForeignKey("people.id")),
    Column("contact_id", ForeignKey("contacts.id"), nullable=False),
    Column("organisation_id", ForeignKey("organisations.id")),
    Column("product", Words),
    Column("language", String(2), nullable=False),
    Column("channel", String(8), nullable=False),
    Column("opened_at", Utc, nullable=False),
    Column("changed_at", Utc, nullable=False),
    Column("first_due", Utc),
    Column("first_answered_at", Utc),
    Column("update_due", Utc),
    Column("resolution_due", Utc),
    Column("resolved_at", Utc),
    Column("closed_at", Utc),
    Column("reopened", Integer, nullable=False, default=0),
    Column("factor", String(8)),
    Column("cause", Words),
    Column("resolution", Words),
    Column("minutes", Integer),
    Column("chargeable", Boolean),
    Column("department", String(8)),
    Column("follows", ForeignKey("claims.id")),
    Column("merged_into", ForeignKey("claims.id"), index=True),
    Column("split_from", ForeignKey("claims.id"), index=True),
    Column("undelivered_at", Utc),
    Column("version", Integer, nullable=False, default=1),
    Column("look_at", Utc, default=EPOCH),
    Column("next_step", Words),
    Column("next_who", Text),
    Column("next_by", Utc),
    Index("ix_claims_state_opened_at", "state", "opened_at"),
    Index("ix_claims_look_at", "look_at", sqlite_where=text("look_at IS NOT NULL"), postgresql_where=text("look_at IS NOT NULL")),
    Index("ix_claims_owner_state", "owner", "state"),
    Index("ix_claims_unclosed", "priority", "opened_at", "id", sqlite_where=UNCLOSED, postgresql_where=UNCLOSED),
    Index("ix_claims_contact_id", "contact_id"),
    Index("ix_claims_organisation_id", "organisation_id"),
    Index("ix_claims_opened_at", "opened_at"),
    Index("ix_claims_first_due", "first_due"),
    Index("ix_claims_resolution_due", "resolution_due"),
    sqlite_autoincrement=True,
)
nudges = Table(
    "nudges",
    metadata,
    _id(),
    _of_claim(),
    Column("kind", String(12), nullable=False),
    Column("step", Integer, nullable=False),
    Column("since", Utc, nullable=False),
    Column("role", String(8), nullable=False),
    Column("whom", Text, nullable=False),
    Column("due_at", Utc, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("queued_at", Utc),
    Column("sent_at", Utc),
    Column("dropped_at", Utc),
    Column("why", String(16)),
    UniqueConstraint("claim_id", "kind", "step", "since", "whom"),
    Index("ix_nudges_waiting", "due_at", sqlite_where=text(_WAITING_NUDGE), postgresql_where=text(_WAITING_NUDGE)),
)
designs = Table(
    "designs",
    metadata,
    _id(),
    _of_claim(index=True),
    Column("seen", Words, nullable=False),
    Column("document", Words),
    Column("section", Words),
    Column("edition", Words),
    Column("proposed_by", ForeignKey("people.id")),
    Column("proposed_at", Utc, nullable=False),
    Column("agreed_by", ForeignKey("people.id")),
    Column("agreed_at", Utc),
    Column("alone", Boolean, nullable=False),
    Column("objected_at", Utc),
    Column("answer_due", Utc),
    Column("decided_by", ForeignKey("people.id")),
    Column("decided_at", Utc),
    Column("overturned", Boolean),
    Column("dropped_at", Utc),
    Index("ix_designs_pending", "id", sqlite_where=text(_PENDING), postgresql_where=text(_PENDING)),
)
surveys = Table(
    "surveys",
    metadata,
    _id(),
    _of_claim(unique=True),
    Column("contact_id", ForeignKey("contacts.id"), nullable=False),
    Column("asked_at", Utc, nullable=False),
    Column("voted_at", Utc, index=True),
    Column("score", Integer),
    Column("solved", Boolean),
    Column("worst", String(8)),
    Column("comment", Words, nullable=False),
    Column("reviewed_at", Utc),
    Column("reviewed_by", ForeignKey("people.id")),
    Column("level", String(8)),
    Column("finding", Words, nullable=False),
    Index("ix_surveys_contact_id_asked_at", "contact_id", "asked_at"),
    Index("ix_surveys_unreviewed", "voted_at", sqlite_where=text(_UNREVIEWED), postgresql_where=text(_UNREVIEWED)),
)
features = Table(
    "features",
    metadata,
    _id(),
    Column("title", Words, nullable=False),
    Column("goal", Words, nullable=False),
    Column("due", Utc, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("created_by", Words, nullable=False),
    Column("decision", String(8)),
    Column("decided_at", Utc),
    Column("decided_by", ForeignKey("people.id")),
    Column("told_ko", Words, nullable=False),
    Column("told_en", Words),
)
votes = Table(
    "votes",
    metadata,
    _of_claim(primary_key=True),
    Column("feature_id", ForeignKey("features.id"), nullable=False, index=True),
    Column("at", Utc, nullable=False),
    Column("present", String(8)),
    Column("absent", String(8)),
    Column("answered_at", Utc),
)
problems = Table(
    "problems",
    metadata,
    _id(),
    Column("title", Words, nullable=False),
    Column("state", String(8), nullable=False, index=True),
    Column("owner", ForeignKey("people.id"), nullable=False),
    Column("cause", Words, nullable=False),
    Column("workaround_ko", Words, nullable=False),
    Column("workaround_en", Words, nullable=False),
    Column("version", Words, nullable=False),
    Column("fixed_on", String(10)),
    Column("review_on", String(10)),
    Column("notice_ko", Words, nullable=False),
    Column("notice_en", Words, nullable=False),
    Column("opened_at", Utc, nullable=False),
    Column("opened_by", Words, nullable=False),
    Column("known_at", Utc),
    Column("closed_at", Utc),
)
causes = Table(
    "causes",
    metadata,
    _of_claim(primary_key=True),
    Column("problem_id", ForeignKey("problems.id"), nullable=False, index=True),
    Column("at", Utc, nullable=False),
    Column("actor", Words, nullable=False),
)
notices = Table(
    "notices",
    metadata,
    _of_claim(primary_key=True),
    Column("problem_id", ForeignKey("problems.id"), primary_key=True),
    Column("text", Words, nullable=False),
    Column("letter", Json, nullable=False),
    Column("at", Utc, nullable=False),
    Column("sent_at", Utc),
)
proposals = Table(
    "proposals",
    metadata,
    _id(),
    Column("kind", String(8), nullable=False),
    Column("cause", Words, nullable=False),
    Column("claims", Json, nullable=False),
    Column("at", Utc, nullable=False),
    Column("decided_at", Utc),
    Column("decided_by", ForeignKey("people.id")),
    Column("problem_id", ForeignKey("problems.id")),
    Index("uq_proposals_waiting", "kind", "cause", unique=True, sqlite_where=text(_UNDECIDED), postgresql_where=text(_UNDECIDED)),
)
surges = Table(
    "surges",
    metadata,
    _id(),
    Column("reason", Words, nullable=False),
    Column("problem_id", ForeignKey("problems.id")),
    Column("text_ko", Words, nullable=False),
    Column("text_en", Words, nullable=False),
    Column("began_at", Utc, nullable=False),
    Column("began_by", Words, nullable=False),
    Column("until", Utc, nullable=False, index=True),
    Column("ended_by", Words),
)
releases = Table(
    "releases",
    metadata,
    _of_claim(primary_key=True),
    Column("version", Words, nullable=False),
    Column("day", String(10), nullable=False),
    Column("at", Utc, nullable=False),
    Column("actor", Words, nullable=False),
)
articles = Table(
    "articles",
    metadata,
    _id(),
    _of_claim(index=True),
    Column("factor", String(8), nullable=False),
    Column("title", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("created_by", ForeignKey("people.id")),
    Column("changed_at", Utc, nullable=False),
)
article_uses = Table(
    "article_uses",
    metadata,
    _of_claim(primary_key=True),
    Column("article_id", ForeignKey("articles.id"), nullable=False, index=True),
    Column("how", String(8), nullable=False),
    Column("at", Utc, nullable=False),
)
mutes = Table(
    "mutes",
    metadata,
    _of_claim(primary_key=True),
    Column("person_id", ForeignKey("people.id"), primary_key=True),
    Column("at", Utc, nullable=False),
)
callbacks = Table(
    "callbacks",
    metadata,
    _id(),
    _of_claim(),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("promised_at", Utc, nullable=False),
    Column("note", Words, nullable=False),
    Column("made_at", Utc, nullable=False),
    Column("done_at", Utc),
    Index("ix_callbacks_claim_id", "claim_id", sqlite_where=text("done_at IS NULL"), postgresql_where=text("done_at IS NULL")),
)
helpers = Table(
    "helpers",
    metadata,
    _of_claim(primary_key=True),
    Column("person_id", ForeignKey("people.id"), primary_key=True),
    Column("since", Utc, nullable=False),
)
links = Table(
    "links",
    metadata,
    _of_claim(primary_key=True),
    Column("other_id", ForeignKey("claims.id"), primary_key=True, index=True),
    Column("at", Utc, nullable=False),
)
parties = Table(
    "parties",
    metadata,
    _of_claim(primary_key=True),
    Column("address", Words, primary_key=True),
    Column("name", Words, nullable=False),
)
timeline = Table(
    "timeline",
    metadata,
    _id(),
    _of_claim(),
    Column("at", Utc, nullable=False),
    Column("actor", Words, nullable=False),
    Column("what", String(24), nullable=False),
    Column("from_state", String(20)),
    Column("to_state", String(20)),
    Column("visible", Boolean, nullable=False),
    Column("detail", Json, nullable=False),
    Index("ix_timeline_claim_id_id", "claim_id", "id"),
)
messages = Table(
    "messages",
    metadata,
    _id(),
    _of_claim(),
    Column("at", Utc, nullable=False),
    Column("direction", String(4), nullable=False),
    Column("author", Words, nullable=False),
    Column("name", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("new_text", Words, nullable=False),
    Column("html", Words),
    Column("automatic", Boolean, nullable=False, default=False),
    Column("notes", Json, nullable=False),
    Column("raw_id", ForeignKey("raw_mails.id")),
    Column("source", Text),
    Column("deleted_at", Utc),
    Index("ix_messages_claim_id_id", "claim_id", "id"),
    Index("ix_messages_source", "source"),
)
versions = Table(
    "versions",
    metadata,
    _id(),
    Column("message_id", ForeignKey("messages.id"), nullable=False, index=True),
    Column("at", Utc, nullable=False),
    Column("text", Words, nullable=False),
)
files = Table(
    "files",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("size", Integer, nullable=False),
    Column("created_at", Utc, nullable=False),
)
attachments = Table(
    "attachments",
    metadata,
    _id(),
    Column("message_id", ForeignKey("messages.id"), nullable=False, index=True),
    Column("sha256", ForeignKey("files.sha256"), nullable=False),
    Column("name", Words, nullable=False),
    Column("type", Words, nullable=False),
)
raw_mails = Table(
    "raw_mails",
    metadata,
    _id(),
    Column("received_at", Utc, nullable=False),
    Column("wire", String(12), nullable=False),
    Column("sha256", String(64), nullable=False, index=True),
    Column("bytes", LargeBinary, nullable=False),
    Column("became", String(12), nullable=False),
    Column("claim_id", ForeignKey("claims.id"), index=True),
    Column("why", Words, nullable=False),
    Column("told_at", Utc),
    Index("ix_raw_mails_became_id", "became", "id"),
)
mail_ids = Table(
    "mail_ids",
    metadata,
    Column("message_id", Words, primary_key=True),
    _of_claim(index=True),
    Column("at", Utc, nullable=False),
    Column("ours", Boolean, nullable=False),
    Column("outbox_id", ForeignKey("outbox.id")),
)
_UNSAID, _FAILED = "done_at IS NULL", "failed_at IS NOT NULL"
outbox = Table(
    "outbox",
    metadata,
    _id(),
    _of_claim(nullable=True),
    Column("door", String(8), nullable=False),
    Column("intent", String(24), nullable=False),
    Column("detail", Json, nullable=False),
    Column("actor", Words, nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("recipient", Words),
    Column("created_at", Utc, nullable=False),
    Column("due_at", Utc, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("leased_until", Utc),
    Column("lease", Text),
    Column("frozen", Json),
    Column("frozen_at", Utc),
    Column("done_at", Utc),
    Column("outcome", Words),
    Column("failed_at", Utc),
    Index("ix_outbox_order", "claim_id", "door", "id", sqlite_where=text(_UNSAID), postgresql_where=text(_UNSAID)),
    Index("ix_outbox_failed", "id", sqlite_where=text(_FAILED), postgresql_where=text(_FAILED)),
    Index("ix_outbox_recipient_created_at", "recipient", "created_at"),
)
_next = outbox.c.door, outbox.c.urgent.desc(), outbox.c.id
Index("ix_outbox_next", *_next, sqlite_where=text(_UNSAID), postgresql_where=text(_UNSAID))
seen = Table(
    "seen",
    metadata,
    Column("kind", String(8), primary_key=True),
    Column("key", Words, primary_key=True),
    Column("at", Utc, nullable=False, index=True),
)
places = Table(
    "places",
    metadata,
    _of_claim(primary_key=True),
    Column("channel", Text, nullable=False),
    Column("thread", Text, nullable=False),
    UniqueConstraint("channel", "thread"),
)
former_places = Table(
    "former_places",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("thread", Text, primary_key=True),
    _of_claim(index=True),
)
paces = Table(
    "paces",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("next_at", Utc, nullable=False),
)
drafts = Table(
    "drafts",
    metadata,
    Column("id", String(32), primary_key=True),
    _of_claim(index=True),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("at", Utc, nullable=False),
    Column("text", Words, nullable=False),
    Column("letter", Json, nullable=False),
    Column("detail", Json, nullable=False),
    Column("seen_message_id", Integer),
    Column("leaves_at", Utc, index=True),
)
mailboxes = Table(
    "mailboxes",
    metadata,
    Column("name", Text, primary_key=True),
    Column("uidvalidity", BigInteger),
    Column("last_uid", BigInteger, nullable=False, default=0),
    Column("old_uid", BigInteger, nullable=False, default=0),
    Column("began_at", Utc),
    Column("holder", Text),
    Column("held_until", Utc),
)
holidays = Table(
    "holidays",
    metadata,
    _id(),
    Column("calendar", Words),
    Column("day", String(10), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("name", Words, nullable=False),
    Column("actor", Words, nullable=False),
    Column("at", Utc, nullable=False),
)
runs = Table(
    "runs",
    metadata,
    Column("job", Text, primary_key=True),
    Column("slot", Utc, primary_key=True),
    Column("at", Utc, nullable=False),
)
facts = Table(
    "facts",
    metadata,
    _id(),
    _of_claim(index=True),
    Column("ended_at", Utc, nullable=False, index=True),
    Column("resolved", Boolean, nullable=False),
    Column("first_response", Integer),
    Column("unowned", Integer, nullable=False),
    Column("triage", Integer, nullable=False),
    Column("work", Integer, nullable=False),
    Column("customer", Integer, nullable=False),
    Column("approval", Integer, nullable=False),
    Column("release", Integer, nullable=False),
    Column("over", Integer, nullable=False),
    Column("calendar_minutes", Integer, nullable=False),
    Column("nobodys", Integer, nullable=False),
    Column("transfers", Integer, nullable=False),
    Column("silence", Integer, nullable=False),
    Column("reopened_at", Utc),
    Column("reopened_after", Integer),
    Index("ix_facts_reopened_at", "reopened_at", sqlite_where=text(_REOPENED), postgresql_where=text(_REOPENED)),
)
backlogs = Table(
    "backlogs",
    metadata,
    Column("day", String(10), primary_key=True),
    Column("ages", Json, nullable=False),
    Column("late", Integer, nullable=False),
    Column("cycles", Float, nullable=False),
)
weeks = Table(
    "weeks",
    metadata,
    Column("day", String(10), primary_key=True),
    Column("metric", String(4), primary_key=True),
    Column("n", Integer, nullable=False),
    Column("hits", Integer, nullable=False),
    Column("value", Float),
)
marks = Table(
    "marks",
    metadata,
    _id(),
    Column("day", String(10), nullable=False, index=True),
    Column("text", Words, nullable=False),
    Column("actor", Words, nullable=False),
    Column("at", Utc, nullable=False),
)
payers = Table(
    "payers",
    metadata,
    Column("organisation_id", ForeignKey("organisations.id"), primary_key=True),
    Column("business_number", String(12), nullable=False),
    Column("legal_name", Words, nullable=False),
    Column("representative", Words, nullable=False),
    Column("address", Words, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("vat_percent", Integer, nullable=False),
    Column("vat_reason", Words, nullable=False),
)
contracts = Table(
    "contracts",
    metadata,
    _id(),
    Column("organisation_id", ForeignKey("organisations.id"), nullable=False, index=True),
    Column("valid_from", String(10), nullable=False),
    Column("valid_to", String(10), nullable=False),
    Column("classes", Json, nullable=False),
    Column("included", Integer, nullable=False),
    Column("period", String(8), nullable=False),
    Column("standing", BigInteger, nullable=False),
    Column("monthly_fee", BigInteger, nullable=False, default=0, server_default="0"),
    Column("incidents", Integer, nullable=False, default=0, server_default="0"),
    Column("incident_price", BigInteger, nullable=False, default=0, server_default="0"),
    UniqueConstraint("organisation_id", "valid_from"),
)
rate_cards = Table(
    "rate_cards",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("valid_from", String(10), nullable=False),
    Column("currency", String(3), nullable=False),
    Column("rate", BigInteger, nullable=False),
    Column("unit", Integer, nullable=False),
    Column("minimum", Integer, nullable=False),
    Column("multipliers", Json, nullable=False),
)
quotes = Table(
    "quotes",
    metadata,
    _id(),
    _of_claim(),
    Column("version", Integer, nullable=False),
    Column("state", String(10), nullable=False),
    Column("class", String(12), key="claim_class"),
    Column("reason", Words, nullable=False),
    Column("scope", Words, nullable=False),
    Column("excluded", Words, nullable=False),
    Column("estimate", Integer, nullable=False),
    Column("kinds", Json, nullable=False),
    Column("card", Json, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("cap", BigInteger, nullable=False),
    Column("vat_percent", Integer, nullable=False),
    Column("vat_reason", Words, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("created_by", Words, nullable=False),
    Column("valid_until", Utc),
    Column("sent_at", Utc),
    Column("approved_at", Utc),
    Column("ended_at", Utc),
    Column("reminded", Integer, nullable=False, default=0),
    Column("fixed", Boolean, nullable=False, default=False, server_default=false()),
    UniqueConstraint("claim_id", "version"),
    Index("ix_quotes_held", "id", sqlite_where=text(_HELD), postgresql_where=text(_HELD)),
    Index("ix_quotes_waiting", "valid_until", sqlite_where=text("state = 'sent'"), postgresql_where=text("state = 'sent'")),
)
approvals = Table(
    "approvals",
    metadata,
    _id(),
    Column("quote_id", ForeignKey("quotes.id"), nullable=False, index=True),
    Column("at", Utc, nullable=False),
    Column("approved", Boolean, nullable=False),
    Column("actor", Words, nullable=False),
    Column("version", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("channel", String(8), nullable=False),
    Column("evidence", Words, nullable=False),
    Column("words", Words, nullable=False),
)
work = Table(
    "work",
    metadata,
    _id(),
    _of_claim(index=True),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("start", Utc, nullable=False),
    Column("end", Utc, nullable=False),
    Column("what", Words, nullable=False),
    Column("charge", String(10), nullable=False),
    Column("why", Words, nullable=False),
    Column("quote_id", ForeignKey("quotes.id")),
    Column("corrects", ForeignKey("work.id"), unique=True),
    Column("at", Utc, nullable=False),
    Column("actor", Words, nullable=False),
    Index("ix_work_person_id_end", "person_id", "end"),
)
timers = Table(
    "timers",
    metadata,
    _of_claim(primary_key=True),
    Column("person_id", ForeignKey("people.id"), primary_key=True),
    Column("since", Utc, nullable=False),
)
statements = Table(
    "statements",
    metadata,
    _id(),
    _of_claim(index=True),
    Column("sequence", Integer, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("vat_percent", Integer, nullable=False),
    Column("vat_reason", Words, nullable=False),
    Column("raw", Integer, nullable=False),
    Column("covered", Integer, nullable=False),
    Column("used", Integer, nullable=False),
    Column("cap", BigInteger),
    Column("month", String(7), nullable=False, index=True),
    Column("issued_at", Utc, nullable=False),
    Column("dispute_until", Utc, nullable=False),
    UniqueConstraint("claim_id", "sequence"),
)
statement_lines = Table(
    "statement_lines",
    metadata,
    _id(),
    Column("statement_id", ForeignKey("statements.id"), nullable=False, index=True),
    Column("kind", String(8), nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("rounding", Integer, nullable=False),
    Column("rate", BigInteger, nullable=False),
    Column("multiplier", String(8), nullable=False),
    Column("of", ForeignKey("statement_lines.id")),
    Column("reason", Words, nullable=False),
    Column("at", Utc, nullable=False),
    Column("actor", Words, nullable=False),
)
disputes = Table(
    "disputes",
    metadata,
    _id(),
    Column("line_id", ForeignKey("statement_lines.id"), nullable=False, unique=True),
    Column("at", Utc, nullable=False),
    Column("actor", Words, nullable=False),
    Column("words", Words, nullable=False),
    Column("due_at", Utc, nullable=False),
    Column("state", String(8), nullable=False),
    Column("answered_at", Utc),
    Column("answered_by", Words),
    Column("answer", Words, nullable=False),
)
invoices = Table(
    "invoices",
    metadata,
    _id(),
    Column("organisation_id", ForeignKey("organisations.id"), nullable=False, index=True),
    Column("month", String(7), nullable=False, index=True),
    Column("currency", String(3), nullable=False),
    Column("number", Words, nullable=False),
    Column("issued_on", String(10), nullable=False),
    Column("vat_percent", Integer, nullable=False, server_default="10"),
    Column("supply", BigInteger, nullable=False),
    Column("vat", BigInteger, nullable=False),
    Column("kind", String(12), nullable=False),
    Column("reason", Words, nullable=False),
    Column("actor", Words, nullable=False),
    Column("at", Utc, nullable=False),
)
imports = Table(
    "imports",
    metadata,
    _id(),
    Column("what", String(12), nullable=False),
    Column("lines", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("actor", Words, nullable=False),
    Column("at", Utc, nullable=False),
)
