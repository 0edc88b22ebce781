"""What every table shares: how instants are stored, and how constraints are named."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, MetaData, Text, TypeDecorator
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase

Json = dict[str, Any]


class Instant(TypeDecorator[datetime]):
    """An aware instant; a naive one is refused before it reaches the database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy passes it
    ) -> datetime | None:
        """Refuse what has no zone."""
        if value is not None and value.tzinfo is None:
            raise ValueError("an instant without a zone cannot be stored; give it one")
        return value

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy passes it
    ) -> datetime | None:
        """Hand out UTC, whatever the session's zone is.

        The driver stores the first instant that there is as infinitely long ago, and reads that
        without a zone: it keeps no list from being read.
        """
        if value is None or value.tzinfo is None:
            return value.replace(tzinfo=UTC) if value else None
        return value.astimezone(UTC)


class Base(DeclarativeBase):
    """Base of every table; constraint names are spoken in error messages, so they are fixed."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - declarative reads a plain dict
        str: Text,
        datetime: Instant,
        Json: JSONB,
        list[str]: ARRAY(Text),
        list[Any]: JSONB,
    }
