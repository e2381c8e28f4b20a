"""Which TCP ports of this machine the studio listens on."""

import errno
import json
import random
import socket
from pathlib import Path

from infra.embedded.errors import PortTakenError

LOOPBACK = "127.0.0.1"

# Below every system's range for outgoing connections: a client that reconnects to a port inside
# that range while the server is down can be given the very port, and then keeps the server out.
_SERVER_PORTS = range(20_000, 32_000)


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
    """A port on 127.0.0.1 that nothing listens on."""
    while True:
        port = random.choice(_SERVER_PORTS)  # noqa: S311 (spread, not secrecy)
        if is_free(port):
            return port


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
        ports = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(ports, dict):
        return {}
    return {k: v for k, v in ports.items() if isinstance(v, int) and 0 < v < 65_536}


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
