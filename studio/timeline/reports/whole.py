"""The report of a film: numbers, overlaps, gaps and whether it can be exported."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from studio.timeline.cutting import Order
from studio.timeline.reports.facts import Film
from studio.timeline.reports.gaps import Gap, gaps, ways_to_fill
from studio.timeline.reports.overlaps import Crossing, crossings, ways_apart
from studio.timeline.reports.proposals import Remedy
from studio.timeline.reports.readiness import ExportStanding, Finding, findings_of, standing_of
from studio.timeline.reports.statistics import Statistics, statistics_of

MOST = 200
"""Overlaps, gaps and findings that are told one by one; of the rest, how many."""


@dataclass(frozen=True, slots=True)
class FoundOverlap:
    scene_id: UUID
    crossing: Crossing
    remedies: tuple[Remedy, ...]


@dataclass(frozen=True, slots=True)
class FoundGap:
    scene_id: UUID
    gap: Gap
    remedies: tuple[Remedy, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """The lists hold the first 200 each, the counts are of all."""

    statistics: Statistics
    overlaps: tuple[FoundOverlap, ...]
    overlap_count: int
    gaps: tuple[FoundGap, ...]
    gap_count: int
    standing: ExportStanding
    findings: tuple[Finding, ...]
    blocking_count: int
    warning_count: int


def report_of(film: Film) -> Report:
    over = [(scene, one) for scene in film.scenes for one in crossings(scene.order)]
    empty = [(scene, one) for scene in film.scenes for one in gaps(scene.order)]
    found = findings_of(film)
    blocking = sum(1 for finding in found if finding.blocking)
    return Report(
        statistics=statistics_of(film),
        overlaps=tuple(
            FoundOverlap(scene.id, one, tuple(ways_apart(scene.order, one)))
            for scene, one in over[:MOST]
        ),
        overlap_count=len(over),
        gaps=tuple(
            FoundGap(scene.id, one, tuple(ways_to_fill(one))) for scene, one in empty[:MOST]
        ),
        gap_count=len(empty),
        standing=standing_of(found),
        findings=tuple(found[:MOST]),
        blocking_count=blocking,
        warning_count=len(found) - blocking,
    )


def remedies_in(order: Order) -> Iterator[Remedy]:
    """All that can be proposed for a scene as it lies."""
    for gap in gaps(order):
        yield from ways_to_fill(gap)
    for crossing in crossings(order):
        yield from ways_apart(order, crossing)
