"""Contracts, rate cards, quotes and their approvals, the work log, statements and what is disputed of them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

WAITING = sa.text("state = 'sent'")


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False)


def _time(name: str, *, nullable: bool = False) -> sa.Column:  # type: ignore[type-arg]
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _short(name: str, size: int, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(size), nullable=nullable)


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _money(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def _json(name: str) -> sa.Column:  # type: ignore[type-arg]
    return sa.Column(name, sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False)


def _of(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=op.f(f"pk_{table}"))


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def upgrade() -> None:
    op.add_column("contacts", sa.Column("approver", sa.Boolean(), nullable=False, server_default=sa.false()))
    _customers()
    _quotes()
    _work()
    _statements()


def _customers() -> None:
    op.create_table(
        "payers",
        _number("organisation_id"),
        _short("business_number", 12),
        *(_text(name) for name in ("legal_name", "representative", "address")),
        _short("currency", 3),
        _number("vat_percent"),
        _text("vat_reason"),
        _of("payers", "organisation_id", "organisations.id"),
        _key("payers", "organisation_id"),
    )
    op.create_table(
        "contracts",
        _id(),
        _number("organisation_id"),
        _short("valid_from", 10),
        _short("valid_to", 10),
        _json("classes"),
        _number("included"),
        _short("period", 8),
        _money("standing"),
        _of("contracts", "organisation_id", "organisations.id"),
        _key("contracts", "id"),
        _unique("contracts", "organisation_id", "valid_from"),
    )
    _index("contracts", "organisation_id")
    op.create_table(
        "rate_cards",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        _short("valid_from", 10),
        _short("currency", 3),
        _money("rate"),
        _number("unit"),
        _number("minimum"),
        _json("multipliers"),
        _key("rate_cards", "version"),
    )


def _quotes() -> None:
    op.create_table(
        "quotes",
        _id(),
        _number("claim_id"),
        _number("version"),
        _short("state", 10),
        _short("class", 12, nullable=True),
        *(_text(name) for name in ("reason", "scope", "excluded")),
        _number("estimate"),
        _json("kinds"),
        _json("card"),
        _short("currency", 3),
        _money("cap"),
        _number("vat_percent"),
        _text("vat_reason"),
        _time("created_at"),
        _text("created_by"),
        *(_time(name, nullable=True) for name in ("valid_until", "sent_at", "approved_at", "ended_at")),
        _number("reminded"),
        _of("quotes", "claim_id", "claims.id"),
        _key("quotes", "id"),
        _unique("quotes", "claim_id", "version"),
    )
    op.create_index("ix_quotes_waiting", "quotes", ["valid_until"], sqlite_where=WAITING, postgresql_where=WAITING)
    op.create_table(
        "approvals",
        _id(),
        _number("quote_id"),
        _time("at"),
        sa.Column("approved", sa.Boolean(), nullable=False),
        _text("actor"),
        _number("version"),
        _short("digest", 64),
        _short("channel", 8),
        _text("evidence"),
        _text("words"),
        _of("approvals", "quote_id", "quotes.id"),
        _key("approvals", "id"),
    )
    _index("approvals", "quote_id")


def _work() -> None:
    op.create_table(
        "work",
        _id(),
        _number("claim_id"),
        _text("person_id"),
        _time("start"),
        _time("end"),
        _text("what"),
        _short("charge", 10),
        _text("why"),
        _number("quote_id", nullable=True),
        _number("corrects", nullable=True),
        _time("at"),
        _text("actor"),
        _of("work", "claim_id", "claims.id"),
        _of("work", "person_id", "people.id"),
        _of("work", "quote_id", "quotes.id"),
        _of("work", "corrects", "work.id"),
        _key("work", "id"),
        _unique("work", "corrects"),
    )
    _index("work", "claim_id")
    _index("work", "person_id", "end")
    op.create_table(
        "timers",
        _number("claim_id"),
        _text("person_id"),
        _time("since"),
        _of("timers", "claim_id", "claims.id"),
        _of("timers", "person_id", "people.id"),
        _key("timers", "claim_id", "person_id"),
    )


def _statements() -> None:
    op.create_table(
        "statements",
        _id(),
        _number("claim_id"),
        _number("sequence"),
        _short("currency", 3),
        _number("vat_percent"),
        _text("vat_reason"),
        *(_number(name) for name in ("raw", "covered", "used")),
        _money("cap", nullable=True),
        _short("month", 7),
        _time("issued_at"),
        _time("dispute_until"),
        _of("statements", "claim_id", "claims.id"),
        _key("statements", "id"),
        _unique("statements", "claim_id", "sequence"),
    )
    _index("statements", "claim_id")
    _index("statements", "month")
    op.create_table(
        "statement_lines",
        _id(),
        _number("statement_id"),
        _short("kind", 8),
        _money("amount"),
        _number("minutes"),
        _number("rounding"),
        _money("rate"),
        _short("multiplier", 8),
        _number("of", nullable=True),
        _text("reason"),
        _time("at"),
        _text("actor"),
        _of("statement_lines", "statement_id", "statements.id"),
        _of("statement_lines", "of", "statement_lines.id"),
        _key("statement_lines", "id"),
    )
    _index("statement_lines", "statement_id")
    op.create_table(
        "disputes",
        _id(),
        _number("line_id"),
        _time("at"),
        _text("actor"),
        _text("words"),
        _time("due_at"),
        _short("state", 8),
        _time("answered_at", nullable=True),
        _text("answered_by", nullable=True),
        _text("answer"),
        _of("disputes", "line_id", "statement_lines.id"),
        _key("disputes", "id"),
        _unique("disputes", "line_id"),
    )


def downgrade() -> None:
    for table in (
        "disputes",
        "statement_lines",
        "statements",
        "timers",
        "work",
        "approvals",
        "quotes",
        "rate_cards",
        "contracts",
        "payers",
    ):
        op.drop_table(table)
    op.drop_column("contacts", "approver")
