import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infra.embedded.endpoint.jobs import (
    ENDED,
    Event,
    Job,
    JobState,
    advance,
    due,
    kept,
    may,
    status_body,
)
from infra.embedded.endpoint.queue import Queue, replayed


def accepted(key: str = "a", at: int = 1_000, **fields: Any) -> Event:
    event = {"event": "accepted", "at": at, "id": key, "input": {"n": 1}, "webhook": None}
    return {**event, "execution_timeout": 5_000, "ttl": 60_000, "sync": False, **fields}


def event(name: str, key: str = "a", at: int = 2_000, **fields: Any) -> Event:
    needs: dict[str, Any] = {"taken": {"worker": "w"}, "given_back": {"died": True}}
    return {"event": name, "at": at, "id": key, **needs.get(name, {}), **fields}


def after(*events: Event) -> Job:
    job: Job | None = None
    for one in events:
        assert may(job, one["event"])
        job = advance(job, one)
    assert job is not None
    return job


def test_a_job_that_ran_tells_how_long_it_waited_and_worked() -> None:
    job = after(accepted(), event("taken", at=1_200), event("done", at=1_900, output={"x": 1}))
    assert status_body(job) == {
        "id": "a",
        "status": "COMPLETED",
        "retries": 0,
        "delayTime": 200,
        "workerId": "w",
        "executionTime": 700,
        "output": {"x": 1},
    }


def test_a_job_given_back_waits_as_new_and_counts_the_death() -> None:
    job = after(accepted(), event("taken"), event("given_back"))
    assert (job.state, job.worker, job.taken_at) == (JobState.IN_QUEUE, None, None)
    assert (job.retries, job.deaths) == (1, 1)


def test_a_retried_job_begins_a_new_life() -> None:
    job = after(accepted(), event("taken"), event("failed", error="x"), event("retried", at=9_000))
    assert (job.state, job.error, job.retries, job.deaths) == (JobState.IN_QUEUE, None, 1, 0)
    assert due(job, 9_000 + 59_999, 1) is None
    assert due(job, 9_000 + 60_000, 1) == "expired"


@pytest.mark.parametrize(
    ("events", "now", "brings"),
    [
        ([accepted()], 60_999, None),
        ([accepted()], 61_000, "expired"),
        ([accepted(), event("taken", at=2_000)], 6_999, None),
        ([accepted(), event("taken", at=2_000)], 7_000, "timed_out"),
        ([accepted(ttl=100), event("taken", at=1_050)], 1_100, "expired"),
        ([accepted(), event("cancelled", at=3_000)], 3_499, None),
        ([accepted(), event("cancelled", at=3_000)], 3_500, "forgotten"),
    ],
)
def test_time_brings(events: list[Event], now: int, brings: str | None) -> None:
    assert due(after(*events), now, retention=500) == brings


def test_an_ended_job_stays_ended() -> None:
    for name in ("done", "failed", "timed_out"):
        job = after(accepted(), event("taken"), event(name))
        assert not any(may(job, other) for other in ("taken", "done", "cancelled", "expired"))


NAMES = ["accepted", "taken", "given_back", "done", "failed", "timed_out", "cancelled", "expired"]
NAMES += ["retried", "notified"]
HISTORIES = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from("abcd")), max_size=40)


@settings(max_examples=150)
@given(HISTORIES)
def test_the_queue_holds_what_waits_and_comes_back_from_its_events(
    history: list[tuple[str, str]],
) -> None:
    queue, written = Queue(), []
    for at, (name, key) in enumerate(history):
        new = accepted(key, at) if name == "accepted" else event(name, key, at)
        possible = queue.may(new)
        assert queue.apply(new) is possible
        if possible:
            written.append(json.loads(json.dumps(new)))
        waiting = {k for k, job in queue.jobs.items() if job.state is JobState.IN_QUEUE}
        assert {job.id for job in queue.next_waiting(99)} == waiting
        assert queue.waiting == len(waiting)
    again, strange = replayed(written)
    assert (again.jobs, strange) == (queue.jobs, 0)
    assert again.next_waiting(99) == queue.next_waiting(99)


@given(HISTORIES)
@settings(max_examples=60)
def test_a_kept_job_is_the_job(history: list[tuple[str, str]]) -> None:
    queue, _ = replayed(
        accepted(key, at) if name == "accepted" else event(name, key, at)
        for at, (name, key) in enumerate(history)
    )
    carried = [json.loads(json.dumps(kept(job, 99))) for job in queue.jobs.values()]
    assert replayed(carried)[0].jobs == queue.jobs


def test_progress_is_not_carried_over() -> None:
    queue, _ = replayed([accepted(), event("taken")])
    queue.progress("a", {"seq": 1})
    assert replayed([kept(queue.jobs["a"], 1)])[0].jobs["a"].output is None


def test_a_job_given_back_is_the_first_again() -> None:
    queue, _ = replayed([accepted("a"), accepted("b"), event("taken", "a"), accepted("c")])
    queue.apply(event("given_back", "a"))
    assert [job.id for job in queue.next_waiting(2)] == ["a", "b"]


def test_what_makes_no_sense_is_counted_and_left_out() -> None:
    queue, strange = replayed([event("done", "x"), {"event": "accepted", "at": 1, "id": "y"}])
    assert (queue.jobs, strange) == ({}, 2)


def test_every_ending_is_counted() -> None:
    queue, _ = replayed([accepted("a"), event("taken", "a"), event("failed", "a"), accepted("b")])
    assert queue.counts() == {
        "completed": 0,
        "failed": 1,
        "inProgress": 0,
        "inQueue": 1,
        "retried": 0,
    }
    assert len(ENDED) == 4
