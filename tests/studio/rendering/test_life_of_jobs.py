"""The whole life of jobs, driven at random against the tables: a provider that may do anything to a
submission, people who cancel and retry, messages that come twice, late and in any order."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, TypeVar
from uuid import UUID, uuid4

import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select, text

from infra.database import open_database, sessions_of
from studio.kernel.errors import UserError
from studio.library.media import MediaKind
from studio.library.service import StoredFile
from studio.rendering.attempts import (
    SENDING,
    accept_attempt,
    begin_attempt,
    decline_attempt,
    expire_unknown,
    fail_attempt,
)
from studio.rendering.collecting import Collected, expected_outputs, finish_render
from studio.rendering.lifecycle import TERMINAL, JobState
from studio.rendering.models import Attempt, RenderJob
from studio.rendering.news import apply_report
from studio.rendering.ports import Output, ProviderBusy, ProviderRefused, Report, ReportState
from studio.rendering.reporting import place_of, take_call_back
from studio.rendering.seeking import adopt_attempt, disown_attempt, lost_attempts
from studio.rendering.service.cancelling import cancel_job
from studio.rendering.service.retrying import retry_job
from studio.rendering.turns import call_turns
from tests.studio.rendering.conftest import Edge
from tests.studio.rendering.test_turns import room_for
from tests.workers.stage import Stage, set_stage

T = TypeVar("T")
_JOBS = select(RenderJob).order_by(RenderJob.id)
_ATTEMPTS = select(Attempt).order_by(Attempt.job_id, Attempt.number)
SHA = "a" * 64
FATES = ["accepted"] * 3 + ["busy", "refused", "lost", "lost on its way", "killed"]


@dataclass
class Sent:
    """A submission as the provider has it: `state` is its own word, None before it has it."""

    job: UUID
    attempt: UUID
    secret: str
    count: int
    state: ReportState | None = None
    told: bool = False
    seq: int = 0
    old: list[Report] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"there-{self.attempt.hex}"

    @property
    def over(self) -> bool:
        return self.state in {
            ReportState.COMPLETED,
            ReportState.FAILED,
            ReportState.CANCELLED,
            ReportState.GONE,
        }


class Life(RuleBasedStateMachine):
    """`names`: the provider knows submissions by our names, and can be asked for lost ones."""

    stage: Stage
    portal: BlockingPortal

    def __init__(self) -> None:
        super().__init__()
        self.jobs: list[UUID] = []
        self.sent: dict[UUID, Sent] = {}
        self.ended: dict[UUID, str] = {}
        self.now: datetime = self.stage.context.now()
        self.do(self.clean)

    # What people do

    @initialize(count=st.integers(1, 3))
    def begin(self, count: int) -> None:
        """Something is on its way from the first."""
        self.ask(both=True, count=count)
        self.resubmit(self.jobs[0])

    @precondition(lambda self: len(self.jobs) < 5)
    @rule(both=st.booleans(), count=st.integers(1, 3))
    def ask(self, both: bool, count: int) -> None:
        kinds = (MediaKind.IMAGE, MediaKind.VIDEO) if both else (MediaKind.IMAGE,)
        try:
            self.jobs += self.do(lambda: self.stage.ask(*kinds, count=count))
        except UserError:  # the endpoint is disabled
            return

    @precondition(lambda self: self.jobs)
    @rule(data=st.data())
    def cancel(self, data: Any) -> None:
        job = data.draw(st.sampled_from(self.jobs))
        self.refusable(lambda work: cancel_job(work, self.stage.viewer, job))

    @precondition(lambda self: self.jobs)
    @rule(data=st.data())
    def retry(self, data: Any) -> None:
        job = data.draw(st.sampled_from(self.jobs))
        self.refusable(lambda work: retry_job(work, self.stage.viewer, job, self.stage.paying))
        self.ended.clear()

    @rule(enabled=st.sampled_from([True, True, True, False]))
    def switch(self, enabled: bool) -> None:
        self.do(lambda: room_for(self.stage, 3, enabled=enabled))

    # What the studio does

    @rule()
    def call(self) -> None:
        self.called()

    @precondition(lambda self: self.jobs)
    @rule(
        data=st.data(),
        fate=st.sampled_from(FATES),
    )
    def submit(self, data: Any, fate: str) -> None:
        """A message of the queue; such come twice, and for jobs whose turn it is not."""
        job = data.draw(st.sampled_from(self.jobs))
        secret = uuid4().hex
        begun = self.work(
            lambda work: begin_attempt(work, job, secret=secret, ttl=3600, now=self.now)
        )
        if begun is None:
            return
        sent = self.sent[begun.attempt_id] = Sent(job, begun.attempt_id, secret, begun.count)
        if fate in {"accepted", "lost"}:
            self.take(sent)
        if fate == "accepted":
            self.accept(sent)
        elif fate in {"busy", "refused"}:
            error = ProviderBusy("busy") if fate == "busy" else ProviderRefused("no")
            self.work(lambda work: decline_attempt(work, sent.attempt, error, now=self.now))

    @rule()
    def seek(self) -> None:
        """What was sent long ago and never answered is looked for, and found or not."""
        later = self.now + SENDING + timedelta(seconds=60)
        for one in self.work(lambda work: lost_attempts(work, later, limit=9)):
            self.find(self.sent[one.attempt_id])

    @precondition(lambda self: self.sent)
    @rule(data=st.data())
    def collect(self, data: Any) -> None:
        sent = data.draw(st.sampled_from(list(self.sent.values())))
        expected = self.work(lambda work: expected_outputs(work, sent.attempt))
        if expected is None:
            return
        made = [
            Collected(
                one.index, one.seed, StoredFile(SHA, 10, "image/png", MediaKind.IMAGE, 8, 8), None
            )
            for one in expected.outputs
        ]
        self.work(lambda work: finish_render(work, sent.attempt, made, now=self.now))

    @precondition(lambda self: self.sent)
    @rule(data=st.data())
    def give_up(self, data: Any) -> None:
        sent = data.draw(st.sampled_from(list(self.sent.values())))
        much_later = self.now + timedelta(hours=2)
        self.work(lambda work: expire_unknown(work, sent.attempt, now=much_later))

    # What the provider does

    @precondition(lambda self: self.sent)
    @rule(
        data=st.data(),
        word=st.sampled_from([ReportState.COMPLETED, ReportState.RUNNING, *ReportState]),
        share=st.integers(1, 3),
    )
    def move(self, data: Any, word: ReportState, share: int) -> None:
        """The provider goes on with something; what is over there stays so. It tells of it by a
        call-back or a tick, which may be an old one, or not at all."""
        there = [one for one in self.sent.values() if one.state is not None]
        if not there:
            return
        sent = data.draw(st.sampled_from(there))
        if not sent.over:
            sent.state = word
        report = self.report_of(sent, share)
        sent.old.append(report)
        told = data.draw(st.sampled_from(["tick", "tick", "old", "call-back", "not"]))
        if told in {"tick", "old"}:
            news = report if told == "tick" else data.draw(st.sampled_from(sent.old))
            self.work(
                lambda work: apply_report(
                    work, sent.attempt, news, now=self.now, provider_job_id=sent.name
                )
            )
        elif told == "call-back":
            self.call_back(sent)

    # What must always hold

    @invariant()
    def tables_agree(self) -> None:
        jobs, attempts, takes = self.do(self.rows)
        of = {job.id: [one for one in attempts if one.job_id == job.id] for job in jobs}
        for job in jobs:
            state, open_ones = JobState(job.state), [one for one in of[job.id] if not one.ended_at]
            assert len(open_ones) <= 1
            quiet = state in TERMINAL or state is JobState.QUEUED
            assert bool(open_ones) != quiet, (state, open_ones)
            accepted = [one for one in of[job.id] if one.accepted_at is not None]
            for earlier, later in pairwise(accepted):
                assert earlier.ended_at is not None
                assert later.accepted_at is not None
                assert earlier.ended_at <= later.accepted_at
            made = sorted(index for owner, index in takes if owner == job.id)
            assert made == sorted(set(made)), "nothing is made twice"
            assert all(0 <= index < job.count for index in made)
            if state in TERMINAL:
                assert self.ended.setdefault(job.id, job.state) == job.state
        assert {one.provider_job_id for one in attempts if one.accepted_at} <= {
            one.name for one in self.sent.values() if one.state is not None
        }

    def teardown(self) -> None:
        """Whatever happened: once everything works again, every job comes to an end."""
        self.do(lambda: room_for(self.stage, 9, enabled=True))
        for _ in range(40):
            if self.all_over():
                return
            self.now += timedelta(seconds=120)
            self.seek()
            for sent in list(self.sent.values()):
                self.settle(sent)
            for job in self.called():
                self.resubmit(job)
        raise AssertionError("a job does not come to an end")

    # How it is done

    def settle(self, sent: Sent) -> None:
        """The provider makes what it has, or what is cancelled there; both are heard of."""
        if sent.state is not None:
            if not sent.over:
                sent.state = ReportState.COMPLETED
            report = self.report_of(sent, 3)
            self.work(
                lambda work: apply_report(
                    work, sent.attempt, report, now=self.now, provider_job_id=sent.name
                )
            )
        expected = self.work(lambda work: expected_outputs(work, sent.attempt))
        if expected is not None:
            self.work(
                lambda work: fail_attempt(
                    work, sent.attempt, code="LOST", message="not kept", now=self.now
                )
            )

    def find(self, sent: Sent) -> None:
        now, attempt = self.now, sent.attempt
        if sent.state is None:
            self.work(lambda work: disown_attempt(work, attempt, now=now))
        else:
            name = sent.name
            self.work(lambda work: adopt_attempt(work, attempt, name, now=now, named=True))

    def resubmit(self, job: UUID) -> None:
        secret = uuid4().hex
        begun = self.work(
            lambda work: begin_attempt(work, job, secret=secret, ttl=3600, now=self.now)
        )
        if begun is not None:
            sent = self.sent[begun.attempt_id] = Sent(job, begun.attempt_id, secret, begun.count)
            self.take(sent)
            self.accept(sent)

    def called(self) -> list[UUID]:
        """Those called; their messages are with the queue."""
        called = self.work(lambda work: call_turns(work, self.now))
        self.work(lambda work: work.session.execute(text("DELETE FROM outbox")))
        return called

    def take(self, sent: Sent) -> None:
        assert sent.state is None, "accepted twice"
        sent.state = ReportState.QUEUED

    def accept(self, sent: Sent) -> None:
        self.work(lambda work: accept_attempt(work, sent.attempt, sent.name, now=self.now))

    def call_back(self, sent: Sent) -> None:
        async def act() -> None:
            async with self.stage.context.sessions() as session:
                place = await place_of(session, sent.secret)
            if place is not None:
                async with self.stage.context.work() as work:
                    await take_call_back(work, place, sent.name, self.now)

        self.do(act)

    def report_of(self, sent: Sent, share: int) -> Report:
        assert sent.state is not None
        if sent.state is ReportState.RUNNING:
            sent.seq += 1
            return Report(ReportState.RUNNING, seq=sent.seq, progress=0.5)
        if sent.state is not ReportState.COMPLETED:
            return Report(sent.state)
        outputs = [
            Output(index, MediaKind.IMAGE, "image/png", 10, SHA)
            for index in range(min(share, sent.count))
        ]
        return Report(ReportState.COMPLETED, outputs=tuple(outputs))

    def all_over(self) -> bool:
        jobs, _, _ = self.do(self.rows)
        return all(JobState(job.state) in TERMINAL for job in jobs)

    def refusable(self, act: Callable[[Any], Awaitable[object]]) -> None:
        try:
            self.work(act)
        except UserError:
            return

    def work(self, act: Callable[[Any], Awaitable[T]]) -> T:
        async def run() -> T:
            async with self.stage.context.work() as work:
                return await act(work)

        return self.do(run)

    def do(self, act: Callable[[], Awaitable[T]]) -> T:
        return self.portal.call(act)

    async def rows(self) -> tuple[list[RenderJob], list[Attempt], list[tuple[UUID, int]]]:
        async with self.stage.context.sessions() as session:
            jobs = (await session.execute(_JOBS)).scalars().all()
            attempts = (await session.execute(_ATTEMPTS)).scalars().all()
            takes = (await session.execute(text("SELECT job_id, output_index FROM takes"))).all()
        return list(jobs), list(attempts), [(take[0], take[1]) for take in takes]

    async def clean(self) -> None:
        async with self.stage.context.work() as work:
            await work.session.execute(text("UPDATE clips SET selected_take_id = NULL"))
            for table in (
                *("ledger_entries", "reservations", "takes", "recipes", "attempts", "render_jobs"),
                *("outbox", "render_turns"),
            ):
                await work.session.execute(text(f"DELETE FROM {table}"))
        await room_for(self.stage, 3, enabled=True)


@pytest.mark.slow
def test_whatever_happens_nothing_is_lost_or_made_twice(
    anyio_backend: str, database_url: str
) -> None:
    engine = open_database(database_url, application="tests")
    stage: Any = Edge(sessions_of(engine))
    with start_blocking_portal(anyio_backend) as portal:
        Life.portal, Life.stage = portal, portal.call(set_stage, stage)
        run_state_machine_as_test(
            Life,
            settings=settings(
                max_examples=8,
                stateful_step_count=25,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
        portal.call(engine.dispose)
