"""Indexes of what App Home shows: claims voted low, designs that nobody agreed to, quotes that wait for a lead."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

INDEXES = (
    ("ix_surveys_unreviewed", "surveys", "voted_at", "score <= 2 AND voted_at IS NOT NULL AND reviewed_at IS NULL"),
    (
        "ix_designs_pending",
        "designs",
        "id",
        "dropped_at IS NULL AND (agreed_at IS NULL AND objected_at IS NULL OR objected_at IS NOT NULL AND decided_at IS NULL)",
    ),
    ("ix_quotes_held", "quotes", "id", "state = 'draft'"),
)


def upgrade() -> None:
    for name, table, column, where in INDEXES:
        op.create_index(name, table, [column], sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def downgrade() -> None:
    for name, table, *_ in INDEXES:
        op.drop_index(name, table)
