"""What a talk brings: what was given and understood, why a day moved, what the SSM said to it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TEXT, DATE, FLAG, TEXTS = sa.Text(), sa.Date(), sa.Boolean(), ARRAY(sa.Text())
INSTANT = sa.DateTime(timezone=True)

MAY_BE_NULL = (
    ("file_contacts", "guide", FLAG),
    ("file_contacts", "given", TEXTS),
    ("file_contacts", "understood", FLAG),
    ("file_commitments", "why", TEXT),
    ("file_issues", "told_how", TEXT),
    ("file_issues", "outcomes_discussed", INSTANT),
    ("file_intrays", "issue", TEXT),
    ("file_referrals", "considered_by", TEXT),
    ("file_referrals", "discussed_with", TEXT),
    ("file_referrals", "agreed", FLAG),
    ("file_referrals", "made_on", DATE),
)


def upgrade() -> None:
    for table, name, type_ in MAY_BE_NULL:
        op.add_column(table, sa.Column(name, type_))
    op.add_column("file_options", sa.Column("consequences", TEXTS, nullable=False))


def downgrade() -> None:
    op.drop_column("file_options", "consequences")
    for table, name, _ in reversed(MAY_BE_NULL):
        op.drop_column(table, name)
