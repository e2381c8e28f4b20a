"""A local endpoint in a process of its own, with the real SDK running tests' handler."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from tests.doubles.waiting import PATIENCE

KEY = "a-key-for-tests"
HANDLER = "tests.infra.embedded.endpoint.handler"


class Server:
    """Started at once; started again after its end it keeps DATA and port."""

    def __init__(self, data: Path, *options: str) -> None:
        self.data = data
        self.folder = data / "endpoint"
        self.log = data / "log"
        self._options = options
        self._port = "0"
        self.start()

    def start(self) -> None:
        secret = {"RUNPOD_API_KEY": "s3cret", "DATABASE_URL": "s3cret", "REDIS_URL": "s3cret"}
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "infra.embedded.endpoint", "--data", str(self.data)),
                    *("--port", self._port, "--worker", HANDLER, "--fast", *self._options),
                ],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env={**os.environ, **secret, "STORYCANVAS_LOCAL_ENDPOINT_KEY": KEY},
            )
        assert self.process.stdout is not None
        said = self.process.stdout.readline()
        assert "listens at" in said, self.log.read_text()
        self.url = said.split()[-1]
        self._port = httpx.URL(self.url).netloc.decode().rpartition(":")[2]

    def end(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        code = self.process.wait(PATIENCE)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code

    def workers(self) -> list[int]:
        return [worker["pid"] for worker in json.loads((self.folder / "workers.json").read_text())]

    def events(self, name: str | None = None) -> list[dict[str, Any]]:
        lines = (self.folder / "journal.jsonl").read_text().splitlines()
        events = [json.loads(line) for line in lines]
        return [event for event in events if name in {None, event["event"]}]

    def client(self) -> httpx.AsyncClient:
        headers = {"Authorization": f"Bearer {KEY}"}
        return httpx.AsyncClient(
            base_url=self.url, headers=headers, timeout=PATIENCE, trust_env=False
        )


@contextmanager
def running(*options: str) -> Iterator[Server]:
    with tempfile.TemporaryDirectory(prefix="endpoint-") as folder:
        server = Server(Path(folder), *options)
        try:
            yield server
        finally:
            if server.process.poll() is None:
                server.end()


def traced(trace: Path, what: str) -> bool:
    """Whether the handler has noted `what`."""
    return trace.exists() and what in trace.read_text()


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def descendants(pid: int) -> list[int]:
    """The processes under `pid`."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(entry.name)] = int(stat[1])
    found, new = [], [pid]
    while new:
        new = [child for child, parent in parents.items() if parent in new]
        found += new
    return found
