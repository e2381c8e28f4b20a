"""What shots share: bytes (a blob) and a workspace's claim to them (an asset)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from studio.kernel.record import Identified, Record, Timestamped


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


class DiscardedBlob(Record):
    """Bytes that no blob names any more, to be removed from the object store."""

    __tablename__ = "discarded_blobs"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    discarded_at: Mapped[datetime] = mapped_column(server_default=text("now()"))


class Asset(Record, Identified, Timestamped):
    """A file of a project. `frames` and the rate are known for video alone, `samples` and
    `sample_rate` (samples a second) for sound."""

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
    samples: Mapped[int | None] = mapped_column(BigInteger)
    sample_rate: Mapped[int | None]
