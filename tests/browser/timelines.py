"""Timelines as other programs would hand them back."""

import opentimelineio as otio

from tests.browser.studio import Served

_TOLD = (
    "query($input: TimelineExportInput!) { timelineExport(input: $input) { documents { text } } }"
)


def told(studio: Served, project: str) -> str:
    """The project as OpenTimelineIO."""
    wanted = {"projectId": project, "format": "OTIO"}
    documents = studio.ask(_TOLD, input=wanted)["timelineExport"]["documents"]
    return str(documents[0]["text"])


def cut_elsewhere(text: str) -> str:
    """One renamed, the next half a second shorter, the last gone and another in its place; silent."""
    timeline = otio.adapters.read_from_string(text, "otio_json")
    (track, *_) = timeline.video_tracks()
    _, second, third, *_ = track.find_clips()
    second.name = "Her hands, closer"
    was = third.source_range
    shorter = otio.opentime.RationalTime(was.duration.value - 12, was.duration.rate)
    third.source_range = otio.opentime.TimeRange(was.start_time, shorter)
    begin, length = (otio.opentime.RationalTime(frames, 24) for frames in (0, 36))
    track[len(track) - 1] = otio.schema.Clip(
        "A gull", source_range=otio.opentime.TimeRange(begin, length)
    )
    timeline.tracks[:] = [track.deepcopy() for track in timeline.video_tracks()]
    return str(otio.adapters.write_to_string(timeline, "otio_json"))
