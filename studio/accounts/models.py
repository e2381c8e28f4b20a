"""Who there is: accounts, workspaces (the tenants), membership, access tokens."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from studio.kernel.record import Identified, Record, Timestamped


class Account(Record, Identified, Timestamped):
    __tablename__ = "accounts"

    name: Mapped[str]


class Workspace(Record, Identified, Timestamped):
    __tablename__ = "workspaces"

    name: Mapped[str]


class Member(Record, Timestamped):
    """An account's place in a workspace."""

    __tablename__ = "members"
    __table_args__ = (
        CheckConstraint("role IN ('OWNER', 'EDITOR', 'VIEWER')", name="role_is_known"),
        Index(None, "account_id"),
    )

    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id"), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    role: Mapped[str]


class AccessToken(Record, Identified, Timestamped):
    """A bearer token or a browser's session, kept as the SHA-256 of its secret alone."""

    __tablename__ = "access_tokens"
    __table_args__ = (
        CheckConstraint("purpose IN ('LOCAL', 'API', 'SESSION')", name="purpose_is_known"),
        CheckConstraint("octet_length(digest) = 32", name="digest_is_sha256"),
        Index(None, "account_id"),
        Index("uq_access_tokens_digest", "digest", unique=True),
        Index(
            "uq_access_tokens_local",
            "purpose",
            unique=True,
            postgresql_where=text("purpose = 'LOCAL'"),
        ),
    )

    digest: Mapped[bytes] = mapped_column(LargeBinary)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id"))
    purpose: Mapped[str]
    expires_at: Mapped[datetime | None]
