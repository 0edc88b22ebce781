"""What the application may do, given anew after every migration, so that new tables have it too.

It reads and writes; it deletes nothing. The timeline is read and added to, never changed; what was
set up is only read: triggers write that.
"""

from sqlalchemy import Connection, text

APPLICATION = "casebound_app"

EXISTS = "select exists (select from pg_roles where rolname = :role)"
MAY_CREATE = "select rolsuper or rolcreaterole from pg_roles where rolname = current_user"

STATEMENTS = (
    f"grant usage on schema public to {APPLICATION}",
    f"grant select, insert, update on all tables in schema public to {APPLICATION}",
    f"grant usage, select on all sequences in schema public to {APPLICATION}",
    f"revoke update, delete, truncate on timeline from {APPLICATION}",
    f"revoke update, delete, truncate on file_history from {APPLICATION}",
    f"revoke update, delete, truncate on readings from {APPLICATION}",
    f"revoke insert, update, delete, truncate on administration from {APPLICATION}",
    f"revoke insert, update, delete, truncate on alembic_version from {APPLICATION}",
)


def give(connection: Connection) -> bool:
    """Grant the application's role its rights; False where there is no such role.

    The role is made, without a login, where it is missing and this role may make it.
    """
    if not connection.scalar(text(EXISTS), {"role": APPLICATION}):
        if not connection.scalar(text(MAY_CREATE)):
            return False
        connection.execute(text(f"create role {APPLICATION} nologin"))
    for statement in STATEMENTS:
        connection.execute(text(statement))
    return True
