"""The endpoint itself: what is asked of it goes into the journal first, then into the queue."""

import asyncio
import logging
import secrets
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

from infra.embedded.endpoint.fleet import Worker
from infra.embedded.endpoint.jobs import ENDED, Event, Job, JobState, kept
from infra.embedded.endpoint.journal import Journal, JournalUnwritableError
from infra.embedded.endpoint.queue import replayed
from infra.embedded.endpoint.settings import Settings

log = logging.getLogger(__name__)

_QUEUE_PER_WORKER = 500


class QueueFullError(Exception):
    """More jobs wait than RunPod would let wait."""


class NotRetriableError(Exception):
    """Only a job that FAILED or TIMED_OUT can be run again."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a client asks for with POST /run. Durations are milliseconds."""

    input: dict[str, Any]
    execution_timeout: int
    ttl: int
    webhook: str | None = None
    sync: bool = False


def wall_clock() -> int:
    """Milliseconds since 1970."""
    return time.time_ns() // 1_000_000


class Endpoint:
    """One endpoint's jobs and workers. `ended` is called with each job that ends."""

    ended: Callable[[Job], None] = staticmethod(lambda _job: None)

    def __init__(
        self,
        settings: Settings,
        journal: Journal,
        clock: Callable[[], int] = wall_clock,
    ) -> None:
        self.settings = settings
        self.workers: dict[str, Worker] = {}
        self.closing = False
        self.unhealthy = 0
        self.now = clock
        self._journal = journal
        self._news = asyncio.Event()
        self._chunks: dict[str, list[Any]] = {}
        self.queue, strange = replayed(journal.events())
        if strange:
            log.warning("%d lines of the journal make no sense; left out", strange)

    def resume(self) -> None:
        """Take up what was left when the last server ended: once, before anything else is asked."""
        now = self.now()
        jobs = list(self.queue.jobs.values())
        self._journal.carry_over(
            (kept(job, now) for job in jobs), larger_than=self.settings.rotate_at
        )
        self.give_back(None, died=False)
        for job in jobs:
            if job.state in ENDED and job.webhook and not job.notified:
                self.ended(job)

    # What clients ask

    def accept(self, request: Request) -> Job:
        """Take a job in. Raises QueueFullError or JournalUnwritableError: then it is not accepted."""
        if self.queue.waiting >= self.settings.workers_max * _QUEUE_PER_WORKER:
            raise QueueFullError
        key = f"{secrets.token_hex(16)}-{'s' if request.sync else 'u'}1"
        fields = {
            "input": request.input,
            "execution_timeout": request.execution_timeout,
            "ttl": request.ttl,
            "webhook": request.webhook,
            "sync": request.sync,
        }
        self._record({"event": "accepted", "at": self.now(), "id": key, **fields})
        return self.queue.jobs[key]

    def cancel(self, key: str) -> Job | None:
        """Cancel the job if it has not ended; None if there is no such job."""
        self._end(key, "cancelled")
        return self.queue.jobs.get(key)

    def retry(self, key: str) -> Job | None:
        """Queue an unsuccessful job again; raises NotRetriableError for others."""
        if key not in self.queue.jobs:
            return None
        if not self._record({"event": "retried", "at": self.now(), "id": key}):
            raise NotRetriableError
        return self.queue.jobs[key]

    def purge(self) -> int:
        """Cancel all that wait; answers how many they were."""
        waiting = self.queue.next_waiting(self.queue.waiting)
        for job in waiting:
            self._end(job.id, "cancelled")
        return len(waiting)

    async def outcome(self, key: str, patience: float) -> Job | None:
        """The job once it has ended, or as it is after `patience` seconds."""
        async with _at_most(patience):
            while (job := self.queue.jobs.get(key)) and job.state not in ENDED:
                if self.closing:
                    break
                await self.news()
        return self.queue.jobs.get(key)

    def chunks(self, key: str) -> list[Any]:
        """What the job has streamed since the last call."""
        return self._chunks.pop(key, [])

    # What workers ask

    async def take(self, worker: Worker, count: int) -> list[Job]:
        """Up to `count` jobs for the worker; waits for the first, and answers none in vain."""
        async with _at_most(self.settings.long_poll):
            while not self.queue.waiting and not self._sends_away(worker):
                await self.news()
        if self._sends_away(worker):
            return []
        taken = self.queue.next_waiting(count)
        for job in taken:
            self._record(
                {"event": "taken", "at": self.now(), "id": job.id, "worker": worker.id}, must=False
            )
        return taken

    async def stops(self, worker: Worker) -> list[str]:
        """The jobs the worker is to leave; waits for the first, and answers none in vain."""
        async with _at_most(self.settings.long_poll):
            while not (found := worker.stops_due(self.now())) and not self._sends_away(worker):
                await self.news(0.1 if worker.stops else None)
        if self.closing:
            found += [job.id for job in self.queue.running(worker.id)]
        return found

    def progress(self, key: str, worker: str, output: Any) -> None:
        """Show how far the job is; ignored when it is not the worker's any more."""
        if self._holds(worker, key):
            self.queue.progress(key, output)
            self.announce()

    def stream(self, key: str, worker: str, chunk: Any) -> None:
        """Keep what the job yielded until it is asked for."""
        if self._holds(worker, key):
            self._chunks.setdefault(key, []).append(chunk)

    def finish(self, key: str, worker: str, *, output: Any = None, error: Any = None) -> None:
        """End the job; ignored when it is not the worker's any more."""
        if self._holds(worker, key):
            name = "done" if error is None else "failed"
            self._end(key, name, output=output, error=error)

    def give_back(self, worker: str | None, *, died: bool) -> None:
        """Put the worker's jobs (all there are in progress for None) at the head of the queue.

        With `died` it counts against them: one whose workers keep dying fails.
        """
        for job in reversed(self.queue.running(worker)):
            if died and job.deaths >= self.settings.give_backs:
                self._end(job.id, "failed", error="worker died")
                continue
            event = {"event": "given_back", "at": self.now(), "id": job.id, "died": died}
            self._record(event, must=False)

    # Time and news

    def tick(self) -> None:
        """Do what time has brought: time-outs, ends of lives, ends of retention."""
        now, settings = self.now(), self.settings
        for job, name in self.queue.due(now, settings.retention, settings.sync_retention):
            if name == "forgotten":
                self.queue.forget(job.id)
                self._chunks.pop(job.id, None)
            else:
                self._end(job.id, name)

    def notified(self, key: str) -> None:
        """The job's webhook was delivered, or given up."""
        self._record({"event": "notified", "at": self.now(), "id": key}, must=False)

    async def news(self, patience: float | None = None) -> None:
        """Wait until anything changes, at most `patience` seconds."""
        async with _at_most(patience):
            await self._news.wait()

    def close(self) -> None:
        """Send all who wait away."""
        self.closing = True
        self.announce()

    def announce(self) -> None:
        """Wake all who wait for news."""
        self._news.set()
        self._news = asyncio.Event()

    def _end(self, key: str, name: str, **fields: Any) -> None:
        job = self.queue.jobs.get(key)
        event = {"event": name, "at": self.now(), "id": key, **fields}
        if job is None or not self._record(event, must=False):
            return
        worker = self.workers.get(job.worker or "")
        if worker is not None and job.state is JobState.IN_PROGRESS:
            worker.idle_since = self.now()
            if name not in {"done", "failed"}:
                worker.leave(key, job.taken_at or 0)
        ended = self.queue.jobs.get(key)
        if ended is not None:
            self.ended(ended)

    def _record(self, event: Event, *, must: bool = True) -> bool:
        """Write and apply the event; False if it cannot happen.

        Without `must` it happens though it could not be written: after a restart the job would
        run again, which is better than to lose what is known now.
        """
        if not self.queue.may(event):
            return False
        try:
            self._journal.append(event, sync=event["event"] not in {"taken", "notified"})
        except JournalUnwritableError as error:
            if must:
                raise
            log.warning("%s of %s is not in the journal: %s", event["event"], event["id"], error)
        self.queue.apply(event)
        self.announce()
        return True

    def _holds(self, worker: str, key: str) -> bool:
        job = self.queue.jobs.get(key)
        return job is not None and job.state is JobState.IN_PROGRESS and job.worker == worker

    def _sends_away(self, worker: Worker) -> bool:
        return self.closing or worker.done or worker.leaving or worker.id not in self.workers


@asynccontextmanager
async def _at_most(seconds: float | None) -> AsyncIterator[None]:
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            yield
