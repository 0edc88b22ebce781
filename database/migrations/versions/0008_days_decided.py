"""A day off can be taken back, and each office decides the regional days of each year.

Nobody deletes a day off: dates were counted with it, and say so. Decisions are part of the
reference data, and leave their lines in the log of what is set up, like everything else there.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

NOTE = """
create trigger note_administration after insert or update or delete on regional_days
for each row execute function note_administration('office', 'day', 'year')
"""
VERSION = """
create trigger reference_data_changed
after insert or update or delete or truncate on regional_days
for each statement execute function reference_data_changed()
"""


def upgrade() -> None:
    op.add_column("holidays", sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "regional_days",
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("kept_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["office"], ["offices.code"], name="fk_regional_days_office"),
        sa.PrimaryKeyConstraint("office", "day", "year", name="pk_regional_days"),
    )
    op.execute(NOTE)
    op.execute("alter table regional_days enable always trigger note_administration")
    op.execute(VERSION)


def downgrade() -> None:
    op.drop_table("regional_days")
    op.drop_column("holidays", "removed_at")
