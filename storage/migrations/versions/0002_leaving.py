"""Drafts that leave by themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("drafts") as batch_op:
        batch_op.add_column(sa.Column("leaves_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_drafts_leaves_at"), ["leaves_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("drafts") as batch_op:
        batch_op.drop_index(batch_op.f("ix_drafts_leaves_at"))
        batch_op.drop_column("leaves_at")
