"""The claims that are not closed, in the order of lists: the years behind them do not slow a list down."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

NAME = "ix_claims_unclosed"
UNCLOSED = sa.text("state <> 'CLOSED'")


def upgrade() -> None:
    op.create_index(NAME, "claims", ["priority", "opened_at", "id"], sqlite_where=UNCLOSED, postgresql_where=UNCLOSED)


def downgrade() -> None:
    op.drop_index(NAME, "claims")
