"""Claims that have to do with each other."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "links",
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name=op.f("fk_links_claim_id")),
        sa.ForeignKeyConstraint(["other_id"], ["claims.id"], name=op.f("fk_links_other_id")),
        sa.PrimaryKeyConstraint("claim_id", "other_id", name=op.f("pk_links")),
    )
    op.create_index(op.f("ix_links_other_id"), "links", ["other_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_links_other_id"), "links")
    op.drop_table("links")
