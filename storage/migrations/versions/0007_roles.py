"""Rights beside roles, and roles by Slack's user groups."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("people", sa.Column("grouped", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "rights",
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("name", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_rights_person_id")),
        sa.PrimaryKeyConstraint("person_id", "name", name=op.f("pk_rights")),
    )


def downgrade() -> None:
    op.drop_table("rights")
    op.drop_column("people", "grouped")
