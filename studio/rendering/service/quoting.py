"""What is asked for, priced: told before it is spent, and held when it is."""

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from studio.access.viewer import Viewer
from studio.kernel.errors import ErrorCode, UserError
from studio.kernel.ids import uuid7
from studio.kernel.ports import Sealer, UnsealError
from studio.kernel.work import Work
from studio.library.media import MediaKind
from studio.rendering.charging import order_of, place_of, stamp_limit
from studio.rendering.models import Endpoint, RenderJob
from studio.rendering.service.costs import Costs
from studio.rendering.service.planning import Planned, Wish
from studio.rendering.service.referencing import Sent
from studio.rendering.service.scoping import SkipReason
from studio.spending.admission import (
    Account,
    Reason,
    ReasonCode,
    Verdict,
    verdict_of,
    weigh,
)
from studio.spending.ledger import Hold, reserve, sums_of, use_quote
from studio.spending.money import MOST_AMOUNT, Expected, Price
from studio.spending.queries import standings

HOLDS = timedelta(minutes=15)
"""How long a quote may be accepted."""


@dataclass(frozen=True, slots=True)
class Line:
    """Jobs of one kind, model and size, together. `price` is None where it is unknown."""

    kind: MediaKind
    model: str | None
    width: int
    height: int
    price: Price | None
    jobs: int
    takes: int
    expected: Expected


@dataclass(frozen=True, slots=True)
class Quote:
    """What it will probably cost, at most cost and last; whether it may be spent, and why not.

    `digest` tells what was asked for; `seconds` is until all of it is done; `references` are the
    pictures of characters and locations that go along, `picked` the videos that start from what their
    clip shows.
    """

    endpoint_id: UUID | None
    endpoint: str
    lines: tuple[Line, ...]
    reasons: tuple[Reason, ...]
    seconds: int
    digest: str
    clips: int
    skipped: tuple[tuple[UUID, SkipReason], ...] = ()
    references: tuple[Sent, ...] = ()
    picked: int = 0

    @property
    def expected(self) -> int:
        return sum(line.expected.amount for line in self.lines)

    @property
    def most(self) -> int:
        return sum(line.expected.most for line in self.lines)

    @property
    def verdict(self) -> Verdict:
        return verdict_of(self.reasons)


class Unaffordable(UserError):
    """It may not be spent, or not without being confirmed. `quote` says why."""

    def __init__(self, quote: Quote, code: ErrorCode, *, before: str = "") -> None:
        reason = next((one for one in quote.reasons if one.blocks), quote.reasons[0])
        super().__init__(f"{before}{reason.message} {reason.next_step}", code=code)
        self.quote = quote


class Quoted(Exception):
    """Only the quote was asked for, of what would have been done now."""

    def __init__(self, quote: Quote) -> None:
        super().__init__(quote)
        self.quote = quote


@dataclass(frozen=True, slots=True)
class Consent:
    """What somebody agrees to spend: `max_cost` at most, and past the limits that the quote named
    which they saw. `quote_only`: nothing yet."""

    max_cost: int | None = None
    quote_id: str | None = None
    quote_only: bool = False

    def __post_init__(self) -> None:
        if self.max_cost is not None and not 0 <= self.max_cost <= MOST_AMOUNT:
            raise UserError(f"maxCost lies between 0 and {MOST_AMOUNT}.", field=["maxCost"])


@dataclass(frozen=True, slots=True)
class Paying:
    """Who agrees to what, and when: a quote is taken back with the seal that it was given with.

    `longest` is the seconds after which a render is stopped.
    """

    sealer: Sealer
    now: datetime
    longest: int
    consent: Consent = field(default_factory=Consent)


@dataclass(frozen=True, slots=True)
class Priced:
    """The jobs with what is to be held for each, and the quote of all. `freed` is what is held for
    them so far."""

    holds: list[Hold]
    quote: Quote
    freed: Mapping[Account, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Promise:
    """A quote that somebody saw and agrees to: good once, and past the soft limits that it named."""

    quote_id: UUID
    limits: frozenset[str]


async def price_jobs(work: Work, planned: Planned, costs: Costs, *, digest: str) -> Priced:
    """Price what is planned. Nothing is locked by this, and no budget is asked yet."""
    priced = await price_all(work, planned.jobs, costs, digest=digest, first=planned.endpoint.id)
    told = replace(priced.quote, references=planned.references, picked=planned.picked)
    return replace(priced, quote=told)


async def price_all(
    work: Work, jobs: Sequence[RenderJob], costs: Costs, *, digest: str, first: UUID | None = None
) -> Priced:
    """Price the jobs where they are to be rendered; `first` is the endpoint that the quote names."""
    if not jobs:
        return Priced([], nothing_to_do(digest))
    lines: dict[tuple[Any, ...], Line] = {}
    holds: list[Hold] = []
    reasons: list[Reason] = []
    seconds = 0
    for endpoint_id, there in _by_endpoint(jobs).items():
        endpoint = await work.session.get_one(Endpoint, endpoint_id)
        place, warm = place_of(endpoint), (endpoint.facts or {}).get("warm") is True
        lanes = max(1, min(endpoint.concurrency, costs.lanes(endpoint_id)))
        here: dict[tuple[Any, ...], Line] = {}
        for index, job in enumerate(there):
            # Nothing before it has a worker started.
            told = costs.told(place, order_of(job), cold=index < lanes and not warm)
            line = _line(job, told)
            key = (endpoint_id, line.kind, line.model, line.width, line.height, line.price)
            here[key] = _added(here[key], line) if key in here else line
            if line.price is not None:
                holds.append(_hold(job, line.expected, line.price))
        reasons += _unknown(endpoint.name, here.values())
        busy = sum(line.expected.seconds for line in here.values())
        seconds = max(seconds, -(-busy // lanes))
        lines |= here
    named = await work.session.get_one(Endpoint, first or jobs[0].endpoint_id)
    quote = Quote(
        endpoint_id=named.id,
        endpoint=named.name,
        lines=tuple(lines.values()),
        reasons=tuple(reasons),
        seconds=seconds,
        digest=digest,
        clips=len({job.clip_id for job in jobs}),
    )
    return Priced(holds, quote)


def _line(job: RenderJob, told: tuple[Price, Expected] | None) -> Line:
    kind, (width, height) = MediaKind(job.kind), (job.brief["width"], job.brief["height"])
    price, expected = told or (None, Expected(0, 0, 0))
    return Line(kind, job.model, width, height, price, 1, job.count, expected)


def _by_endpoint(jobs: Sequence[RenderJob]) -> dict[UUID, list[RenderJob]]:
    found: dict[UUID, list[RenderJob]] = {}
    for job in jobs:
        found.setdefault(job.endpoint_id, []).append(job)
    return found


def nothing_to_do(digest: str) -> Quote:
    """The quote of no render at all."""
    return Quote(None, "", (), (), 0, digest, 0)


async def with_standing(
    work: Work, viewer: Viewer, priced: Priced, consent: Consent, now: datetime
) -> Quote:
    """The quote, with what the budgets say to it as they stand now."""
    sums = sums_of(viewer.workspace_id, priced.holds, now.date(), priced.freed)
    more = {account: amount for account, amount in sums.items() if amount > 0}
    standing = await standings(work.session, viewer.workspace_id, list(more))
    shares = [(more[account], one) for account, one in standing]
    reasons = weigh(priced.quote.most, shares, max_cost=consent.max_cost)
    return replace(priced.quote, reasons=(*priced.quote.reasons, *reasons))


async def admit(
    work: Work, viewer: Viewer, jobs: Sequence[RenderJob], priced: Priced, paying: Paying
) -> Quote:
    """Write the jobs and hold the money for all of them, each with the time limit of its price.

    Raises Unaffordable, or Quoted where only that was asked for: then nothing of it stays.
    """
    promise = await check_consent(work, viewer, priced, paying)
    confirmed = promise.limits if promise else ()
    if promise is not None:
        await use_quote(work, promise.quote_id)
    prices = {one.job_id: one.price for one in priced.holds}
    for job in jobs:
        stamp_limit(job, prices[job.id])
    await work.session.flush()
    shares = await reserve(
        work, viewer.workspace_id, priced.holds, day=paying.now.date(), freed=priced.freed
    )
    quote = priced.quote
    reasons = weigh(quote.most, shares, max_cost=paying.consent.max_cost)
    admitted = replace(quote, reasons=(*quote.reasons, *reasons))
    check_affordable(admitted, confirmed=confirmed)
    return admitted


async def check_consent(
    work: Work, viewer: Viewer, priced: Priced, paying: Paying
) -> Promise | None:
    """What was promised by the quote that is given, before anything is written for it. Raises as
    `admit` for what no budget is to be asked about."""
    quote, consent = priced.quote, paying.consent
    promise = promised(paying.sealer, viewer, consent, quote, paying.now)
    if consent.quote_only:
        raise Quoted(await with_standing(work, viewer, priced, consent, paying.now))
    reasons = weigh(quote.most, [], max_cost=consent.max_cost)
    check_affordable(replace(quote, reasons=(*quote.reasons, *reasons)), confirmed=())
    return promise


def check_affordable(quote: Quote, *, confirmed: Collection[str]) -> None:
    """Raise Unaffordable for what is blocked, and for limits that are passed and not confirmed."""
    codes = {reason.code for reason in quote.reasons if reason.blocks}
    for code, error in (
        (ReasonCode.PRICE_UNKNOWN, ErrorCode.PRICE_UNKNOWN),
        (ReasonCode.LIMIT_EXCEEDED, ErrorCode.LIMIT_EXCEEDED),
        (ReasonCode.MAX_COST_EXCEEDED, ErrorCode.MAX_COST_EXCEEDED),
        (ReasonCode.BUDGET_EXCEEDED, ErrorCode.BUDGET_EXCEEDED),
    ):
        if code in codes:
            raise Unaffordable(quote, error)
    if any(reason.limit not in confirmed for reason in quote.reasons):
        raise Unaffordable(quote, ErrorCode.CONFIRMATION_NEEDED)


def digest_of(wish: Wish, clips: Sequence[UUID]) -> str:
    """The same for the same request, whoever asks and whenever."""
    text = json.dumps([asdict(wish), sorted(clips)], default=str, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def quote_token(sealer: Sealer, viewer: Viewer, quote: Quote, now: datetime) -> str:
    """The quote's id: what was promised, for this person and for a while. Kept nowhere until it is
    used."""
    told = {
        "w": viewer.workspace_id.hex,
        "a": viewer.account_id.hex,
        "d": quote.digest,
        "m": quote.most,
        "i": uuid7().hex,
        "s": [one.limit for one in quote.reasons if not one.blocks],
        "x": int((now + HOLDS).timestamp()),
    }
    sealed = sealer.seal(json.dumps(told))
    return f"quote_{urlsafe_b64encode(sealed).decode().rstrip('=')}"


def promised(
    sealer: Sealer, viewer: Viewer, consent: Consent, quote: Quote, now: datetime
) -> Promise | None:
    """What this very request was quoted to this person, for no less than it costs now.

    Raises QUOTE_OUTDATED where it was another one, is too old, or the price has risen.
    """
    if consent.quote_id is None:
        return None
    told = _read(sealer, consent.quote_id)
    if (
        told.get("w") != viewer.workspace_id.hex
        or told.get("a") != viewer.account_id.hex
        or told.get("d") != quote.digest
    ):
        raise _outdated("This quote is for something else.")
    if told["x"] < now.timestamp() or "i" not in told:
        raise _outdated("This quote is too old.")
    if told["m"] < quote.most:
        raise _outdated("This costs more now than the quote says.")
    return Promise(UUID(told["i"]), frozenset(told["s"]))


def _read(sealer: Sealer, token: str) -> Mapping[str, Any]:
    kept = token.removeprefix("quote_")
    try:
        padded = kept + "=" * (-len(kept) % 4)
        told: dict[str, Any] = json.loads(sealer.unseal(urlsafe_b64decode(padded)))
    except (ValueError, Base64Error, UnsealError):
        return {}
    return told


def _outdated(words: str) -> UserError:
    return UserError(
        f"{words} Ask for a new quote.", code=ErrorCode.QUOTE_OUTDATED, field=["quoteId"]
    )


def _hold(job: RenderJob, told: Expected, price: Price) -> Hold:
    return Hold(job.id, job.project_id, job.requested_by, told.most, told.amount, price)


def _added(line: Line, other: Line) -> Line:
    told, more = line.expected, other.expected
    both = Expected(
        told.amount + more.amount,
        told.most + more.most,
        told.seconds + more.seconds,
        tuple(dict.fromkeys((*told.assumptions, *more.assumptions))),
    )
    return replace(line, jobs=line.jobs + other.jobs, takes=line.takes + other.takes, expected=both)


def _unknown(endpoint: str, lines: Any) -> tuple[Reason, ...]:
    names = [line.model or "its own model" for line in lines if line.price is None]
    if not names:
        return ()
    return (
        Reason(
            ReasonCode.PRICE_UNKNOWN,
            f"Nothing tells what {endpoint!r} charges for {', '.join(dict.fromkeys(names))}.",
            "Give the endpoint a price, or the model on it, then ask again.",
        ),
    )
