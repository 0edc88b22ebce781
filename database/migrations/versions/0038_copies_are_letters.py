"""A copy is a letter of its own: with a state, a hash and a delivery of its own."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

COPIED = """
insert into letters (
    id, "case", kind, step, state, addressee, "to", copies, channel, fields, sha256, pdf, pages,
    drafted_by, approvals, signed_by, signed_at, sent_at, signed_sha256, attempts, copy_of
)
select
    l.id || '.copy-' || c.number, l."case", l.kind, l.step,
    case when l.state in ('sent', 'withdrawn') then l.state else 'drafted' end,
    'nominee', c."to", '[]', 'post', l.fields, encode(sha256(c.pdf), 'hex'), c.pdf, c.pages,
    l.drafted_by, 0, l.signed_by, l.signed_at, l.sent_at,
    case when l.state = 'sent' then encode(sha256(c.pdf), 'hex') end, 0, l.id
from letter_copies c join letters l on l.id = c.letter
"""


def upgrade() -> None:
    op.add_column("letters", sa.Column("copy_of", sa.Text(), sa.ForeignKey("letters.id")))
    op.create_index("ix_letters_copy_of", "letters", ["copy_of"])
    op.execute(COPIED)
    op.drop_table("letter_copies")


def downgrade() -> None:
    op.create_table(
        "letter_copies",
        sa.Column("letter", sa.Text(), sa.ForeignKey("letters.id"), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("to", postgresql.JSONB(), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
    )
    op.execute(
        "insert into letter_copies select copy_of, substring(id from '[0-9]+$')::int, \"to\", pdf, "
        "pages from letters where copy_of is not null"
    )
    op.execute("delete from letters where copy_of is not null")
    op.drop_column("letters", "copy_of")
