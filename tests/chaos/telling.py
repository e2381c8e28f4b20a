"""How a run went, as a table a person can read and one line of JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from tests.chaos.books import UNKNOWN, Evidence
from tests.chaos.endpoints import SIDES

_COLUMNS = (
    *("jobs", "completed", "cancelled", "failed", "unknown"),
    *("attempts", "accepted", "wasted", "takes"),
)


@dataclass(frozen=True, slots=True)
class Run:
    """What there is to tell of a run beside its evidence."""

    seed: int
    seconds: float
    faults: Mapping[tuple[str, str], int]
    missed: int
    cancelled: int
    retried: int


def counts(evidence: Evidence) -> dict[str, dict[str, int]]:
    """By side; `failed` is without SUBMIT_UNKNOWN, which has a column of its own; `wasted` is what
    was made and nobody can see."""
    side = {job.id: job.side for job in evidence.jobs}
    attempts = Counter(side[attempt.job] for attempt in evidence.attempts)
    accepted = Counter(one.side for one in evidence.accepted)
    shown = {digest for job in evidence.jobs for _, _, digest in job.takes}
    wasted = Counter(
        one.side
        for one in evidence.accepted
        if one.how == "finished" and not shown.intersection(one.outputs)
    )
    found = {}
    for name in SIDES:
        jobs = [job for job in evidence.jobs if job.side == name]
        states = Counter(job.state for job in jobs)
        unknown = sum(job.code == UNKNOWN for job in jobs)
        values = (
            *(len(jobs), states["COMPLETED"], states["CANCELLED"], states["FAILED"] - unknown),
            *(unknown, attempts[name], accepted[name], wasted[name]),
            sum(len(job.takes) for job in jobs),
        )
        found[name] = dict(zip(_COLUMNS, values, strict=True))
    return found


def codes(evidence: Evidence) -> dict[str, dict[str, int]]:
    """By side, how often attempts or jobs ended with which code."""
    side = {job.id: job.side for job in evidence.jobs}
    told = Counter((side[one.job], one.code) for one in evidence.attempts if one.code)
    attempted = {one.job for one in evidence.attempts if one.code}
    told.update(
        (job.side, job.code) for job in evidence.jobs if job.code and job.id not in attempted
    )
    found: dict[str, dict[str, int]] = {}
    for (name, code), times in sorted(told.items()):
        found.setdefault(name, {})[str(code)] = times
    return found


def table(run: Run, evidence: Evidence) -> str:
    rows = counts(evidence)
    whole = {column: sum(row[column] for row in rows.values()) for column in _COLUMNS}
    lines = ["".join(["endpoint".ljust(16), *(column.rjust(11) for column in _COLUMNS)])]
    for name, row in {**rows, "together": whole}.items():
        lines.append("".join([name.ljust(16), *(str(row[one]).rjust(11) for one in _COLUMNS)]))
    lines.append("codes that attempts ended with:")
    lines += [f"  {name}: {_told(found)}" for name, found in codes(evidence).items()]
    faults = Counter[str]()
    for (what, _), times in run.faults.items():
        faults[what] += times
    lines.append(f"faults: {_told(faults)}; without a victim {run.missed}")
    by_victim: dict[str, Counter[str]] = {}
    for (what, whom), times in sorted(run.faults.items()):
        by_victim.setdefault(whom, Counter())[what] += times
    lines += [f"  {whom}: {_told(found)}" for whom, found in by_victim.items()]
    lines.append(
        f"people cancelled {run.cancelled} and retried {run.retried}; "
        f"{run.seconds:.0f} s; CHAOS_SEED={run.seed}"
    )
    return "\n".join(lines)


def line(run: Run, evidence: Evidence, complaints: int) -> str:
    """The same for a program."""
    return json.dumps(
        {
            "chaos": {
                "seed": run.seed,
                "seconds": round(run.seconds, 1),
                "complaints": complaints,
                "endpoints": counts(evidence),
                "codes": codes(evidence),
                "faults": {f"{what} {whom}": n for (what, whom), n in sorted(run.faults.items())},
                "cancelled": run.cancelled,
                "retried": run.retried,
            }
        },
        separators=(",", ":"),
    )


def _told(found: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {times}" for name, times in sorted(found.items())) or "none"
