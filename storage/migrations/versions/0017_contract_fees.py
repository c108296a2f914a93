"""What a contract brings each month, for the margin of a customer."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("contracts", sa.Column("monthly_fee", sa.BigInteger(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("contracts", "monthly_fee")
