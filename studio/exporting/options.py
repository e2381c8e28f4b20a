"""What somebody wants to take out, and how. Pure; kept as JSON with exports and presets."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import Enum
from fractions import Fraction
from typing import Any
from uuid import UUID

from studio.kernel.time import rate_text


class ExportFormat(Enum):
    """What editing programs, players and people read."""

    OTIO = "OTIO"
    OTIOZ = "OTIOZ"
    OTIOD = "OTIOD"
    FCPXML = "FCPXML"
    FCP7_XML = "FCP7_XML"
    EDL = "EDL"
    VEGAS_EDL = "VEGAS_EDL"
    AAF = "AAF"
    MLT = "MLT"
    PROJECT_JSON = "PROJECT_JSON"
    SHOT_LIST = "SHOT_LIST"
    BUNDLE = "BUNDLE"
    STORYBOARD_PDF = "STORYBOARD_PDF"
    CONTACT_SHEET = "CONTACT_SHEET"
    ANIMATIC = "ANIMATIC"
    MIXDOWN = "MIXDOWN"


class TakeChoice(Enum):
    """The take that each clip shows, or all of its takes as alternates."""

    SELECTED = "SELECTED"
    ALL = "ALL"


class MediaCodec(Enum):
    """Files as they are, or made anew for editing."""

    ORIGINAL = "ORIGINAL"
    H264 = "H264"
    PRORES = "PRORES"
    DNXHR = "DNXHR"


class Quality(Enum):
    """At once and small, or as good as it gets."""

    PREVIEW = "PREVIEW"
    FINAL = "FINAL"


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """One wish for all formats; each looks at what concerns it.

    `scenes` or `clips` narrow it; `first_frame` and `last_frame` (of the cut, the last one included)
    cut a range out of films. `rate` and `width` × `height` stand for the project's where they are
    given. `handles` are frames of media kept on both sides of what is shown. `loudness` is in LUFS.
    """

    format: ExportFormat
    scenes: tuple[UUID, ...] | None = None
    clips: tuple[UUID, ...] | None = None
    first_frame: int | None = None
    last_frame: int | None = None
    rate: Fraction | None = None
    width: int | None = None
    height: int | None = None
    drop_frame: bool = False
    start_timecode: str | None = None
    folder: str = ""
    fcpxml_version: str | None = None
    long_reels: bool = False
    takes: TakeChoice = TakeChoice.SELECTED
    codec: MediaCodec = MediaCodec.ORIGINAL
    handles: int = 0
    parameters: bool = True
    beats: bool = False
    quality: Quality = Quality.FINAL
    captions: bool = True
    burn_timecode: bool = False
    burn_names: bool = False
    pan_and_zoom: bool = True
    sound: bool = True
    loudness: float = -16.0
    panels: int = 6


def options_values(options: ExportOptions) -> dict[str, Any]:
    """As JSON; what is by itself so is left out."""
    return {
        field.name: _plain(getattr(options, field.name))
        for field in fields(options)
        if field.name == "format" or getattr(options, field.name) != field.default
    }


def options_of(values: Mapping[str, Any]) -> ExportOptions:
    """Back from JSON."""
    known = {field.name for field in fields(ExportOptions)}
    return ExportOptions(
        **{name: _READ.get(name, _same)(value) for name, value in values.items() if name in known}
    )


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Fraction):
        return rate_text(value)
    return [str(one) for one in value] if isinstance(value, tuple) else value


def _ids(value: Any) -> tuple[UUID, ...]:
    return tuple(UUID(one) for one in value)


def _same(value: Any) -> Any:
    return value


_READ: Mapping[str, Any] = {
    "format": ExportFormat,
    "takes": TakeChoice,
    "codec": MediaCodec,
    "quality": Quality,
    "rate": Fraction,
    "scenes": _ids,
    "clips": _ids,
}
