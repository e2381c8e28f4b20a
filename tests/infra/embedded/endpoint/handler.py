"""A worker for tests: `python -m tests.infra.embedded.endpoint.handler` runs the real SDK.

`input.do` says what to do. What it did is appended to the file `input.trace`, if that is given.
"""

import asyncio
import os
from pathlib import Path
from typing import Any

import runpod


def note(job: dict[str, Any], what: str) -> None:
    if trace := job["input"].get("trace"):
        with Path(trace).open("a") as file:
            file.write(f"{what} {job['id']} {os.getpid()}\n")


async def echo(job: dict[str, Any]) -> Any:
    return {"said": job["input"].get("say"), "environment": dict(os.environ), "pid": os.getpid()}


async def answer(job: dict[str, Any]) -> Any:
    return job["input"]["answer"]


async def seen(job: dict[str, Any], seq: int) -> None:
    """Until the test has put a file of this name into the folder `input.seen`, if it is given."""
    if folder := job["input"].get("seen"):
        while not (Path(folder) / str(seq)).exists():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def progress(job: dict[str, Any]) -> Any:
    for seq, tick in enumerate(job["input"]["ticks"], start=1):
        runpod.serverless.progress_update(job, {"seq": seq, **tick})
        await seen(job, seq)
    return job["input"].get("answer", {"done": True})


async def sleep(job: dict[str, Any]) -> Any:
    try:
        await asyncio.sleep(job["input"]["seconds"])
    except asyncio.CancelledError:
        note(job, "cancelled")
        raise
    return {"slept": job["input"]["seconds"]}


async def once(job: dict[str, Any]) -> Any:
    """Hangs the first time it is run, answers the second."""
    trace = Path(job["input"]["trace"]).read_text()  # noqa: ASYNC240
    if trace.count(f"once {job['id']}") == 1:
        await asyncio.sleep(60)
    return {"pid": os.getpid()}


async def fail(job: dict[str, Any]) -> Any:
    raise RuntimeError(job["input"].get("say", "it broke"))


async def big(job: dict[str, Any]) -> Any:
    return {"data": "x" * job["input"]["size"]}


async def handler(job: dict[str, Any]) -> Any:
    do = job["input"].get("do", "echo")
    note(job, do)
    return await globals()[do](job)


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
