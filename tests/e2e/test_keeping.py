"""`storycanvas backup`, `restore` and `check` as a person runs them, on real studios."""

from __future__ import annotations

import asyncio
import hashlib
import io
import os
import resource
import signal
import sys
import tarfile
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from api.cli.keeping.archive import open_archive
from api.cli.keeping.database import answering, started_database, table_rows
from api.cli.keeping.manifest import Manifest
from infra.secrets import open_secrets
from infra.settings import Settings
from tests.e2e.renders import ask_for_renders
from tests.e2e.studio_process import StudioProcess, belonging_to, studio_process
from tests.running import Studio
from tests.schema.graphs import make_film
from tests.servers import Servers

KEY = "rp-very-secret"
PASSING = {"leases", "outbox"}
"""Tables that a running studio writes by itself."""
SERVERS = {"DATABASE_URL", "REDIS_URL"}


async def storycanvas(
    *arguments: str | Path, given: dict[str, str] | None = None, file_limit: int | None = None
) -> tuple[int, str]:
    """Run the command; its exit code and all that it said, in which there is no traceback."""

    def limit() -> None:
        if file_limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (file_limit, file_limit))

    environment = {
        name: value
        for name, value in os.environ.items()
        if "STORYCANVAS" not in name and name not in SERVERS
    }
    process = await asyncio.create_subprocess_exec(
        str(Path(sys.executable).with_name("storycanvas")),
        *map(str, arguments),
        env=environment | (given or {}),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        preexec_fn=limit,
    )
    said, _ = await process.communicate()
    words = said.decode()
    assert "Traceback" not in words, words
    assert process.returncode is not None
    return process.returncode, words


async def rows_of(engine: AsyncEngine) -> dict[str, list[str]]:
    """Every row of every table, as JSON."""
    async with engine.connect() as connection:
        names = set(await table_rows(connection)) - PASSING
        query = 'SELECT row_to_json("{0}")::text FROM "{0}" ORDER BY 1'
        return {
            name: list(await connection.scalars(text(query.format(name)))) for name in sorted(names)
        }


async def kept_key(engine: AsyncEngine, data: Path) -> str:
    """The API key of the endpoint that somebody added, opened with the key of DATA."""
    async with engine.connect() as connection:
        sealed = await connection.scalar(
            text("SELECT sealed_key FROM endpoints WHERE sealed_key IS NOT NULL")
        )
    return open_secrets(Settings(data=data)).unseal(sealed)


def media_of(data: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in (data / "media" / "blobs").glob("??/*")}


def names_in(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="storycanvas-keeping-") as path:
        yield Path(path)
        assert not list(belonging_to(Path(path)))


def manifest_of(backup: Path) -> Manifest:
    with open_archive(backup) as archive:
        return archive.manifest


async def _fill(studio: StudioProcess) -> None:
    """A film with two takes, and an endpoint with a key."""
    renders = await ask_for_renders(studio, 2)
    given = {"provider": "RUNPOD", "name": "Mine", "endpointId": "abc123", "apiKey": KEY}
    await studio.owner.do("addEndpoint", "endpoint { id }", **given)
    async with asyncio.timeout(60):
        await renders.ended(2)


async def _stop(studio: StudioProcess) -> None:
    studio.launcher.send_signal(signal.SIGINT)
    async with asyncio.timeout(30):
        await studio.launcher.wait()


@pytest.mark.slow
@pytest.mark.feature("DBM-3", "DBM-4")
async def test_a_studio_comes_back_whole_elsewhere(folder: Path) -> None:
    running, stopped = folder / "running.backup", folder / "stopped.backup"
    async with studio_process() as studio:
        await _fill(studio)
        code, said = await storycanvas("backup", running, "--data", studio.data)
        assert code == 0, said
        assert "1 projects, 2 clips, 2 takes, 4 media files" in said
        assert "keep it as you keep a password" in said
        code, said = await storycanvas("check", "--deep", "--data", studio.data)
        assert (code, "All is well" in said) == (0, True), said
        code, said = await storycanvas("restore", running, "--data", studio.data)
        assert (code, "already runs on" in said) == (1, True), said
        await _stop(studio)

        code, said = await storycanvas("backup", stopped, "--data", studio.data)
        assert code == 0, said
        code, said = await storycanvas("backup", stopped, "--data", studio.data)
        assert (code, "is there already" in said) == (1, True), said
        code, said = await storycanvas("restore", stopped, "--data", studio.data)
        assert (code, "is not empty" in said) == (1, True), said
        media = media_of(studio.data)
        async with started_database(studio.data, print) as engine:
            rows = await rows_of(engine)
    assert len(media) == 4
    assert running.stat().st_mode & 0o777 == 0o600
    assert names_in(folder) == {running.name, stopped.name}

    assert manifest_of(stopped).media == manifest_of(running).media

    again = folder / "again" / "data"
    code, said = await storycanvas("restore", running, "--data", again)
    assert (code, "All is well" in said, media_of(again) == media) == (0, True, True), said
    data = folder / "restored" / "data"
    code, said = await storycanvas("restore", stopped, "--data", data)
    assert (code, "All is well" in said) == (0, True), said
    assert media_of(data) == media
    assert names_in(data) == {
        *("lock", "media", "ports.json", "postgres", "postgres.password", "secret")
    }
    async with started_database(data, print) as engine:
        assert await rows_of(engine) == rows
        assert await kept_key(engine, data) == KEY


@asynccontextmanager
async def empty_database(servers: Servers) -> AsyncIterator[str]:
    name = f"restored_{uuid4().hex}"
    await servers.run(f"CREATE DATABASE {name}")
    yield servers.database(name)
    await servers.run(f"DROP DATABASE {name} WITH (FORCE)")


async def test_between_servers_of_ones_own(
    studio: Studio, real_servers: Servers, database_url: str, folder: Path
) -> None:
    """With DATABASE_URL; the key is in the environment, and is said not to be in the backup."""
    await make_film(studio.owner)
    await studio.runtime.store.keep(b"a picture without a row")
    backup, data, key = folder / "backup", studio.runtime.settings.data, "k" * 40
    given = {"DATABASE_URL": database_url, "STORYCANVAS_SECRET_KEY": key}
    code, said = await storycanvas("backup", backup, "--data", data, given=given)
    assert code == 0, said
    assert "STORYCANVAS_SECRET_KEY is not in it" in said
    async with empty_database(real_servers) as url:
        given["DATABASE_URL"] = url
        code, said = await storycanvas("restore", backup, "--data", folder / "data", given=given)
        assert (code, "All is well" in said) == (0, True), said
        assert media_of(folder / "data") == media_of(data)
        async with answering(url) as engine:
            assert await rows_of(engine) == await rows_of(studio.runtime.engine)
        code, said = await storycanvas("restore", backup, "--data", folder / "other", given=given)
        assert (code, "has tables" in said) == (1, True), said
    assert not (folder / "data" / "postgres").exists()
    assert names_in(folder / "other") == {"lock"}


async def test_a_check_finds_damage_and_says_so_by_its_exit_code(
    studio: Studio, database_url: str
) -> None:
    await make_film(studio.owner)
    data = studio.runtime.settings.data
    async with studio.runtime.engine.begin() as connection:
        await connection.execute(text("UPDATE stream_clocks SET seq = seq - 1"))
    code, said = await storycanvas("check", "--data", data, given={"DATABASE_URL": database_url})
    assert (code, "2 problems found." in said) == (1, True), said
    code, said = await storycanvas(
        "check", "--repair", "--data", data, given={"DATABASE_URL": database_url}
    )
    assert (code, "mended   clocks" in said) == (0, True), said
    code, said = await storycanvas("check", "--data", data, given={"DATABASE_URL": database_url})
    assert (code, "All is well." in said) == (0, True), said


async def test_a_full_disk_leaves_no_backup(
    studio: Studio, database_url: str, folder: Path
) -> None:
    data = studio.runtime.settings.data
    await studio.runtime.store.keep(os.urandom(1_000_000))
    for limit in (10_000, 500_000):  # in the dump, in the media
        code, said = await storycanvas(
            *("backup", folder / "backup", "--data", data),
            given={"DATABASE_URL": database_url},
            file_limit=limit,
        )
        assert (code, "There is no room left" in said) == (1, True), said
        assert not names_in(folder)


@pytest.mark.slow
async def test_a_dump_that_breaks_off_leaves_nothing(
    studio: Studio, real_servers: Servers, database_url: str, folder: Path
) -> None:
    """Its digests are right and its content is not: what was loaded of it is gone again."""
    await make_film(studio.owner)
    backup, data = folder / "backup", folder / "data"
    await storycanvas(
        "backup",
        backup,
        "--data",
        studio.runtime.settings.data,
        given={"DATABASE_URL": database_url},
    )
    _break_off(backup, share=0.98)
    async with empty_database(real_servers) as url:
        for given in ({}, {"DATABASE_URL": url}):
            code, said = await storycanvas("restore", backup, "--data", data, given=given)
            assert (code, "The dump in the backup cannot be read" in said) == (1, True), said
            assert names_in(data) == {"lock"}
        async with answering(url) as engine, engine.connect() as connection:
            assert await table_rows(connection) == {}


async def test_what_is_not_there_is_said(folder: Path) -> None:
    for command, *rest in (("backup", folder / "x"), ("check",)):
        code, said = await storycanvas(command, *rest, "--data", folder / "none")
        assert (code, "There is no studio in" in said) == (1, True), said
    code, said = await storycanvas("restore", folder / "none", "--data", folder / "data")
    assert (code, "No such file" in said) == (1, True), said
    address = "postgresql://nobody:wrong@127.0.0.1:1/none"
    code, said = await storycanvas(
        "check", "--data", folder / "data", given={"DATABASE_URL": address}
    )
    assert (code, "127.0.0.1:1 cannot be used" in said) == (1, True), said
    assert "wrong" not in said
    assert not names_in(folder)


def _break_off(backup: Path, *, share: float) -> None:
    with tarfile.open(backup) as tar:
        members = [(m, tar.extractfile(m).read()) for m in tar]  # type: ignore[union-attr]
    (dump, content), *rest, (manifest, told) = members
    content = content[: int(len(content) * share)]
    dump.size = len(content)
    described = Manifest.model_validate_json(told)
    database = described.database.model_copy(
        update={"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    )
    told = described.model_copy(update={"database": database}).model_dump_json().encode()
    manifest.size = len(told)
    with tarfile.open(backup, "w") as tar:
        for member, written in [(dump, content), *rest, (manifest, told)]:
            tar.addfile(member, io.BytesIO(written))
