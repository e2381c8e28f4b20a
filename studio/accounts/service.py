"""Signing in: the local owner of a studio on one machine, and sessions of browsers."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from studio.access.viewer import Role, Viewer
from studio.accounts.models import AccessToken, Account, Member, Workspace
from studio.accounts.queries import digest_of
from studio.kernel.ids import uuid7
from studio.kernel.work import Work

SESSION = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Session:
    """A browser's session; the secret is known to its cookie alone."""

    secret: str
    expires_at: datetime


async def ensure_local_owner(work: Work, token: str) -> UUID:
    """Let `token` sign in as the owner of this machine's workspace, which is made at first need.

    Returns the workspace's id. A token given earlier no longer signs in.
    """
    known = (
        await work.session.execute(
            select(AccessToken).where(AccessToken.purpose == "LOCAL").with_for_update()
        )
    ).scalar_one_or_none()
    if known is not None:
        known.digest = digest_of(token)
        return known.workspace_id
    account = Account(id=uuid7(), name="Local owner")
    workspace = Workspace(id=uuid7(), name="Studio")
    work.session.add_all([account, workspace])
    await work.session.flush()
    work.session.add(
        Member(workspace_id=workspace.id, account_id=account.id, role=Role.OWNER.value)
    )
    work.session.add(
        AccessToken(
            id=uuid7(),
            digest=digest_of(token),
            account_id=account.id,
            workspace_id=workspace.id,
            purpose="LOCAL",
        )
    )
    await work.session.flush()
    return workspace.id


async def open_session(work: Work, viewer: Viewer, now: datetime) -> Session:
    """A session for a browser that showed a good token; it ends with that token at the latest."""
    ends = min(filter(None, (viewer.expires_at, now + SESSION)))
    session = Session(secrets.token_urlsafe(32), ends)
    work.session.add(
        AccessToken(
            id=uuid7(),
            digest=digest_of(session.secret),
            account_id=viewer.account_id,
            workspace_id=viewer.workspace_id,
            purpose="SESSION",
            expires_at=session.expires_at,
        )
    )
    return session


async def close_session(work: Work, secret: str) -> None:
    """End the session. Another token is left as it is."""
    token = (
        await work.session.execute(
            select(AccessToken).where(
                AccessToken.digest == digest_of(secret), AccessToken.purpose == "SESSION"
            )
        )
    ).scalar_one_or_none()
    if token is not None:
        await work.session.delete(token)
