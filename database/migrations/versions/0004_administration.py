"""What is set up leaves a line: who did it, and what was there before.

A trigger writes it, as the owner of the tables: no door can leave it out, and the application can
neither write a line of its own nor change one. Whoever sets something up says who they are by
``casebound.actor`` and ``casebound.known_by``; without that, the database role stands there.

Of a row that is changed a line holds what is no longer so, and by which key the row is known. A
token is known by the first letters of its hash.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# Each table with the columns that say which row it is; the first is what a line is about.
TABLES = {
    "offices": ("code",),
    "officers": ("id",),
    "officer_roles": ("officer", "role", "from_date"),
    "officer_accounts": ("officer", "account"),
    "officer_absences": ("officer", "from_date"),
    "customers": ("id",),
    "customer_addresses": ("customer", "from_date"),
    "nominees": ("customer", "from_date"),
    "settings": ("name", "from_date"),
    "holidays": ("date", "office", "name"),  # a day off may be every office's
}

NOTE = """
create function note_administration() returns trigger language plpgsql
security definer set search_path = public, pg_temp as $$
declare
    was jsonb := case when tg_op = 'INSERT' then null else to_jsonb(old) end;
    becomes jsonb := case when tg_op = 'DELETE' then null else to_jsonb(new) end;
begin
    if was ? 'token_hash' or becomes ? 'token_hash' then
        was := was - 'token_hash'
               || jsonb_build_object('token', left(was ->> 'token_hash', 8));
        becomes := becomes - 'token_hash'
                   || jsonb_build_object('token', left(becomes ->> 'token_hash', 8));
    end if;
    if tg_op = 'UPDATE' then
        if was = becomes then
            return null;
        end if;
        select jsonb_object_agg(key, was -> key), jsonb_object_agg(key, becomes -> key)
        into was, becomes
        from jsonb_object_keys(becomes) as key
        where was -> key is distinct from becomes -> key or key = any (tg_argv);
    end if;
    insert into administration (actor, known_by, part, about, before, after)
    values (
        coalesce(nullif(current_setting('casebound.actor', true), ''), session_user),
        coalesce(nullif(current_setting('casebound.known_by', true), ''), 'database role'),
        tg_table_name,
        coalesce(becomes, was) ->> tg_argv[0],
        was,
        becomes
    );
    return null;
end
$$
"""
TRIGGER = """
create trigger note_administration after insert or update or delete on {table}
for each row execute function note_administration({columns})
"""

APPEND_ONLY = """
create function administration_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'the administration is append-only: % was refused', tg_op
        using errcode = 'CB001',
              hint = 'What was set up wrongly is set up anew, which leaves a line of its own.';
end
$$
"""
REFUSE_CHANGES = """
create trigger administration_is_append_only
before update or delete or truncate on administration
for each statement execute function administration_is_append_only()
"""


def upgrade() -> None:
    op.create_table(
        "administration",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column(
            "at",
            sa.DateTime(timezone=True),
            server_default=sa.func.clock_timestamp(),
            nullable=False,
        ),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("known_by", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=True),
        sa.Column("before", JSONB, nullable=True),
        sa.Column("after", JSONB, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_administration"),
    )
    op.create_index("ix_administration_about", "administration", ["about"])
    op.execute(APPEND_ONLY)
    op.execute(REFUSE_CHANGES)
    op.execute("alter table administration enable always trigger administration_is_append_only")
    op.execute(NOTE)
    for table, columns in TABLES.items():
        named = ", ".join(f"'{column}'" for column in columns)
        op.execute(TRIGGER.format(table=table, columns=named))
        op.execute(f"alter table {table} enable always trigger note_administration")


def downgrade() -> None:
    for table in TABLES:
        op.execute(f"drop trigger note_administration on {table}")
    op.drop_table("administration")
    op.execute("drop function note_administration()")
    op.execute("drop function administration_is_append_only()")
