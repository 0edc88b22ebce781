"""What was attested of a gate, and what shows it: a kind of row of the case file."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TABLE = "file_attestations"
TEXT, FLAG = sa.Text(), sa.Boolean()
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    texts = ("id", "case", "step", "by", "side", "origin", "gate", "shown_by")
    op.create_table(
        TABLE,
        *(sa.Column(name, TEXT, nullable=False) for name in texts),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("number", "version")),
        *(sa.Column(name, INSTANT, nullable=False) for name in ("at", "told_at")),
        *(
            sa.Column(name, FLAG, server_default=sa.false(), nullable=False)
            for name in ("in_confidence", "entered_in_error")
        ),
        sa.Column("customers", ARRAY(TEXT), nullable=False),
        sa.Column("words", JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{TABLE}"),
        sa.ForeignKeyConstraint(["case"], ["cases.ref"], name=f"fk_{TABLE}_case"),
    )
    op.create_index(f"ix_{TABLE}_case", TABLE, ["case"])
    op.create_index(f"ix_{TABLE}_customers", TABLE, ["customers"], postgresql_using="gin")


def downgrade() -> None:
    op.drop_table(TABLE)
