"""The ground of every table: naming of constraints, ids, timestamps, versions, soft deletion."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, Integer, MetaData, Text, func
from sqlalchemy.dialects.postgresql import UUID as PG_UUID
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from studio.kernel.ids import uuid7

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Record(DeclarativeBase):
    """Base of all mapped rows. Relationships are not used: rows hold ids, queries join."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012
        datetime: DateTime(timezone=True),
        str: Text(),
        UUID: PG_UUID(as_uuid=True),
    }


class Identified:
    """`id`, a version 7 UUID made in Python."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)


class Timestamped:
    """`created_at` and `updated_at`, both the transaction's time."""

    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())


class Versioned:
    """`version` rises by one with each edit of a person, not with progress or new takes."""

    version: Mapped[int] = mapped_column(Integer, default=1, server_default="1")


class SoftDeleted:
    """`deleted_at` and the act of deletion: restoring an act brings back exactly what it took."""

    deleted_at: Mapped[datetime | None]
    deletion_id: Mapped[UUID | None]


def deletion_is_whole() -> CheckConstraint:
    return CheckConstraint("(deleted_at IS NULL) = (deletion_id IS NULL)", name="deletion_is_whole")
