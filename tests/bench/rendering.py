"""The whole path of a render: its CPU, its time, what a user waits for, and who holds the memory."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from statistics import median

from infra.embedded.studio import servers
from tests.bench.commits import Commits, Connection, Traffic, row_bytes, traffic
from tests.bench.launching import NOOP, launched, parts_of, scratch
from tests.bench.measure import Effort, Measured
from tests.bench.processes import cpu_seconds, leaders, memory_mb, tree
from tests.bench.renders import PROMPT, make_clips, render_all, watching
from tests.e2e.studio_process import StudioProcess
from workers.endpoint.rehearsal import Rehearsal
from workers.endpoint.rehearsal.steps import File

_BRIEF = {
    "prompt": PROMPT,
    "negative_prompt": "",
    "width": 1280,
    "height": 720,
    "seed": 7,
    "count": 1,
    "fps": "24",
    "frames": 48,
}


async def render(effort: Effort) -> AsyncIterator[Measured]:
    """A studio whose renderer does nothing: what is left is ours, the SDK's and the servers'.

    Renders are asked for all at once. The SDK takes a job at a time and sleeps 1 s whenever its
    queue is full, which bounds the time of a render, not its CPU.
    """
    with scratch() as folder:
        async with launched(folder, STORYCANVAS_ENDPOINT_RENDERER=NOOP) as (studio, _):
            project, clips = await make_clips(studio.owner, effort.of(30, 6) + 1)
            async with studio.database() as connection:
                await render_all(studio.owner, clips[:1], connection)  # the SDK's child starts
                async for measured in _memory(studio):
                    yield measured
                async for measured in _render_cost(studio, clips[1:], connection):
                    yield measured
            async for measured in _latency(studio, project, clips, effort, "_noop"):
                yield measured


async def rehearsal(effort: Effort) -> AsyncIterator[Measured]:
    """What a user of `storycanvas up` waits for, beside the drawing alone in one process."""
    begun = time.perf_counter()
    first: float | None = None
    for drawn in Rehearsal().draw(_BRIEF, kind="IMAGE", seed=7, start_image=None):
        if not isinstance(drawn, File) and first is None:
            first = time.perf_counter() - begun
    whole = time.perf_counter() - begun
    with scratch() as folder:
        async with launched(folder) as (studio, _):
            project, clips = await make_clips(studio.owner, 2)
            async with studio.database() as connection:
                await render_all(studio.owner, clips[:1], connection)
            async for measured in _latency(studio, project, clips, effort, "", first, whole):
                yield measured


async def _memory(studio: StudioProcess) -> AsyncIterator[Measured]:
    """Beside a Python that does nothing, or the same server that serves nobody."""
    bare = await _bare_memory()
    for name, pids in parts_of(studio).items():
        rss, pss = memory_mb(pids)
        bare_rss, bare_pss = bare.get(name, bare["python"])
        yield Measured(f"memory_{name}_rss", rss, "MB (2^20 bytes) RSS", bare_rss)
        yield Measured(f"memory_{name}_pss", pss, "MB (2^20 bytes) PSS", bare_pss)


async def _bare_memory() -> dict[str, tuple[float, float]]:
    python = await asyncio.create_subprocess_exec(sys.executable, "-c", "input()", stdin=-1)
    try:
        with scratch() as folder:
            async with servers(folder / "data"):
                pids = leaders(folder / "data")
                return {
                    "python": memory_mb([python.pid]),
                    **{name: memory_mb(tree(pid)) for name, pid in pids.items()},
                }
    finally:
        python.kill()
        await python.wait()


async def _render_cost(
    studio: StudioProcess, clips: list[str], connection: Connection
) -> AsyncIterator[Measured]:
    """What an idle studio uses meanwhile is taken off."""
    count, everything = len(clips), tree(studio.launcher.pid)
    idle = _Span(await traffic(connection), cpu_seconds(everything))
    middle = _Span(await traffic(connection), cpu_seconds(everything))
    idle_cpu = (middle.cpu - idle.cpu) / (middle.at - idle.at)
    asked = await render_all(studio.owner, clips, connection)
    ended, cpu = time.perf_counter(), cpu_seconds(everything)
    after = _Span(await traffic(connection), cpu_seconds(everything))
    seconds = ended - middle.at
    quiet = (middle.seen - idle.seen) * ((after.at - middle.at) / (middle.at - idle.at))
    each = (after.seen - middle.seen - quiet - Traffic(0, asked, 0, 0, 0)) * (1 / count)
    size = await row_bytes(connection)
    commits = await _commits(studio, Commits(connection, each, size), count)
    of = f"per render of {count}, no-op renderer"
    beside = f"beside {each.writes:.0f} writing and {each.reads:.0f} reading transactions"
    yield Measured("idle_cpu", 100 * idle_cpu, "% of one core, all processes, nothing to do")
    yield Measured("render_transactions", each.writes, f"writing transactions {of}")
    yield Measured("render_reads", each.reads, f"read-only transactions {of}")
    yield Measured("render_rows", each.rows, f"rows written {of}")
    yield Measured("render_row_bytes", size, "bytes of a written row, mean")
    value = (cpu - middle.cpu - idle_cpu * seconds) / count
    yield Measured("render_cpu", value, f"CPU s of all processes {of}, {beside}", commits[0])
    value = seconds / count
    unit = f"s {of}, bounded by the SDK's sleeps of 1 s, {beside}"
    yield Measured("render_time", value, unit, commits[1])


class _Span:
    """Where the counters stood, and when."""

    def __init__(self, seen: Traffic, cpu: float) -> None:
        self.seen, self.cpu, self.at = seen, cpu, time.perf_counter()


async def _commits(studio: StudioProcess, commits: Commits, count: int) -> tuple[float, float]:
    """CPU seconds (client and Postgres) and seconds of a render's commits alone."""
    await commits.prepare()
    await commits.one()
    postgres = tree(studio.pid("postgres") or 0)
    cpu, begun, at = cpu_seconds(postgres), time.process_time(), time.perf_counter()
    for _ in range(count):
        await commits.one()
    seconds = time.perf_counter() - at
    used = cpu_seconds(postgres) - cpu + time.process_time() - begun
    return used / count, seconds / count


async def _latency(
    studio: StudioProcess,
    project: str,
    clips: list[str],
    effort: Effort,
    suffix: str,
    first: float | None = None,
    whole: float | None = None,
) -> AsyncIterator[Measured]:
    async with watching(studio.owner, project) as watch:
        runs = [await watch.latency(studio.owner, clips[-1]) for _ in range(effort.of(5, 2))]
    to_progress, to_take = (median(run[part] for run in runs) for part in (0, 1))
    unit = f"s from generateClip's answer to %s, warm, median of {len(runs)}"
    yield Measured(f"first_progress{suffix}", to_progress, unit % "progress above 0", first)
    yield Measured(f"to_take{suffix}", to_take, unit % "the take's event", whole)
