"""A cut at another rate: each edge is the nearest frame to its moment. Pure."""

from dataclasses import replace

from studio.exporting.cutlist import CutList, Event, Section, Transition, tracks_of
from studio.kernel.time import conform_frame
from studio.kernel.timecode import Timecode
from studio.timeline.rules import Span


def conform(cut: CutList, timecode: Timecode, begins: int) -> CutList:
    """The same cut, counted by this timecode with its first frame called so. What would take no frame
    takes one."""
    if timecode.rate == cut.rate:
        return replace(cut, timecode=timecode, begins=begins)
    before = cut.rate

    def edge(frame: int) -> int:
        return conform_frame(frame, before, timecode.rate)

    def span(of: Span) -> Span:
        start = edge(of.start)
        return Span.of(start, max(1, edge(of.end) - start))

    def event(one: Event) -> Event:
        made = one.transition
        level = replace(
            one.level, fade_in=edge(one.level.fade_in), fade_out=edge(one.level.fade_out)
        )
        return replace(
            one,
            span=span(one.span),
            source=edge(one.source),
            transition=made and Transition(made.kind, max(1, edge(made.frames))),
            level=level,
        )

    def section(one: Section) -> Section:
        start, end = edge(one.span.start), edge(one.span.end)
        return replace(one, span=Span(start, end))

    return replace(
        cut,
        timecode=timecode,
        begins=begins,
        sections=tuple(section(one) for one in cut.sections),
        tracks=tracks_of(event(one) for track in cut.tracks for one in track),
        sounds=tracks_of(event(one) for track in cut.sounds for one in track),
        markers=tuple(replace(one, frame=edge(one.frame)) for one in cut.markers),
    )
