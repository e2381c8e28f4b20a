from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.kernel.errors import ErrorCode, UserError
from studio.rendering import lifecycle
from studio.rendering.lifecycle import (
    ACTIVE,
    IN_FLIGHT,
    MAX_ATTEMPTS,
    TERMINAL,
    JobState,
    Known,
    Outcome,
    advance,
    back_off,
    cancel,
    is_new,
    missing,
    retry,
    unknown,
)
from studio.rendering.ports import Report, ReportState

states = st.sampled_from(JobState)
reports = st.builds(
    Report,
    state=st.sampled_from(ReportState),
    seq=st.integers(0, 50),
    progress=st.none() | st.floats(0, 1),
    error_code=st.none() | st.just("OUT_OF_MEMORY"),
    error_message=st.none() | st.just("no memory"),
)


@given(st.sampled_from(sorted(TERMINAL, key=str)), st.lists(reports, max_size=5))
def test_no_report_leaves_a_terminal_state(state: JobState, news: list[Report]) -> None:
    for report in news:
        step = advance(state, report)
        assert (step.state, step.outcome) == (state, None)


@given(states, reports)
def test_a_report_said_twice_is_said_once(state: JobState, report: Report) -> None:
    after = advance(state, report).state
    assert advance(after, report).state is after


@given(states, reports)
def test_an_attempt_ends_exactly_when_its_job_does(state: JobState, report: Report) -> None:
    step = advance(state, report)
    again = state is JobState.SUBMITTING and step.state is JobState.QUEUED
    ended = (step.state in TERMINAL and state not in TERMINAL) or again
    assert (step.outcome is not None) == ended
    failed = step.state in {JobState.FAILED, JobState.QUEUED}
    assert (step.error_code is not None) == (failed and ended)
    assert (step.error_message is not None) == (step.error_code is not None)
    if step.outcome is Outcome.COMPLETED:
        raise AssertionError("only collecting completes an attempt")


@given(states, reports)
def test_a_report_completes_nothing_by_itself(state: JobState, report: Report) -> None:
    step = advance(state, report)
    assert step.state is not JobState.COMPLETED or state is JobState.COMPLETED


@given(states, reports)
def test_only_what_was_surely_not_accepted_is_queued_again(state: JobState, report: Report) -> None:
    step = advance(state, report)
    if step.state is JobState.QUEUED and state is not JobState.QUEUED:
        assert (state, report.state) == (JobState.SUBMITTING, ReportState.GONE)
        assert step.outcome is Outcome.NOT_ACCEPTED
    elif step.state in {JobState.QUEUED, JobState.SUBMITTING}:
        assert step.state is state


@given(st.lists(reports, max_size=8))
def test_a_cancelled_wish_stays_until_the_end(news: list[Report]) -> None:
    path = [JobState.CANCELLING]
    for report in news:
        path.append(advance(path[-1], report).state)
    allowed = {
        (JobState.CANCELLING, JobState.CANCELLING),
        (JobState.CANCELLING, JobState.CANCELLED),
        (JobState.CANCELLING, JobState.SAVING),
        (JobState.CANCELLED, JobState.CANCELLED),
        (JobState.SAVING, JobState.SAVING),
    }
    assert set(pairwise(path)) <= allowed


@given(st.sampled_from(sorted(IN_FLIGHT, key=str)), reports)
def test_a_failure_keeps_its_own_words(state: JobState, report: Report) -> None:
    step = advance(state, report)
    never = step.outcome is Outcome.NOT_ACCEPTED
    if step.state is JobState.FAILED and report.error_code and report.error_message and not never:
        assert (step.error_code, step.error_message) == (report.error_code, report.error_message)


def test_every_state_can_be_reached() -> None:
    reached = {JobState.QUEUED, JobState.SUBMITTING, JobState.COMPLETED}  # by begin and collect
    front = set(reached)
    while front:
        state = front.pop()
        after = {advance(state, Report(said)).state for said in ReportState}
        if state in ACTIVE - {JobState.SAVING}:
            after.add(cancel(state))
        front |= after - reached
        reached |= after
    assert reached == set(JobState)


@pytest.mark.parametrize(
    ("said", "state", "code"),
    [
        (ReportState.QUEUED, JobState.WAITING, None),
        (ReportState.STARTING, JobState.STARTING, None),
        (ReportState.RUNNING, JobState.RUNNING, None),
        (ReportState.COMPLETED, JobState.SAVING, None),
        (ReportState.CANCELLED, JobState.CANCELLED, None),
        (ReportState.FAILED, JobState.FAILED, "RENDER_FAILED"),
        (ReportState.TIMED_OUT, JobState.FAILED, "TIMED_OUT"),
        (ReportState.GONE, JobState.FAILED, "EXPIRED"),
    ],
)
@pytest.mark.parametrize("state_before", sorted(IN_FLIGHT, key=str))
def test_what_each_word_of_a_provider_means(
    state_before: JobState, said: ReportState, state: JobState, code: str | None
) -> None:
    if (state_before, said) == (JobState.SUBMITTING, ReportState.GONE):
        state, code = JobState.QUEUED, "NEVER_ACCEPTED"
    step = advance(state_before, Report(said))
    assert (step.state, step.error_code) == (state, code)


def test_what_was_submitted_and_is_nowhere_was_never_accepted() -> None:
    step = advance(JobState.SUBMITTING, Report(ReportState.GONE, error_message="forgotten"))
    assert step.outcome is Outcome.NOT_ACCEPTED
    assert "never accepted" in (step.error_message or "")
    assert advance(JobState.CANCELLING, Report(ReportState.GONE)).state is JobState.CANCELLED


@given(states)
def test_what_can_be_cancelled(state: JobState) -> None:
    if state is JobState.QUEUED:
        assert cancel(state) is JobState.CANCELLED
    elif state in IN_FLIGHT or state is JobState.CANCELLING:
        assert cancel(state) is JobState.CANCELLING
    else:
        with pytest.raises(UserError) as refused:
            cancel(state)
        assert refused.value.code is ErrorCode.INVALID_STATE


@given(states, st.integers(0, 2 * MAX_ATTEMPTS))
def test_a_retry_is_the_only_way_out_of_failure(state: JobState, attempts: int) -> None:
    if state not in {JobState.FAILED, JobState.CANCELLED}:
        with pytest.raises(UserError) as refused:
            retry(state, attempts)
        assert refused.value.code is ErrorCode.INVALID_STATE
    elif attempts >= MAX_ATTEMPTS:
        with pytest.raises(UserError) as refused:
            retry(state, attempts)
        assert refused.value.code is ErrorCode.ATTEMPTS_EXHAUSTED
    else:
        assert attempts < retry(state, attempts) <= MAX_ATTEMPTS


@given(st.integers(0, 60), st.floats(0, 1000))
def test_pauses_grow_to_a_minute_or_to_what_was_asked(attempts: int, asked: float) -> None:
    assert back_off(attempts, asked) >= asked
    assert back_off(attempts, 0) <= 60
    assert back_off(attempts, 0) <= back_off(attempts + 1, 0)
    assert back_off(attempts, asked) < back_off(attempts, asked, 1) <= 75 + 1.25 * asked


def test_an_unknown_submission_says_what_to_do() -> None:
    step = unknown(JobState.SUBMITTING)
    assert (step.state, step.error_code) == (JobState.FAILED, "SUBMIT_UNKNOWN")
    assert "retry" in (step.error_message or "")
    assert unknown(JobState.CANCELLING).state is JobState.CANCELLED
    assert lifecycle.unknown(JobState.CANCELLING).error_code is None


@given(st.integers(1, 16), st.sets(st.integers(0, 15)))
def test_what_is_missing_is_made_piece_by_piece_and_never_twice(
    count: int, there: set[int]
) -> None:
    there = {one for one in there if one < count}
    pieces = 0
    while len(there) < count:
        wanted = missing(count, there)
        assert len(wanted) > 0
        assert not there & set(wanted)
        there |= set(wanted)
        pieces += 1
    assert pieces <= (count + 1) // 2
    assert missing(count, there) == range(count)


def test_only_what_is_not_all_of_it_is_completed_again() -> None:
    assert retry(JobState.COMPLETED, 3, lacks=True) == 3 + 8
    with pytest.raises(UserError, match="COMPLETED"):
        retry(JobState.COMPLETED, 3)
    with pytest.raises(UserError):
        retry(JobState.RUNNING, 3, lacks=True)


known = st.builds(
    Known,
    state=states,
    message=st.none() | st.just("step 3"),
    last_seq=st.integers(0, 50),
    delay_ms=st.none() | st.just(7),
    execution_ms=st.none() | st.just(9),
)


@given(known, reports)
def test_what_is_not_new_changes_nothing(known: Known, report: Report) -> None:
    report = replace(report, seq=0)
    if is_new(known, report):
        return
    step = advance(known.state, report)
    assert (step.state, step.outcome, report.message) == (known.state, None, known.message)
    assert report.progress is None


@pytest.mark.parametrize(
    ("report", "new"),
    [
        (Report(ReportState.RUNNING), False),
        (Report(ReportState.RUNNING, delay_ms=7), False),
        (Report(ReportState.RUNNING, delay_ms=8), True),
        (Report(ReportState.RUNNING, message="step 3"), True),
        (Report(ReportState.RUNNING, progress=0.5), True),
        (Report(ReportState.RUNNING, seq=3, progress=0.5), False),
        (Report(ReportState.RUNNING, seq=4, progress=0.5), True),
        (Report(ReportState.QUEUED), True),
        (Report(ReportState.COMPLETED), True),
        (Report(ReportState.GONE), True),
    ],
)
def test_news_is_what_is_not_known_yet(report: Report, new: bool) -> None:
    assert is_new(Known(JobState.RUNNING, None, 3, 7, None), report) is new
    assert is_new(Known(JobState.WAITING, None, 3, None, None), Report(ReportState.QUEUED))
    assert not is_new(Known(JobState.WAITING, None, 0, None, None), Report(ReportState.QUEUED))
