"""Files that were looked into and stored, as the domain knows them."""

from urllib.parse import quote

from infra.media import Facts
from infra.storage import Kept, MediaStore
from studio.library.media import MediaKind
from studio.library.service import StoredFile


def filed(kept: Kept, facts: Facts) -> StoredFile:
    """The stored file with what the look into it showed."""
    return StoredFile(
        sha256=kept.sha256,
        size=kept.size,
        media_type=facts.media_type,
        kind=facts.kind,
        width=facts.width,
        height=facts.height,
        frames=facts.frames,
        rate=facts.rate,
        samples=facts.samples,
        sample_rate=facts.sample_rate,
    )


async def file_thumbnail(store: MediaStore, picture: bytes | None) -> StoredFile | None:
    """Store the JPEG; None where there is none, as of a sound. Raises StorageError."""
    if picture is None:
        return None
    digest = await store.keep(picture)
    return StoredFile(digest, len(picture), "image/jpeg", MediaKind.IMAGE)


def attachment(name: str) -> str:
    """The Content-Disposition of a file to keep under this name (RFC 6266, RFC 8187)."""
    plain = "".join(one if " " <= one <= "~" and one not in '"%\\' else "_" for one in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
