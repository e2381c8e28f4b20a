"""The checks themselves: a good run has no complaints, and each wrong in it is seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from tests.chaos.books import Accepted, Attempt, Evidence, Job, complaints
from tests.chaos.evidence import read_accepted

JOB = Job("j", "runpod", "chaos 0", "COMPLETED", 2, None, (("a2", 0, "x"), ("a2", 1, "y")))
UNKNOWN = Attempt("a1", "j", 1, 10, 40, "UNKNOWN", "SUBMIT_UNKNOWN", None)
GOOD = Attempt("a2", "j", 2, 50, 60, "COMPLETED", None, "r2")
FIRST = Accepted("runpod", "r1", 11, "a1")
SECOND = Accepted("runpod", "r2", 51, "a2", None, 58, "finished", ("x", "y"))
RUN = Evidence(1, [JOB], [UNKNOWN, GOOD], [FIRST, SECOND])
FILM = Job("v", "videos", "chaos 1", "FAILED", 1, "SUBMIT_UNKNOWN")
LOST = Attempt("b1", "v", 1, 10, 40, "UNKNOWN", "SUBMIT_UNKNOWN", None)
MADE = Accepted("videos", "video_1", 11, None, "chaos 1", 13, "finished", ("z",))
TAKEN = Accepted("pull", "c", 10, "c1", None, 20, "lost")
PULLED = Job("p", "pull", "chaos 2", "COMPLETED", 1, None, (("c1", 0, "x"),))
PULL = Attempt("c1", "p", 1, 9, 30, "COMPLETED", None, "c")


def test_a_loss_that_was_told_may_be_retried() -> None:
    assert complaints(RUN) == []


def test_a_video_that_was_lost_is_known_by_its_prompt() -> None:
    assert complaints(Evidence(1, [FILM], [LOST], [MADE])) == []
    again = replace(MADE, id="video_2", at=12)
    assert complaints(Evidence(1, [FILM], [LOST], [MADE, again])) == [
        "v on videos: video_2 was accepted while video_1 was not over",
        "video_2 on videos was accepted for no attempt of v",
    ]


def test_another_machine_may_take_what_one_has_lost() -> None:
    second = replace(TAKEN, at=21, ended_at=29, how="finished", outputs=("x",))
    assert complaints(Evidence(1, [PULLED], [PULL], [TAKEN, second])) == []
    held = replace(TAKEN, ended_at=25, how="finished", outputs=("x",))
    assert complaints(Evidence(1, [PULLED], [PULL], [held, second])) == [
        "p on pull: c was accepted while c was not over"
    ]


@pytest.mark.parametrize(
    ("evidence", "complaint"),
    [
        (replace(RUN, asked=2), "2 renders were asked for, there are 1"),
        (replace(RUN, accepted=[FIRST, SECOND, SECOND]), "a2 was accepted 2 times"),
        (replace(RUN, attempts=[UNKNOWN]), "r2 on runpod has an attempt that is none"),
        (
            replace(RUN, attempts=[replace(UNKNOWN, ended_at=55), GOOD]),
            "j on runpod: r2 was accepted while r1 was not over",
        ),
        (
            replace(RUN, attempts=[replace(UNKNOWN, outcome="NOT_ACCEPTED"), GOOD]),
            "a1 was accepted as r1; the studio says it was not",
        ),
        (replace(RUN, attempts=[UNKNOWN, replace(GOOD, ended_at=None)]), "a2 of j is open"),
        (replace(RUN, accepted=[FIRST]), "a2 of j is COMPLETED and was accepted by nobody"),
        (
            replace(RUN, jobs=[replace(JOB, takes=JOB.takes[:1])]),
            "j (COMPLETED, 2 asked for) has 1 takes",
        ),
        (
            replace(RUN, accepted=[FIRST, replace(SECOND, outputs=("x", "w"))]),
            "j shows what its attempt a2 did not make",
        ),
        (replace(RUN, jobs=[replace(JOB, state="SAVING", takes=())]), "j on runpod is SAVING"),
        (
            replace(RUN, jobs=[replace(JOB, state="FAILED", code="ODD", takes=())]),
            "j on runpod failed as ODD",
        ),
        (replace(RUN, stray=["blobs/ab/abc"]), "nobody knows the file blobs/ab/abc"),
        (replace(RUN, faults=["the events of s have a gap"]), "the events of s have a gap"),
    ],
)
def test_each_wrong_is_seen(evidence: Evidence, complaint: str) -> None:
    assert any(one.startswith(complaint) for one in complaints(evidence))


def test_what_ended_at_the_endpoint_may_be_sent_anew() -> None:
    failed = replace(UNKNOWN, outcome="FAILED", provider_job="r1")
    over = replace(FIRST, ended_at=49.0, how="failed")
    assert complaints(replace(RUN, attempts=[failed, GOOD], accepted=[over, SECOND])) == []
    still = replace(FIRST, ended_at=59.0, how="failed")
    assert complaints(replace(RUN, attempts=[failed, GOOD], accepted=[still, SECOND])) == [
        "j on runpod: r2 was accepted while r1 was not over"
    ]


def test_what_forgot_an_order_may_be_sent_it_again() -> None:
    comfy = replace(JOB, side="comfyui")
    declined = replace(UNKNOWN, outcome="NOT_ACCEPTED", code="PROVIDER_BUSY")
    lost = replace(FIRST, side="comfyui", ended_at=15.0, how="lost")
    second = replace(SECOND, side="comfyui")
    run = Evidence(1, [comfy], [declined, GOOD], [lost, second])
    assert complaints(run) == []
    kept = replace(lost, ended_at=45.0)
    assert complaints(replace(run, accepted=[kept, second])) == [
        "a1 was accepted as r1; the studio says it was not"
    ]


def journal(*events: Sequence[Any]) -> list[dict[str, Any]]:
    names = ("event", "at", "job", "how", "outputs")
    return [dict(zip(names, event, strict=False)) for event in events]


def test_a_process_that_is_killed_has_lost_what_it_had_where_it_forgets() -> None:
    told = journal(
        ("started", 1),
        ("accepted", 2, "p"),
        ("accepted", 3, "q"),
        ("ended", 4, "p", "finished", ["x"]),
        ("started", 9),
    )
    kept, lost = read_accepted("comfyui", told, forgets=True)
    assert (kept.how, kept.outputs, kept.attempt) == ("finished", ("x",), "p")
    assert (lost.how, lost.ended_at) == ("lost", 9)
    assert read_accepted("comfyui", told, forgets=False)[1].how is None


def test_what_was_lost_over_handing_it_over_may_have_been_taken() -> None:
    told = [
        *journal(("started", 1), ("accepted", 2, "p"), ("accepted", 3, "q")),
        {"event": "offered", "at": 4, "job": "p", "outputs": ["x"]},
        *journal(("started", 9)),
    ]
    offered, never = read_accepted("machine-1", told, forgets=True)
    assert (offered.how, offered.outputs) == ("lost", ("x",))
    assert (never.how, never.outputs) == ("lost", ())
    pulled = replace(JOB, side="pull", count=1, takes=(("a2", 0, "x"),))
    lost = replace(SECOND, side="pull", how="lost", outputs=("x",))
    run = replace(RUN, jobs=[pulled], attempts=[GOOD], accepted=[lost])
    assert complaints(run) == []
    (wrong,) = complaints(replace(run, accepted=[replace(lost, outputs=())]))
    assert wrong.startswith("j shows what its attempt a2 did not make")
