"""What somebody may ask of an export, as typed fields."""

from dataclasses import fields

import strawberry

from schema.export_enums import ExportFormat, MediaCodec, Quality, TakeChoice
from schema.relay import ids_of
from schema.scalars import FrameRate
from studio.exporting.bounds import check_options
from studio.exporting.options import ExportOptions
from studio.exporting.service import check_version


@strawberry.input
class TimelineOptionsInput:
    """What concerns texts and files alike."""

    format: ExportFormat = strawberry.field(description="As what.")
    scene_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="These scenes alone, one after another."
    )
    clip_ids: list[strawberry.ID] | None = strawberry.field(
        default=None,
        description="These clips alone, in the order of the film and without what lies between.",
    )
    first_frame: int | None = strawberry.field(
        default=None, description="The first frame of what is exported, counted from 0."
    )
    last_frame: int | None = strawberry.field(
        default=None, description="The last frame of it; up to the end where this is missing."
    )
    rate: FrameRate | None = strawberry.field(
        default=None, description="Frames per second; the project's where this is missing."
    )
    drop_frame: bool = strawberry.field(
        default=False,
        description="Count in drop-frame timecode; for 29.97 and 59.94 frames a second alone.",
    )
    start_timecode: str | None = strawberry.field(
        default=None, description="What the first frame is called; 01:00:00:00 by itself."
    )
    folder: str = strawberry.field(
        default="",
        description="Where the files of the takes will be: a path such as /Volumes/film, or "
        "nothing where they lie beside the document, as the archive of takes has them.",
    )
    fcpxml_version: str | None = strawberry.field(
        default=None, description="1.9 to 1.13; the oldest by itself, which most programs read."
    )
    long_reels: bool = strawberry.field(
        default=False, description="Reels of up to 32 characters in an EDL, instead of 8."
    )
    takes: TakeChoice = strawberry.field(
        default=TakeChoice.SELECTED, description="Which takes of each clip."
    )
    parameters: bool = strawberry.field(
        default=True,
        description="Whether it tells what takes were made of: prompts, seeds, models.",
    )
    beats: bool = strawberry.field(
        default=False, description="Markers on the beats and bars of the music."
    )


@strawberry.input(description="All that an export can be asked for; each format looks at its own.")
class ExportOptionsInput(TimelineOptionsInput):
    width: int | None = strawberry.field(
        default=None,
        description="Width of pictures and films, 16 to 8192; the project's by itself.",
    )
    height: int | None = strawberry.field(
        default=None, description="Height of them, 16 to 8192; goes with the width."
    )
    codec: MediaCodec = strawberry.field(
        default=MediaCodec.ORIGINAL, description="What becomes of the media in a bundle."
    )
    handles: int = strawberry.field(
        default=0,
        description="Frames kept on both sides of what is shown where media are made anew, 0 to 240.",
    )
    quality: Quality = strawberry.field(
        default=Quality.FINAL, description="How much time a film may take."
    )
    captions: bool = strawberry.field(default=True, description="Captions in an animatic.")
    burn_timecode: bool = strawberry.field(
        default=False, description="The timecode in the picture of an animatic."
    )
    burn_names: bool = strawberry.field(
        default=False, description="Scene and shot in the picture of an animatic."
    )
    pan_and_zoom: bool = strawberry.field(
        default=True, description="A slow movement over the stills of an animatic."
    )
    sound: bool = strawberry.field(default=True, description="Sound in an animatic.")
    loudness: float = strawberry.field(
        default=-16.0, description="How loud the sound is made, in LUFS, -40 to -5."
    )
    panels: int = strawberry.field(
        default=6, description="Panels on a page of a storyboard, 1 to 12."
    )


_OWN = {"format", "scenes", "clips"}
_SAME = [field.name for field in fields(ExportOptions) if field.name not in _OWN]


def wished(given: TimelineOptionsInput) -> ExportOptions:
    """The options, checked. Raises UserError that names the field."""
    options = ExportOptions(
        given.format,
        scenes=None if given.scene_ids is None else tuple(ids_of("scene", given.scene_ids)),
        clips=None if given.clip_ids is None else tuple(ids_of("clip", given.clip_ids)),
        **{name: getattr(given, name) for name in _SAME if hasattr(given, name)},
    )
    check_options(options)
    check_version(options)
    return options
