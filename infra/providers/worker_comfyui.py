"""RunPod's own worker-comfyui 5: a graph and its pictures out, files in the answer back.

Its answer names files by what the save nodes called them. Those names are given here, with the
number of the output in them, so that nothing has to be remembered between order and answer.
"""

import asyncio
import base64
import binascii
import re
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import anyio
import httpx

from infra.outbound import AddressRefused, AnswerTooLarge, save_bounded
from infra.providers.answers import failure, one_line, read_failure
from infra.providers.files import OpenFile, media_of, read_input
from infra.providers.runpod import CLOUD, PAYLOAD_BYTES, RunPod, read_status
from studio.rendering.ports import (
    MediaKind,
    Order,
    Output,
    ProviderBusy,
    ProviderRefused,
    ProviderUnsupported,
    Report,
    ReportState,
)

_DOWNLOAD = 600.0
_SLICE = 4 * 1024 * 1024  # a multiple of four, which is three bytes of base64
_NAMED = re.compile(r"-(image|video|audio)-(\d{1,3})_")


class WorkerComfyUI(RunPod):
    """One RunPod endpoint that runs worker-comfyui 5.

    `open_file` gives the bytes of an order's pictures; `outside` calls the addresses that the
    worker answers with.
    """

    def __init__(
        self,
        client: httpx.AsyncClient,
        *,
        endpoint_id: str,
        api_key: str,
        open_file: OpenFile,
        outside: httpx.AsyncClient,
        base_url: str = CLOUD,
    ) -> None:
        super().__init__(client, endpoint_id=endpoint_id, api_key=api_key, base_url=base_url)
        self._open_file = open_file
        self._outside = outside

    async def fetch(self, provider_job_id: str, output: Output, into: Path, *, limit: int) -> None:
        """Write an output from the job's answer, or from the bucket that it names."""
        status, value = await self._ask("GET", f"/status/{quote(provider_job_id, safe='')}")
        if status == httpx.codes.NOT_FOUND:
            raise ProviderRefused(
                "RunPod has dropped the result: it keeps one for 30 minutes.", code="OUTPUT_EXPIRED"
            )
        file = _file(value, output.source)
        if file["type"] == "s3_url":
            await self._download(file["data"], into, limit)
        else:
            await asyncio.to_thread(_decode, file["data"], into, limit)

    async def _body(self, order: Order) -> dict[str, Any]:
        if order.workflow is None:
            raise ProviderUnsupported(
                "This endpoint runs worker-comfyui, which renders ComfyUI workflows alone. "
                "Choose a model that has one.",
                code="WORKFLOW_MISSING",
            )
        images = []
        left = PAYLOAD_BYTES * 3 // 4
        for file in order.files:
            data = await read_input(self._open_file, file, limit=left)
            left -= len(data)
            text = base64.b64encode(data).decode("ascii")
            images.append({"name": file.name, "image": text})
        body: dict[str, Any] = {
            "input": {"workflow": _named(order, order.workflow), "images": images},
            "policy": {"executionTimeout": order.execution_timeout, "ttl": order.ttl},
        }
        return body if order.webhook_url is None else body | {"webhook": order.webhook_url}

    def _report(self, value: dict[str, Any]) -> Report:
        report = read_status(value, read_images)
        details = _words(_mapping(value.get("output")).get("details"))
        if report.state is ReportState.FAILED and value.get("status") == "FAILED" and details:
            said = one_line(f"{report.error_message} {details}")
            return replace(report, error_message=said)
        return report

    async def _download(self, url: str, into: Path, limit: int) -> None:
        try:
            with anyio.fail_after(_DOWNLOAD):
                async with self._outside.stream("GET", url) as answer:
                    _check(answer.status_code)
                    size = await save_bounded(answer, into, limit)
        except AddressRefused as error:
            raise ProviderRefused(error.message, code=error.code) from None
        except httpx.InvalidURL:
            raise _damaged("The worker gave no address of a file.") from None
        except AnswerTooLarge:
            raise _too_large(limit) from None
        except (httpx.HTTPError, TimeoutError) as error:
            raise ProviderBusy(
                f"The bucket of the endpoint did not answer ({type(error).__name__})."
            ) from None
        if size == 0:
            raise _damaged("The file in the endpoint's bucket is empty.")


def read_images(output: Any) -> Report:
    """What worker-comfyui answers with, as a report; a failure where it is no file of use."""
    told = _mapping(output)
    if isinstance(told.get("message"), str) and "images" not in told:
        return failure(
            "WORKER_TOO_OLD",
            "This endpoint runs worker-comfyui before version 5. Deploy version 5 or newer there.",
        )
    errors = _words(told.get("errors"))
    outputs = _outputs(told.get("images"))
    if outputs:
        return Report(
            state=ReportState.COMPLETED, progress=1.0, outputs=outputs, message=errors or None
        )
    if errors:
        return replace(read_failure(errors), error_code="RENDER_FAILED")
    if told.get("error"):
        return read_failure(told["error"])
    if told.get("status") == "success_no_images":
        return failure(
            "EMPTY_OUTPUT",
            "The workflow ran, and worker-comfyui returned no file: it returns what nodes list "
            "under images alone. End the workflow with SaveImage, SaveVideo or SaveWEBM.",
        )
    return failure(
        "EMPTY_OUTPUT",
        "RunPod lost the output, or there was none: above 20 MB it drops an answer. Give the "
        "worker a bucket (BUCKET_ENDPOINT_URL), or ask for less.",
    )


def _outputs(images: Any) -> tuple[Output, ...]:
    """The outputs by the numbers in their names; in the order of the answer where none has one."""
    files = [
        (position, file["filename"])
        for position, file in enumerate(images if isinstance(images, list) else [])
        if _is_file(file)
    ]
    found: dict[int, Output] = {}
    unnamed = not any(_NAMED.search(name) for _, name in files)
    for order, (position, name) in enumerate(files):
        told = _NAMED.search(name)
        if told is None and not unnamed:
            continue
        index = int(told[2]) if told else order
        kind = MediaKind(told[1].upper()) if told else MediaKind.IMAGE
        media = media_of(name, kind)
        if media is not None and index not in found:
            found[index] = Output(index, *media, size=None, sha256=None, source=str(position))
    return tuple(found[index] for index in sorted(found))


def _named(order: Order, workflow: dict[str, Any]) -> dict[str, Any]:
    """The graph with names of our own for the outputs."""
    graph = deepcopy(workflow)
    for index, node in enumerate(order.output_nodes):
        inputs = _mapping(_mapping(graph.get(node)).get("inputs"))
        if "filename_prefix" in inputs:
            inputs["filename_prefix"] = f"{order.attempt}-{order.kind.value.lower()}-{index}"
    return graph


def _file(value: Any, source: str | None) -> dict[str, str]:
    images = _mapping(_mapping(value).get("output")).get("images")
    position = int(source) if source is not None and source.isdecimal() else -1
    if not isinstance(images, list) or not 0 <= position < len(images):
        raise ProviderRefused("The endpoint's answer has this file no more.", code="OUTPUT_MISSING")
    if not _is_file(images[position]):
        raise _damaged("The endpoint's answer cannot be understood.")
    file: dict[str, str] = images[position]
    return file


def _is_file(file: Any) -> bool:
    known = isinstance(file, dict) and file.get("type") in {"base64", "s3_url"}
    return known and all(isinstance(file.get(name), str) for name in ("filename", "data"))


def _decode(text: str, into: Path, limit: int) -> None:
    if len(text) // 4 * 3 > limit + 3:
        raise _too_large(limit)
    size = 0
    try:
        with into.open("wb") as target:
            for start in range(0, len(text), _SLICE):
                size += target.write(base64.b64decode(text[start : start + _SLICE], validate=True))
    except (binascii.Error, ValueError):
        raise _damaged("The file in the endpoint's answer is no base64.") from None
    if not size:
        raise _damaged("The file in the endpoint's answer is empty.")
    if size > limit:
        raise _too_large(limit)


def _check(status: int) -> None:
    if status >= 500 or status in {408, 429}:
        raise ProviderBusy(f"The bucket of the endpoint answers HTTP {status}.")
    if status != httpx.codes.OK:
        raise ProviderRefused(
            f"The bucket of the endpoint does not give the file (HTTP {status}).",
            code="OUTPUT_MISSING",
        )


def _damaged(message: str) -> ProviderRefused:
    return ProviderRefused(message, code="OUTPUT_DAMAGED")


def _too_large(limit: int) -> ProviderRefused:
    return ProviderRefused(
        f"The output is larger than the {limit} bytes that are taken.", code="OUTPUT_TOO_LARGE"
    )


def _words(told: Any) -> str:
    lines = [line for line in told if isinstance(line, str)] if isinstance(told, list) else []
    return one_line("; ".join(lines[:20]))


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
