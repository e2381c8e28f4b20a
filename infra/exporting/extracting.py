"""Frames taken out of films that lie in the object store, by a process of their own."""

import asyncio
import tempfile
from base64 import b64decode
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from infra.filing import file_thumbnail
from infra.looking import told_apart
from infra.media import NotMedia
from infra.storage import MediaStore, OutputMissing, StorageError
from studio.gallery.frames import Extracted, FrameWanted
from studio.kernel.errors import ErrorCode, UserError
from studio.library.media import MediaKind
from studio.library.service import StoredFile

PATIENCE = 20.0
"""Seconds for one frame."""
_AT_ONCE = 2


@dataclass(frozen=True, slots=True)
class FrameExtractor:
    """Few at once, so that a process that answers others is not kept from it."""

    store: MediaStore
    _turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))

    async def extract(self, wanted: FrameWanted) -> Extracted:
        """The frame, kept as a PNG with its small picture. Raises UserError."""
        try:
            async with self._turns:
                return await self._extract(wanted)
        except NotMedia as error:
            raise UserError(
                f"No frame can be taken out of this. {error.message}",
                code=ErrorCode.INVALID_STATE,
                field=["takeId"],
            ) from error
        except OutputMissing as error:
            raise UserError(
                "The film is not in the media store any more. Render or upload it anew.",
                code=ErrorCode.INVALID_STATE,
                field=["takeId"],
            ) from error
        except StorageError as error:
            raise UserError(error.message, code=ErrorCode.UNAVAILABLE) from error

    async def _extract(self, wanted: FrameWanted) -> Extracted:
        with tempfile.TemporaryDirectory(prefix="storycanvas-frame-") as folder:
            film, out = await self._film(wanted.sha256, Path(folder)), Path(folder) / "frame"
            told = await told_apart(
                "infra.exporting.frames", str(film), str(out), *_moment(wanted), patience=PATIENCE
            )
            if "beyond" in told:
                count = told["beyond"]
                raise UserError(f"The film has {count} frames, 0 to {count - 1}.", field=["frame"])
            kept = await self.store.keep_file(out)
        small = await file_thumbnail(self.store, b64decode(told["thumbnail"]))
        file = StoredFile(
            kept.sha256, kept.size, "image/png", MediaKind.IMAGE, told["width"], told["height"]
        )
        return Extracted(told["frame"], file, small)

    async def _film(self, sha256: str, folder: Path) -> Path:
        there = await self.store.local(sha256)
        if there is None:
            there = folder / "film"
            await self.store.fetch(sha256, there)
        return there


def _moment(wanted: FrameWanted) -> tuple[Any, ...]:
    if wanted.frame is not None:
        return ("--frame", str(wanted.frame))
    return ("--seconds", str(wanted.seconds))
