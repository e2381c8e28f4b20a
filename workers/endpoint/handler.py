"""The handler: one RunPod job, from its input to its answer."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeGuard

import httpx

from workers.endpoint.errors import EndpointError, ErrorCode, plain
from workers.endpoint.inventory import Inventory
from workers.endpoint.progress import Publish, Reporter, Tick
from workers.endpoint.render import File, Renderer, Stage, Step
from workers.endpoint.task import VERSION, Task, read_task
from workers.endpoint.transfer import fetch_files, fetch_start_image, http_client, put_output
from workers.endpoint.v5 import Dialect

Handler = Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]

log = logging.getLogger(__name__)


def make_handler(
    renderer: Renderer,
    *,
    publish: Publish | None = None,
    dialect: Dialect | None = None,
    inventory: Inventory | None = None,
    image: str | None = None,
) -> Handler:
    """The `async def handler(job)` that RunPod's SDK calls.

    `publish` is the SDK's `progress_update`; `dialect` answers worker-comfyui's input, and
    `inventory` those who ask what is there. `image` is what this worker's container was made from.
    What it returns is the answer of docs/endpoint.md, or its `{"error": …}`.
    """

    async def handler(job: dict[str, Any]) -> dict[str, Any]:
        given = job.get("input")
        try:
            if dialect is not None and _is_v5(given):
                return await dialect.answer(str(job["id"]), given)
            if inventory is not None and _is_inventory(given):
                return await inventory.answer(given["inventory"])
            answer = await _render(job, read_task(given), renderer, publish)
            return answer | ({"image": plain(image)} if image else {})
        except EndpointError as error:
            log.info("job %s failed: %s: %s", job["id"], error.code, error)
            return error.answer()
        except OSError as error:
            log.exception("job %s failed", job["id"])
            return EndpointError(
                ErrorCode.RENDER_FAILED,
                f"The endpoint could not keep a file ({error.strerror or type(error).__name__})."
                " Give its container more disk, then try again.",
            ).answer()
        except Exception:
            log.exception("job %s failed", job["id"])
            return EndpointError(
                ErrorCode.RENDER_FAILED,
                "The renderer failed in a way it does not know. Its log says more; try again.",
            ).answer()

    return handler


def _is_v5(given: Any) -> TypeGuard[Mapping[str, Any]]:
    return isinstance(given, Mapping) and "storycanvas" not in given and "workflow" in given


def _is_inventory(given: Any) -> TypeGuard[Mapping[str, Any]]:
    return (
        isinstance(given, Mapping) and given.get("storycanvas") == VERSION and "inventory" in given
    )


async def _render(
    job: dict[str, Any], task: Task, renderer: Renderer, publish: Publish | None
) -> dict[str, Any]:
    with TemporaryDirectory(prefix="storycanvas-") as folder:
        async with (
            http_client() as http,
            Reporter(job, http=http, report=task.report, publish=publish) as reporter,
        ):
            reporter.say(Tick(Stage.STARTING, 0.0, "starting"))
            task = await _with_pictures(http, task)
            files = await renderer.render(task, folder=Path(folder), on_step=_forward_to(reporter))
            _check_number(files, task)
            reporter.say(Tick(Stage.SAVING, 1.0, "sending what was made"))
            answer = {
                "storycanvas": VERSION,
                "model": files[0].model or renderer.name,
                "renderer": f"{renderer.name}/{renderer.version}",
                "outputs": await _send(http, files, task),
            }
            if gpu := getattr(renderer, "gpu", None):
                answer["gpu"] = plain(gpu)
            await reporter.finish()
            return answer


async def _with_pictures(http: httpx.AsyncClient, task: Task) -> Task:
    address, image = task.brief.start_image, None
    if address is not None:
        image = await fetch_start_image(http, address)
    known = {address: image} if address is not None and image is not None else {}
    pictures = await fetch_files(http, task.files, known)
    return replace(task, start_image=image, pictures=pictures)


def _forward_to(reporter: Reporter) -> Callable[[Step], Awaitable[None]]:
    async def on_step(step: Step) -> None:
        reporter.say(Tick(step.stage, step.progress, step.message, step.preview))

    return on_step


def _check_number(files: list[File], task: Task) -> None:
    if len(files) != len(task.outputs):
        raise EndpointError(
            ErrorCode.RENDER_FAILED,
            f"{len(files)} files were made where {len(task.outputs)} are asked for. Change the"
            " workflow or the count so that they agree.",
        )


async def _send(http: httpx.AsyncClient, files: list[File], task: Task) -> list[dict[str, Any]]:
    return [
        _describe(index, file) | await put_output(http, file, slot)
        for index, (file, slot) in enumerate(zip(files, task.outputs, strict=True))
    ]


def _describe(index: int, file: File) -> dict[str, Any]:
    described: dict[str, Any] = {
        "index": index,
        "kind": file.kind,
        "type": file.media_type,
        "width": file.width,
        "height": file.height,
        "seed": file.seed,
    }
    if file.frames is not None:
        described |= {"frames": file.frames, "fps": file.fps}
    return described
