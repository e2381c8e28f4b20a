"""The providers that the contract is for: each with a server of its protocol, and how to drive it.

To add one, write a `Side` and add one line to SIDES. Machines that fetch their work have theirs in
`pulling`, since they need a studio.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from typing import Any, Protocol
from uuid import uuid4

import httpx

from infra.outbound import addresses_of, guarded_client
from infra.providers.comfyui import ComfyUI
from infra.providers.runpod import RunPod
from infra.providers.worker_comfyui import WorkerComfyUI
from studio.rendering.ports import InputFile, MediaKind, Order, Provider, UploadSlot
from tests.contract.providers.meddling import DROP, Meddler, meddler_before
from tests.contract.providers.serverless import Serverless, serve_serverless
from tests.contract.providers.videos import videos_side
from tests.doubles.comfyui import Comfy, serve_comfyui
from tests.doubles.waiting import PATIENCE, until
from tests.infra.comfyui.graphs import picture

KEY = "rpa_TOPSECRET"
PICTURE = b"\x89PNG a picture of the studio's own store"


class Meddling(Protocol):
    """What stands in the way: see `meddling.Meddler`."""

    seen: list[str]

    def spoil(
        self,
        method: str,
        part: str,
        answer: bytes = DROP,
        *,
        forward: bool = False,
        drip: float = 0.0,
        times: int = 1,
    ) -> None: ...

    def mend(self) -> None: ...

    async def plug_in(self) -> None: ...

    async def pull_out(self) -> None: ...


class Side(Protocol):
    """One provider and its other side.

    `submit` and `ask` are method and path of a submission and of a question; `patience` and
    `largest` name the constants that bound an answer in time and bytes; `names` says whether a
    job has a name of ours there, `keeps` whether its outputs stay there, `http` whether the
    provider speaks HTTP; `nobody` is the name of a job that there is not; `kind` is what its orders are of, `most` how many outputs one can have.
    """

    provider: Provider

    @property
    def meddler(self) -> Meddling: ...

    submit: tuple[str, str]
    ask: tuple[str, str]
    patience: str
    largest: str
    names: bool
    keeps: bool
    http: bool
    nobody: str
    kind: MediaKind
    most: int

    def order(self, count: int = 1) -> Order: ...

    def unsupported(self) -> Order | None:
        """An order that this provider can never take, or None where there is none."""
        ...

    def accepted(self) -> list[str]:
        """The jobs that the server took, by its own account."""
        ...

    async def run(self, job: str) -> None:
        """Have it run, and stay so."""
        ...

    async def finish(self, job: str) -> list[bytes]:
        """Have it end well; what its outputs are, in order (nothing where it does not keep them)."""
        ...

    async def restart(self) -> None:
        """What a killed and restarted server of this kind forgets, it forgets."""
        ...


async def _bytes(_: InputFile) -> AsyncIterator[bytes]:
    for start in range(0, len(PICTURE), 10):
        yield PICTURE[start : start + 10]


def _order(count: int, attempt: str) -> Order:
    graph: dict[str, Any] = {}
    for index in range(count):
        for node, spec in picture(steps=8, seed=index, prefix=f"{attempt}/{index}").items():
            inputs = {
                name: [f"{value[0]}.{index}", value[1]] if isinstance(value, list) else value
                for name, value in spec["inputs"].items()
            }
            graph[f"{node}.{index}"] = {**spec, "inputs": inputs}
    return Order(
        attempt=attempt,
        kind=MediaKind.IMAGE,
        brief={"prompt": "Elsinore, ink", "seed": 2**64 - 1, "model": "sdxl.safetensors"},
        uploads=tuple(UploadSlot(f"https://store/{index}") for index in range(count)),
        report_url=None,
        webhook_url=None,
        execution_timeout=20_000,
        ttl=60_000,
        workflow=graph,
        output_nodes=tuple(f"7.{index}" for index in range(count)),
        files=(InputFile("shared/start.png", None, "ab" * 32),),
    )


class _RunPodSide:
    """What both dialects of RunPod have in common."""

    submit = ("POST", "/run")
    ask = ("GET", "/status/")
    patience = "infra.providers.runpod._WHOLE"
    largest = "infra.providers.runpod._ANSWER_BYTES"
    names = False
    http = True
    nobody = "nobody"
    kind = MediaKind.IMAGE
    most = 3

    def __init__(self, provider: Provider, meddler: Meddler, server: Serverless) -> None:
        self.provider = provider
        self.meddler = meddler
        self.server = server

    def order(self, count: int = 1) -> Order:
        return _order(count, f"attempt_{uuid4().hex}")

    def accepted(self) -> list[str]:
        return list(self.server.jobs)

    async def restart(self) -> None:
        return None


class OurWorkerSide(_RunPodSide):
    keeps = False

    def unsupported(self) -> Order | None:
        return None

    async def run(self, job: str) -> None:
        tick = {"storycanvas": 1, "seq": 1, "stage": "RUNNING", "progress": 0.5}
        self.server.says(job, "IN_PROGRESS", output=tick)

    async def finish(self, job: str) -> list[bytes]:
        count = len(self.server.inputs[job]["input"]["outputs"])
        outputs = [
            {
                "index": index,
                "kind": "IMAGE",
                "type": "image/png",
                "size": 5,
                "sha256": hashlib.sha256(b"%d" % index).hexdigest(),
            }
            for index in range(count)
        ]
        self.server.says(job, "COMPLETED", output={"storycanvas": 1, "outputs": outputs})
        return []


class WorkerComfyUISide(_RunPodSide):
    keeps = True
    bucket = False

    def unsupported(self) -> Order | None:
        return replace(self.order(), workflow=None)

    async def run(self, job: str) -> None:
        self.server.says(job, "IN_PROGRESS")

    async def finish(self, job: str) -> list[bytes]:
        given = self.server.inputs[job]["input"]
        assert base64.b64decode(given["images"][0]["image"]) == PICTURE
        saves = [node for node in given["workflow"].values() if node["class_type"] == "SaveImage"]
        made = [b"picture %d " % index * 2_000 for index in range(len(saves))]
        images = [
            self._image(f"{save['inputs']['filename_prefix']}_00001_.png", data)
            for save, data in zip(saves, made, strict=True)
        ]
        self.server.says(job, "COMPLETED", output={"images": images[::-1]})
        return made

    def _image(self, filename: str, data: bytes) -> dict[str, str]:
        if self.bucket:
            self.server.bucket[filename] = data
            address = f"{self.meddler.url}/bucket/{filename}"
            return {"filename": filename, "type": "s3_url", "data": address}
        text = base64.b64encode(data).decode()
        return {"filename": filename, "type": "base64", "data": text}


class BucketSide(WorkerComfyUISide):
    bucket = True


class ComfyUISide:
    submit = ("POST", "/prompt")
    ask = ("GET", "/history")
    patience = "infra.comfyui.client._WHOLE"
    largest = "infra.comfyui.client._LARGEST_ANSWER"
    names = True
    keeps = True
    http = True
    nobody = "nobody"
    kind = MediaKind.IMAGE
    most = 3

    def __init__(
        self, provider: Provider, meddler: Meddler, comfy: Comfy, client: httpx.AsyncClient
    ) -> None:
        self.provider = provider
        self.client = client
        self.meddler = meddler
        self.comfy = comfy
        comfy.script.hold = True
        comfy.script.stall_at_step = 2

    def order(self, count: int = 1) -> Order:
        return _order(count, f"attempt_{uuid4().hex}")

    def unsupported(self) -> Order | None:
        return replace(self.order(), workflow=None)

    def accepted(self) -> list[str]:
        running = [self.comfy.running] if self.comfy.running else []
        return [*self.comfy.history, *(prompt.id for prompt in [*running, *self.comfy.pending])]

    async def run(self, job: str) -> None:
        self.comfy.script.hold = False
        await until(lambda: self.comfy.running and self.comfy.running.id == job)

    async def finish(self, job: str) -> list[bytes]:
        self.comfy.script.hold, self.comfy.script.stall_at_step = False, None
        await until(lambda: job in self.comfy.history)
        assert self.comfy.files["input", "shared", "start.png"] == PICTURE
        shown = self.comfy.history[job]["outputs"]
        files = [shown[node]["images"][0] for node in sorted(shown)]
        return [self.comfy.files["output", file["subfolder"], file["filename"]] for file in files]

    async def restart(self) -> None:
        self.comfy.forget()
        self.comfy.script.hold = False
        await until(lambda: self.comfy.running is None)


Opening = Callable[[], AbstractAsyncContextManager[Side]]


def _runpod(kind: type[OurWorkerSide | WorkerComfyUISide]) -> Opening:
    @asynccontextmanager
    async def opening() -> AsyncIterator[Side]:
        with serve_serverless(KEY) as server:
            async with (
                meddler_before(server.url) as meddler,
                httpx.AsyncClient(timeout=PATIENCE) as client,
                guarded_client(allow_private=True) as outside,
            ):
                base = f"{meddler.url}/v2"
                provider: Provider = RunPod(client, base_url=base, endpoint_id="abc", api_key=KEY)
                if issubclass(kind, WorkerComfyUISide):
                    provider = WorkerComfyUI(
                        client,
                        base_url=base,
                        endpoint_id="abc",
                        api_key=KEY,
                        open_file=_bytes,
                        outside=outside,
                    )
                yield kind(provider, meddler, server)

    return opening


@asynccontextmanager
async def comfyui_side() -> AsyncIterator[ComfyUISide]:
    async def dial(host: str, port: int) -> tuple[str, ...]:
        return await addresses_of(host, port, allow_private=True)

    with serve_comfyui("sdxl.safetensors") as serving:
        async with (
            meddler_before(serving.url) as meddler,
            guarded_client(allow_private=True) as client,
        ):
            provider = ComfyUI(
                client,
                url=meddler.url,
                client_id="storycanvas-test",
                api_key=KEY,
                open_file=_bytes,
                dial=dial,
            )
            side = ComfyUISide(provider, meddler, serving.comfy, client)
            yield side
            side.comfy.script.stall_at_step = None


SIDES: dict[str, Opening] = {
    "runpod": _runpod(OurWorkerSide),
    "worker-comfyui": _runpod(WorkerComfyUISide),
    "worker-comfyui-bucket": _runpod(BucketSide),
    "comfyui": comfyui_side,
    "openai-videos": videos_side(KEY),
}
