"""A contact says by which process its caller was authenticated."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "file_contacts",
        sa.Column("process", sa.Text(), nullable=False, server_default="standard"),
    )
    op.alter_column("file_contacts", "process", server_default=None)


def downgrade() -> None:
    op.drop_column("file_contacts", "process")
