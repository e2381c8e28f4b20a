"""What is worker-comfyui's own, beside what the contract asks of every provider."""

import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from infra.outbound import guarded_client
from infra.providers.worker_comfyui import WorkerComfyUI, read_images
from infra.storage import OutputMissing, StorageUnavailable
from studio.rendering.ports import (
    InputFile,
    MediaKind,
    Order,
    Output,
    ProviderBusy,
    ProviderRefused,
    ReportState,
)
from tests.contract.providers.serverless import Serverless, serve_serverless

KEY = "rpa_TOPSECRET"
PREFIX = "attempt_1-image"
ORDER = Order(
    attempt="attempt_1",
    kind=MediaKind.IMAGE,
    brief={},
    uploads=(),
    report_url="https://studio/report",
    webhook_url="https://studio/webhook",
    execution_timeout=20_000,
    ttl=60_000,
    workflow={
        "7": {"class_type": "SaveImage", "inputs": {"filename_prefix": "x", "images": ["6", 0]}},
        "8": {"class_type": "Other", "inputs": {}},
    },
    output_nodes=("7", "8"),
)


@asynccontextmanager
async def opened(
    data: bytes | Exception = b"", *, private: bool = True
) -> AsyncIterator[tuple[WorkerComfyUI, Serverless]]:
    async def open_file(_: InputFile) -> AsyncIterator[bytes]:
        if isinstance(data, Exception):
            raise data
        yield data

    with serve_serverless(KEY) as server:
        async with httpx.AsyncClient() as client, guarded_client(private) as outside:
            provider = WorkerComfyUI(
                client,
                base_url=f"{server.url}/v2",
                endpoint_id="abc",
                api_key=KEY,
                open_file=open_file,
                outside=outside,
            )
            yield provider, server


def image(filename: str, data: bytes | str = b"x", kind: str = "base64") -> dict[str, str]:
    text = data if isinstance(data, str) else base64.b64encode(data).decode()
    return {"filename": filename, "type": kind, "data": text}


def output(position: int) -> Output:
    return Output(0, MediaKind.IMAGE, "image/png", None, None, source=str(position))


async def test_the_order_is_what_worker_comfyui_takes() -> None:
    order = replace(ORDER, files=(InputFile("a.png", None, "ab" * 32),))
    async with opened(b"png") as (provider, server):
        job = (await provider.submit(order)).provider_job_id
    sent = server.inputs[job]
    assert set(sent) == {"input", "policy", "webhook"}
    assert sent["webhook"] == "https://studio/webhook"
    assert sent["policy"] == {"executionTimeout": 20_000, "ttl": 60_000}
    assert set(sent["input"]) == {"workflow", "images"}
    assert sent["input"]["images"] == [
        {"name": "a.png", "image": base64.b64encode(b"png").decode()}
    ]
    graph = sent["input"]["workflow"]
    assert graph["7"]["inputs"] == {"filename_prefix": f"{PREFIX}-0", "images": ["6", 0]}
    assert graph["8"] == {"class_type": "Other", "inputs": {}}
    assert ORDER.workflow is not None
    assert ORDER.workflow["7"]["inputs"]["filename_prefix"] == "x"


@pytest.mark.parametrize("size", [8 * 10**6, 30 * 2**20])
async def test_too_large_an_order_is_not_sent(size: int) -> None:
    order = replace(ORDER, files=(InputFile("a.png", None, "ab" * 32),))
    async with opened(b"x" * size) as (provider, server):
        with pytest.raises(ProviderRefused) as refused:
            await provider.submit(order)
    assert refused.value.code == "PAYLOAD_TOO_LARGE"
    assert server.jobs == {}


async def test_neither_are_several_pictures_nor_a_graph_that_are_too_large() -> None:
    files = tuple(InputFile(name, None, "ab" * 32) for name in ("a.png", "b.png"))
    assert ORDER.workflow is not None
    graph = {**ORDER.workflow, "9": {"class_type": "Note", "inputs": {"text": "x" * 11 * 2**20}}}
    async with opened(b"x" * 5 * 10**6) as (provider, server):
        with pytest.raises(ProviderRefused, match=r"With b\.png"):
            await provider.submit(replace(ORDER, files=files))
        with pytest.raises(ProviderRefused, match="10 MB") as refused:
            await provider.submit(replace(ORDER, workflow=graph))
    assert refused.value.code == "PAYLOAD_TOO_LARGE"
    assert server.jobs == {}


@pytest.mark.parametrize(
    ("fault", "meaning"),
    [(StorageUnavailable("away"), ProviderBusy), (OutputMissing("gone"), ProviderRefused)],
)
async def test_a_picture_that_cannot_be_read(fault: Exception, meaning: type[Exception]) -> None:
    order = replace(ORDER, files=(InputFile("a.png", None, "ab" * 32),))
    async with opened(fault) as (provider, _):
        with pytest.raises(meaning, match=r"a\.png"):
            await provider.submit(order)


def test_outputs_have_the_numbers_in_their_names() -> None:
    report = read_images(
        {
            "images": [
                image("unasked_00001_.png"),
                image("attempt_1-image-10_00001_.png"),
                image("attempt_1-image-2_00001_.png"),
                image("attempt_1-image-2_00002_.png"),
                {"filename": 5},
            ],
            "errors": ["one was too large"],
        }
    )
    assert (report.state, report.message) == (ReportState.COMPLETED, "one was too large")
    assert [(output.index, output.source) for output in report.outputs] == [(2, "2"), (10, "1")]


def test_where_no_name_has_one_the_order_of_the_answer_counts() -> None:
    report = read_images({"images": [image("ComfyUI_00001_.png"), image("film.mp4")]})
    assert [(one.index, one.kind, one.media_type) for one in report.outputs] == [
        (0, MediaKind.IMAGE, "image/png"),
        (1, MediaKind.VIDEO, "video/mp4"),
    ]


def test_what_moves_is_told_by_what_was_asked_for() -> None:
    report = read_images({"images": [image("attempt_1-video-0_00001_.webp")]})
    assert report.outputs[0].kind is MediaKind.VIDEO


@pytest.mark.parametrize(
    ("told", "code", "words"),
    [
        (None, "EMPTY_OUTPUT", "20 MB"),
        ({}, "EMPTY_OUTPUT", "BUCKET_ENDPOINT_URL"),
        ("x", "EMPTY_OUTPUT", "20 MB"),
        ({"images": [{"type": "base64"}]}, "EMPTY_OUTPUT", "20 MB"),
        ({"images": [image("notes.txt")]}, "EMPTY_OUTPUT", "20 MB"),
        ({"status": "success_no_images", "images": []}, "EMPTY_OUTPUT", "SaveVideo"),
        ({"images": [], "errors": ["a: no", "b: no"]}, "RENDER_FAILED", "a: no; b: no"),
        ({"error": "Workflow validation failed"}, "RENDER_FAILED", "validation failed"),
        ({"message": "iVBORw0…", "status": "success"}, "WORKER_TOO_OLD", "version 5"),
    ],
)
def test_no_file_is_a_failure_in_words(told: Any, code: str, words: str) -> None:
    report = read_images(told)
    assert (report.state, report.error_code) == (ReportState.FAILED, code)
    assert words in (report.error_message or "")


async def test_a_failure_has_its_details() -> None:
    async with opened() as (provider, server):
        server.says("j", "FAILED", error="Job processing failed", output={"details": ["no VRAM"]})
        report = await provider.status("j")
    assert report.error_message == "Job processing failed no VRAM"


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        (image("a.png", "no base64!"), "OUTPUT_DAMAGED"),
        (image("a.png", "é"), "OUTPUT_DAMAGED"),
        (image("a.png", b""), "OUTPUT_DAMAGED"),
        (image("a.png", b"x" * 101), "OUTPUT_TOO_LARGE"),
        ({"type": "base64"}, "OUTPUT_DAMAGED"),
        (image("a.png", "no address", "s3_url"), "ADDRESS_REFUSED"),
        (image("a.png", "ftp://bucket/a.png", "s3_url"), "ADDRESS_REFUSED"),
    ],
)
async def test_a_file_of_no_use_is_refused(
    entry: dict[str, str], code: str, tmp_path: Path
) -> None:
    async with opened() as (provider, server):
        server.says("j", "COMPLETED", output={"images": [entry]})
        with pytest.raises(ProviderRefused) as refused:
            await provider.fetch("j", output(0), tmp_path / "a", limit=100)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("name", "code"), [("gone.png", "OUTPUT_MISSING"), ("empty.png", "OUTPUT_DAMAGED")]
)
async def test_a_bucket_without_the_file(name: str, code: str, tmp_path: Path) -> None:
    async with opened() as (provider, server):
        server.bucket["empty.png"] = b""
        entry = image(name, f"{server.url}/bucket/{name}", "s3_url")
        server.says("j", "COMPLETED", output={"images": [entry]})
        with pytest.raises(ProviderRefused) as refused:
            await provider.fetch("j", output(0), tmp_path / "a", limit=100)
    assert refused.value.code == code


async def test_a_large_file_is_decoded_piece_by_piece(tmp_path: Path) -> None:
    data = bytes(range(256)) * 40_000
    async with opened() as (provider, server):
        server.says("j", "COMPLETED", output={"images": [image("a.png"), image("b.png", data)]})
        await provider.fetch("j", output(1), tmp_path / "b", limit=len(data))
        with pytest.raises(ProviderRefused):
            await provider.fetch("j", output(2), tmp_path / "c", limit=len(data))
        with pytest.raises(ProviderRefused, match="30 minutes"):
            await provider.fetch("gone", output(0), tmp_path / "c", limit=len(data))
    assert (tmp_path / "b").read_bytes() == data


async def test_a_bucket_in_a_private_network_is_not_called(tmp_path: Path) -> None:
    async with opened(private=False) as (provider, server):
        server.bucket["a.png"] = b"secret"
        entry = image("a.png", f"{server.url}/bucket/a.png", "s3_url")
        server.says("j", "COMPLETED", output={"images": [entry]})
        with pytest.raises(ProviderRefused) as refused:
            await provider.fetch("j", output(0), tmp_path / "a", limit=100)
    assert refused.value.code == "ADDRESS_REFUSED"
    assert not (tmp_path / "a").exists()
