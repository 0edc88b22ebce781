"""The strategies of a plan are things, as its actions are: they serve an issue, and keep their ids.

What was a bare code served nothing and had no id; it stays in the history of its version.
"""

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

TABLE = "file_plan_versions"


def upgrade() -> None:
    op.execute(f"alter table {TABLE} alter column strategies type jsonb using '[]'::jsonb")


def downgrade() -> None:
    op.execute(f"alter table {TABLE} alter column strategies type text[] using '{{}}'::text[]")
