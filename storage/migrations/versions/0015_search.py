"""The index that find asks, with everything that is there."""

from alembic import op

from storage import search

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    search.create(op.get_bind())
    search.fill(op.get_bind())


def downgrade() -> None:
    op.execute("DROP TABLE search")
