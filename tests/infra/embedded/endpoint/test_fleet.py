from pathlib import Path

from infra.embedded.endpoint.fleet import Decision, Worker, back_off, decide
from infra.embedded.endpoint.settings import Settings

SETTINGS = Settings(data=Path(), key="k", workers_max=2, idle_timeout=1_000)


def worker(name: str = "w", *, ready: bool = True, now: int = 0) -> Worker:
    made = Worker(name, 1, now, now, now)
    if ready:
        made.asked(now, has_jobs=False)
    return made


def decision(
    *workers: Worker,
    waiting: int = 0,
    busy: str = "",
    now: int = 500,
    start_from: int = 0,
    settings: Settings = SETTINGS,
) -> Decision:
    return decide(
        settings,
        workers,
        waiting=waiting,
        running=lambda name: int(name in busy),
        now=now,
        start_from=start_from,
    )


def test_workers_are_started_for_what_waits_up_to_the_most() -> None:
    assert decision() == Decision()
    assert decision(waiting=1).start == 1
    assert decision(waiting=9).start == 2
    assert decision(worker("w"), waiting=1).start == 0
    assert decision(worker("w"), waiting=1, busy="w").start == 1
    assert decision(worker("w"), worker("v"), waiting=9, busy="wv").start == 0


def test_none_is_started_during_the_back_off() -> None:
    assert decision(waiting=1, start_from=501) == Decision()
    assert [back_off(n) for n in (0, 1, 2, 9)] == [0, 1_000, 2_000, 30_000]


def test_the_least_are_kept_without_work() -> None:
    least = Settings(data=Path(), key="k", workers_min=1, idle_timeout=1_000)
    assert decision(settings=least).start == 1
    assert decision(worker("w"), now=9_999, settings=least) == Decision()


def test_an_idle_worker_is_stopped_after_its_time() -> None:
    assert decision(worker("w"), now=999) == Decision()
    assert decision(worker("w"), now=1_000).stop == ("w",)
    assert decision(worker("w"), now=1_000, busy="w") == Decision()
    assert decision(worker("w"), now=1_000, waiting=1) == Decision()


def test_a_worker_that_asked_for_its_end_is_stopped() -> None:
    finished = worker("w")
    finished.done = True
    assert decision(finished).stop == ("w",)


def test_a_silent_worker_is_killed_only_with_a_job() -> None:
    late = SETTINGS.silent_after + 1
    assert decision(worker("w"), busy="w", now=late - 1) == Decision()
    assert decision(worker("w"), busy="w", now=late).kill == ("w",)
    assert decision(worker("w"), now=late).kill == ()
    heard = worker("w")
    heard.pinged(late - 1, frozenset())
    assert decision(heard, busy="w", now=late) == Decision()


def test_a_worker_that_never_gets_ready_is_killed() -> None:
    slow = worker("w", ready=False)
    assert decision(slow, now=SETTINGS.start_limit) == Decision()
    assert decision(slow, now=SETTINGS.start_limit + 1).kill == ("w",)


def test_a_worker_that_does_not_leave_a_job_is_killed() -> None:
    told = worker("w")
    told.leave("job", taken_at=0)
    assert told.stops_due(299) == []
    assert told.stops_due(300) == ["job"]
    assert told.stops_due(301) == []
    told.pinged(400, frozenset({"job"}))
    late = 301 + SETTINGS.stop_grace
    assert decision(told, busy="w", now=late - 1) == Decision()
    assert decision(told, busy="w", now=late).kill == ("w",)


def test_a_worker_has_left_a_job_when_it_pings_without_it_or_asks_for_work() -> None:
    for left in (lambda w: w.pinged(400, frozenset()), lambda w: w.asked(400, has_jobs=False)):
        told = worker("w")
        told.leave("job", taken_at=0)
        told.stops_due(300)
        left(told)
        assert told.stops == []


def test_one_that_is_being_stopped_is_left_alone_and_replaced() -> None:
    leaving = worker("w", ready=False)
    leaving.leaving = True
    assert decision(leaving, waiting=1, now=10**9) == Decision(start=1)
