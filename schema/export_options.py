"""What an export or a preset asks for, read from where it is kept; what is not kept is by itself so."""

from typing import Any

import strawberry
from sqlalchemy import (
    Boolean,
    ColumnElement,
    Float,
    FromClause,
    Integer,
    cast,
    func,
    literal,
    select,
)
from sqlalchemy.types import TypeEngine

from schema.export_enums import ExportFormat, MediaCodec, Quality, TakeChoice
from schema.reads.fields import column, structure
from schema.scalars import FrameRate
from studio.exporting import options as kept

_DEFAULTS = kept.ExportOptions(kept.ExportFormat.OTIO)


def _own(name: str, description: str, type_: TypeEngine[Any] | None = None) -> Any:
    def value(row: FromClause) -> ColumnElement[Any]:
        told: ColumnElement[Any] = row.c.options[name].astext
        told = told if type_ is None else cast(told, type_)
        usual = getattr(_DEFAULTS, name)
        usual = getattr(usual, "value", usual)
        return told if usual is None else func.coalesce(told, literal(usual, type_))

    return column(value, description)


def _ids(name: str, kind: str, description: str) -> Any:
    def value(row: FromClause) -> ColumnElement[Any]:
        one = func.jsonb_array_elements_text(row.c.options[name]).column_valued()
        bare = func.replace(one, "-", "")
        listed = select(func.json_agg(literal(f"{kind}_").op("||")(bare)))
        return listed.correlate(row).scalar_subquery()

    return column(value, description)


@structure
@strawberry.type(description="What was asked of an export: each field is that of the input.")
class ExportOptions:
    format: ExportFormat = _own("format", "As what.")
    scene_ids: list[strawberry.ID] | None = _ids("scenes", "scene", "These scenes alone.")
    clip_ids: list[strawberry.ID] | None = _ids("clips", "clip", "These clips alone.")
    first_frame: int | None = _own("first_frame", "The first frame of it.", Integer())
    last_frame: int | None = _own("last_frame", "The last frame of it.", Integer())
    rate: FrameRate | None = _own("rate", "Frames per second; null for the project's.")
    drop_frame: bool = _own("drop_frame", "Whether it counts in drop-frame timecode.", Boolean())
    start_timecode: str | None = _own("start_timecode", "What the first frame is called.")
    folder: str = _own("folder", "Where the files of the takes will be.")
    fcpxml_version: str | None = _own("fcpxml_version", "The version of FCPXML.")
    long_reels: bool = _own("long_reels", "Reels of up to 32 characters in an EDL.", Boolean())
    takes: TakeChoice = _own("takes", "Which takes of each clip.")
    parameters: bool = _own("parameters", "Whether it tells how takes were made.", Boolean())
    beats: bool = _own("beats", "Markers on the beats of the music.", Boolean())
    width: int | None = _own("width", "Width in pixels; null for the project's.", Integer())
    height: int | None = _own("height", "Height in pixels; null for the project's.", Integer())
    codec: MediaCodec = _own("codec", "What becomes of the media in a bundle.")
    handles: int = _own("handles", "Frames kept on both sides.", Integer())
    quality: Quality = _own("quality", "How much time a film may take.")
    captions: bool = _own("captions", "Captions in an animatic.", Boolean())
    burn_timecode: bool = _own("burn_timecode", "The timecode in the picture.", Boolean())
    burn_names: bool = _own("burn_names", "Scene and shot in the picture.", Boolean())
    pan_and_zoom: bool = _own("pan_and_zoom", "A slow movement over stills.", Boolean())
    sound: bool = _own("sound", "Sound in an animatic.", Boolean())
    loudness: float = _own("loudness", "How loud the sound is made, in LUFS.", Float())
    panels: int = _own("panels", "Panels on a page of a storyboard.", Integer())
