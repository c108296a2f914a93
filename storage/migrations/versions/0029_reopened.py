"""What was opened again in a period is found without looking at every claim that ever ended."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_REOPENED = sa.text("reopened_at IS NOT NULL")


def upgrade() -> None:
    op.create_index("ix_facts_reopened_at", "facts", ["reopened_at"], sqlite_where=_REOPENED, postgresql_where=_REOPENED)


def downgrade() -> None:
    op.drop_index("ix_facts_reopened_at", "facts")
