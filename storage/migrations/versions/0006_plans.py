"""Plans of customers and claims, days decided while the desk runs, and who may see all claims of an organisation."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

COLUMNS = {"organisations": ("plan", sa.Text()), "claims": ("plan", sa.Text()), "contacts": ("overview", sa.String(length=32))}


def upgrade() -> None:
    for table, (name, kind) in COLUMNS.items():
        op.add_column(table, sa.Column(name, kind, nullable=True))
    op.create_table(
        "holidays",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("calendar", sa.Text(), nullable=True),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holidays")),
    )


def downgrade() -> None:
    op.drop_table("holidays")
    for table, (name, _) in COLUMNS.items():
        op.drop_column(table, name)
