"""What customers said of how they were served."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def _time(name: str, *, nullable: bool = True) -> sa.Column:  # type: ignore[type-arg]
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "surveys",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        _time("asked_at", nullable=False),
        _time("voted_at"),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("solved", sa.Boolean(), nullable=True),
        sa.Column("worst", sa.String(8), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False),
        _time("reviewed_at"),
        sa.Column("reviewed_by", sa.Text(), nullable=True),
        sa.Column("level", sa.String(8), nullable=True),
        sa.Column("finding", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name=op.f("fk_surveys_claim_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_surveys_contact_id")),
        sa.ForeignKeyConstraint(["reviewed_by"], ["people.id"], name=op.f("fk_surveys_reviewed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surveys")),
        sa.UniqueConstraint("claim_id", name=op.f("uq_surveys_claim_id")),
    )
    op.create_index(op.f("ix_surveys_voted_at"), "surveys", ["voted_at"])
    op.create_index("ix_surveys_contact_id_asked_at", "surveys", ["contact_id", "asked_at"])


def downgrade() -> None:
    op.drop_index("ix_surveys_contact_id_asked_at", "surveys")
    op.drop_index(op.f("ix_surveys_voted_at"), "surveys")
    op.drop_table("surveys")
