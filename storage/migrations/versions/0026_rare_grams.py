"""PostgreSQL knows which words are rare before it plans how to look for them."""

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE search ALTER COLUMN grams SET STATISTICS 1000")
        op.execute("ANALYZE search")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE search ALTER COLUMN grams SET STATISTICS -1")
