"""The workers of an endpoint: which are to be started, stopped or killed. Pure, times in ms."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from infra.embedded.endpoint.settings import Settings

_STOP_DELAY = 300


@dataclass(slots=True)
class Stop:
    """A job its worker is to leave. `sent_at` is None until the worker was told."""

    job: str
    due_at: int
    sent_at: int | None = None


@dataclass(slots=True)
class Worker:
    """A worker's process as this server sees it. Ready means that it has asked for work."""

    id: str
    pid: int
    started_at: int
    seen_at: int
    idle_since: int
    ready_at: int | None = None
    done: bool = False
    """It asked to be stopped: its handler wants a fresh process for the next job."""
    leaving: bool = False
    """It is being stopped."""
    stops: list[Stop] = field(default_factory=list)

    def asked(self, now: int, *, has_jobs: bool) -> None:
        """It asks for work; with `has_jobs` it has some at hand."""
        self.seen_at = now
        if self.ready_at is None:
            self.ready_at = self.idle_since = now
        if not has_jobs:
            self.stops = [stop for stop in self.stops if stop.sent_at is None]

    def pinged(self, now: int, jobs: frozenset[str]) -> None:
        """It is alive and works on `jobs`."""
        self.seen_at = now
        self.stops = [stop for stop in self.stops if stop.sent_at is None or stop.job in jobs]

    def leave(self, job: str, taken_at: int) -> None:
        """Have it told to leave the job.

        The SDK has a task to cancel only a moment after it took the job (it looks into its queue
        every 0.1 s); what reaches it before is lost.
        """
        self.stops.append(Stop(job, taken_at + _STOP_DELAY))

    def stops_due(self, now: int) -> list[str]:
        """The jobs it has to be told to leave now; they count as told."""
        found = [stop for stop in self.stops if stop.sent_at is None and now >= stop.due_at]
        for stop in found:
            stop.sent_at = now
        return [stop.job for stop in found]


@dataclass(frozen=True, slots=True)
class Decision:
    start: int = 0
    stop: tuple[str, ...] = ()
    kill: tuple[str, ...] = ()


def decide(
    settings: Settings,
    workers: Iterable[Worker],
    *,
    waiting: int,
    running: Callable[[str], int],
    now: int,
    start_from: int,
) -> Decision:
    """What to do with the workers. None is started before `start_from` (the back-off's end)."""
    present = [worker for worker in workers if not worker.leaving]
    busy = {worker.id for worker in present if running(worker.id)}
    kill = [w.id for w in present if _stuck(settings, w, now, busy=w.id in busy)]
    present = [worker for worker in present if worker.id not in kill]
    wanted = min(settings.workers_max, max(settings.workers_min, waiting + len(busy - set(kill))))
    return Decision(
        start=max(0, wanted - len(present)) if now >= start_from else 0,
        stop=tuple(w.id for w in present if w.done)
        or tuple(_superfluous(settings, present, busy, waiting, now)),
        kill=tuple(kill),
    )


def _stuck(settings: Settings, worker: Worker, now: int, *, busy: bool) -> bool:
    if worker.ready_at is None:
        return now - worker.started_at > settings.start_limit
    if busy and now - worker.seen_at > settings.silent_after:
        return True
    return any(now - stop.due_at > settings.stop_grace for stop in worker.stops)


def _superfluous(
    settings: Settings, present: list[Worker], busy: set[str], waiting: int, now: int
) -> list[str]:
    if settings.idle_timeout is None or waiting:
        return []
    idle = [
        worker.id
        for worker in present
        if worker.ready_at is not None
        and worker.id not in busy
        and now - worker.idle_since >= settings.idle_timeout
    ]
    return idle[: max(0, len(present) - settings.workers_min)]


def back_off(quick_deaths: int) -> int:
    """Milliseconds to wait after so many workers in a row died without having become ready."""
    return 0 if quick_deaths == 0 else min(30_000, 500 * 2 ** min(quick_deaths, 10))
