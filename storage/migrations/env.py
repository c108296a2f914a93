"""Alembic's entry: runs on the connection that `storage.migrate` opened and locked."""

from alembic import context

from storage import search
from storage.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, include_name=search.is_compared, render_as_batch=True, compare_type=True)
context.run_migrations()
