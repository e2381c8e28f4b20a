"""The renderer that has a ComfyUI do the work."""

from __future__ import annotations

import asyncio
import io
import uuid
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image, ImageOps

from infra.comfyui.client import ComfyClient, open_client
from infra.comfyui.errors import ComfyError, ComfyUnreachable, GraphRefused
from infra.comfyui.outputs import OutputFile
from infra.comfyui.progress import Update
from infra.comfyui.run import Patience, run_graph, wait_until_up
from infra.comfyui.system import gpu_of, version_of
from workers.endpoint.errors import EndpointError, ErrorCode
from workers.endpoint.graphs import Graph, choose_checkpoint, prepare, text_to_image
from workers.endpoint.probe import probe_image, probe_video
from workers.endpoint.render import File, OnStep, Stage, Step
from workers.endpoint.task import Kind, Task

_LARGEST_OUTPUT = 2 * 2**30
_FOLDER = "storycanvas"
_SUFFIXES = {
    Kind.IMAGE: (".png", ".jpg", ".jpeg", ".webp"),
    Kind.VIDEO: (".mp4", ".webm", ".mov", ".mkv", ".gif"),
}


class ComfyRenderer:
    """Renders on the ComfyUI at `url`; waits `wake_within` seconds for one that is starting."""

    name = "comfyui"

    def __init__(
        self, url: str, *, wake_within: float = 120.0, patience: Patience | None = None
    ) -> None:
        self.version = "unknown"
        self.gpu: str | None = None
        self._url = url
        self._wake_within = wake_within
        self._patience = patience

    async def render(self, task: Task, *, folder: Path, on_step: OnStep) -> list[File]:
        if task.kind is Kind.VIDEO and task.workflow is None:
            raise EndpointError(
                ErrorCode.UNSUPPORTED,
                "This endpoint has no video graph of its own. Send a workflow that makes one.",
            )
        with as_endpoint_errors():
            async with open_client(self._url) as comfy:
                told = await wait_until_up(
                    comfy, within=self._wake_within, on_wait=_say_starting(on_step)
                )
                self.version = version_of(told) or "unknown"
                self.gpu = gpu_of(told.get("devices"))
                if task.output_nodes:
                    return await self._render_all(comfy, task, folder, on_step)
                start = await _upload_start_image(comfy, task)
                return [
                    await self._render_one(comfy, task, index, start, folder, on_step)
                    for index in range(task.brief.count)
                ]

    async def _render_one(
        self,
        comfy: ComfyClient,
        task: Task,
        index: int,
        start: str | None,
        folder: Path,
        on_step: OnStep,
    ) -> File:
        count = task.brief.count
        graph, model = await _graph(comfy, task, index, start)

        async def forward(update: Update) -> None:
            stage = Stage.STARTING if update.loading and index == 0 else Stage.RUNNING
            progress = (index + update.progress) / count
            await on_step(Step(progress, update.message, update.preview, stage))

        history = await run_graph(comfy, graph, on_update=forward, patience=self._patience)
        made = _only(history.outputs, task.kind)
        return await _fetched(comfy, made, task, index, model, folder)

    async def _render_all(
        self, comfy: ComfyClient, task: Task, folder: Path, on_step: OnStep
    ) -> list[File]:
        """One run of a workflow that makes every output, each in its own node."""
        for name, data in task.pictures.items():
            subfolder, _, bare = name.rpartition("/")
            await comfy.upload_image(bare, data, subfolder=subfolder)
        graph = prepare(task.workflow or {}, seed=None, prefix=_prefix(task))
        wanted = task.output_nodes

        async def forward(update: Update) -> None:
            stage = Stage.STARTING if update.loading else Stage.RUNNING
            await on_step(Step(update.progress, update.message, update.preview, stage))

        history = await run_graph(
            comfy, graph, on_update=forward, wanted=wanted, patience=self._patience
        )
        files = []
        for index, node in enumerate(task.output_nodes):
            made = _only(tuple(one for one in history.outputs if one.node == node), task.kind)
            model = task.brief.model or "workflow"
            files.append(await _fetched(comfy, made, task, index, model, folder))
        return files


async def _fetched(
    comfy: ComfyClient, made: OutputFile, task: Task, index: int, model: str, folder: Path
) -> File:
    path = folder / f"{index}{Path(made.filename).suffix.lower()}"
    media_type = await comfy.download(made, path, limit=_LARGEST_OUTPUT)
    probe = probe_image if task.kind is Kind.IMAGE else probe_video
    facts = await asyncio.to_thread(probe, path)
    if facts is None:
        raise _failed(f"ComfyUI made {made.filename}, which cannot be read.")
    return File(
        data=path,
        media_type=media_type,
        kind=task.kind,
        width=facts.width,
        height=facts.height,
        seed=task.brief.seed_of(index),
        frames=facts.frames,
        fps=facts.fps,
        model=model,
    )


def _say_starting(on_step: OnStep) -> Callable[[], Awaitable[None]]:
    async def say() -> None:
        await on_step(Step(0.0, "waiting for ComfyUI to start", stage=Stage.STARTING))

    return say


async def _upload_start_image(comfy: ComfyClient, task: Task) -> str | None:
    if task.start_image is None:
        return None
    png = await asyncio.to_thread(_as_png, task.start_image)
    return await comfy.upload_image(f"{task.attempt}.png", png, subfolder=_FOLDER)


async def _graph(
    comfy: ComfyClient, task: Task, index: int, start: str | None
) -> tuple[Graph, str]:
    """The graph of one output, and the name of what paints it."""
    seed = task.brief.seed_of(index)
    prefix = _prefix(task, f"-{index}")
    if task.workflow is not None:
        graph = prepare(task.workflow, seed=seed, prefix=prefix, start_image=start)
        return graph, task.brief.model or "workflow"
    checkpoint = choose_checkpoint(task.brief.model, await comfy.models("checkpoints"))
    graph = text_to_image(
        task.brief, checkpoint=checkpoint, seed=seed, prefix=prefix, start_image=start
    )
    return graph, checkpoint


def _prefix(task: Task, more: str = "") -> str:
    """A name for files that no other run has, of this attempt or another."""
    return f"{_FOLDER}/{task.attempt}{more}-{uuid.uuid4().hex[:8]}"


def _only(made: tuple[OutputFile, ...], kind: Kind) -> OutputFile:
    fitting = [file for file in made if file.filename.lower().endswith(_SUFFIXES[kind])]
    saved = [file for file in fitting if not file.temporary]
    noun = kind.lower()
    if not saved:
        raise _failed(f"The graph saved no {noun}. End it with a node that saves one.")
    if len(saved) > 1:
        raise _failed(
            f"The graph saved {len(saved)} {noun}s where one is asked for. Let it save one (with a"
            " batch size of 1); ask for several with count."
        )
    return saved[0]


def _as_png(data: bytes) -> bytes:
    buffer = io.BytesIO()
    with Image.open(io.BytesIO(data)) as image:
        upright = ImageOps.exif_transpose(image).convert("RGB")
        upright.save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


@contextmanager
def as_endpoint_errors() -> Iterator[None]:
    """What ComfyUI's client raises, as the failures that an endpoint answers with."""
    try:
        yield
    except ComfyUnreachable as error:
        raise EndpointError(ErrorCode.COMFYUI_UNREACHABLE, str(error)) from error
    except GraphRefused as error:
        raise EndpointError(ErrorCode.GRAPH_REFUSED, str(error)) from error
    except ComfyError as error:
        raise _failed(str(error)) from error


def _failed(message: str) -> EndpointError:
    return EndpointError(ErrorCode.RENDER_FAILED, message)
