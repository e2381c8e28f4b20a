"""What shots share: bytes (a blob), a workspace's claim to them (an asset), and characters."""

from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from studio.kernel.record import (
    Identified,
    Record,
    SoftDeleted,
    Timestamped,
    Versioned,
    deletion_is_whole,
)


class Blob(Record, Timestamped):
    """Bytes in the object store under their SHA-256 (hexadecimal). Access is never by hash alone."""

    __tablename__ = "blobs"
    __table_args__ = (
        CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256_is_hexadecimal"),
        CheckConstraint("size >= 0", name="size_is_positive"),
    )

    sha256: Mapped[str] = mapped_column(primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str]


class Asset(Record, Identified, Timestamped):
    """A file of a project. `frames` and the rate are known for video alone."""

    __tablename__ = "assets"
    __table_args__ = (
        CheckConstraint("kind IN ('IMAGE', 'VIDEO', 'AUDIO')", name="kind_is_known"),
        Index(None, "project_id"),
        Index(None, "blob_sha256"),
    )

    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id"))
    project_id: Mapped[UUID | None] = mapped_column(ForeignKey("projects.id"))
    blob_sha256: Mapped[str] = mapped_column(ForeignKey("blobs.sha256"))
    kind: Mapped[str]
    width: Mapped[int | None]
    height: Mapped[int | None]
    frames: Mapped[int | None]
    fps_numerator: Mapped[int | None]
    fps_denominator: Mapped[int | None]


class Character(Record, Identified, Timestamped, Versioned, SoftDeleted):
    """Somebody of a project's story, the same in every shot that names them.

    `folded` is the name as names are compared (`studio.library.rules.fold`).
    """

    __tablename__ = "characters"
    __table_args__ = (
        deletion_is_whole(),
        Index(
            "uq_characters_living_name",
            "project_id",
            "folded",
            unique=True,
            postgresql_where=text("deleted_at IS NULL"),
        ),
        Index("ix_characters_project", "project_id"),
    )

    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id"))
    name: Mapped[str]
    folded: Mapped[str]
    look: Mapped[str] = mapped_column(default="", server_default="")
    source_line: Mapped[int | None]
