"""At which VAT a tax invoice was issued: a month may have one at each."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("invoices", sa.Column("vat_percent", sa.Integer(), nullable=False, server_default="10"))
    op.execute("UPDATE invoices SET vat_percent = (vat * 100 + supply - 1) / supply WHERE supply > 0")


def downgrade() -> None:
    op.drop_column("invoices", "vat_percent")
