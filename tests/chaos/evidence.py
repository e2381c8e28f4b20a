"""Reads what a run has left: the journals of its endpoints, the studio's tables, the store's files."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from infra.settings import Settings
from infra.storage import MediaStore
from studio.kernel.ids import untyped
from studio.spending.audit import FORGOTTEN, UNCHARGED, UNEQUAL
from tests.chaos.books import Accepted, Attempt, Evidence, Job
from tests.chaos.endpoints import Endpoints
from tests.chaos.schedule import MACHINES
from tests.doubles.journal import read_journal

_FORGETS = frozenset({"comfyui", *MACHINES})
"""What is killed here loses what it had."""
_LOCAL_ENDS = {
    "done": "finished",
    "failed": "failed",
    "cancelled": "cancelled",
    "timed_out": "timed_out",
    "expired": "expired",
}
_JOBS = """
SELECT j.id::text, e.name, j.brief->>'prompt' AS prompt, j.state, j.count, j.error_code
FROM render_jobs j JOIN endpoints e ON e.id = j.endpoint_id
"""
_ATTEMPTS = """
SELECT id::text, job_id::text, number, extract(epoch FROM created_at)::float8 AS begun_at,
    extract(epoch FROM ended_at)::float8 AS ended_at, outcome, error_code, provider_job_id
FROM attempts ORDER BY job_id, number
"""
_TAKES = """
SELECT t.job_id::text, t.attempt_id::text, t.output_index, a.blob_sha256
FROM takes t JOIN assets a ON a.id = t.asset_id ORDER BY t.job_id, t.output_index
"""
_GAPS = """
SELECT s.stream_id::text FROM stream_clocks s LEFT JOIN events e USING (stream_id)
GROUP BY s.stream_id, s.seq HAVING s.seq <> count(e.seq) OR s.seq <> coalesce(max(e.seq), 0)
"""


async def evidence_of(endpoints: Endpoints, asked: int) -> Evidence:
    """Everything, read after the run has come to rest."""
    studio = endpoints.studio
    async with studio.database() as database:
        takes: dict[str, list[tuple[str, int, str]]] = {}
        for job_id, attempt, number, digest in await database.fetch(_TAKES):
            takes.setdefault(job_id, []).append((attempt, number, digest))
        jobs = [
            Job(job, _side(name), prompt, state, count, code, tuple(takes.get(job, ())))
            for job, name, prompt, state, count, code in await database.fetch(_JOBS)
        ]
        attempts = [Attempt(*row) for row in await database.fetch(_ATTEMPTS)]
        known = {row[0] for row in await database.fetch("SELECT sha256 FROM blobs")}
        gaps = [f"the events of {row[0]} have a gap" for row in await database.fetch(_GAPS)]
        left = await database.fetchval("SELECT count(*) FROM outbox")
        money = [
            f"money: {row[0]} {row[1]}"
            for audit in (UNEQUAL, FORGOTTEN, UNCHARGED)
            for row in await database.fetch(audit)
        ]
    return Evidence(
        asked=asked,
        jobs=jobs,
        attempts=attempts,
        accepted=[*accepted_of(endpoints)],
        stray=await _stray(studio.data, known),
        faults=[*gaps, *([f"{left} messages wait in the outbox"] if left else []), *money],
    )


def accepted_of(endpoints: Endpoints) -> Iterator[Accepted]:
    """What each endpoint has accepted, by its own journal."""
    for name, double in endpoints.doubles.items():
        told = read_journal(double.folder / "journal.jsonl")
        yield from read_accepted(name, told, forgets=name in _FORGETS)
    files = sorted((endpoints.studio.data / "endpoint").glob("journal*.jsonl"))
    lines = [json.loads(line) for file in files for line in file.read_text().splitlines()]
    yield from read_accepted("local", map(_as_ours, lines), forgets=False)


def read_accepted(name: str, told: Iterable[dict[str, Any]], *, forgets: bool) -> list[Accepted]:
    """The orders in a journal, with their ends. One that `forgets` has lost what it had at a start."""
    orders: list[Accepted] = []
    open_orders: dict[str, int] = {}
    for line in told:
        event = line["event"]
        if event == "accepted":
            open_orders[line["job"]] = len(orders)
            orders.append(_accepted(name, line))
        elif event == "offered":
            place = open_orders[line["job"]]
            orders[place] = replace(orders[place], outputs=tuple(line["outputs"]))
        elif event == "ended" and line["job"] in open_orders:
            place = open_orders.pop(line["job"])
            orders[place] = _ended(orders[place], line)
        elif event == "started" and forgets:
            for place in open_orders.values():
                orders[place] = _ended(orders[place], {**line, "how": "lost"})
            open_orders.clear()
    return orders


def _accepted(name: str, line: dict[str, Any]) -> Accepted:
    side = name
    if name in MACHINES:
        side = "pull"
    elif name == "serverless":
        side = "runpod" if "storycanvas" in line["body"]["input"] else "worker-comfyui"
    told = line["job"] if name == "comfyui" else _uuid(line.get("attempt"))
    return Accepted(side, line["job"], line["at"], attempt=told, prompt=line.get("prompt"))


def _ended(order: Accepted, line: dict[str, Any]) -> Accepted:
    outputs = tuple(line.get("outputs", ())) if line["how"] == "finished" else order.outputs
    return replace(order, ended_at=line["at"], how=line["how"], outputs=outputs)


def _as_ours(line: dict[str, Any]) -> dict[str, Any]:
    """A line of the local endpoint's journal in the words of the doubles'."""
    told = {"job": line["id"], "at": line["at"] / 1000}
    if line["event"] == "accepted":
        return {"event": "accepted", **told, "attempt": line["input"]["attempt"]}
    how = _LOCAL_ENDS.get(line["event"])
    outputs = (line.get("output") or {}).get("outputs", ()) if how == "finished" else ()
    made = [output["sha256"] for output in outputs]
    return {"event": "ended" if how else line["event"], **told, "how": how, "outputs": made}


def _uuid(attempt: str | None) -> str | None:
    return str(untyped("attempt", attempt)) if attempt else None


def _side(name: str) -> str:
    return name if name in {"runpod", "worker-comfyui", "comfyui", "videos", "pull"} else "local"


async def _stray(data: Path, known: set[str]) -> list[str]:
    """What is left in the store, after the sweep of what nobody wanted, that no table knows."""
    await MediaStore.from_settings(Settings(data=data)).clear_stale(0)
    media = data / "media"
    files = [file.relative_to(media) for file in media.rglob("*") if file.is_file()]
    return sorted(str(file) for file in files if file.parts[0] != "blobs" or file.name not in known)
