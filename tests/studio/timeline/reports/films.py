"""Films to report on."""

from fractions import Fraction
from typing import Any

from studio.timeline.reports.facts import Film, SceneFacts, Shot, ShownTake
from studio.timeline.rules import Span
from tests.studio.timeline.tracks import clip

RATE = Fraction(24)
STILL = ShownTake(moving=False, width=1280, height=720)


def shot(key: int, start: int, end: int, take: ShownTake | None = STILL, **given: Any) -> Shot:
    values = {"name": "Shot", "number": "", "kind": "ACTION", "framing": "MEDIUM", **given}
    return Shot(clip(key), span=Span(start, end), take=take, **values)


def scene(number: int, *shots: Shot) -> SceneFacts:
    ordered = sorted(shots, key=lambda one: (one.span.start, one.id))
    return SceneFacts(clip(1000 + number), f"Scene {number}", tuple(ordered))


def film(*scenes: SceneFacts, rate: Fraction = RATE) -> Film:
    return Film(rate, 1280, 720, scenes)
