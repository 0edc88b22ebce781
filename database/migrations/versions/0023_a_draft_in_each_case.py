"""A plan has its number in its case: two cases may each have a draft of their ``plan-1``."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

DRAFT = "uq_file_plan_versions_draft"
LIVE = sa.text("not entered_in_error and state in ('draft', 'submitted')")


def upgrade() -> None:
    op.drop_index(DRAFT, "file_plan_versions")
    op.create_index(
        DRAFT, "file_plan_versions", ["case", "plan"], unique=True, postgresql_where=LIVE
    )


def downgrade() -> None:
    op.drop_index(DRAFT, "file_plan_versions")
    op.create_index(DRAFT, "file_plan_versions", ["plan"], unique=True, postgresql_where=LIVE)
