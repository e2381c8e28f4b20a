"""What was taken out, and how somebody likes to take things out."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Float, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from studio.kernel.record import (
    Identified,
    Record,
    SoftDeleted,
    Timestamped,
    Versioned,
    deletion_is_whole,
)


class Export(Record, Identified, Timestamped):
    """A file that is made, or was. `options` are those of `ExportOptions`, `progress` is 0 to 1.

    Who makes it says so by `heard_at`: long unheard, it is made anew. The file is gone after
    `expires_at`. `manifest` tells what is in it.
    """

    __tablename__ = "exports"
    __table_args__ = (
        CheckConstraint(
            "state IN ('QUEUED', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED')",
            name="state_is_known",
        ),
        CheckConstraint("progress BETWEEN 0 AND 1", name="progress_is_a_share"),
        CheckConstraint("(state = 'FAILED') = (error_code IS NOT NULL)", name="failure_has_a_code"),
        CheckConstraint("blob_sha256 IS NULL OR state = 'COMPLETED'", name="file_when_completed"),
        Index("ix_exports_project", "project_id", "created_at", "id"),
        Index("ix_exports_blob", "blob_sha256"),
        Index(
            "ix_exports_open",
            "state",
            "heard_at",
            postgresql_where=text("state IN ('QUEUED', 'RUNNING')"),
        ),
        Index(
            "ix_exports_expiring", "expires_at", postgresql_where=text("blob_sha256 IS NOT NULL")
        ),
    )

    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id"))
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id"))
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    format: Mapped[str]
    options: Mapped[dict[str, Any]] = mapped_column(JSONB)
    state: Mapped[str] = mapped_column(default="QUEUED", server_default="QUEUED")
    progress: Mapped[float] = mapped_column(Float, default=0.0, server_default="0")
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    heard_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    error_code: Mapped[str | None]
    error_message: Mapped[str | None]
    name: Mapped[str] = mapped_column(default="", server_default="")
    blob_sha256: Mapped[str | None] = mapped_column(ForeignKey("blobs.sha256"))
    manifest: Mapped[dict[str, Any] | None] = mapped_column(JSONB)


class ExportPreset(Record, Identified, Timestamped, Versioned, SoftDeleted):
    """Options of a project's exports under a name."""

    __tablename__ = "export_presets"
    __table_args__ = (
        deletion_is_whole(),
        Index(
            "uq_export_presets_name",
            "project_id",
            text("lower(name)"),
            unique=True,
            postgresql_where=text("deleted_at IS NULL"),
        ),
    )

    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id"))
    name: Mapped[str]
    options: Mapped[dict[str, Any]] = mapped_column(JSONB)


class CredentialedCopy(Record):
    """The file of an asset with Content Credentials, signed with the certificate of this fingerprint."""

    __tablename__ = "credentialed_copies"

    asset_id: Mapped[UUID] = mapped_column(
        ForeignKey("assets.id", ondelete="CASCADE"), primary_key=True
    )
    certificate: Mapped[str] = mapped_column(primary_key=True)
    blob_sha256: Mapped[str] = mapped_column(ForeignKey("blobs.sha256"))
    size: Mapped[int] = mapped_column(BigInteger)
    made_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
