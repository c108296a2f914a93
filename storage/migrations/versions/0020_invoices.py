"""Incidents that contracts include, tax invoices that were issued elsewhere, and who took which file in."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def _text(name: str, size: int | None = None) -> sa.Column:  # type: ignore[type-arg]
    return sa.Column(name, sa.String(size) if size else sa.Text(), nullable=False)


def _number(name: str, kind: type[sa.Integer] = sa.Integer) -> sa.Column:  # type: ignore[type-arg]
    return sa.Column(name, kind(), nullable=False)


def _at() -> sa.Column:  # type: ignore[type-arg]
    return sa.Column("at", sa.DateTime(timezone=True), nullable=False)


def upgrade() -> None:
    op.add_column("contracts", sa.Column("incidents", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("contracts", sa.Column("incident_price", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("quotes", sa.Column("fixed", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "invoices",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        _number("organisation_id"),
        _text("month", 7),
        _text("currency", 3),
        _text("number"),
        _text("issued_on", 10),
        _number("supply", sa.BigInteger),
        _number("vat", sa.BigInteger),
        _text("kind", 12),
        _text("reason"),
        _text("actor"),
        _at(),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_invoices_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoices")),
    )
    op.create_index(op.f("ix_invoices_organisation_id"), "invoices", ["organisation_id"])
    op.create_index(op.f("ix_invoices_month"), "invoices", ["month"])
    op.create_table(
        "imports",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        _text("what", 12),
        _number("lines"),
        _text("digest", 64),
        _text("actor"),
        _at(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
    )


def downgrade() -> None:
    op.drop_table("imports")
    op.drop_index(op.f("ix_invoices_month"), "invoices")
    op.drop_index(op.f("ix_invoices_organisation_id"), "invoices")
    op.drop_table("invoices")
    op.drop_column("quotes", "fixed")
    op.drop_column("contracts", "incident_price")
    op.drop_column("contracts", "incidents")
