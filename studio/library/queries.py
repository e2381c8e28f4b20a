"""What is known of stored bytes."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from studio.library.models import Blob


async def sizes_of(session: AsyncSession, sha256s: Collection[str]) -> dict[str, int]:
    """Bytes of these blobs, by their SHA-256, which the caller came by as one who may see them."""
    if not sha256s:
        return {}
    rows = await session.execute(
        select(Blob.sha256, Blob.size).where(Blob.sha256.in_(sorted(sha256s)))
    )
    return {row.sha256: row.size for row in rows}
