"""What renders cost: told before, held while they are under way, settled with each attempt."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from studio.kernel.work import Work
from studio.library.media import MediaKind
from studio.rendering.lifecycle import Outcome
from studio.rendering.models import Attempt, Endpoint, RenderJob
from studio.spending.ledger import Settled, settle
from studio.spending.money import Expected, Load, Price, Usage, expect
from studio.spending.pricebook import Place, PriceBook

LIMIT = "longest_seconds"
"""Under which a job's brief tells after how many seconds its price has it stopped."""


@dataclass(frozen=True, slots=True)
class Order:
    """A job as prices see it."""

    kind: MediaKind
    model: str | None
    brief: Mapping[str, Any]
    takes: int = 1

    @property
    def load(self) -> Load:
        return load_of(self.kind, self.brief, self.takes)


def order_of(job: RenderJob) -> Order:
    return Order(MediaKind(job.kind), job.model, job.brief, job.count)


def place_of(endpoint: Endpoint) -> Place:
    """The endpoint as prices see it."""
    return Place(
        endpoint.id,
        endpoint.provider,
        endpoint.source == "LOCAL",
        endpoint.options.get("price"),
        endpoint.options.get("model"),
    )


def load_of(kind: MediaKind, brief: Mapping[str, Any], takes: int) -> Load:
    """What a job of this brief makes."""
    if kind is not MediaKind.VIDEO:
        return Load(kind, takes)
    return Load(kind, takes, Fraction(brief["frames"]) / Fraction(brief["fps"]))


def price_there(book: PriceBook, place: Place, order: Order) -> Price | None:
    """What the job is charged by at this place; None where that is unknown."""
    return book.price(place, order.kind, order.model, pixels_of(order.brief))


def worst_case(price: Price, order: Order, longest: int) -> Expected:
    """Of a job as if nothing were measured and a worker had to start for it."""
    return expect(price, order.load, None, longest=longest, cold=True)


def stamp_limit(job: RenderJob, price: Price) -> None:
    """Have the job stopped when the price says at which its money is held. It must be locked, or not
    be written yet."""
    if job.brief.get(LIMIT) == price.longest_seconds:
        return
    rest = {name: value for name, value in job.brief.items() if name != LIMIT}
    limit = {} if price.longest_seconds is None else {LIMIT: price.longest_seconds}
    job.brief = {**rest, **limit}


def pixels_of(brief: Mapping[str, Any]) -> int:
    return int(brief["width"]) * int(brief["height"])


async def settle_attempt(work: Work, job: RenderJob, attempt: Attempt) -> None:
    """Charge the (locked) attempt, which has just ended."""
    outcome = Outcome(attempt.outcome)
    began = attempt.started_at or (attempt.accepted_at if outcome is Outcome.COMPLETED else None)
    running = attempt.execution_ms
    if running is None and began is not None and attempt.ended_at is not None:
        running = _milliseconds(began, attempt.ended_at)
    starting = None
    if attempt.starting_at is not None:
        # What ended before it ran was starting all the time.
        until = attempt.started_at or (attempt.ended_at if running is None else None)
        if until is not None:
            starting = _milliseconds(attempt.starting_at, until)
            running = running or 0
    takes = len(attempt.outputs or ()) if outcome is Outcome.COMPLETED else 0
    kind = MediaKind(job.kind)
    await settle(
        work,
        Settled(
            job_id=job.id,
            attempt_id=attempt.id,
            endpoint_id=attempt.endpoint_id,
            model=attempt.model or job.model,
            load=load_of(kind, job.brief, job.count),
            used=Usage(takes, running, starting, attempt.tokens),
            outcome=outcome.value,
            billed=outcome is not Outcome.NOT_ACCEPTED and running is not None,
            unknown=outcome is Outcome.UNKNOWN,
        ),
    )


def _milliseconds(began: datetime, ended: datetime) -> int:
    return max(0, round((ended - began).total_seconds() * 1000))
