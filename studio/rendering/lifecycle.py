"""The life of a render job, as one table. Pure: every piece of news goes through `advance`.

QUEUED is with us; SUBMITTING is being sent; WAITING is in the provider's queue; STARTING is a
cold start; SAVING is fetching and storing what was made. Only a retry leaves a terminal state.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from studio.kernel.errors import ErrorCode, UserError
from studio.rendering.ports import Report, ReportState


class JobState(Enum):
    QUEUED = "QUEUED"
    SUBMITTING = "SUBMITTING"
    WAITING = "WAITING"
    STARTING = "STARTING"
    RUNNING = "RUNNING"
    SAVING = "SAVING"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    CANCELLING = "CANCELLING"
    CANCELLED = "CANCELLED"


class Priority(Enum):
    """Whose turn comes before whose; the background lane renders when nothing else waits."""

    BACKGROUND = "BACKGROUND"
    NORMAL = "NORMAL"
    HIGH = "HIGH"
    RUSH = "RUSH"

    @property
    def level(self) -> int:
        """0 to 3; the higher goes first."""
        return list(Priority).index(self)


TERMINAL = frozenset({JobState.COMPLETED, JobState.FAILED, JobState.CANCELLED})
ACTIVE = frozenset(JobState) - TERMINAL
IN_FLIGHT = frozenset({JobState.SUBMITTING, JobState.WAITING, JobState.STARTING, JobState.RUNNING})
"""States in which a provider has, or may have, the job."""

RETRIABLE = frozenset({JobState.FAILED, JobState.CANCELLED})

AUTOMATIC_ATTEMPTS = 8
"""Submissions a job gets by itself, and again with each retry that a person asks for."""
MAX_ATTEMPTS = 40
GIVE_UP_AFTER = timedelta(hours=1)
"""How long past an attempt's time to live it is asked about, and its outputs tried to be had."""


class Outcome(Enum):
    """How an attempt ended."""

    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"
    NOT_ACCEPTED = "NOT_ACCEPTED"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class Step:
    """Where a report takes a job. `outcome` ends the attempt; the error is that of a failure.

    With an outcome, QUEUED is a new attempt by itself, where there are any left.
    """

    state: JobState
    outcome: Outcome | None = None
    error_code: str | None = None
    error_message: str | None = None


_RUNNING_WORDS = {
    ReportState.QUEUED: JobState.WAITING,
    ReportState.STARTING: JobState.STARTING,
    ReportState.RUNNING: JobState.RUNNING,
}
_FAILURES = {
    ReportState.FAILED: ("RENDER_FAILED", "The endpoint could not render this."),
    ReportState.TIMED_OUT: (
        "TIMED_OUT",
        "The endpoint stopped this render at its time limit. Ask for less, or raise the limit.",
    ),
    ReportState.GONE: (
        "EXPIRED",
        "The endpoint dropped this render at its time to live. Retry when the endpoint is less busy.",
    ),
}

NEVER_ACCEPTED = Step(
    JobState.QUEUED,
    Outcome.NOT_ACCEPTED,
    "NEVER_ACCEPTED",
    "The connection broke while this render was sent, and the endpoint does not have it: it was "
    "never accepted.",
)


def advance(state: JobState, report: Report) -> Step:
    """Where `report` takes a job that is in `state`. News that no longer matters changes nothing."""
    if state is JobState.SUBMITTING and report.state is ReportState.GONE:
        return NEVER_ACCEPTED
    if state in IN_FLIGHT:
        return _in_flight(report)
    if state is JobState.CANCELLING:
        return _cancelling(report)
    return Step(state)


def _in_flight(report: Report) -> Step:
    if report.state in _RUNNING_WORDS:
        return Step(_RUNNING_WORDS[report.state])
    if report.state is ReportState.COMPLETED:
        return Step(JobState.SAVING)
    if report.state is ReportState.CANCELLED:
        return Step(JobState.CANCELLED, Outcome.CANCELLED)
    code, words = _FAILURES[report.state]
    return Step(
        JobState.FAILED, Outcome.FAILED, report.error_code or code, report.error_message or words
    )


def _cancelling(report: Report) -> Step:
    """What was finished before the cancel took effect is kept: it has been paid for."""
    if report.state in _RUNNING_WORDS:
        return Step(JobState.CANCELLING)
    if report.state is ReportState.COMPLETED:
        return Step(JobState.SAVING)
    return Step(JobState.CANCELLED, Outcome.CANCELLED)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an open attempt and its job."""

    state: JobState
    message: str | None
    last_seq: int
    delay_ms: int | None
    execution_ms: int | None


def is_new(known: Known, report: Report) -> bool:
    """Whether there is anything in the report to take into account but that it came."""
    if report.seq:
        return report.seq > known.last_seq
    step = advance(known.state, report)
    same = step.state is known.state and step.outcome is None and report.message == known.message
    begins_anew = report.state is ReportState.QUEUED and known.last_seq > 0
    timed = (report.delay_ms or known.delay_ms, report.execution_ms or known.execution_ms)
    told = report.progress is not None or timed != (known.delay_ms, known.execution_ms)
    return not same or begins_anew or told


def unknown(state: JobState) -> Step:
    """The time to live ended without a word of whether the provider ever took the attempt."""
    if state is JobState.CANCELLING:
        return Step(JobState.CANCELLED, Outcome.UNKNOWN)
    return Step(
        JobState.FAILED,
        Outcome.UNKNOWN,
        "SUBMIT_UNKNOWN",
        "The connection broke while this render was sent, and the endpoint never spoke of it. "
        "It may have been paid for. Check the endpoint, then retry.",
    )


def back_off(attempts: int, retry_after: float, luck: float = 0.0) -> float:
    """Seconds to wait after an attempt that was not accepted: 2 growing to 60, or as asked.

    `luck`, 0 to 1, makes it a quarter longer at most, so that many do not come again at once.
    """
    return max(retry_after, min(60.0, 2.0**attempts)) * (1 + luck / 4)


def cancel(state: JobState) -> JobState:
    """The state after a person cancels. Raises INVALID_STATE where there is nothing to cancel."""
    if state is JobState.QUEUED:
        return JobState.CANCELLED
    if state in IN_FLIGHT or state is JobState.CANCELLING:
        return JobState.CANCELLING
    if state is JobState.SAVING:
        raise UserError(
            "This render is finished and is being saved; delete the take instead.",
            code=ErrorCode.INVALID_STATE,
        )
    raise UserError(f"This render is {state.value} already.", code=ErrorCode.INVALID_STATE)


def missing(count: int, there: Collection[int]) -> range:
    """The outputs to make next of a job that has some already: the first that are missing in a row.

    All of them where none is missing.
    """
    start = next((index for index in range(count) if index not in there), None)
    if start is None:
        return range(count)
    return range(start, next((index for index in range(start, count) if index in there), count))


def retry(state: JobState, attempts: int, *, lacks: bool = False) -> int:
    """The attempt limit after a person retries; `lacks` where what was COMPLETED is not all of it.

    Raises INVALID_STATE or ATTEMPTS_EXHAUSTED.
    """
    if state not in RETRIABLE and not (lacks and state is JobState.COMPLETED):
        raise UserError(
            "Only a render that failed, was cancelled or made less than was asked for can be "
            f"retried; this one is {state.value}.",
            code=ErrorCode.INVALID_STATE,
        )
    if attempts >= MAX_ATTEMPTS:
        raise UserError(
            f"This render was attempted {attempts} times. Generate the clip anew instead.",
            code=ErrorCode.ATTEMPTS_EXHAUSTED,
        )
    return min(attempts + AUTOMATIC_ATTEMPTS, MAX_ATTEMPTS)
