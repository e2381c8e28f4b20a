"""The files of an order and of its results: what goes to an endpoint, what a name says."""

from collections.abc import AsyncIterator, Callable

from infra.storage import StorageError, StorageUnavailable
from studio.rendering.ports import InputFile, MediaKind, ProviderBusy, ProviderRefused

OpenFile = Callable[[InputFile], AsyncIterator[bytes]]
"""The bytes of an input file, from the studio's own store. Raises StorageError."""

_MEDIA_TYPES = {
    "png": (MediaKind.IMAGE, "image/png"),
    "jpg": (MediaKind.IMAGE, "image/jpeg"),
    "jpeg": (MediaKind.IMAGE, "image/jpeg"),
    "webp": (MediaKind.IMAGE, "image/webp"),
    "gif": (MediaKind.IMAGE, "image/gif"),
    "mp4": (MediaKind.VIDEO, "video/mp4"),
    "webm": (MediaKind.VIDEO, "video/webm"),
    "flac": (MediaKind.AUDIO, "audio/flac"),
    "mp3": (MediaKind.AUDIO, "audio/mpeg"),
    "wav": (MediaKind.AUDIO, "audio/wav"),
}
_MAY_MOVE = frozenset({"webp", "gif"})


async def read_input(open_file: OpenFile, file: InputFile, *, limit: int) -> bytes:
    """All of an input file, `limit` bytes at most. Raises ProviderBusy while it cannot be read, else ProviderRefused."""
    kept = bytearray()
    try:
        async for chunk in open_file(file):
            kept += chunk
            if len(kept) > limit:
                raise ProviderRefused(
                    f"With {file.name} this order is larger than the endpoint takes. "
                    "Use smaller pictures.",
                    code="PAYLOAD_TOO_LARGE",
                )
    except StorageUnavailable as error:
        raise ProviderBusy(f"The input {file.name} cannot be read: {error.message}") from None
    except StorageError as error:
        raise ProviderRefused(
            f"The input {file.name} cannot be read: {error.message}", code="INPUT_MISSING"
        ) from None
    return bytes(kept)


def media_of(filename: str, asked: MediaKind) -> tuple[MediaKind, str] | None:
    """Kind and media type of a file that was made where `asked` was asked for, by its name.

    None for a name that is none of a picture, video or sound that we take.
    """
    suffix = filename.rpartition(".")[2].lower()
    if suffix in _MAY_MOVE and asked is MediaKind.VIDEO:
        return MediaKind.VIDEO, _MEDIA_TYPES[suffix][1]
    return _MEDIA_TYPES.get(suffix)
