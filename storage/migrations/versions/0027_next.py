"""The most urgent of what waits is found without looking at all that waits, and what failed without looking at all that ever left."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_UNSAID, _FAILED = sa.text("done_at IS NULL"), sa.text("failed_at IS NOT NULL")


def upgrade() -> None:
    op.drop_index("ix_outbox_waiting", "outbox")
    op.create_index("ix_outbox_next", "outbox", ["door", sa.text("urgent DESC"), "id"], sqlite_where=_UNSAID, postgresql_where=_UNSAID)
    op.create_index("ix_outbox_failed", "outbox", ["id"], sqlite_where=_FAILED, postgresql_where=_FAILED)


def downgrade() -> None:
    op.drop_index("ix_outbox_failed", "outbox")
    op.drop_index("ix_outbox_next", "outbox")
    op.create_index("ix_outbox_waiting", "outbox", ["door", "due_at"], sqlite_where=_UNSAID, postgresql_where=_UNSAID)
