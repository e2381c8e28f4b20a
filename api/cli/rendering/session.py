"""One render from beginning to end, as a client of the studio."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from api.cli.rendering import documents
from api.cli.rendering.board import Board
from api.cli.rendering.client import Client
from api.cli.rendering.display import Display
from api.cli.rendering.downloads import Downloads, name_of
from api.cli.rendering.errors import Refused, RenderError, TakeGone
from api.cli.rendering.folder import Folder
from api.cli.rendering.live import Live, project_gone, read_project
from api.cli.rendering.script import Script
from api.cli.rendering.shapes import Failure, Project


@dataclass(frozen=True, slots=True)
class Rendered:
    """What came of it: the project as it is now, its files by take id, failures by shot."""

    project: Project
    files: Mapping[str, str]
    failures: Sequence[tuple[str, Failure]]
    wanted: int
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
        self._downloads = Downloads(client, folder)

    async def run(self, title: str | None) -> Rendered:
        """Raises RenderError where it cannot go on, and OSError where OUT cannot be written."""
        try:
            project = await self._project(title)
        except Refused as refused:
            raise RenderError(f"{refused.message} ({refused.code})") from None
        board = Board(project, self._kinds)
        for picture in board:
            picture.saved = self._downloads.has(picture)
        self._display.expect(len(board.pictures), board.done)
        live = Live(self._client, self._downloads, self._display, board)
        await live.run()
        now = await read_project(self._client, project.id)
        if now is None:
            raise project_gone()
        files = await self._settle(now)
        failures = [(p.label, p.failure) for p in board if p.failure]
        return Rendered(now, files, failures, len(board.pictures), live.made)

    async def _project(self, title: str | None) -> Project:
        """The project of this folder, or a new one; its script is in it."""
        record = self._folder.record
        known = record.project if record else ""
        project = await read_project(self._client, known) if known else None
        if known and project is None:
            self._display.say("The project of this folder is not in this studio: starting anew.")
        if project is None:
            about = f"Rendered from {self._script.path.name}."
            given = {"name": title or self._script.title, "description": about}
            made = await self._client.change(documents.CREATE_PROJECT, given)
            project = await read_project(self._client, made["project"]["id"])
        if project is None:
            raise project_gone()
        self._folder.begin(project.id, self._script.digest)
        return project if project.scenes else await self._imported(project.id)

    async def _imported(self, project_id: str) -> Project:
        script = self._script
        given = {
            "projectId": project_id,
            "text": script.text,
            "format": script.format.name if script.format else None,
        }
        while True:
            # Not repeated blindly: a second import would append the script once more.
            await self._client.change_once(documents.IMPORT_SCRIPT, given)
            project = await read_project(self._client, project_id)
            if project is None:
                raise project_gone()
            if project.scenes:
                return project

    async def _settle(self, project: Project) -> dict[str, str]:
        """Make the folder fit the project as it is at the end; its files by take id."""
        files: dict[str, str] = {}
        for picture in Board(project, self._kinds):
            if picture.take is None:
                continue
            if not self._downloads.has(picture):
                with suppress(TakeGone):
                    await self._downloads.fetch(picture, picture.take)
            if self._downloads.has(picture):
                files[picture.take.id] = name_of(picture, picture.take)
        self._folder.tidy(set(files.values()))
        return files
