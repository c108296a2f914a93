"""What reports are made of: facts of ended claims, daily backlogs, weekly figures, dated marks."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MINUTES = ("unowned", "triage", "work", "customer", "approval", "release", "over", "calendar_minutes", "nobodys", "transfers", "silence")
INDEXED = ("opened_at", "first_due", "resolution_due")


def upgrade() -> None:
    op.create_table(
        "facts",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolved", sa.Boolean(), nullable=False),
        sa.Column("first_response", sa.Integer(), nullable=True),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in MINUTES),
        sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reopened_after", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name=op.f("fk_facts_claim_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facts")),
    )
    op.create_index(op.f("ix_facts_claim_id"), "facts", ["claim_id"])
    op.create_index(op.f("ix_facts_ended_at"), "facts", ["ended_at"])
    op.create_table(
        "backlogs",
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("ages", JSON, nullable=False),
        sa.Column("late", sa.Integer(), nullable=False),
        sa.Column("cycles", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_backlogs")),
    )
    op.create_table(
        "weeks",
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("metric", sa.String(length=4), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("day", "metric", name=op.f("pk_weeks")),
    )
    op.create_table(
        "marks",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marks")),
    )
    op.create_index(op.f("ix_marks_day"), "marks", ["day"])
    for column in INDEXED:
        op.create_index(f"ix_claims_{column}", "claims", [column])


def downgrade() -> None:
    for column in INDEXED:
        op.drop_index(f"ix_claims_{column}", "claims")
    for table in ("marks", "weeks", "backlogs", "facts"):
        op.drop_table(table)
