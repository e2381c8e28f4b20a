"""How a worker of our own dialect works on an order: ticks, pictures into their slots, an answer."""

from __future__ import annotations

import asyncio
import random
from typing import Any

import httpx

from tests.doubles.processes.painting import SIZE, digest, film, picture

_PATIENCE = 40.0
_GONE = 410


class SlotGoneError(Exception):
    """The studio expects nothing of this order any more."""


class UndeliveredError(Exception):
    """The studio could not be reached for long."""


async def deliver(
    client: httpx.AsyncClient, given: dict[str, Any], job: str, dice: random.Random
) -> tuple[dict[str, Any], list[str]]:
    """The answer, and the digests of what was made. Raises SlotGoneError or UndeliveredError."""
    made = made_of(given["attempt"], given["kind"], given["brief"]["count"])
    await _tick(client, given, job, 1, "STARTING", 0.0)
    for step in (2, 3):
        await asyncio.sleep(dice.uniform(0.1, 0.5))
        await _tick(client, given, job, step, "RUNNING", step / 4)
    for slot, data in zip(given["outputs"], made, strict=True):
        await _put(client, slot, data)
    outputs = [
        {
            "index": index,
            "kind": given["kind"],
            "type": "video/mp4" if given["kind"] == "VIDEO" else "image/png",
            "size": len(data),
            "sha256": digest(data),
            "width": SIZE[0],
            "height": SIZE[1],
        }
        for index, data in enumerate(made)
    ]
    return {"storycanvas": 1, "outputs": outputs}, [digest(data) for data in made]


def made_of(attempt: str, kind: str, count: int) -> list[bytes]:
    """What an attempt makes, whoever makes it."""
    paint = film if kind == "VIDEO" else picture
    return [paint(attempt, index) for index in range(count)]


async def _tick(
    client: httpx.AsyncClient,
    given: dict[str, Any],
    job: str,
    seq: int,
    stage: str,
    progress: float,
) -> None:
    told = {"storycanvas": 1, "job": job, "seq": seq, "stage": stage, "progress": progress}
    try:
        await client.post(given["report"], json={**told, "message": f"step {seq}"}, timeout=2)
    except httpx.HTTPError:
        return  # a tick is never sent again


async def _put(client: httpx.AsyncClient, slot: dict[str, Any], data: bytes) -> None:
    clock = asyncio.get_running_loop().time
    until = clock() + _PATIENCE
    while clock() < until:
        try:
            answer = await client.put(slot["url"], content=data, headers=slot["headers"], timeout=5)
        except httpx.HTTPError:
            await asyncio.sleep(0.5)
            continue
        if answer.status_code < 300:
            return
        if answer.status_code == _GONE:
            raise SlotGoneError
        await asyncio.sleep(0.5)
    raise UndeliveredError
