"""What a document is, told from what is in it and never from its name."""

from collections.abc import Callable
from enum import Enum
from fractions import Fraction
from typing import Any

import orjson

from studio.importing.readers.edl import looks_like_edl, read_edl
from studio.importing.readers.fcpxml import read_fcpxml
from studio.importing.readers.otio import read_otio
from studio.importing.readers.project import FORMAT, reading_of
from studio.importing.reading import MOST_BYTES, Reading, refusal, refuse
from studio.kernel.errors import ErrorCode

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_READ = "OpenTimelineIO, Final Cut Pro XML, an edit decision list (CMX 3600) or a project's JSON"


class TimelineFormat(Enum):
    """What a timeline can be read from."""

    OTIO = "OTIO"
    FCPXML = "FCPXML"
    EDL = "EDL"
    PROJECT_JSON = "PROJECT_JSON"


def decoded(data: bytes) -> str:
    """The text: UTF-8, UTF-16 with its mark, or else as Western Europe wrote before. Raises
    UserError for what is larger than a timeline, or is no text."""
    _check_size(len(data))
    encoding = next((name for mark, name in _BOMS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        if encoding != "utf-8" or b"\x00" in data:
            refuse(f"This is no text. Give {_READ}.")
        text = data.decode("latin-1")
    return text


def read_timeline(text: str, rate: Fraction | None = None) -> tuple[TimelineFormat, Reading]:
    """The timeline of a document. `rate` is for what does not say its own. Raises UserError."""
    form, found = recognised(text)
    readers: dict[TimelineFormat, Callable[[], Reading]] = {
        TimelineFormat.OTIO: lambda: read_otio(found),
        TimelineFormat.FCPXML: lambda: read_fcpxml(found),
        TimelineFormat.EDL: lambda: read_edl(found, rate),
        TimelineFormat.PROJECT_JSON: lambda: reading_of(found),
    }
    reading = readers[form]()
    if not reading.clips and not reading.sounds:
        refuse("This timeline has no clips.")
    return form, reading


def recognised(text: str) -> tuple[TimelineFormat, Any]:
    """Which format it is, with its JSON decoded or else its text."""
    _check_size(len(text))
    if len(text) > MOST_BYTES // 4:
        _check_size(len(text.encode("utf-8", "replace")))
    text = text.lstrip("\ufeff \t\r\n")
    if text.startswith("<"):
        return TimelineFormat.FCPXML, text
    if text.startswith(("{", "[")):
        return _json(text)
    if looks_like_edl(text):
        return TimelineFormat.EDL, text
    raise refusal(f"This is no timeline that can be read. Give {_READ}.")


def _json(text: str) -> tuple[TimelineFormat, Any]:
    try:
        found = orjson.loads(text)
    except (orjson.JSONDecodeError, UnicodeEncodeError) as error:
        refuse(f"This JSON cannot be read: {error}.")
    if isinstance(found, dict):
        if isinstance(found.get("OTIO_SCHEMA"), str):
            return TimelineFormat.OTIO, found
        if found.get("format") == FORMAT:
            return TimelineFormat.PROJECT_JSON, found
    raise refusal(f"This JSON is no timeline. Give {_READ}.")


def _check_size(size: int) -> None:
    if size > MOST_BYTES:
        refuse(
            f"A timeline of {MOST_BYTES // 1024**2} MB at most can be read.",
            code=ErrorCode.LIMIT_EXCEEDED,
        )
