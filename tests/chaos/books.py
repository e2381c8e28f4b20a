"""What the endpoints' own journals and the studio's tables say of a run, held against each other.

Pure: `Evidence` in, complaints out. Times are seconds since 1970, of one machine's clock.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

ENDED = frozenset({"COMPLETED", "FAILED", "CANCELLED"})
UNKNOWN = "SUBMIT_UNKNOWN"
_SLACK = 0.5
"""Seconds by which what was noted before may be dated after: each process notes when it can."""

_ANYWHERE = {UNKNOWN, "ATTEMPTS_EXHAUSTED", "PROVIDER_BUSY"}
EXPECTED_CODES: Mapping[str, frozenset[str]] = {
    "local": frozenset(_ANYWHERE | {"RENDER_FAILED", "UPLOAD_FAILED", "TIMED_OUT", "EXPIRED"}),
    "runpod": frozenset(_ANYWHERE | {"RENDER_FAILED", "TIMED_OUT", "EXPIRED"}),
    "worker-comfyui": frozenset(_ANYWHERE | {"RENDER_FAILED", "EXPIRED"}),
    "comfyui": frozenset(_ANYWHERE | {"ENDPOINT_FORGOT", "NEVER_ACCEPTED"}),
    "videos": frozenset(_ANYWHERE),
    "pull": frozenset(_ANYWHERE | {"TIMED_OUT", "MACHINE_LOST", "EXPIRED"}),
}
"""How a render may fail here: what the doubles do, and what killing them does, has these names."""
TAKEN_ANEW = frozenset({"pull"})
"""Where another machine may take what one has lost: once for each loss."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """An order that an endpoint took, by its own journal; `ended_at` is None while it has it.

    `outputs` are the digests of what was made, also where it was lost over handing them over.
    """

    side: str
    id: str
    at: float
    attempt: str | None = None
    prompt: str | None = None
    ended_at: float | None = None
    how: str | None = None
    outputs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attempt:
    id: str
    job: str
    number: int
    begun_at: float
    ended_at: float | None
    outcome: str | None
    code: str | None
    provider_job: str | None


@dataclass(frozen=True, slots=True)
class Job:
    """`prompt` is unlike that of any other job; `takes` are attempt, number and digest of each."""

    id: str
    side: str
    prompt: str
    state: str
    count: int
    code: str | None = None
    takes: tuple[tuple[str, int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """`asked` is how many jobs people asked for; `stray` what lies in the store and nowhere else."""

    asked: int
    jobs: Sequence[Job]
    attempts: Sequence[Attempt]
    accepted: Sequence[Accepted]
    stray: Sequence[str] = ()
    faults: Sequence[str] = ()


def complaints(evidence: Evidence) -> list[str]:
    """Everything that is not as it has to be; nothing for a good run."""
    given = _attributed(evidence)
    return [
        *evidence.faults,
        *_of_jobs(evidence),
        *_of_takes(evidence),
        *_of_acceptances(evidence, given),
        *_of_attempts(evidence, given),
        *(f"nobody knows the file {name}" for name in evidence.stray),
    ]


def _of_jobs(evidence: Evidence) -> Iterator[str]:
    if len(evidence.jobs) != evidence.asked:
        yield f"{evidence.asked} renders were asked for, there are {len(evidence.jobs)}"
    for job in evidence.jobs:
        if job.state not in ENDED:
            yield f"{job.id} on {job.side} is {job.state}"
        if job.code is not None and job.code not in EXPECTED_CODES[job.side]:
            yield f"{job.id} on {job.side} failed as {job.code}"
    for attempt in evidence.attempts:
        if attempt.ended_at is None:
            yield f"{attempt.id} of {attempt.job} is open"


def _of_takes(evidence: Evidence) -> Iterator[str]:
    made = {(one.attempt or one.id): one for one in evidence.accepted if one.outputs}
    made |= {one.id: one for one in evidence.accepted if one.outputs}
    names = {attempt.id: attempt.provider_job for attempt in evidence.attempts}
    for job in evidence.jobs:
        expected = list(range(job.count)) if job.state == "COMPLETED" else []
        if [number for _, number, _ in job.takes] != expected:
            yield f"{job.id} ({job.state}, {job.count} asked for) has {len(job.takes)} takes"
        for attempt, number, digest in job.takes:
            source = made.get(attempt) or made.get(names.get(attempt) or "")
            if source is None or source.outputs[number : number + 1] != (digest,):
                yield (
                    f"{job.id} shows what its attempt {attempt} did not make:"
                    f" {digest} as {number} of {source or _told_of(evidence, attempt)}"
                )


def _told_of(evidence: Evidence, attempt: str) -> list[Accepted]:
    """All that endpoints say of an attempt, for a person to read."""
    return [one for one in evidence.accepted if attempt in {one.attempt, one.id}]


def _of_acceptances(
    evidence: Evidence, given: Mapping[str, Sequence[tuple[Accepted, Attempt | None]]]
) -> Iterator[str]:
    twice = Counter(one.attempt for one in evidence.accepted if one.side not in TAKEN_ANEW)
    for attempt, times in twice.items():
        if attempt is not None and times > 1:
            yield f"{attempt} was accepted {times} times"
    for job, pairs in given.items():
        for (first, known), (second, _) in pairwise(pairs):
            if not _is_over(first, known, second.at):
                yield (
                    f"{job} on {second.side}: {second.id} was accepted while {first.id} was not over"
                )


def _is_over(first: Accepted, known: Attempt | None, at: float) -> bool:
    """Whether the first order had ended before, or its loss was known and told to a person."""
    if first.ended_at is not None and first.ended_at <= at + _SLACK:
        return True
    unknown = known is not None and known.outcome == "UNKNOWN"
    return unknown and known is not None and (known.ended_at or at + 1) <= at + _SLACK


def _of_attempts(
    evidence: Evidence, given: Mapping[str, Sequence[tuple[Accepted, Attempt | None]]]
) -> Iterator[str]:
    """What the studio says of a submission is what the endpoint says of it."""
    known = {attempt.id for attempt in evidence.attempts}
    matched = set()
    for job, pairs in given.items():
        for accepted, attempt in pairs:
            if attempt is None:
                yield f"{accepted.id} on {accepted.side} was accepted for no attempt of {job}"
                continue
            matched.add(attempt.id)
            forgotten = accepted.how == "lost" and (accepted.ended_at or 0) <= (
                attempt.ended_at or 0
            )
            if attempt.outcome == "NOT_ACCEPTED" and not forgotten:
                yield f"{attempt.id} was accepted as {accepted.id}; the studio says it was not"
    strangers = [one for one in evidence.accepted if one.attempt and one.attempt not in known]
    yield from (f"{one.id} on {one.side} has an attempt that is none" for one in strangers)
    for attempt in evidence.attempts:
        if attempt.outcome == "COMPLETED" and attempt.id not in matched:
            yield f"{attempt.id} of {attempt.job} is COMPLETED and was accepted by nobody"


def _attributed(evidence: Evidence) -> dict[str, list[tuple[Accepted, Attempt | None]]]:
    """By job: what was accepted for it, in order, each with its attempt where that can be told.

    A Videos server is told nothing of ours but the prompt: what has no attempt that knows its id
    belongs to the one that was open at that time, and whose answer was lost.
    """
    attempts = {attempt.id: attempt for attempt in evidence.attempts}
    by_name = {attempt.provider_job: attempt for attempt in evidence.attempts}
    of_job = defaultdict(list)
    for begun in evidence.attempts:
        of_job[begun.job].append(begun)
    prompts = {job.prompt: job.id for job in evidence.jobs}
    found: dict[str, list[tuple[Accepted, Attempt | None]]] = defaultdict(list)
    for one in sorted(evidence.accepted, key=lambda one: one.at):
        known = attempts.get(one.attempt or "") or by_name.get(one.id)
        job = known.job if known else prompts.get(one.prompt or "", "nobody")
        if known is None:
            known = next((lost for lost in of_job[job] if _may_be(lost, one.at, found[job])), None)
        found[job].append((one, known))
    return dict(found)


def _may_be(attempt: Attempt, at: float, taken: Sequence[tuple[Accepted, Attempt | None]]) -> bool:
    if attempt.provider_job is not None or any(known == attempt for _, known in taken):
        return False
    return attempt.begun_at - _SLACK <= at <= (attempt.ended_at or at) + _SLACK
