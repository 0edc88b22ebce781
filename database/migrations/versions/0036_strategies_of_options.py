"""An option says which strategy of the segment it follows."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("file_options", sa.Column("strategy", sa.Text()))


def downgrade() -> None:
    op.drop_column("file_options", "strategy")
