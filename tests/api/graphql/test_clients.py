"""The clients and audits that others write, from npm, against a real server."""

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import pytest

from tests.api.graphql.graph import TOKEN, Witness

CLIENTS = Path(__file__).parent / "clients"


@pytest.fixture(scope="module")
def clients() -> Path:
    """Install the pinned packages once per lock, outside of the repository."""
    if not shutil.which("node") or not shutil.which("npm"):
        pytest.skip("node is not here")
    lock = hashlib.sha256((CLIENTS / "package-lock.json").read_bytes()).hexdigest()[:12]
    home = Path(tempfile.gettempdir()) / f"storycanvas-clients-{os.getuid()}-{lock}"
    home.mkdir(mode=0o700, exist_ok=True)
    assert home.stat().st_uid == os.getuid()
    for name in ("package.json", "package-lock.json", ".npmrc", *map(str, CLIENTS.glob("*.mjs"))):
        shutil.copy(CLIENTS / name, home)
    if not (home / "installed").exists():
        command = ["npm", "ci", "--ignore-scripts", "--no-progress"]
        installed = subprocess.run(
            command, cwd=home, capture_output=True, text=True, check=False, timeout=100
        )
        if installed.returncode:
            pytest.skip("npm packages cannot be installed here")
        (home / "installed").touch()
    return home


def run(clients: Path, script: str, host: str) -> list[Any]:
    ran = subprocess.run(
        ["node", script, f"http://{host}/graphql", TOKEN],
        cwd=clients,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ran.returncode == 0, ran.stderr
    return [json.loads(line) for line in ran.stdout.splitlines()]


@pytest.mark.slow
def test_the_audits_of_graphql_over_http_pass(clients: Path, host: str) -> None:
    assert run(clients, "audits.mjs", host) == [{"ran": 61}]


def expected(seen: dict[str, Any]) -> None:
    counted = [{"data": {"count": number}} for number in range(3)]
    assert seen["query"] == [{"data": {"hello": "world"}}]
    assert seen["subscription"] == counted
    assert seen["stopped"] == counted[:2]
    assert seen["after"] == [{"data": {"bump": 1}}]


@pytest.mark.slow
def test_the_client_of_graphql_ws_is_served(clients: Path, host: str, seen: Witness) -> None:
    [got] = run(clients, "sockets.mjs", host)
    expected(got)
    assert got["failed"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
    assert got["refused"] == 4403


@pytest.mark.slow
def test_the_client_of_graphql_sse_is_served(clients: Path, host: str, seen: Witness) -> None:
    [got] = run(clients, "events.mjs", host)
    expected(got)
    assert got["failed"][0]["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
    assert got["refused"] == 401
