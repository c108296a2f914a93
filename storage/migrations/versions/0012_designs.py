"""Why a claim works as designed, who agreed, and what became of the customer's objection."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def _time(name: str, *, nullable: bool = True) -> sa.Column:  # type: ignore[type-arg]
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(name: str, *, nullable: bool = True) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def upgrade() -> None:
    people = ("proposed_by", "agreed_by", "decided_by")
    op.create_table(
        "designs",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        _text("seen", nullable=False),
        *(_text(name) for name in ("document", "section", "edition", "proposed_by")),
        _time("proposed_at", nullable=False),
        _text("agreed_by"),
        _time("agreed_at"),
        sa.Column("alone", sa.Boolean(), nullable=False),
        _time("objected_at"),
        _time("answer_due"),
        _text("decided_by"),
        _time("decided_at"),
        sa.Column("overturned", sa.Boolean(), nullable=True),
        _time("dropped_at"),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name=op.f("fk_designs_claim_id")),
        *(sa.ForeignKeyConstraint([name], ["people.id"], name=op.f(f"fk_designs_{name}")) for name in people),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_designs")),
    )
    op.create_index(op.f("ix_designs_claim_id"), "designs", ["claim_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_designs_claim_id"), "designs")
    op.drop_table("designs")
