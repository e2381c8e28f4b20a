"""A job and what an event makes of it. Pure: times are milliseconds since 1970, given by the caller.

Events are JSON objects `{"event", "at", "id", …}`, the lines of the journal:
accepted, taken, given_back, done, failed, timed_out, cancelled, expired, retried, notified, and
kept, which carries a whole job over into a new journal.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from enum import Enum
from typing import Any

Event = dict[str, Any]


class JobState(Enum):
    """RunPod's words."""

    IN_QUEUE = "IN_QUEUE"
    IN_PROGRESS = "IN_PROGRESS"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"
    TIMED_OUT = "TIMED_OUT"


LIVE = frozenset({JobState.IN_QUEUE, JobState.IN_PROGRESS})
ENDED = frozenset(JobState) - LIVE


@dataclass(frozen=True, slots=True)
class Job:
    """`deaths` counts the workers that died with it; `output` is its last progress while it runs."""

    id: str
    input: Any
    submitted_at: int
    execution_timeout: int
    ttl: int
    webhook: str | None = None
    sync: bool = False
    state: JobState = JobState.IN_QUEUE
    worker: str | None = None
    taken_at: int | None = None
    ended_at: int | None = None
    output: Any = None
    error: Any = None
    retries: int = 0
    deaths: int = 0
    notified: bool = False


def may(job: Job | None, name: str) -> bool:
    """Whether the event can happen to the job as it is; None is a job not heard of."""
    if name in {"accepted", "kept"}:
        return job is None
    return job is not None and job.state in _FROM.get(name, frozenset())


def advance(job: Job | None, event: Event) -> Job | None:
    """The job after the event, which must be possible; None when it is gone."""
    name = event["event"]
    if name == "accepted":
        return _accepted(event)
    if name == "kept":
        return Job(**{**event["job"], "state": JobState(event["job"]["state"])})
    if job is None or name == "expired":
        return None
    return _CHANGES[name](job, event)


def kept(job: Job, now: int) -> Event:
    """The event that carries `job` as it is; progress is left behind."""
    output = job.output if job.state in ENDED else None
    record = {**asdict(job), "state": job.state.value, "output": output}
    return {"event": "kept", "at": now, "id": job.id, "job": record}


def due(job: Job, now: int, retention: int) -> str | None:
    """The event that time alone brings: `expired`, `timed_out`, or `forgotten` (kept long enough)."""
    if job.state in ENDED:
        ended = job.ended_at if job.ended_at is not None else job.submitted_at
        return "forgotten" if now >= ended + retention else None
    if now >= job.submitted_at + job.ttl:
        return "expired"
    if job.taken_at is not None and now >= job.taken_at + job.execution_timeout:
        return "timed_out"
    return None


def status_body(job: Job) -> dict[str, Any]:
    """What GET /status and the webhook say of the job."""
    body: dict[str, Any] = {"id": job.id, "status": job.state.value, "retries": job.retries}
    if job.taken_at is not None:
        body["delayTime"] = job.taken_at - job.submitted_at
        body["workerId"] = job.worker
    if job.taken_at is not None and job.ended_at is not None:
        body["executionTime"] = job.ended_at - job.taken_at
    if job.output is not None:
        body["output"] = job.output
    if job.error is not None:
        body["error"] = job.error
    return body


def _accepted(event: Event) -> Job:
    return Job(
        id=event["id"],
        input=event["input"],
        submitted_at=event["at"],
        execution_timeout=event["execution_timeout"],
        ttl=event["ttl"],
        webhook=event["webhook"],
        sync=event["sync"],
    )


def _taken(job: Job, event: Event) -> Job:
    return replace(
        job, state=JobState.IN_PROGRESS, worker=event["worker"], taken_at=event["at"], output=None
    )


def _given_back(job: Job, event: Event) -> Job:
    died = int(event["died"])
    return replace(_waiting(job), retries=job.retries + died, deaths=job.deaths + died)


def _retried(job: Job, event: Event) -> Job:
    again = replace(_waiting(job), retries=job.retries + 1, deaths=0)
    return replace(again, submitted_at=event["at"], ended_at=None, error=None, notified=False)


def _waiting(job: Job) -> Job:
    return replace(job, state=JobState.IN_QUEUE, worker=None, taken_at=None, output=None)


def _ending(state: JobState) -> Callable[[Job, Event], Job]:
    def end(job: Job, event: Event) -> Job:
        return replace(
            job,
            state=state,
            ended_at=event["at"],
            output=event.get("output"),
            error=event.get("error"),
        )

    return end


def _notified(job: Job, _event: Event) -> Job:
    return replace(job, notified=True)


_CHANGES: dict[str, Callable[[Job, Event], Job]] = {
    "taken": _taken,
    "given_back": _given_back,
    "done": _ending(JobState.COMPLETED),
    "failed": _ending(JobState.FAILED),
    "timed_out": _ending(JobState.TIMED_OUT),
    "cancelled": _ending(JobState.CANCELLED),
    "retried": _retried,
    "notified": _notified,
}

_RUNNING = frozenset({JobState.IN_PROGRESS})
_FROM: dict[str, frozenset[JobState]] = {
    "taken": frozenset({JobState.IN_QUEUE}),
    "given_back": _RUNNING,
    "done": _RUNNING,
    "failed": _RUNNING,
    "timed_out": _RUNNING,
    "cancelled": LIVE,
    "expired": LIVE,
    "retried": frozenset({JobState.FAILED, JobState.TIMED_OUT}),
    "notified": ENDED,
}
