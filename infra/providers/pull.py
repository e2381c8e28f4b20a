"""Machines that fetch their own work: the order is laid out in Postgres, and read from there.

An order is known by its attempt, so nothing can be lost or sent twice on the way: to lay it out
again does nothing, and to ask about it always has an answer.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

from infra.outages import is_away
from infra.providers.answers import failure, read_answer, read_failure, read_tick
from infra.providers.runpod import order_body
from studio.kernel.ids import untyped
from studio.kernel.work import Work
from studio.pulling.service import (
    Standing,
    crew_of,
    job_standing,
    offer_job,
    withdraw_job,
)
from studio.rendering.ports import (
    Accepted,
    Finder,
    Health,
    Lost,
    Order,
    Output,
    Provider,
    ProviderBusy,
    ProviderError,
    ProviderLost,
    ProviderRefused,
    Report,
    ReportState,
)

OpenWork = Callable[[], AbstractAsyncContextManager[Work]]
Wake = Callable[[UUID], Awaitable[None]]


class Pull(Provider, Finder):
    """The jobs of one endpoint. `wake` tells the machines that wait for work."""

    names: ClassVar[bool] = True

    def __init__(self, endpoint_id: UUID, open_work: OpenWork, wake: Wake) -> None:
        self._endpoint_id = endpoint_id
        self._open_work = open_work
        self._wake = wake

    async def submit(self, order: Order) -> Accepted:
        """Lay the order out. What became of a commit that was not answered is looked up."""
        attempt_id = untyped("attempt", order.attempt)
        if attempt_id is None:
            raise ProviderRefused("The order has no attempt.", code="PROVIDER_REFUSED")
        laid_out = False
        try:
            async with self._work() as work:
                await offer_job(
                    work,
                    attempt_id,
                    self._endpoint_id,
                    order_body(order)["input"],
                    execution_timeout=order.execution_timeout,
                    expires_at=_now() + timedelta(milliseconds=order.ttl),
                )
                laid_out = True
        except ProviderBusy as busy:
            if not laid_out:  # nothing was committed
                raise
            await self._look_for(order.attempt, busy)
        await self._wake(self._endpoint_id)
        return Accepted(order.attempt)

    async def _look_for(self, attempt: str, busy: ProviderBusy) -> None:
        try:
            report = await self.status(attempt)
        except ProviderBusy:
            raise ProviderLost(busy.message, provider_job_id=attempt) from None
        if report.state is ReportState.GONE:
            raise busy

    async def find(self, lost: Lost) -> str | None:
        """The same, if it was laid out."""
        report = await self.status(lost.attempt)
        return None if report.state is ReportState.GONE else lost.attempt

    async def status(self, provider_job_id: str) -> Report:
        attempt_id = untyped("attempt", provider_job_id)
        if attempt_id is None:
            return Report(state=ReportState.GONE)
        async with self._work() as work:
            standing = await job_standing(work, attempt_id, now=_now())
        return read_standing(standing) if standing else Report(state=ReportState.GONE)

    async def cancel(self, provider_job_id: str) -> None:
        attempt_id = untyped("attempt", provider_job_id)
        if attempt_id is None:
            return
        async with self._work() as work:
            await withdraw_job(work, attempt_id, now=_now())

    async def fetch(self, provider_job_id: str, output: Output, into: Path, *, limit: int) -> None:
        raise ProviderRefused("A machine sends its outputs itself; this one did not come.")

    async def health(self) -> Health:
        try:
            async with self._work() as work:
                crew = await crew_of(work, self._endpoint_id, now=_now())
        except ProviderError as error:
            return Health(online=False, detail=error.message)
        machines = "1 machine is" if crew.machines == 1 else f"{crew.machines} machines are"
        return Health(
            online=crew.machines > 0,
            detail=f"{machines} asking for work." if crew.machines else "No machine asks for work.",
            queued=crew.queued,
            running=crew.running,
            workers_ready=crew.machines,
        )

    @asynccontextmanager
    async def _work(self) -> AsyncIterator[Work]:
        try:
            async with self._open_work() as work:
                yield work
        except Exception as error:
            if not is_away(error):
                raise
            raise ProviderBusy("The studio's own database does not answer.") from error


def read_standing(standing: Standing) -> Report:
    """What the state of a job that was laid out says of it."""
    if standing.state == "DONE":
        return replace(_read_result(standing.result), **_facts(standing))
    if standing.exhausted:
        return failure("MACHINE_LOST", "The machines that began this were lost, one after another.")
    if standing.late:
        late = failure("TIMED_OUT", "The machine worked longer on it than it was allowed to.")
        return replace(late, state=ReportState.TIMED_OUT)
    if standing.expired:
        return Report(state=ReportState.GONE)
    if standing.state == "TAKEN":
        return read_tick(standing.progress) or Report(state=ReportState.RUNNING)
    return Report(state=ReportState[standing.state])


def _read_result(result: Any) -> Report:
    if not isinstance(result, dict):
        return failure("INVALID_OUTPUT", "The machine's answer cannot be understood.")
    if result.get("error") is not None:
        return read_failure(result["error"])
    return read_answer(result.get("output"))


def _facts(standing: Standing) -> dict[str, Any]:
    if standing.taken_at is None or standing.ended_at is None:
        return {"worker": standing.machine}
    spent = standing.ended_at - standing.taken_at
    return {"worker": standing.machine, "execution_ms": int(spent.total_seconds() * 1000)}


def _now() -> datetime:
    return datetime.now(UTC)
