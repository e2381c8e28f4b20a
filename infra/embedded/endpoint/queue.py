"""All jobs of an endpoint and the order in which they wait. Pure: no clock, no disk."""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from infra.embedded.endpoint.jobs import Event, Job, JobState, advance, due, may


class Queue:
    """Changed by events alone, so that the same events give the same queue."""

    def __init__(self) -> None:
        self.jobs: dict[str, Job] = {}
        self._waiting: OrderedDict[str, None] = OrderedDict()

    def may(self, event: Event) -> bool:
        """Whether the event can happen to its job as that is."""
        return may(self.jobs.get(event["id"]), event["event"])

    def apply(self, event: Event) -> bool:
        """Take the event in; False when it cannot happen to its job, and nothing changed."""
        if not self.may(event):
            return False
        key = event["id"]
        changed = advance(self.jobs.get(key), event)
        self._waiting.pop(key, None)
        if changed is None:
            del self.jobs[key]
            return True
        self.jobs[key] = changed
        if changed.state is JobState.IN_QUEUE:
            self._waiting[key] = None
            self._waiting.move_to_end(key, last=event["event"] != "given_back")
        return True

    def forget(self, key: str) -> None:
        """Drop a job that was kept long enough."""
        del self.jobs[key]

    def progress(self, key: str, output: Any) -> None:
        """Show `output` as the running job's, until it ends. Progress is no event."""
        self.jobs[key] = replace(self.jobs[key], output=output)

    def next_waiting(self, count: int) -> list[Job]:
        return [self.jobs[key] for key, _ in zip(self._waiting, range(count), strict=False)]

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    def running(self, worker: str | None = None) -> list[Job]:
        """Jobs in progress, longest first; those of one worker if it is named."""
        found = [
            job
            for job in self.jobs.values()
            if job.state is JobState.IN_PROGRESS and worker in {None, job.worker}
        ]
        return sorted(found, key=lambda job: job.taken_at or 0)

    def due(self, now: int, retention: int, sync_retention: int) -> list[tuple[Job, str]]:
        """Jobs to which time has brought something, with its name (see jobs.due)."""
        found = []
        for job in self.jobs.values():
            name = due(job, now, sync_retention if job.sync else retention)
            if name is not None:
                found.append((job, name))
        return found

    def counts(self) -> dict[str, int]:
        """The `jobs` object of GET /health, over the jobs still kept."""
        states = [job.state for job in self.jobs.values()]
        return {
            "completed": states.count(JobState.COMPLETED),
            "failed": states.count(JobState.FAILED) + states.count(JobState.TIMED_OUT),
            "inProgress": states.count(JobState.IN_PROGRESS),
            "inQueue": self.waiting,
            "retried": sum(job.retries for job in self.jobs.values()),
        }


def replayed(events: Iterable[Event]) -> tuple[Queue, int]:
    """The queue the events lead to, and how many of them could not be understood."""
    queue, strange = Queue(), 0
    for event in events:
        try:
            understood = queue.apply(event)
        except (KeyError, TypeError, ValueError):
            understood = False
        strange += not understood
    return queue, strange
