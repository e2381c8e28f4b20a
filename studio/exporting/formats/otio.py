"""OpenTimelineIO: everything of a cut list, and back again."""

from collections.abc import Iterator
from typing import Any

import opentimelineio as otio

from studio.exporting.cutlist import (
    CutList,
    Event,
    Level,
    Marker,
    MarkerKind,
    Media,
    Section,
    Track,
    holes,
    url_of,
)
from studio.exporting.formats.document import Document
from studio.exporting.formats.joints import Joint, joints_of
from studio.kernel.ids import typed
from studio.kernel.time import rate_text
from studio.timeline.rules import Span
from studio.timeline.transitions import TransitionKind

OURS = "storycanvas"
"""Under which our own facts stand in metadata; editing programs carry them along unread."""


def write_otio(cut: CutList, *, folder: str = "") -> Document:
    """The cut as JSON. `folder` is where the files will be: a path from the root, or nothing where
    they are beside it."""
    text: str = timeline_of(cut, folder=folder).to_json_string(indent=2)
    return Document(f"{cut.file_name}.otio", "application/json", f"{text}\n")


def timeline_of(cut: CutList, *, folder: str = "") -> otio.schema.Timeline:
    """Tracks with gaps between their clips, transitions, and markers for scenes, beats and bars.

    What OpenTimelineIO has no word for stands in the metadata of each clip: its `clip` or `track`, `note`,
    `transition` as it was asked for, `level`, where it is `heardFrom` (seconds), and the order of its
    `alternates`.
    """
    timeline = otio.schema.Timeline(cut.name, global_start_time=_time(cut, cut.begins))
    timeline.metadata[OURS] = {
        "project": typed("project", cut.project),
        "rate": rate_text(cut.rate),
        "drop": cut.timecode.drop,
        "width": cut.width,
        "height": cut.height,
    }
    kinds = otio.schema.TrackKind
    for number, track in enumerate(cut.tracks, start=1):
        made = otio.schema.Track(f"V{number}", kind=kinds.Video)
        made.extend(_items(cut, track, joints_of(track), folder))
        timeline.tracks.append(made)
    for number, track in enumerate(cut.sounds, start=1):
        made = otio.schema.Track(f"A{number}", kind=kinds.Audio)
        made.extend(_items(cut, track, [None] * len(track), folder))
        timeline.tracks.append(made)
    timeline.tracks.markers.extend(_scene(cut, section) for section in cut.sections)
    timeline.tracks.markers.extend(_beat(cut, marker) for marker in cut.markers)
    return timeline


def _items(
    cut: CutList, track: Track, joints: list[Joint | None], folder: str
) -> Iterator[otio.core.Composable]:
    blended = iter(joints)
    for item in holes(track, 0):
        if not isinstance(item, Event):
            yield otio.schema.Gap(source_range=_range(cut, Span.of(0, item.duration)))
            continue
        if joint := next(blended):
            yield _transition(cut, joint)
        yield _clip(cut, item, folder)


def _clip(cut: CutList, event: Event, folder: str) -> otio.schema.Clip:
    """The take that is shown is the active media; the others are there by the ids of their assets."""
    clip = otio.schema.Clip(
        event.name,
        source_range=_range(cut, Span.of(event.source, event.span.duration)),
        metadata={OURS: _facts(event)},
    )
    shown, others = otio.schema.Clip.DEFAULT_MEDIA_KEY, event.alternates
    media = _reference(cut, event.media, folder) if event.media else otio.schema.MissingReference()
    clip.set_media_references(
        {shown: media, **{typed("asset", one.id): _reference(cut, one, folder) for one in others}},
        shown,
    )
    clip.enabled = not event.level.muted
    return clip


def _facts(event: Event) -> dict[str, Any]:
    facts: dict[str, Any] = {event.row: typed(event.row, event.clip)}
    if event.note:
        facts["note"] = event.note
    if event.transition:
        facts["transition"] = _asked(event.transition.kind, event.transition.frames)
    if event.level != Level():
        level = event.level
        facts["level"] = {
            "gain": level.gain,
            "fadeIn": level.fade_in,
            "fadeOut": level.fade_out,
            "muted": level.muted,
        }
    if event.heard_from is not None:
        facts["heardFrom"] = str(event.heard_from)
    if event.alternates:
        facts["alternates"] = [typed("asset", one.id) for one in event.alternates]
    return facts


def _asked(kind: TransitionKind, frames: int) -> dict[str, Any]:
    return {"kind": kind.value, "frames": frames}


def _transition(cut: CutList, joint: Joint) -> otio.schema.Transition:
    kinds = otio.schema.TransitionTypes
    dissolve = joint.kind is TransitionKind.DISSOLVE
    return otio.schema.Transition(
        name=joint.kind.value.capitalize(),
        transition_type=kinds.SMPTE_Dissolve if dissolve else kinds.Custom,
        in_offset=_time(cut, joint.ahead),
        out_offset=_time(cut, joint.behind),
        metadata={OURS: _asked(joint.kind, joint.frames)},
    )


def _reference(cut: CutList, media: Media, folder: str) -> otio.schema.ExternalReference:
    """In the cut's rate, since some adapters know no other in a timeline; its own is told beside."""
    length = media.frames_at(cut.rate)
    facts: dict[str, Any] = {
        "asset": typed("asset", media.id),
        "kind": media.kind.value,
        "sha256": media.sha256,
        "width": media.width,
        "height": media.height,
        "frames": media.frames,
        "rate": None if media.rate is None else rate_text(media.rate),
        "samples": media.samples,
        "sampleRate": media.sample_rate,
        **media.facts,
    }
    reference = otio.schema.ExternalReference(
        target_url=url_of(media, folder),
        available_range=None if length is None else _range(cut, Span.of(0, length)),
        metadata={OURS: {name: value for name, value in facts.items() if value is not None}},
    )
    reference.name = media.name
    return reference


def _scene(cut: CutList, section: Section) -> otio.schema.Marker:
    return otio.schema.Marker(
        name=section.name,
        marked_range=_range(cut, section.span),
        color=otio.schema.MarkerColor.RED,
        metadata={OURS: {"scene": typed("scene", section.scene)}},
    )


def _beat(cut: CutList, marker: Marker) -> otio.schema.Marker:
    colors = otio.schema.MarkerColor
    return otio.schema.Marker(
        name=marker.name,
        marked_range=_range(cut, Span.of(marker.frame, 1)),
        color=colors.CYAN if marker.kind is MarkerKind.BAR else colors.WHITE,
        metadata={OURS: {"marker": marker.kind.value}},
    )


def _time(cut: CutList, frame: int) -> otio.opentime.RationalTime:
    return otio.opentime.RationalTime(frame, float(cut.rate))


def _range(cut: CutList, span: Span) -> otio.opentime.TimeRange:
    return otio.opentime.TimeRange(_time(cut, span.start), _time(cut, span.duration))
