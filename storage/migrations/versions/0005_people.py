"""How people wish to be nudged, what they know, when they are away and on duty."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

COLUMNS = (
    ("mention", sa.String(8)),
    ("quiet", sa.String(11)),
    ("calendar", sa.Text()),
    ("deputy", sa.Text()),
    ("work_in_progress", sa.Integer()),
)


def upgrade() -> None:
    for name, kind in COLUMNS:
        op.add_column("people", sa.Column(name, kind, nullable=True))
    op.create_table(
        "skills",
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_skills_person_id")),
        sa.PrimaryKeyConstraint("person_id", "product", name=op.f("pk_skills")),
    )
    _spans("leaves", sa.Column("deputy", sa.Text(), nullable=True))
    _spans("shifts")


def _spans(table: str, *more: sa.Column) -> None:  # type: ignore[type-arg]
    deputies = [sa.ForeignKeyConstraint(["deputy"], ["people.id"], name=op.f(f"fk_{table}_deputy"))] if more else []
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("starts", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends", sa.DateTime(timezone=True), nullable=False),
        *more,
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f(f"fk_{table}_person_id")),
        *deputies,
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_ends"), table, ["ends"])


def downgrade() -> None:
    for table in ("shifts", "leaves", "skills"):
        op.drop_table(table)
    for name, _ in reversed(COLUMNS):
        op.drop_column("people", name)
