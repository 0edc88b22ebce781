"""Alembic calls this for each migration; ``database.connect`` hands in the connection."""

from alembic import context

import database.file
import database.models  # noqa: F401 - names every table
from database.base import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transactional_ddl=True,
)
# No transaction of its own: the caller's holds the lock, the migration and the grants together.
context.run_migrations()
