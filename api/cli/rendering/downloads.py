"""Takes become files of OUT; those that are there stay as they are."""

from contextlib import suppress

from api.cli.rendering.board import Picture
from api.cli.rendering.client import Client
from api.cli.rendering.errors import TakeGone
from api.cli.rendering.folder import Folder, Kept
from api.cli.rendering.shapes import Take

_SUFFIXES = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/webp": ".webp",
    "video/mp4": ".mp4",
    "video/webm": ".webm",
}


class Downloads:
    """The files of a folder, fetched from the studio."""

    def __init__(self, client: Client, folder: Folder) -> None:
        self._client = client
        self._folder = folder

    def has(self, picture: Picture) -> bool:
        """Whether the picture's take is in the folder, whole."""
        take = picture.take
        return take is not None and self._folder.has(name_of(picture, take), _kept(take))

    async def fetch(self, picture: Picture, take: Take) -> None:
        """Raises TakeGone, and OSError where the folder cannot be written."""
        name = name_of(picture, take)
        part = self._folder.part(name)
        try:
            size = await self._client.download(take.url, part)
            if size != take.size:
                raise TakeGone(f"{size} of {take.size} bytes")
            self._folder.keep(name, _kept(take))
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)


def name_of(picture: Picture, take: Take) -> str:
    """The file name of a picture's take."""
    return picture.stem + _SUFFIXES.get(take.media_type, ".bin")


def _kept(take: Take) -> Kept:
    return Kept(take.id, take.size)
