"""One render from beginning to end, as a client of the studio."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass
from typing import Any

from api.cli.rendering import documents
from api.cli.rendering.board import Board, Picture, file_name
from api.cli.rendering.client import Client
from api.cli.rendering.display import Display
from api.cli.rendering.errors import Refused, RenderError, TakeGone
from api.cli.rendering.folder import Folder, Kept
from api.cli.rendering.script import Script
from api.cli.rendering.shapes import Clip, Failure, Job, Project, Take

_ASKING = 4
_DOWNLOADS = 4
_WINDOW = 100
"""Renders asked for at a time: a small endpoint refuses long queues."""
_LOOK_EVERY = 30.0
"""Seconds after which the project is read anew even if no event came."""
_STATES = {"QUEUED": "queued", "SUBMITTING": "sending", "WAITING": "waiting", "STARTING": "warming up", "SAVING": "saving"}  # fmt: skip
_UNDER_WAY = frozenset({"STARTING", "RUNNING", "SAVING"})


@dataclass(frozen=True, slots=True)
class Rendered:
    """What came of it: the project as it is now, its files by take id, and what failed."""

    project: Project
    files: Mapping[str, str]
    failures: Sequence[tuple[Picture, Failure]]
    made: int


class Session:
    """Renders what is missing of a script's project into a folder."""

    def __init__(
        self, client: Client, folder: Folder, display: Display, script: Script, kinds: Sequence[str]
    ) -> None:
        self._client = client
        self._folder = folder
        self._display = display
        self._script = script
        self._kinds = kinds
        self._made = 0
        self._moved = asyncio.Event()
        self._downloading = asyncio.Semaphore(_DOWNLOADS)

    async def run(self, title: str | None) -> Rendered:
        """Raises RenderError where it cannot go on, and OSError where OUT cannot be written."""
        project = await self._project(title)
        board = Board(project, self._kinds)
        there = [picture for picture in board if self._is_saved(picture)]
        for picture in there:
            picture.saved = True
        self._display.expect(len(board.pictures), len(there))
        try:
            await self._render(board)
        except ExceptionGroup as errors:
            raise _first(errors) from None
        project = await self._read(project.id)
        files = await self._settle(project)
        failures = [(picture, picture.failure) for picture in board if picture.failure]
        return Rendered(project, files, failures, self._made)

    async def _project(self, title: str | None) -> Project:
        """The project of this folder, or a new one; its script is in it."""
        record = self._folder.record
        project = await self._found(record.project) if record else None
        if record and project is None:
            self._display.say("The project of this folder is not in this studio: starting anew.")
        if project is None:
            made = await self._client.change(
                documents.CREATE_PROJECT,
                {
                    "name": title or self._script.title,
                    "description": f"Rendered from {self._script.path.name}.",
                },
            )
            project = await self._read(made["project"]["id"])
        self._folder.begin(project.id, self._script.digest)
        format_ = self._script.format.name if self._script.format else None
        given = {"projectId": project.id, "text": self._script.text, "format": format_}
        while not project.scenes:
            # Not repeated blindly: a second import would append the script once more.
            await self._client.change_once(documents.IMPORT_SCRIPT, given)
            project = await self._read(project.id)
        return project

    async def _found(self, project_id: str) -> Project | None:
        data = await self._client.ask(documents.PROJECT, id=project_id)
        return Project.model_validate(data["project"]) if data["project"] else None

    async def _read(self, project_id: str) -> Project:
        project = await self._found(project_id)
        if project is None:
            raise RenderError("The project was deleted while it was rendered.")
        return project

    async def _render(self, board: Board) -> None:
        async with asyncio.TaskGroup() as tasks:
            following = [
                tasks.create_task(self._follow(board, tasks)),
                tasks.create_task(self._watch(board)),
            ]
            for picture in board:
                if picture.take and not picture.saved:
                    tasks.create_task(self._save(picture, picture.take))
            asking = tasks.create_task(self._ask_for_all(board, tasks))
            while not (board.settled and asking.done()):
                self._moved.clear()
                try:
                    await asyncio.wait_for(self._moved.wait(), _LOOK_EVERY)
                except TimeoutError:
                    await self._look_again(board, tasks)
            for task in following:
                task.cancel()

    async def _ask_for_all(self, board: Board, tasks: asyncio.TaskGroup) -> None:
        gate = asyncio.Semaphore(_ASKING)
        asked = []
        for clip in board.project.clips:
            missing = [
                picture
                for kind in self._kinds
                if (picture := board.pictures.get((clip.id, kind))) and _is_to_ask_for(picture)
            ]
            if not missing:
                continue
            while board.in_flight >= _WINDOW:
                await asyncio.sleep(0.1)
            await gate.acquire()
            asked.append(tasks.create_task(self._ask_for(board, clip, missing, tasks, gate)))
        await asyncio.gather(*asked)
        self._moved.set()

    async def _ask_for(
        self,
        board: Board,
        clip: Clip,
        missing: Sequence[Picture],
        tasks: asyncio.TaskGroup,
        gate: asyncio.Semaphore,
    ) -> None:
        seen = {picture.kind: picture.news for picture in missing}
        try:
            jobs = await self._requested(clip, [picture.kind for picture in missing])
        except Refused as refused:
            for picture in missing:
                self._fail(picture, Failure(code=refused.code, message=refused.message))
            return
        finally:
            gate.release()
        for job in jobs:
            picture = board.pictures.get((clip.id, job.kind))
            if picture and picture.news == seen.get(job.kind, 0):  # else an event was faster
                self._hear(board, job, tasks)

    async def _requested(self, clip: Clip, kinds: Sequence[str]) -> list[Job]:
        """Renders of a clip that has none under way: ended ones again, else new ones.

        The keys follow from what was read, so that a repeat of this asks for nothing more.
        """
        jobs = []
        anew = []
        for kind in kinds:
            newest = next(iter(clip.renders(kind)), None)
            if newest is None or newest.state == "COMPLETED":
                anew.append(kind)
                continue
            given = {"jobId": newest.id, "idempotencyKey": f"again:{newest.id}:{newest.finished_at}"}
            payload = await self._client.change(documents.RETRY_JOB, given)
            jobs.append(payload["job"])
        if anew:
            before = sum(len(clip.renders(kind)) for kind in anew)
            key = f"render:{clip.id}:{'+'.join(anew)}:{before}"
            given = {"clipId": clip.id, "kinds": anew, "idempotencyKey": key}
            jobs += (await self._client.change(documents.GENERATE_CLIP, given))["jobs"]
        return [Job.model_validate(job) for job in jobs]

    async def _follow(self, board: Board, tasks: asyncio.TaskGroup) -> None:
        """Take in the project's events, those that were missed too."""
        seq = board.project.last_seq
        messages = self._client.follow(
            "events", documents.EVENTS, lambda: {"projectId": board.project.id, "after": seq}
        )
        async with aclosing(messages):
            async for data in messages:
                event = data["projectEvents"]
                seq = event["seq"]
                if event["kind"] == "STREAM_RESET":
                    await self._look_again(board, tasks)
                elif event["kind"] == "PROJECT_DELETED":
                    raise RenderError("The project was deleted while it was rendered.")
                elif event["kind"] == "CLIP_DELETED":
                    for picture in board.forget(event["clipId"]):
                        self._display.say(f"{picture.label} was deleted: left out.")
                    self._moved.set()
                elif "job" in event:
                    self._hear(board, Job.model_validate(event["job"]), tasks)

    async def _watch(self, board: Board) -> None:
        """Show how far the renders are that are under way."""
        messages = self._client.follow(
            "progress", documents.PROGRESS, lambda: {"projectId": board.project.id}
        )
        async with aclosing(messages):
            async for data in messages:
                for tick in data["projectProgress"]:
                    job = Job.model_validate(tick["job"])
                    picture = board.pictures.get((job.clip.id, job.kind)) if job.clip else None
                    if picture and not picture.settled and job.state in _UNDER_WAY:
                        words = tick["message"] or _STATES.get(job.state, "rendering")
                        self._display.working(picture.label, tick["progress"], words)

    async def _look_again(self, board: Board, tasks: asyncio.TaskGroup) -> None:
        for picture in board.refresh(await self._read(board.project.id)):
            self._settled(picture, tasks)
        self._moved.set()

    def _hear(self, board: Board, job: Job, tasks: asyncio.TaskGroup) -> None:
        failed_before = (picture := _of(board, job)) is not None and picture.failure is not None
        picture = board.hear(job)
        if picture is not None and not (failed_before and picture.failure):
            self._settled(picture, tasks)

    def _settled(self, picture: Picture, tasks: asyncio.TaskGroup) -> None:
        if picture.take:
            tasks.create_task(self._save(picture, picture.take))
        elif picture.failure:
            self._fail(picture, picture.failure)

    def _fail(self, picture: Picture, failure: Failure) -> None:
        picture.failure = failure
        self._display.failed(picture.label, failure.code, failure.message)
        self._moved.set()

    async def _save(self, picture: Picture, take: Take) -> None:
        try:
            async with self._downloading:
                await self._fetch(file_name(picture.stem, take), take)
        except TakeGone as gone:
            words = f"The studio no longer has this picture ({gone}). Generate the shot again."
            self._fail(picture, Failure(code="MEDIA_GONE", message=words))
            return
        picture.saved = True
        self._made += 1
        self._display.ready(picture.label)
        self._moved.set()

    async def _fetch(self, name: str, take: Take) -> None:
        part = self._folder.part(name)
        try:
            size = await self._client.download(take.url, part)
            if size != take.size:
                raise TakeGone(f"{size} of {take.size} bytes")
            self._folder.keep(name, Kept(take.id, take.size))
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)

    def _is_saved(self, picture: Picture) -> bool:
        take = picture.take
        if take is None:
            return False
        return self._folder.has(file_name(picture.stem, take), Kept(take.id, take.size))

    async def _settle(self, project: Project) -> dict[str, str]:
        """Make the folder fit the project as it is at the end; its files by take id."""
        files: dict[str, str] = {}
        for picture in Board(project, self._kinds):
            take = picture.take
            if take is None:
                continue
            name = file_name(picture.stem, take)
            if not self._is_saved(picture):
                with suppress(TakeGone):
                    await self._fetch(name, take)
            if self._is_saved(picture):
                files[take.id] = name
        self._folder.tidy(set(files.values()))
        return files


def _of(board: Board, job: Job) -> Picture | None:
    return board.pictures.get((job.clip.id, job.kind)) if job.clip else None


def _is_to_ask_for(picture: Picture) -> bool:
    return picture.take is None and picture.job is None and picture.failure is None


def _first(errors: ExceptionGroup[Exception]) -> Exception:
    """The first failure of a group of tasks: the others were ended by it."""
    first = errors.exceptions[0]
    return _first(first) if isinstance(first, ExceptionGroup) else first


__all__: list[Any] = ["Rendered", "Session"]
