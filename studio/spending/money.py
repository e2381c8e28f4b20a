"""Exact money: whole micro-units of US dollars, and what a render is charged by. Pure."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from fractions import Fraction
from typing import Any

from studio.library.media import MediaKind

CURRENCY = "USD"
MICRO = 1_000_000
MOST_AMOUNT = 2**53
"""Micro-units: nine thousand million dollars, and a whole number in every client."""


class PriceUnit(Enum):
    """What is paid for. A SECOND is of a worker, begun seconds counting whole."""

    SECOND = "SECOND"
    TAKE = "TAKE"
    VIDEO_SECOND = "VIDEO_SECOND"
    TOKEN = "TOKEN"  # noqa: S105 (of text)


class PriceOrigin(Enum):
    """Where a price is from: the workspace's table, the endpoint itself, the list that comes with the
    studio, the dearest of that list where nothing tells what is rented, or none is asked."""

    TABLE = "TABLE"
    ENDPOINT = "ENDPOINT"
    LIST = "LIST"
    ASSUMED = "ASSUMED"
    OWN_MACHINE = "OWN_MACHINE"


class ChargeSource(Enum):
    """How the amount of a charge is known."""

    FREE = "FREE"
    UNBILLED = "UNBILLED"
    COMPUTED = "COMPUTED"
    MAXIMUM = "MAXIMUM"
    BILL = "BILL"


@dataclass(frozen=True, slots=True)
class Price:
    """`amount` micro-units for each unit. The seconds are of a worker: its start, its wait for the
    next render before it stops, what a take usually takes, and the longest a render may run."""

    unit: PriceUnit
    amount: int
    origin: PriceOrigin
    label: str = ""
    cold_start_seconds: int = 0
    idle_seconds: int = 0
    typical_seconds: int | None = None
    longest_seconds: int | None = None
    tokens_per_take: int | None = None

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"unit": self.unit.value, "origin": self.origin.value}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Price":
        return cls(
            **{
                **kept,
                "unit": PriceUnit(kept["unit"]),
                "origin": PriceOrigin(kept["origin"]),
            }
        )


OWN_MACHINE = Price(PriceUnit.TAKE, 0, PriceOrigin.OWN_MACHINE, "Runs on your own machine")


@dataclass(frozen=True, slots=True)
class Load:
    """What one render makes: `takes`, each of so many seconds of video (0 of a still)."""

    kind: MediaKind
    takes: int
    video_seconds: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Pace:
    """Measured seconds of a worker for one take, half of them taking longer; of a start.

    `upper_bound`: no render was seen to begin, so they are those from sending it to its end.
    """

    seconds: Fraction
    cold_seconds: Fraction | None = None
    upper_bound: bool = False


@dataclass(frozen=True, slots=True)
class Expected:
    """What a render will probably cost, at most cost, and last (seconds of a worker)."""

    amount: int
    most: int
    seconds: int
    assumptions: tuple[str, ...] = ()


_TYPICAL = {MediaKind.IMAGE: 15, MediaKind.VIDEO: 180, MediaKind.AUDIO: 60}
"""Seconds for one take where nothing was measured and no price says more."""
_UPPER_BOUND = "An upper bound: {} s from sending to the end, as no render was seen to begin."


def expect(price: Price, load: Load, pace: Pace | None, *, longest: int, cold: bool) -> Expected:
    """`longest` is the seconds after which a render is stopped; `cold`: a worker may have to start.

    The most is what no attempt can exceed, whatever happens.
    """
    seconds, assumed = _seconds(price, load, pace)
    if price.unit is not PriceUnit.SECOND:
        amount = _counted(price, load)
        return Expected(amount, amount, seconds, () if price.amount == 0 else assumed)
    start = _start(price, pace) if cold else 0
    notes = [*assumed]
    if start:
        notes.append(f"A worker has to start first: {start} s.")
    if price.idle_seconds:
        notes.append(f"It waits {price.idle_seconds} s for the next render before it stops.")
    if price.origin is PriceOrigin.ASSUMED:
        notes.append("Nothing tells which GPU it rents, so the dearest is assumed.")
    limit = min(longest, price.longest_seconds or longest)
    most = price.cold_start_seconds + limit + price.idle_seconds
    usual = min(most, start + seconds + price.idle_seconds)
    return Expected(usual * price.amount, most * price.amount, usual, tuple(notes))


@dataclass(frozen=True, slots=True)
class Usage:
    """What an attempt used, as far as it is known: milliseconds of running and of starting; tokens."""

    takes: int
    running_ms: int | None = None
    starting_ms: int | None = None
    tokens: int | None = None


@dataclass(frozen=True, slots=True)
class Charge:
    amount: int
    source: ChargeSource


def charge(price: Price, load: Load, used: Usage, *, most: int) -> Charge:
    """What an attempt that the provider had is charged: never less than it used as far as is known.

    Where that is not known, all that was reserved for it.
    """
    if price.amount == 0:
        return Charge(0, ChargeSource.FREE)
    amount = _used(price, load, used)
    if amount is None:
        return Charge(most, ChargeSource.MAXIMUM)
    return Charge(amount, ChargeSource.COMPUTED if amount else ChargeSource.UNBILLED)


def _used(price: Price, load: Load, used: Usage) -> int | None:
    if price.unit is PriceUnit.SECOND:
        if used.running_ms is None:
            return None
        seconds = math.ceil(Fraction(used.running_ms + (used.starting_ms or 0), 1000))
        return seconds * price.amount
    if used.takes == 0:
        return 0
    if price.unit is PriceUnit.TOKEN:
        return None if used.tokens is None else min(MOST_AMOUNT, used.tokens * price.amount)
    return _counted(price, Load(load.kind, used.takes, load.video_seconds))


def _counted(price: Price, load: Load) -> int:
    """Of what is counted rather than timed; what is begun of a micro-unit counts whole."""
    if price.unit is PriceUnit.VIDEO_SECOND:
        return math.ceil(load.video_seconds * load.takes * price.amount)
    if price.unit is PriceUnit.TOKEN:
        return (price.tokens_per_take or 0) * load.takes * price.amount
    return load.takes * price.amount


def _start(price: Price, pace: Pace | None) -> int:
    if pace is not None and pace.cold_seconds is not None:
        return min(price.cold_start_seconds, math.ceil(pace.cold_seconds))
    return price.cold_start_seconds


def _seconds(price: Price, load: Load, pace: Pace | None) -> tuple[int, tuple[str, ...]]:
    if pace is not None:
        seconds = math.ceil(pace.seconds * load.takes)
        return seconds, (_UPPER_BOUND.format(seconds),) if pace.upper_bound else ()
    each = price.typical_seconds or _TYPICAL[load.kind]
    return each * load.takes, (f"Not measured yet: {each} s assumed for one take.",)


def in_dollars(amount: int) -> str:
    """All six digits: `0.420000`."""
    return f"{amount // MICRO}.{amount % MICRO:06d}"


def in_full(amount: int) -> str:
    """`$1,204.50`, `$0.750001`: nothing rounded away, where one amount is compared with another."""
    whole, part = divmod(amount, MICRO)
    return f"${whole:,}.{f'{part:06d}'.rstrip('0').ljust(2, '0')}"


def in_words(amount: int) -> str:
    """`$1,204.50`; below ten cents two digits of it, `$0.012`: as the page writes it."""
    dollars = Decimal(amount).scaleb(-6)
    places = max(2, 1 - dollars.adjusted()) if amount else 2
    rounded = dollars.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    whole, part = f"{rounded:,f}".split(".")
    return f"${whole}.{part.rstrip('0').ljust(2, '0')}"
