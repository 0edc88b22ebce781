"""Letters that are wanted beside those that a procedure asks for: a kind of row of the file."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

TABLE = "file_letters_wanted"
TEXT, FLAG = sa.Text(), sa.Boolean()
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    own = ("sort", "to", "called_for_in")
    texts = ("id", "case", "step", "by", "side", "origin", *own)
    op.create_table(
        TABLE,
        *(sa.Column(name, TEXT, nullable=False) for name in texts),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("number", "version")),
        *(sa.Column(name, INSTANT, nullable=False) for name in ("at", "told_at")),
        *(
            sa.Column(name, FLAG, server_default=sa.false(), nullable=False)
            for name in ("in_confidence", "entered_in_error")
        ),
        *(sa.Column(name, ARRAY(TEXT), nullable=False) for name in ("customers", "copies")),
        sa.Column("words", JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{TABLE}"),
        sa.ForeignKeyConstraint(["case"], ["cases.ref"], name=f"fk_{TABLE}_case"),
    )
    op.create_index(f"ix_{TABLE}_case", TABLE, ["case"])
    op.create_index(f"ix_{TABLE}_customers", TABLE, ["customers"], postgresql_using="gin")


def downgrade() -> None:
    op.drop_table(TABLE)
