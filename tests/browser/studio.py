"""`storycanvas up` in a process of its own, for tests that wait for what is to be seen."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from infra.embedded.lock import RunningStudio, running_studio
from infra.embedded.ports import free_port
from tests.e2e.rendering import PROGRAM, ask, environment, pid_of, until
from tests.e2e.studio_process import belonging_to

ROOT = Path(__file__).parents[2]
NO_PICTURES = "tests.workers.endpoint.fake_artist:NoopRenderer"
SOME_PICTURES = "tests.workers.endpoint.fake_artist:UnwillingRenderer"
HAMLET = ROOT / "examples" / "hamlet.fountain"

_SHOTS = """query($id: ID!) { project(id: $id) { scenes { id name clips {
  id number caption imagePrompt selectedTake { id } gallery { id } jobs { id state } } } } }"""


@dataclass(frozen=True)
class Served:
    """A studio that is up, spoken to as its owner beside the browser."""

    folder: Path
    running: RunningStudio

    @property
    def url(self) -> str:
        return self.running.url

    @property
    def link(self) -> str:
        """What `make up` prints."""
        return f"{self.url}/#token={self.running.token}"

    def ask(self, document: str, **variables: Any) -> dict[str, Any]:
        return ask(self.running, document, **variables)

    def do(self, mutation: str, wanted: str, **given: Any) -> dict[str, Any]:
        """The payload of `mutation` with this input, which must have no user errors."""
        name = mutation[0].upper() + mutation[1:]
        payload: dict[str, Any] = self.ask(
            f"mutation($input: {name}Input!) {{ {mutation}(input: $input) {{ {wanted} "
            "userErrors { code message } } }",
            input=given,
        )[mutation]
        assert payload["userErrors"] == [], payload["userErrors"]
        return payload

    def put(self, path: str, content: bytes, name: str) -> dict[str, Any]:
        """What the studio says of a file that is brought there, which it looks into first."""
        answer = httpx.put(
            f"{self.url}/{path}",
            params={"name": name},
            content=content,
            headers={"Authorization": f"Bearer {self.running.token}"},
            trust_env=False,
            timeout=60,
        )
        answer.raise_for_status()
        told: dict[str, Any] = answer.json()
        return told

    def imported(self, text: str | None = None, name: str | None = None) -> str:
        """The id of a new project made of this script, Hamlet's if none."""
        script = HAMLET.read_text(encoding="utf-8") if text is None else text
        project = self.do("importScript", "project { id }", text=script)["project"]["id"]
        if name is not None:
            self.do("updateProject", "project { id }", id=project, name=name)
        return str(project)

    def shots(self, project: str) -> list[dict[str, Any]]:
        """The clips of a project in the order of the film."""
        scenes = self.ask(_SHOTS, id=project)["project"]["scenes"]
        return [clip for scene in scenes for clip in scene["clips"]]

    def drawn(self, project: str, *, count: int = 1, only: int | None = None) -> None:
        """Render the project, or its first `only` shots, and wait for that."""
        clips = [clip["id"] for clip in self.shots(project)][:only]
        self.do(
            "generateClips",
            "jobs { id }",
            clipIds=clips,
            count=count,
            seed=1,
            idempotencyKey=os.urandom(8).hex(),
        )
        until(
            lambda: all(len(c["gallery"]) >= count for c in self.shots(project)[: len(clips)]), 120
        )

    def pid(self, service: str) -> int:
        """The process that is postgres, valkey, api, worker or endpoint now."""
        return pid_of(self.folder, service)

    def launcher(self) -> int:
        """The process that starts the others, and starts them again."""
        (record,) = (self.folder / "data" / "run").glob("*.json")
        return int(record.stem)

    def answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/readyz", trust_env=False).is_success
        except httpx.TransportError:
            return False

    def last_words(self, lines: int = 25) -> str:
        """The ends of all logs, for whoever reads a failure."""
        logs = [self.folder / "up.log", *sorted((self.folder / "data" / "logs").glob("*.log"))]
        ends = ((log.name, log.read_text(errors="replace").splitlines()[-lines:]) for log in logs)
        return "\n".join(f"--- {name}\n" + "\n".join(end) for name, end in ends)


@contextmanager
def served(**settings: str) -> Iterator[Served]:
    """A studio on an empty folder and a port of its own; afterwards nothing of it is left."""
    folder = Path(tempfile.mkdtemp(prefix="storycanvas-browser-"))
    (folder / "tmp").mkdir()
    (folder / "tmp").chmod(0o1777)
    with (folder / "up.log").open("wb") as log:
        launcher = subprocess.Popen(
            [PROGRAM, "up", "--port", str(free_port()), "--data", str(folder / "data")],
            cwd=ROOT,
            env=environment(folder) | settings,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )

    def ready() -> RunningStudio | None:
        assert launcher.poll() is None, (folder / "up.log").read_text()
        return running_studio(folder / "data")

    try:
        yield Served(folder, until(ready, 120))
    finally:
        launcher.send_signal(signal.SIGINT)
        launcher.wait(60)
        left = list(belonging_to(folder / "data"))
        for pid in left:
            os.kill(pid, signal.SIGKILL)
        shutil.rmtree(folder, ignore_errors=True)
        assert left == [], "still running at the end"
