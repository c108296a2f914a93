"""A row a claim instead of a row a text in the index of PostgreSQL, so that it finds by itself what claims hold all words."""

from alembic import op
from sqlalchemy import Connection, text

from claims.grams import grams
from storage import search
from storage.search.entries import names, said, subjects

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TABLE search")
        search.create(op.get_bind())
        search.fill(op.get_bind())


def downgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        op.execute("DROP TABLE search")
        op.execute("CREATE TABLE search (key bigint PRIMARY KEY, grams tsvector NOT NULL) WITH (toast_tuple_target = 128)")
        op.execute("ALTER TABLE search ALTER COLUMN grams SET STATISTICS 1000")
        _fill(connection)
        op.execute("CREATE INDEX ix_search_grams ON search USING gin (grams) WITH (gin_pending_list_limit = 256)")
        op.execute("ANALYZE search")


def _fill(connection: Connection) -> None:
    put = text("INSERT INTO search (key, grams) VALUES (:key, array_to_tsvector(CAST(:grams AS text[])))")
    for pages in (names(connection), subjects(connection), said(connection)):
        for entries in pages:
            if rows := [{"key": key, "grams": found} for key, each in entries if (found := grams(each))]:
                connection.execute(put, rows)
