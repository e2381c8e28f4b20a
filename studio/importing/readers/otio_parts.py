"""Values of OpenTimelineIO's JSON, which may be of any type: what is none of the kind is None."""

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any
from uuid import UUID

from studio.importing.reading import MOST_DEPTH, exact_rate
from studio.kernel.errors import UserError
from studio.kernel.ids import parse, untyped

MOST_RATE = 1_000
_LARGEST = 2.0**46
_NAMES = {"Sequence": "Track", "Filler": "Gap"}

Object = Mapping[str, Any]
Window = tuple[Fraction, Fraction]
"""Seconds of something's own time: its start, and its end or its length."""


def kind_of(item: Object) -> str:
    name = word_of(item.get("OTIO_SCHEMA")).partition(".")[0]
    return _NAMES.get(name, name)


def objects_in(value: Any) -> Sequence[Object]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else ()


def times_in(item: Any, depth: int) -> Sequence[Object]:
    """The first time that a clip somewhere in it tells."""
    if not isinstance(item, Mapping) or depth > MOST_DEPTH:
        return ()
    told = item.get("source_range")
    if isinstance(told, Mapping) and isinstance(told.get("duration"), Mapping):
        return (told["duration"],)
    for child in objects_in(item.get("children")):
        if found := times_in(child, depth + 1):
            return found
    return ()


def range_of(value: Any) -> Window | None:
    if not isinstance(value, Mapping):
        return None
    start, length = (seconds_of(value.get(name)) for name in ("start_time", "duration"))
    return None if start is None or length is None else (start, length)


def seconds_of(value: Any) -> Fraction | None:
    if not isinstance(value, Mapping):
        return None
    count, rate = (number_of(value.get(name)) for name in ("value", "rate"))
    if count is None or rate is None or not 0 < rate <= 1_000_000:
        return None
    exact = exact_rate(rate) if rate <= MOST_RATE else Fraction(rate)
    return Fraction(count) / exact


def number_of(value: Any) -> float | int | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if not math.isfinite(value) or abs(value) > _LARGEST:
        raise UserError("It tells of a time that no film has.", field=["text"])
    return value


def whole_of(value: Any) -> int | None:
    number = number_of(value)
    return None if number is None else int(number)


def word_of(value: Any) -> str:
    return value if isinstance(value, str) else ""


def id_of(value: Any, kind: str) -> UUID | None:
    if not isinstance(value, str):
        return None
    return untyped(kind, value) if parse(value) else None
