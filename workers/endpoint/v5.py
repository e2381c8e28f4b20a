"""The dialect of RunPod's worker-comfyui 5, for clients that already speak it."""

from __future__ import annotations

import asyncio
import base64
import binascii
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from infra.comfyui.client import ComfyClient, History, open_client
from infra.comfyui.errors import ComfyError, ComfyUnreachable, GraphRefused
from infra.comfyui.outputs import OutputFile
from infra.comfyui.progress import Update
from infra.comfyui.run import run_graph, wait_until_up
from workers.endpoint.errors import plain

_LARGEST_FILE = 512 * 2**20
_WAKE_WITHIN = 120.0
_LARGEST_ANSWER = 20 * 10**6  # beyond this RunPod drops an answer without a word

Answer = dict[str, Any]
Upload = Callable[[str, str], str]

log = logging.getLogger(__name__)


class _RefusedError(Exception):
    def __init__(self, message: str, details: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.details = list(details)


@dataclass(frozen=True, slots=True)
class Dialect:
    """Answers worker-comfyui's input; `upload(job, path)` sends a file to S3 and gives its URL.

    Without `upload` files travel in the answer as base64. `api_key` is for comfy.org's nodes.
    """

    comfyui: str | None
    upload: Upload | None = None
    api_key: str | None = None

    async def answer(self, job: str, given: Mapping[str, Any]) -> Answer:
        try:
            return await self._run(job, given)
        except _RefusedError as refused:
            return _failure(str(refused), refused.details)
        except GraphRefused as error:
            return _failure(f"Workflow validation failed: {error}")
        except ComfyError as error:
            return _failure(str(error))

    async def _run(self, job: str, given: Mapping[str, Any]) -> Answer:
        workflow, images = _read(given)
        if self.comfyui is None:
            raise _RefusedError("This endpoint has no ComfyUI: set COMFYUI_URL where it runs.")
        key = given.get("comfy_org_api_key") or given.get("api_key_comfy_org") or self.api_key
        extra = {"api_key_comfy_org": key} if isinstance(key, str) else None
        async with open_client(self.comfyui) as comfy:
            await wait_until_up(comfy, within=_WAKE_WITHIN)
            await _upload_images(comfy, images)
            history = await run_graph(comfy, workflow, on_update=_ignore, extra_data=extra)
            with TemporaryDirectory(prefix="storycanvas-") as folder:
                return await self._collect(comfy, job, history, Path(folder))

    async def _collect(
        self, comfy: ComfyClient, job: str, history: History, folder: Path
    ) -> Answer:
        images: list[Answer] = []
        errors: list[str] = []
        for file in history.outputs:
            if file.key != "images":
                log.warning("node %s: outputs under %r are not returned", file.node, file.key)
            elif not file.temporary:
                try:
                    images.append(await self._image(comfy, job, file, folder))
                except (ComfyError, OSError) as error:
                    errors.append(f"{file.filename}: {error}")
        if not images and errors:
            raise _RefusedError("Job processing failed", errors)
        if sum(len(image["data"]) for image in images) > _LARGEST_ANSWER:
            raise _RefusedError(
                "The outputs are too large for RunPod to return. Set BUCKET_ENDPOINT_URL,"
                " BUCKET_ACCESS_KEY_ID and BUCKET_SECRET_ACCESS_KEY to have them put into S3."
            )
        if not images:
            return {"status": "success_no_images", "images": []}
        return {"images": images} | ({"errors": errors} if errors else {})

    async def _image(self, comfy: ComfyClient, job: str, file: OutputFile, folder: Path) -> Answer:
        path = folder / f"output{Path(file.filename).suffix or '.png'}"
        await comfy.download(file, path, limit=_LARGEST_FILE)
        if self.upload is not None:
            address = await asyncio.to_thread(self.upload, job, str(path))
            return {"filename": file.filename, "type": "s3_url", "data": address}
        text = base64.b64encode(path.read_bytes()).decode("ascii")
        return {"filename": file.filename, "type": "base64", "data": text}


def _failure(message: str, details: Sequence[str] = ()) -> Answer:
    answer: Answer = {"error": plain(message)}
    return answer | ({"details": [plain(detail) for detail in details]} if details else {})


def _read(given: Mapping[str, Any]) -> tuple[Mapping[str, Any], list[Any]]:
    workflow = given.get("workflow")
    if workflow is None:
        raise _RefusedError("Missing 'workflow' parameter")
    if not isinstance(workflow, Mapping) or not all(
        isinstance(node, Mapping) for node in workflow.values()
    ):
        raise _RefusedError("'workflow' must be an object in ComfyUI's API format")
    images = given.get("images") or []
    good = isinstance(images, list) and all(
        isinstance(image, Mapping)
        and isinstance(image.get("name"), str)
        and isinstance(image.get("image"), str)
        for image in images
    )
    if not good:
        raise _RefusedError("'images' must be a list of objects with 'name' and 'image' keys")
    return workflow, images


async def _upload_images(comfy: ComfyClient, images: Sequence[Mapping[str, str]]) -> None:
    errors = []
    for image in images:
        name, text = image["name"], image["image"]
        try:
            data = base64.b64decode(text.rpartition(",")[2])
            await comfy.upload_image(name, data)
        except (binascii.Error, ValueError) as error:
            errors.append(f"Error decoding base64 for {name}: {error}")
        except ComfyUnreachable as error:
            errors.append(f"Error uploading {name}: {error}")
    if errors:
        raise _RefusedError("Failed to upload one or more input images", errors)


async def _ignore(_: Update) -> None:
    return None
