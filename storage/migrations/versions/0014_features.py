"""Feature requests, and the claims that asked for them."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def _time(name: str, *, nullable: bool = False) -> sa.Column:  # type: ignore[type-arg]
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "features",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("title", "goal")),
        _time("due"),
        _time("created_at"),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("decision", sa.String(8), nullable=True),
        _time("decided_at", nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("told", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["decided_by"], ["people.id"], name=op.f("fk_features_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_features")),
    )
    op.create_table(
        "votes",
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("feature_id", sa.Integer(), nullable=False),
        _time("at"),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name=op.f("fk_votes_claim_id")),
        sa.ForeignKeyConstraint(["feature_id"], ["features.id"], name=op.f("fk_votes_feature_id")),
        sa.PrimaryKeyConstraint("claim_id", name=op.f("pk_votes")),
    )
    op.create_index(op.f("ix_votes_feature_id"), "votes", ["feature_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_votes_feature_id"), "votes")
    op.drop_table("votes")
    op.drop_table("features")
