"""A referral says how the procedure that had it ended it, and where that is kept."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("file_referrals", sa.Column("outcome", sa.Text))
    op.add_column("file_referrals", sa.Column("reference", sa.Text))


def downgrade() -> None:
    op.drop_column("file_referrals", "reference")
    op.drop_column("file_referrals", "outcome")
