"""Keep addresses abroad, which have no state, and the same bytes under each of their names."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let an address have no state, and count a document's name among what tells it from others."""
    op.alter_column("customer_addresses", "state", nullable=True)
    _know_documents_by("sha256", "source", "message", "name")


def downgrade() -> None:
    """Undo it: addresses abroad go, and of documents with the same bytes one stays."""
    op.execute("delete from customer_addresses where state is null")
    op.alter_column("customer_addresses", "state", nullable=False)
    op.execute(
        "delete from documents as one using documents as other"
        " where one.sha256 = other.sha256 and one.source = other.source"
        " and one.message = other.message and one.name > other.name"
    )
    _know_documents_by("sha256", "source", "message")


def _know_documents_by(*columns: str) -> None:
    op.drop_constraint("pk_documents", "documents")
    op.create_primary_key("pk_documents", "documents", list(columns))
