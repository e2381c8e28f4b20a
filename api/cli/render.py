"""`storycanvas render`: a script in, stills, a contact sheet and a project out."""

import asyncio
import errno
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from rich.console import Console

from api.cli.rendering.client import Address, Client
from api.cli.rendering.display import Display, clock, display_for
from api.cli.rendering.errors import RenderError
from api.cli.rendering.folder import Folder, hold
from api.cli.rendering.outage import Away
from api.cli.rendering.project_file import project_json
from api.cli.rendering.report import report_text
from api.cli.rendering.script import Script, error_words, read_script
from api.cli.rendering.session import Rendered, Session
from api.cli.rendering.sheet import contact_sheets
from api.cli.up import run_local
from infra.embedded.lock import running_studio
from infra.embedded.ports import web_port
from infra.settings import SettingsError, load_settings
from studio.story.elements import ScriptFormat

INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line asks for. `kinds` are media kinds, what is made first first."""

    script: Path
    out: Path
    data: Path | None
    port: int | None
    script_format: ScriptFormat | None
    kinds: tuple[str, ...]
    title: str | None
    restart: bool


def run(wanted: Wanted) -> int:
    """Render, and answer the exit code: 0 all rendered, 1 failed in words, 130 interrupted."""
    console = Console(highlight=False)
    try:
        script = read_script(wanted.script, wanted.script_format)
        with hold(wanted.out) as folder:
            _check(folder, script, wanted)
            return _Command(wanted, script, folder, display_for(console)).run()
    except (RenderError, SettingsError) as error:
        _tell(str(error))
    except OSError as error:
        _tell(_unwritable(wanted.out, error))
    return 1


def _check(folder: Folder, script: Script, wanted: Wanted) -> None:
    """Refuse to mix two scripts in one folder."""
    if folder.record is None:
        return
    if wanted.restart:
        folder.restart()
    elif folder.record.script != script.digest:
        raise RenderError(
            f"{folder.path} holds a render of another script, or of {script.path.name} before it "
            f"was changed. Choose another --out, or render anew there with --restart."
        )


class _Command:
    """One run of the command, on a studio that is there or on one of its own."""

    def __init__(self, wanted: Wanted, script: Script, folder: Folder, display: Display) -> None:
        self._wanted = wanted
        self._script = script
        self._folder = folder
        self._display = display
        self._began = time.monotonic()
        self._code: int | None = None

    def run(self) -> int:
        if self._wanted.data is not None:
            os.environ["STORYCANVAS_DATA"] = str(self._wanted.data)
        settings = load_settings()
        data = settings.data.expanduser().resolve()
        there = running_studio(data)
        if there is not None:
            self._display.say(f"Using the studio that runs at {there.url}.")
            return self._join(lambda: _address(data))
        port = self._wanted.port
        if port is None and "STORYCANVAS_PORT" not in os.environ:
            port = web_port(None, host=settings.host)
        self._display.say(f"Starting a studio on {data} …")
        code = run_local(port=port, data=data, on_ready=self._on_own_studio)
        if self._code is not None:
            return self._code
        return code or self._interrupted()

    def _join(self, find: Callable[[], Address]) -> int:
        async def joined() -> int:
            task = asyncio.current_task()
            assert task is not None
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
            return await self._render(find)

        try:
            return asyncio.run(joined())
        except (KeyboardInterrupt, asyncio.CancelledError):
            return self._interrupted()

    async def _on_own_studio(self, url: str, token: str) -> int:
        self._code = await self._render(lambda: Address(url, token))
        return self._code

    async def _render(self, find: Callable[[], Address]) -> int:
        try:
            with self._display as display:
                async with Client(find, display.say) as client:
                    session = Session(
                        client, self._folder, display, self._script, self._wanted.kinds
                    )
                    rendered = await session.run(self._wanted.title)
                await asyncio.to_thread(self._write, rendered)
        except RenderError as error:
            _tell(str(error))
            return 1
        except OSError as error:
            _tell(_unwritable(self._folder.path, error))
            return 1
        return self._conclude(rendered)

    def _write(self, rendered: Rendered) -> None:
        """The contact sheet, project.json and the report."""
        name = self._script.path.name
        sheets = []
        for page, picture in enumerate(contact_sheets(rendered, self._folder.path), start=1):
            sheets.append("contact-sheet.png" if page == 1 else f"contact-sheet-{page}.png")
            self._folder.write(sheets[-1], picture)
        document = project_json(rendered, version=version("storycanvas-studio"), script=name)
        self._folder.write("project.json", document)
        seconds = time.monotonic() - self._began
        report = report_text(rendered, script=name, seconds=seconds, sheets=sheets)
        self._folder.write("report.md", report.encode())

    def _conclude(self, rendered: Rendered) -> int:
        took = clock(time.monotonic() - self._began)
        there = len(rendered.files)
        self._display.say(
            f"{there} of {rendered.wanted} pictures are in {self._folder.path}"
            f" ({rendered.made} new, {took})."
        )
        if not rendered.failures:
            return 0
        _tell(f"{len(rendered.failures)} failed:")
        for label, failure in rendered.failures:
            _tell(f"  {label}  {failure.code}: {failure.message}")
        _tell("report.md says what to do; the same command tries them again.")
        return 1

    def _interrupted(self) -> int:
        files = len(self._folder.record.files) if self._folder.record else 0
        _tell(
            f"Stopped with {files} of {self._script.shots * len(self._wanted.kinds)} pictures. "
            f"The same command goes on from there."
        )
        return INTERRUPTED


def _address(data: Path) -> Address:
    studio = running_studio(data)
    if studio is None:
        raise Away("no studio runs on this DATA")
    return Address(studio.url, studio.token)


def _unwritable(out: Path, error: OSError) -> str:
    advice = "Choose another --out."
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        advice = "Make room there, then the same command goes on."
    return f"{error.filename or out} cannot be written: {error_words(error)}. {advice}"


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201
