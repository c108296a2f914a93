"""What became of a feature request, in the language of each who asked for it."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What was told until now was told to everybody."""
    op.execute("ALTER TABLE features RENAME COLUMN told TO told_ko")
    op.add_column("features", sa.Column("told_en", sa.Text(), nullable=True))
    op.execute("UPDATE features SET told_en = told_ko")


def downgrade() -> None:
    op.drop_column("features", "told_en")
    op.execute("ALTER TABLE features RENAME COLUMN told_ko TO told")
