"""Timelines, projects and bundles that somebody brings as files: each becomes a new project."""

import asyncio
import tempfile
import zipfile
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from api.arriving import Arrivals, Busy, Stalled
from api.auth import Gate, refusal
from api.runtime import Runtime
from api.uploads import UPLOAD_BYTES, TooLarge, receive, refused
from infra.exporting.task import is_full
from infra.filing import file_thumbnail, filed
from infra.looking import look_apart
from infra.media import NotMedia
from infra.storage import StorageError, StorageFull
from infra.unpacking import Archive, Entry, NoArchive, opened
from studio.access.viewer import Viewer
from studio.exporting.formats.project import FilePart, ProjectDocument
from studio.importing.bringing import import_timeline
from studio.importing.readers.aside import read_project
from studio.importing.readers.text import TimelineFormat, decoded, recognised
from studio.importing.reading import MOST_BYTES
from studio.importing.restoring import BroughtFile, restore_project
from studio.kernel.errors import ErrorCode, UserError
from studio.kernel.ids import typed
from studio.kernel.text import NAME
from studio.kernel.time import parse_rate
from studio.kernel.work import unit_of_work

BUNDLE_BYTES = 8 * 1024**3
"""Of an archive, packed and unpacked."""
PROJECT = ".project.json"
"""How the file of an archive ends that tells of its project."""


@dataclass(frozen=True, slots=True)
class Imports:
    """PUT /imports: the body is a timeline or a project as text, or an archive of a project and its
    media; `?name=` what to call the project of a timeline, `?fps=` the rate of a list that does not say
    its own."""

    runtime: Runtime
    gate: Gate
    arrivals: Arrivals = field(default_factory=Arrivals)

    async def put(self, request: Request) -> Response:
        viewer = await self.gate.viewer_of(request)
        if viewer is None:
            return refusal(401, "UNAUTHENTICATED", "Sign in first.")
        name = request.query_params.get("name", "").replace("\0", "")[:NAME] or None
        try:
            viewer.demand_edit()
            fps = request.query_params.get("fps")
            rate = None if fps is None else parse_rate(fps)
            answer = await self._brought(viewer, request, name, rate)
        except _REFUSED as error:
            return _refusal(error)
        except OSError as error:
            if not is_full(error):
                raise
            return refused(
                StorageFull("There is no room left for this file. Free some space there.")
            )
        return JSONResponse(answer, 201)

    async def _brought(
        self, viewer: Viewer, request: Request, name: str | None, rate: Fraction | None
    ) -> dict[str, Any]:
        promised = int(request.headers.get("content-length", 0))
        if promised > BUNDLE_BYTES:
            raise TooLarge(BUNDLE_BYTES)
        most, kept = self.runtime.settings.imports_at_once, self.runtime.store.folder
        with self.arrivals.place(viewer.workspace_id, promised, most=most) as place:
            self.arrivals.demand_room([one for one in (Path(tempfile.gettempdir()), kept) if one])
            with tempfile.TemporaryDirectory(prefix="storycanvas-import-") as folder:
                path = Path(folder) / "file"
                await receive(self.arrivals.chunks(place, request.stream()), path, BUNDLE_BYTES)
                return await self._import(viewer, path, name, rate)

    async def _import(
        self, viewer: Viewer, path: Path, name: str | None, rate: Fraction | None
    ) -> dict[str, Any]:
        if await asyncio.to_thread(zipfile.is_zipfile, path):
            document, files = await self._unpacked(path)
            return await self._restored(viewer, document, files)
        text = await asyncio.to_thread(_text, path)
        form, _ = await asyncio.to_thread(recognised, text)
        if form is TimelineFormat.PROJECT_JSON:
            return await self._restored(viewer, await read_project(text), {})
        async with self._work(viewer) as work:
            made = await import_timeline(work, viewer, text=text, name=name, rate=rate)
            return _told(made.project.id, {}, made.warnings)

    async def _restored(
        self, viewer: Viewer, document: ProjectDocument, files: Mapping[str, BroughtFile]
    ) -> dict[str, Any]:
        async with self._work(viewer) as work:
            made = await restore_project(work, viewer, document, files)
            return _told(made.project.id, made.missing, made.warnings)

    async def _unpacked(self, path: Path) -> tuple[ProjectDocument, dict[str, BroughtFile]]:
        """The project of an archive, and those of its files that it tells of, kept in the store."""
        with ExitStack() as stack:
            archive = await asyncio.to_thread(stack.enter_context, opened(path, BUNDLE_BYTES))
            entries = await asyncio.to_thread(list, archive.entries())
            projects = [one for one in entries if one.name.endswith(PROJECT)]
            if len(projects) != 1:
                raise NoArchive(
                    "This archive has no project in it. Export a bundle, with its parameters."
                )
            held = path.with_name("held")
            await asyncio.to_thread(archive.unpack, projects[0], held, MOST_BYTES)
            document = await read_project(await asyncio.to_thread(_text, held))
            sizes = {part.size for part in document.files.values()}
            found: dict[str, BroughtFile] = {}
            for entry in entries:
                if entry.info.file_size in sizes:
                    await self._keep(archive, entry, held, document.files, found)
        return document, found

    async def _keep(
        self,
        archive: Archive,
        entry: Entry,
        held: Path,
        wanted: Mapping[str, FilePart],
        found: dict[str, BroughtFile],
    ) -> None:
        """Keep the file if it is one of those wanted, by its bytes, and of the kind that it should be."""
        sha256 = await asyncio.to_thread(archive.unpack, entry, held, UPLOAD_BYTES)
        if sha256 not in wanted or sha256 in found:
            return
        try:
            seen = await look_apart(held)
        except NotMedia:
            return
        if seen.facts.kind.value != wanted[sha256].kind:
            return
        kept = await self.runtime.store.keep_file(held)
        small = await file_thumbnail(self.runtime.store, seen.thumbnail)
        found[sha256] = BroughtFile(filed(kept, seen.facts), small)

    def _work(self, viewer: Viewer) -> Any:
        runtime = self.runtime
        return unit_of_work(runtime.sessions, runtime.bus, actor_id=viewer.account_id)


_REFUSED = (NoArchive, UserError, Busy, Stalled, TooLarge, StorageError, ClientDisconnect)


def _refusal(error: Exception) -> Response:
    if isinstance(error, NoArchive):
        return refusal(415, "NO_ARCHIVE", error.message)
    if isinstance(error, Busy):
        return refusal(429, ErrorCode.LIMIT_EXCEEDED.value, error.message)
    if isinstance(error, Stalled):
        return refusal(408, "INCOMPLETE", error.message)
    if isinstance(error, UserError) and error.code is ErrorCode.LIMIT_EXCEEDED:
        return refusal(413, error.code.value, error.message)
    return refused(error)


def _text(path: Path) -> str:
    """Never more of it than a timeline may have, and one byte."""
    with path.open("rb") as file:
        return decoded(file.read(MOST_BYTES + 1))


def _told(project: Any, missing: Mapping[str, int], warnings: tuple[str, ...]) -> dict[str, Any]:
    return {
        "projectId": typed("project", project),
        "missing": [{"sha256": sha256, "uses": uses} for sha256, uses in missing.items()],
        "warnings": list(warnings),
    }
