"""Notes of what solved a matter, which resolution used which, and whose department a cause belongs to."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def _time(name: str) -> sa.Column:  # type: ignore[type-arg]
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def upgrade() -> None:
    op.create_table(
        "articles",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("factor", sa.String(8), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("title", "text")),
        _time("created_at"),
        sa.Column("created_by", sa.Text(), nullable=True),
        _time("changed_at"),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name=op.f("fk_articles_claim_id")),
        sa.ForeignKeyConstraint(["created_by"], ["people.id"], name=op.f("fk_articles_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_articles")),
    )
    op.create_index(op.f("ix_articles_claim_id"), "articles", ["claim_id"])
    op.create_table(
        "article_uses",
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("how", sa.String(8), nullable=False),
        _time("at"),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_article_uses_article_id")),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name=op.f("fk_article_uses_claim_id")),
        sa.PrimaryKeyConstraint("claim_id", name=op.f("pk_article_uses")),
    )
    op.create_index(op.f("ix_article_uses_article_id"), "article_uses", ["article_id"])
    op.add_column("claims", sa.Column("department", sa.String(8), nullable=True))


def downgrade() -> None:
    op.drop_column("claims", "department")
    op.drop_index(op.f("ix_article_uses_article_id"), "article_uses")
    op.drop_table("article_uses")
    op.drop_index(op.f("ix_articles_claim_id"), "articles")
    op.drop_table("articles")
