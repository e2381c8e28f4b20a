"""Idempotency keys: the same key with the same input gives the first answer again."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, func, select
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import Mapped, mapped_column

from studio.kernel.errors import ErrorCode, UserError
from studio.kernel.record import Record
from studio.kernel.text import checked
from studio.kernel.work import Work

KEY_LENGTH = 200


class IdempotencyKey(Record):
    """A key a caller chose, unique per workspace, account and mutation; kept 7 days at least."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (Index(None, "created_at"),)

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(primary_key=True)
    mutation: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    input_digest: Mapped[str]
    result: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


async def claim_key(
    work: Work,
    *,
    workspace_id: UUID,
    account_id: UUID,
    mutation: str,
    key: str,
    given: Mapping[str, Any],
) -> IdempotencyKey:
    """Take the key in this transaction; a concurrent holder is waited for.

    `result` of the returned row is None for the first caller, who must set it, and the first
    caller's result for those who repeat. Raises IDEMPOTENCY_CONFLICT where the input differs.
    """
    checked(key, "idempotencyKey", limit=KEY_LENGTH, required=True)
    digest = hashlib.sha256(json.dumps(given, sort_keys=True, default=str).encode()).hexdigest()
    identity = {
        "workspace_id": workspace_id,
        "account_id": account_id,
        "mutation": mutation,
        "key": key,
    }
    await work.session.execute(
        insert(IdempotencyKey)
        .values(**identity, input_digest=digest)
        .on_conflict_do_nothing(constraint="pk_idempotency_keys")
    )
    row = (
        await work.session.execute(select(IdempotencyKey).filter_by(**identity).with_for_update())
    ).scalar_one()
    if row.input_digest != digest:
        raise UserError(
            "This idempotency key was used before with other input. Use a new key for a new request.",
            code=ErrorCode.IDEMPOTENCY_CONFLICT,
            field=["idempotencyKey"],
        )
    return row
