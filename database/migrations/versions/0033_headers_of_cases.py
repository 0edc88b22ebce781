"""The header of a plan says which case wrote it: each has a stacking document of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("file_plans", sa.Column("headed_in", sa.Text()))
    op.execute('update file_plans set headed_in = "case" where stacking_document is not null')


def downgrade() -> None:
    op.drop_column("file_plans", "headed_in")
