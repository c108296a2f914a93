"""Problems and the claims they cause, notices to all of them, proposals, surges, and releases that claims wait for."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_UNDECIDED = sa.text("decided_at IS NULL")


def _id() -> sa.Column:  # type: ignore[type-arg]
    return sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False)


def _time(name: str, *, nullable: bool = False) -> sa.Column:  # type: ignore[type-arg]
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _words(*names: str) -> list[sa.Column]:  # type: ignore[type-arg]
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _number(name: str, *, nullable: bool = False) -> sa.Column:  # type: ignore[type-arg]
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"))


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=op.f(f"pk_{table}"))


def upgrade() -> None:
    op.create_table(
        "problems",
        _id(),
        *_words("title"),
        sa.Column("state", sa.String(8), nullable=False),
        *_words("owner", "cause", "workaround_ko", "workaround_en", "version"),
        *(sa.Column(name, sa.String(10), nullable=True) for name in ("fixed_on", "review_on")),
        *_words("notice_ko", "notice_en"),
        _time("opened_at"),
        *_words("opened_by"),
        _time("known_at", nullable=True),
        _time("closed_at", nullable=True),
        _refers("problems", "owner", "people"),
        _key("problems", "id"),
    )
    op.create_index(op.f("ix_problems_state"), "problems", ["state"])
    op.create_table(
        "causes",
        _number("claim_id"),
        _number("problem_id"),
        _time("at"),
        *_words("actor"),
        _refers("causes", "claim_id", "claims"),
        _refers("causes", "problem_id", "problems"),
        _key("causes", "claim_id"),
    )
    op.create_index(op.f("ix_causes_problem_id"), "causes", ["problem_id"])
    op.create_table(
        "notices",
        _number("claim_id"),
        _number("problem_id"),
        *_words("text"),
        sa.Column("letter", JSON, nullable=False),
        _time("at"),
        _time("sent_at", nullable=True),
        _refers("notices", "claim_id", "claims"),
        _refers("notices", "problem_id", "problems"),
        _key("notices", "claim_id", "problem_id"),
    )
    op.create_table(
        "proposals",
        _id(),
        sa.Column("kind", sa.String(8), nullable=False),
        *_words("cause"),
        sa.Column("claims", JSON, nullable=False),
        _time("at"),
        _time("decided_at", nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        _number("problem_id", nullable=True),
        _refers("proposals", "decided_by", "people"),
        _refers("proposals", "problem_id", "problems"),
        _key("proposals", "id"),
    )
    op.create_index(
        op.f("uq_proposals_waiting"), "proposals", ["kind", "cause"], unique=True, sqlite_where=_UNDECIDED, postgresql_where=_UNDECIDED
    )
    op.create_table(
        "surges",
        _id(),
        *_words("reason"),
        _number("problem_id", nullable=True),
        *_words("text_ko", "text_en"),
        _time("began_at"),
        *_words("began_by"),
        _time("until"),
        sa.Column("ended_by", sa.Text(), nullable=True),
        _refers("surges", "problem_id", "problems"),
        _key("surges", "id"),
    )
    op.create_index(op.f("ix_surges_until"), "surges", ["until"])
    op.create_table(
        "releases",
        _number("claim_id"),
        *_words("version"),
        sa.Column("day", sa.String(10), nullable=False),
        _time("at"),
        *_words("actor"),
        _refers("releases", "claim_id", "claims"),
        _key("releases", "claim_id"),
    )


def downgrade() -> None:
    for table in ("releases", "surges", "proposals", "notices", "causes", "problems"):
        op.drop_table(table)
