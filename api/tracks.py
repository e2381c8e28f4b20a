"""Sound under a film: brought as files, and drawn as waveforms."""

import struct
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import numpy as np
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from api.auth import Gate, refusal
from api.media import SAFE
from api.runtime import Runtime
from api.uploads import TooLarge, receive, refused
from infra.filing import filed
from infra.looking import look_apart
from infra.media import NotMedia
from infra.storage import StorageError
from schema.idempotency import act_once
from schema.reads.fields import Ref
from studio.access.queries import find
from studio.access.viewer import Viewer
from studio.kernel.errors import ErrorCode, UserError
from studio.kernel.idempotency import KEY_LENGTH
from studio.kernel.ids import typed, untyped
from studio.kernel.text import NAME, checked
from studio.kernel.time import MAX_FRAME
from studio.kernel.work import Work, unit_of_work
from studio.library.media import MediaKind
from studio.library.service import StoredFile
from studio.projects.models import Project
from studio.sound.queries import Drawing, drawing
from studio.sound.service.laying import bring_track

TRACK_BYTES = 50 * 1024**2
FURTHEST = 10
"""Each step of a zoom doubles the samples of a pixel."""
_HEADER = struct.Struct("<iIiiIi")
_EIGHT_BIT = 1


@dataclass(frozen=True, slots=True)
class Tracks:
    """PUT /tracks/{project}: the body is a sound; `?name=` what to call it, `?startFrame=` where it
    begins. With an `Idempotency-Key` header, the same request again answers with the track that it made.
    GET /waveforms/{track}?zoom=: what it looks like, as waveform-data of version 2."""

    runtime: Runtime
    gate: Gate

    async def put(self, request: Request) -> Response:
        viewer = await self.gate.viewer_of(request)
        if viewer is None:
            return refusal(401, "UNAUTHENTICATED", "Sign in first.")
        project_id = untyped("project", request.path_params["project"])
        try:
            start = _whole(request.query_params.get("startFrame", "0"), "startFrame", MAX_FRAME)
            await self._check(viewer, project_id)
            key = request.headers.get("idempotency-key")
            if key is not None:
                checked(key, "idempotencyKey", limit=KEY_LENGTH, required=True)
            name = _called(request.query_params.get("name", ""))
            file = await self._file(request.stream())
            wanted = _Wanted(str(project_id), name, start, file.sha256, key)
            track_id = await self._track(viewer, project_id, file, wanted)
        except NotMedia as error:
            return refusal(415, "NOT_MEDIA", f"This cannot be a track. {error.message}")
        except UserError as error:
            if error.code is ErrorCode.IDEMPOTENCY_CONFLICT:
                return refusal(409, error.code.value, error.message)
            return refused(error)
        except (TooLarge, StorageError, ClientDisconnect) as error:
            return refused(error)
        return JSONResponse({"trackId": typed("track", track_id)}, 201)

    async def waveform(self, request: Request) -> Response:
        viewer = await self.gate.viewer_of(request)
        if viewer is None:
            return refusal(401, "UNAUTHENTICATED", "Sign in first.")
        try:
            zoom = _whole(request.query_params.get("zoom", "0"), "zoom", FURTHEST)
        except UserError as error:
            return refused(error)
        track_id = untyped("track", request.path_params["track"])
        async with self.runtime.sessions() as session:
            found = await drawing(session, viewer, track_id)
        if found is None:
            return refusal(404, "NOT_FOUND", "There is no track of this id.")
        return _drawn(found, zoom, request.headers.get("if-none-match"))

    async def _check(self, viewer: Viewer, project_id: UUID | None) -> None:
        """Before a byte is read: who may not add a track sends nothing."""
        async with unit_of_work(self.runtime.sessions, self.runtime.bus) as work:
            await find(work, viewer, Project, project_id, lock=False, field="project")
            viewer.demand_edit()

    async def _file(self, body: AsyncIterator[bytes]) -> StoredFile:
        with tempfile.TemporaryDirectory(prefix="storycanvas-upload-") as folder:
            path = Path(folder) / "file"
            await receive(body, path, TRACK_BYTES)
            seen = await look_apart(path)
            if seen.facts.kind is not MediaKind.AUDIO:
                raise NotMedia("A track is sound: a WAV, FLAC, MP3, Ogg or M4A file.")
            return filed(await self.runtime.store.keep_file(path), seen.facts)

    async def _track(
        self, viewer: Viewer, project_id: UUID | None, file: StoredFile, wanted: "_Wanted"
    ) -> UUID:
        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            track = await bring_track(
                work, viewer, project_id, file, name=wanted.name, start_frame=wanted.start_frame
            )
            return {"track": Ref("Track", track.id)}

        sessions, bus = self.runtime.sessions, self.runtime.bus
        async with unit_of_work(sessions, bus, actor_id=viewer.account_id) as work:
            made = await act_once(work, viewer, act, mutation="PUT /tracks", wanted=wanted)
        track: Ref = made["track"]
        assert track.id is not None
        return track.id


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What tells one request from another."""

    project: str
    name: str
    start_frame: int
    sha256: str
    idempotency_key: str | None


def _drawn(found: Drawing, zoom: int, known: str | None) -> Response:
    if found.failure is not None:
        return refusal(404, "NOT_HEARD", found.failure)
    if found.peaks is None:
        return Response(status_code=202, headers={"Retry-After": "1", "Cache-Control": "no-store"})
    etag = f'"{found.sha256[:40]}-{zoom}"'
    headers = {**SAFE, "Cache-Control": "private, no-cache", "ETag": etag}
    if known == etag:
        return Response(status_code=304, headers=headers)
    data = waveform_data(found.peaks, found.sample_rate, found.samples_per_peak, zoom)
    return Response(data, headers=headers, media_type="application/octet-stream")


def waveform_data(peaks: bytes, sample_rate: int, samples_per_peak: int, zoom: int) -> bytes:
    """The peaks of one channel, each pixel of 2**zoom of them, in the binary form of version 2."""
    pairs = np.frombuffer(peaks, np.int8).reshape(-1, 2)
    if zoom and len(pairs):
        starts = np.arange(0, len(pairs), 1 << zoom)
        least = np.minimum.reduceat(pairs[:, 0], starts)
        pairs = np.stack([least, np.maximum.reduceat(pairs[:, 1], starts)], axis=1)
    header = _HEADER.pack(2, _EIGHT_BIT, sample_rate, samples_per_peak << zoom, len(pairs), 1)
    return header + pairs.tobytes()


def _called(name: str) -> str:
    """The name of a file without its ending, as one line."""
    plain = " ".join(Path(name.replace("\0", "")).stem.split())
    return "".join(letter for letter in plain if letter.isprintable())[:NAME] or "Sound"


def _whole(text: str, name: str, most: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 12 and int(text) <= most):
        raise UserError(f"{name} is a whole number from 0 to {most}.", field=[name])
    return int(text)
