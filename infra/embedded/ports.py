"""Which TCP ports of this machine the studio listens on."""

import errno
import json
import os
import random
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NoReturn

from infra.embedded.errors import PortTakenError
from infra.filelock import held

LOOPBACK = "127.0.0.1"

# Below every system's range for outgoing connections: a client that reconnects to a port inside
# that range while the server is down can be given the very port, and then keeps the server out.
_SERVER_PORTS = range(20_000, 32_000)
_STARTS_WITHIN = 120.0  # seconds
_PATIENCE = 10.0  # seconds


def is_free(port: int, host: str = LOOPBACK) -> bool:
    """Whether a server could listen on host:port now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as refused:
            if refused.errno in {errno.EADDRINUSE, errno.EACCES}:
                return False
            raise
    return True


def free_port() -> int:
    """A port on 127.0.0.1 that nothing listens on.

    Nor will what was given one on this machine within two minutes, and may still be starting.
    """
    with _given() as given:
        while True:
            port = random.choice(_SERVER_PORTS)  # noqa: S311 (spread, not secrecy)
            if str(port) not in given and is_free(port):
                given[str(port)] = int(time.time())
                return port


@contextmanager
def _given() -> Iterator[dict[str, int]]:
    """When which ports were given, by all processes of this user; nothing where that is not kept."""
    file = Path(tempfile.gettempdir()) / f"storycanvas-ports-{os.getuid()}.json"
    with ExitStack() as stack:
        try:
            kept = stack.enter_context(held(file, patience=_PATIENCE, refused=_refused))
        except OSError:
            kept = None
        if kept is None or os.fstat(kept).st_uid != os.getuid():
            yield {}
            return
        text = stack.enter_context(open(kept, "r+", errors="replace", closefd=False))
        since = time.time() - _STARTS_WITHIN
        given = {port: at for port, at in _numbers(text.read()).items() if at > since}
        yield given
        text.seek(0)
        text.truncate()
        json.dump(given, text)


def _refused() -> NoReturn:
    raise TimeoutError


def remembered_port(data: Path, name: str) -> int:
    """The port that `name` had on this DATA last time, or a new one when that is taken."""
    file = data / "ports.json"
    ports = _read(file)
    port = ports.get(name)
    if port is None or not is_free(port):
        port = free_port()
        file.write_text(json.dumps({**ports, name: port}), encoding="utf-8")
    return port


def _read(file: Path) -> dict[str, int]:
    try:
        ports = _numbers(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {name: port for name, port in ports.items() if 0 < port < 65_536}


def _numbers(text: str) -> dict[str, int]:
    """What a file says that others may have touched."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {name: number for name, number in found.items() if isinstance(number, int)}


def web_port(requested: int | None, *, default: int = 8000, host: str = LOOPBACK) -> int:
    """The port of the page: the one asked for, or the first free one from `default` on.

    0 asks for any free port. Raises PortTakenError when the requested one cannot be had.
    """
    if requested is None:
        return next((p for p in range(default, default + 20) if is_free(p, host)), free_port())
    if requested == 0:
        return free_port()
    if not is_free(requested, host):
        raise PortTakenError(
            f"Port {requested} on {host} is taken by another program, or reserved by the system. "
            f"Stop that program, or choose another port with PORT=."
        )
    return requested
