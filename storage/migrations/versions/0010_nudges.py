"""Nudges, what silences them, and promised calls; when the clock has to look at a claim."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

WAITING = sa.text("queued_at IS NULL AND dropped_at IS NULL")
LOOKED_AT = sa.text("look_at IS NOT NULL")
OPEN = sa.text("done_at IS NULL")


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False)


def _time(name: str, *, nullable: bool = False) -> sa.Column:  # type: ignore[type-arg]
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _of(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    op.add_column("claims", _time("look_at", nullable=True))
    op.execute("UPDATE claims SET look_at = '1970-01-01 00:00:00.000000' WHERE state NOT IN ('RESOLVED', 'CLOSED')")
    op.create_index("ix_claims_look_at", "claims", ["look_at"], sqlite_where=LOOKED_AT, postgresql_where=LOOKED_AT)
    op.create_table(
        "nudges",
        _id(),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        _time("since"),
        sa.Column("role", sa.String(8), nullable=False),
        _text("whom"),
        _time("due_at"),
        _time("created_at"),
        *(_time(name, nullable=True) for name in ("queued_at", "sent_at", "dropped_at")),
        sa.Column("why", sa.String(16), nullable=True),
        _of("nudges", "claim_id", "claims.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nudges")),
        sa.UniqueConstraint("claim_id", "kind", "step", "since", "whom", name=op.f("uq_nudges_claim_id_kind_step_since_whom")),
    )
    op.create_index("ix_nudges_waiting", "nudges", ["due_at"], sqlite_where=WAITING, postgresql_where=WAITING)
    op.create_table(
        "mutes",
        sa.Column("claim_id", sa.Integer(), nullable=False),
        _text("person_id"),
        _time("at"),
        _of("mutes", "claim_id", "claims.id"),
        _of("mutes", "person_id", "people.id"),
        sa.PrimaryKeyConstraint("claim_id", "person_id", name=op.f("pk_mutes")),
    )
    op.create_table(
        "callbacks",
        _id(),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        _text("person_id"),
        _time("promised_at"),
        _text("note"),
        _time("made_at"),
        _time("done_at", nullable=True),
        _of("callbacks", "claim_id", "claims.id"),
        _of("callbacks", "person_id", "people.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callbacks")),
    )
    op.create_index("ix_callbacks_claim_id", "callbacks", ["claim_id"], sqlite_where=OPEN, postgresql_where=OPEN)


def downgrade() -> None:
    for table in ("callbacks", "mutes", "nudges"):
        op.drop_table(table)
    op.drop_index("ix_claims_look_at", "claims")
    op.drop_column("claims", "look_at")
