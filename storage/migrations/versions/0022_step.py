"""What comes next on a claim, who does it and by when."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

COLUMNS = (("next_step", sa.Text()), ("next_who", sa.Text()), ("next_by", sa.DateTime(timezone=True)))


def upgrade() -> None:
    for name, kind in COLUMNS:
        op.add_column("claims", sa.Column(name, kind, nullable=True))


def downgrade() -> None:
    for name, _ in reversed(COLUMNS):
        op.drop_column("claims", name)
