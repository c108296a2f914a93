"""How those who asked for a feature would feel with it, and without."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

COLUMNS = (("present", sa.String(8)), ("absent", sa.String(8)), ("answered_at", sa.DateTime(timezone=True)))


def upgrade() -> None:
    for name, kind in COLUMNS:
        op.add_column("votes", sa.Column(name, kind, nullable=True))


def downgrade() -> None:
    for name, _ in reversed(COLUMNS):
        op.drop_column("votes", name)
