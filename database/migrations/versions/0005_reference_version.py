"""Offices, holidays and settings have a version: processes keep them while it is the same.

A trigger gives a new number with every change, in the transaction of the change: whoever reads the
number reads what belongs to it. Numbers come from a sequence and are never given twice, so that
what a transaction saw of itself before it was undone is taken for nothing later.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = ("offices", "holidays", "settings")

NEW_VERSION = """
create function reference_data_changed() returns trigger language plpgsql as $$
begin
    update reference_version set version = nextval('reference_versions');
    return null;
end
$$
"""
TRIGGER = """
create trigger reference_data_changed
after insert or update or delete or truncate on {table}
for each statement execute function reference_data_changed()
"""


def upgrade() -> None:
    op.execute("create sequence reference_versions as bigint")
    op.create_table(
        "reference_version",
        sa.Column("one", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("one", name=op.f("ck_reference_version_one")),
        sa.PrimaryKeyConstraint("one", name="pk_reference_version"),
    )
    op.execute("insert into reference_version (version) values (nextval('reference_versions'))")
    op.execute(NEW_VERSION)
    for table in TABLES:
        op.execute(TRIGGER.format(table=table))


def downgrade() -> None:
    for table in TABLES:
        op.execute(f"drop trigger reference_data_changed on {table}")
    op.execute("drop function reference_data_changed()")
    op.drop_table("reference_version")
    op.execute("drop sequence reference_versions")
