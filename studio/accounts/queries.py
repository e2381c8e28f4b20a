"""Who a token belongs to."""

import hashlib
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from studio.access.viewer import Role, Viewer
from studio.accounts.models import AccessToken, Member


def digest_of(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


async def viewer_of(session: AsyncSession, secret: str, now: datetime) -> Viewer | None:
    """The viewer this bearer token or session stands for, or None if it is not (or no longer) good."""
    row = (
        await session.execute(
            select(AccessToken, Member.role)
            .join(
                Member,
                (Member.account_id == AccessToken.account_id)
                & (Member.workspace_id == AccessToken.workspace_id),
            )
            .where(AccessToken.digest == digest_of(secret))
        )
    ).one_or_none()
    if row is None:
        return None
    token, role = row
    if token.expires_at is not None and token.expires_at <= now:
        return None
    return Viewer(token.account_id, token.workspace_id, Role(role), token.expires_at, token.id)


async def is_current(session: AsyncSession, viewer: Viewer) -> bool:
    """Whether the viewer's token and role are still what they were when it signed in."""
    role = await session.scalar(
        select(Member.role)
        .join(
            AccessToken,
            (Member.account_id == AccessToken.account_id)
            & (Member.workspace_id == AccessToken.workspace_id),
        )
        .where(AccessToken.id == viewer.token_id)
    )
    return role == viewer.role.value
