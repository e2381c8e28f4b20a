"""A part of a cut, from one frame to another, as a cut of its own. Pure."""

from dataclasses import replace

from studio.exporting.cutlist import CutList, Event, Marker, Section, Track
from studio.exporting.options import ExportFormat, ExportOptions
from studio.library.media import MediaKind
from studio.timeline.rules import Span

WHOLE = frozenset(
    {
        ExportFormat.ANIMATIC,
        ExportFormat.MIXDOWN,
        ExportFormat.STORYBOARD_PDF,
        ExportFormat.CONTACT_SHEET,
        ExportFormat.PROJECT_JSON,
    }
)
"""What is made of the whole cut: the range is taken there, or there is none."""


def in_range(cut: CutList, options: ExportOptions) -> CutList:
    """What lies from `first_frame` to `last_frame`, counted anew; its timecode stays what it was.

    A clip that is cut into shows what it showed there; one whose beginning is cut off comes out of
    nothing.
    """
    if options.format in WHOLE or (options.first_frame is None and options.last_frame is None):
        return cut
    first = options.first_frame or 0
    end = cut.length if options.last_frame is None else min(options.last_frame + 1, cut.length)
    kept = Span(first, max(first, end))
    return replace(
        cut,
        sections=tuple(
            Section(one.scene, one.name, _moved(one.span, kept))
            for one in cut.sections
            if one.span.overlaps(kept)
        ),
        tracks=_tracks(cut, cut.tracks, kept),
        sounds=_tracks(cut, cut.sounds, kept),
        begins=cut.begins + first,
        markers=tuple(
            Marker(one.frame - first, one.name, one.kind)
            for one in cut.markers
            if kept.start <= one.frame < kept.end
        ),
    )


def _tracks(cut: CutList, tracks: tuple[Track, ...], kept: Span) -> tuple[Track, ...]:
    """Those that have anything there."""
    cropped = (
        tuple(_event(cut, one, kept) for one in track if one.span.overlaps(kept))
        for track in tracks
    )
    return tuple(track for track in cropped if track)


def _event(cut: CutList, event: Event, kept: Span) -> Event:
    head = max(0, kept.start - event.span.start)
    tail = max(0, event.span.end - kept.end)
    moves = event.media is not None and event.media.kind is not MediaKind.IMAGE
    heard = event.heard_from
    return replace(
        event,
        span=_moved(event.span, kept),
        source=event.source + head if moves else event.source,
        transition=None if head else event.transition,
        level=replace(
            event.level,
            fade_in=max(0, event.level.fade_in - head),
            fade_out=max(0, event.level.fade_out - tail),
        ),
        heard_from=None if heard is None else heard + head / cut.rate,
    )


def _moved(span: Span, kept: Span) -> Span:
    return Span(max(span.start, kept.start) - kept.start, min(span.end, kept.end) - kept.start)
