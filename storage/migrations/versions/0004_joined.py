"""Claims that were joined with another, claims that were parted from one, and when a letter of theirs came back."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

COLUMNS = ("merged_into", "split_from")


def upgrade() -> None:
    for name in COLUMNS:
        column = sa.Column(name, sa.Integer(), sa.ForeignKey("claims.id", name=op.f(f"fk_claims_{name}")), nullable=True)
        op.add_column("claims", column, inline_references=True)
        op.create_index(op.f(f"ix_claims_{name}"), "claims", [name], unique=False)
    op.add_column("claims", sa.Column("undelivered_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    for name in COLUMNS:
        op.drop_index(op.f(f"ix_claims_{name}"), "claims")
    with op.batch_alter_table("claims", schema=None, table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        for name in (*COLUMNS, "undelivered_at"):
            batch_op.drop_column(name)
