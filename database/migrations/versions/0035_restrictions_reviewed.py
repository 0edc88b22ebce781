"""A restriction in force follows the date of its review; for one day a channel may be open."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

CHECKS = {
    "channel": "channel in ('phone', 'face_to_face', 'writing', 'online')",
    "state": "state in ('in_force', 'ended')",
    "reviewed": (
        "state = 'ended' or (review_due is not null and coalesce(review_state, '') in "
        "('armed', 'passed'))"
    ),
}


def upgrade() -> None:
    op.create_unique_constraint("uq_deadlines_id_state", "deadlines", ["id", "state"])
    for column in ("until_date", "review", "review_state"):
        kind = sa.Date if column == "until_date" else sa.Text
        op.add_column("restrictions", sa.Column(column, kind))
    for name, condition in CHECKS.items():
        op.create_check_constraint(op.f(f"ck_restrictions_{name}"), "restrictions", condition)
    op.create_foreign_key(op.f("fk_restrictions_case"), "restrictions", "cases", ["case"], ["ref"])
    op.create_foreign_key(
        "fk_restrictions_review",
        "restrictions",
        "deadlines",
        ["review", "review_state"],
        ["id", "state"],
        onupdate="CASCADE",
    )
    op.create_table(
        "variations",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("case", sa.Text, sa.ForeignKey("cases.ref"), nullable=False),
        sa.Column("customer", sa.Text, sa.ForeignKey("customers.id"), nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("on_day", sa.Date, nullable=False),
        sa.Column("decided_by", sa.Text),
    )
    op.create_index("ix_variations_customer", "variations", ["customer", "on_day"])


def downgrade() -> None:
    op.drop_table("variations")
    op.drop_constraint("fk_restrictions_review", "restrictions")
    op.drop_constraint("fk_restrictions_case", "restrictions")
    for name in reversed(CHECKS):
        op.drop_constraint(op.f(f"ck_restrictions_{name}"), "restrictions")
    for column in ("review_state", "review", "until_date"):
        op.drop_column("restrictions", column)
    op.drop_constraint("uq_deadlines_id_state", "deadlines")
