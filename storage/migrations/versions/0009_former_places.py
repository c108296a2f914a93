"""Threads that claims stood in before."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "former_places",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("thread", sa.Text(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name=op.f("fk_former_places_claim_id")),
        sa.PrimaryKeyConstraint("channel", "thread", name=op.f("pk_former_places")),
    )
    op.create_index(op.f("ix_former_places_claim_id"), "former_places", ["claim_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_former_places_claim_id"), "former_places")
    op.drop_table("former_places")
