"""The lively part of a render: ask for what is missing, follow it, fetch what is made."""

import asyncio
from collections.abc import Sequence
from contextlib import aclosing
from typing import Any

from api.cli.rendering import documents
from api.cli.rendering.board import Board, Picture
from api.cli.rendering.client import Client
from api.cli.rendering.display import Display
from api.cli.rendering.downloads import Downloads
from api.cli.rendering.errors import Refused, RenderError, TakeGone
from api.cli.rendering.shapes import Clip, Failure, Job, Project, Take

_ASKING = 4
_DOWNLOADING = 4
_WINDOW = 100
"""Renders under way at a time: a small endpoint refuses a long queue."""
_LOOK_EVERY = 30.0
"""Seconds without any news after which the project is read anew."""
_WORDS = {"STARTING": "warming up", "RUNNING": "rendering", "SAVING": "saving"}


class Live:
    """Brings every picture of a board to its end."""

    def __init__(
        self, client: Client, downloads: Downloads, display: Display, board: Board
    ) -> None:
        self.made = 0
        self._client = client
        self._downloads = downloads
        self._display = display
        self._board = board
        self._moved = asyncio.Event()
        self._freed = asyncio.Event()
        self._asking = asyncio.Semaphore(_ASKING)
        self._downloading = asyncio.Semaphore(_DOWNLOADING)
        self._tasks = asyncio.TaskGroup()

    async def run(self) -> None:
        """Raises RenderError where it cannot go on, and OSError where OUT cannot be written."""
        try:
            async with self._tasks as tasks:
                following = [
                    tasks.create_task(self._follow()),
                    tasks.create_task(self._watch()),
                ]
                for picture in self._board:
                    if picture.take and not picture.saved:
                        self._fetch(picture, picture.take)
                await self._until_settled(tasks.create_task(self._ask_for_all()))
                for task in following:
                    task.cancel()
        except ExceptionGroup as errors:
            raise _first(errors) from None

    async def _until_settled(self, asking: asyncio.Task[None]) -> None:
        while not (asking.done() and self._board.done == len(self._board.pictures)):
            self._moved.clear()
            try:
                await asyncio.wait_for(self._moved.wait(), _LOOK_EVERY)
            except TimeoutError:
                await self._look_again()

    async def _ask_for_all(self) -> None:
        asked = []
        for clip in self._board.project.clips:
            if missing := self._board.missing(clip.id):
                await self._room()
                await self._asking.acquire()
                asked.append(self._tasks.create_task(self._ask_for(clip, missing)))
        await asyncio.gather(*asked)
        self._moved.set()

    async def _room(self) -> None:
        """Wait until fewer renders are under way than may be."""
        while self._board.in_flight >= _WINDOW:
            self._freed.clear()
            await self._freed.wait()

    async def _ask_for(self, clip: Clip, missing: Sequence[Picture]) -> None:
        heard = [picture.news for picture in missing]
        try:
            jobs = await self._requested(clip, [picture.kind for picture in missing])
        except Refused as refused:
            for picture in missing:
                self._fail(picture, Failure(code=refused.code, message=refused.message))
            return
        finally:
            self._asking.release()
        for picture, before, job in zip(missing, heard, jobs, strict=True):
            if picture.news == before:  # else an event was faster and knows better
                self._hear(job)

    async def _requested(self, clip: Clip, kinds: Sequence[str]) -> list[Job]:
        """Renders of these kinds, in their order: ended ones tried again, else new ones.

        The keys follow from what was read, so that a repeat of this asks for nothing more.
        """
        answers = {}
        anew = []
        for kind in kinds:
            newest = next(iter(clip.renders(kind)), None)
            if newest is None or newest.state == "COMPLETED":
                anew.append(kind)
                continue
            answers[kind] = await self._tried_again(newest)
        if anew:
            before = sum(len(clip.renders(kind)) for kind in anew)
            key = f"render:{clip.id}:{'+'.join(anew)}:{before}"
            request = {"clipId": clip.id, "kinds": anew, "idempotencyKey": key}
            made = await self._client.change(documents.GENERATE_CLIP, request)
            answers |= {job["kind"]: job for job in made["jobs"]}
        return [Job.model_validate(answers[kind]) for kind in kinds]

    async def _tried_again(self, ended: Job) -> dict[str, Any]:
        key = f"again:{ended.id}:{ended.finished_at}"
        given = {"jobId": ended.id, "idempotencyKey": key}
        payload = await self._client.change(documents.RETRY_JOB, given)
        return dict(payload["job"])

    async def _follow(self) -> None:
        """Take in the project's events, also those that were missed."""
        project = self._board.project
        seq = project.last_seq
        messages = self._client.follow(
            "events", documents.EVENTS, lambda: {"projectId": project.id, "after": seq}
        )
        async with aclosing(messages):
            async for data in messages:
                event = data["projectEvents"]
                seq = event["seq"]
                if event["kind"] == "STREAM_RESET":
                    await self._look_again()
                elif event["kind"] == "PROJECT_DELETED":
                    raise project_gone()
                elif event["kind"] == "CLIP_DELETED":
                    self._forget(event["clipId"])
                elif "job" in event:
                    self._hear(Job.model_validate(event["job"]))

    async def _watch(self) -> None:
        """Show how far the renders are that are under way."""
        given = {"projectId": self._board.project.id}
        messages = self._client.follow("progress", documents.PROGRESS, lambda: given)
        async with aclosing(messages):
            async for data in messages:
                for tick in data["projectProgress"]:
                    job = Job.model_validate(tick["job"])
                    picture = self._board.of(job)
                    if picture and not picture.settled and job.state in _WORDS:
                        words = tick["message"] or _WORDS[job.state]
                        self._display.working(picture.label, tick["progress"], words)

    async def _look_again(self) -> None:
        project = await read_project(self._client, self._board.project.id)
        if project is None:
            raise project_gone()
        for picture in self._board.refresh(project):
            self._end(picture)
        self._moved.set()

    def _hear(self, job: Job) -> None:
        picture = self._board.hear(job)
        if picture is not None:
            self._end(picture)

    def _end(self, picture: Picture) -> None:
        self._freed.set()
        if picture.take:
            self._fetch(picture, picture.take)
        elif picture.inherited and picture.job and picture.job.state == "FAILED":
            picture.inherited, picture.failure = False, None
            self._tasks.create_task(self._give_another_chance(picture, picture.job))
        elif picture.failure:
            self._fail(picture, picture.failure)

    async def _give_another_chance(self, picture: Picture, ended: Job) -> None:
        """Try a render again that failed but was begun by an earlier run."""
        before = picture.news
        try:
            job = Job.model_validate(await self._tried_again(ended))
        except Refused as refused:
            self._fail(picture, Failure(code=refused.code, message=refused.message))
            return
        if picture.news == before:
            self._hear(job)

    def _fail(self, picture: Picture, failure: Failure) -> None:
        told, picture.told, picture.failure = picture.told, failure, failure
        if told != failure:
            why = f"{failure.code}: {failure.message}"
            self._display.failed(picture.label, why, *self._count())
        self._moved.set()

    def _forget(self, clip_id: str) -> None:
        for picture in self._board.forget(clip_id):
            self._display.say(f"{picture.label} was deleted: left out.")
        self._freed.set()
        self._moved.set()

    def _fetch(self, picture: Picture, take: Take) -> None:
        self._tasks.create_task(self._save(picture, take))

    async def _save(self, picture: Picture, take: Take) -> None:
        try:
            async with self._downloading:
                await self._downloads.fetch(picture, take)
        except TakeGone as gone:
            words = f"The studio no longer has this file ({gone}). Generate the shot again."
            self._fail(picture, Failure(code="MEDIA_GONE", message=words))
            return
        picture.saved = True
        self.made += 1
        self._display.ready(picture.label, *self._count())
        self._moved.set()

    def _count(self) -> tuple[int, int]:
        return self._board.done, len(self._board.pictures)


async def read_project(client: Client, project_id: str) -> Project | None:
    """The project with its scenes, clips, takes and renders, or None where there is none."""
    data = await client.ask(documents.PROJECT, id=project_id)
    return Project.model_validate(data["project"]) if data["project"] else None


def project_gone() -> RenderError:
    return RenderError("The project was deleted while it was rendered.")


def _first(errors: ExceptionGroup[Exception]) -> Exception:
    """The failure that ended the others."""
    first = errors.exceptions[0]
    return _first(first) if isinstance(first, ExceptionGroup) else first
