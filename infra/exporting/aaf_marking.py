"""What is said of an AAF's film and clips in words: markers, and comments.

Markers are told as Media Composer does: on a slot of events for the track they are on, each with
attributes of its own. Comments of a clip are columns of a bin there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aaf2.auid import AUID
from aaf2.rational import AAFRational

from infra.exporting.aaf_laying import Shot
from infra.exporting.aaf_things import Thing
from studio.exporting.cutlist import CutList, MarkerKind

_WORDS = AUID("01030201-1000-0000-060e-2b3404010101")
"""Descriptive metadata, of which markers are."""
_FIRST_SLOT = 1000
"""Of the slots for the markers of tracks, that of the first track."""
_MOST = 32_000
"""Units of UTF-16 that a text may have: properties end at 65,535 bytes."""
_FULL = 0xFFFF


@dataclass(frozen=True, slots=True)
class _Flag:
    """What markers of a kind are called, and their color."""

    name: str
    color: str
    rgb: tuple[int, int, int]


_SCENE = _Flag("Scene", "Red", (_FULL, 0, 0))
_FLAGS = {
    MarkerKind.BAR: _Flag("Bar", "Cyan", (0, _FULL, _FULL)),
    MarkerKind.BEAT: _Flag("Beat", "White", (_FULL, _FULL, _FULL)),
}


def define_words(file: Any) -> None:
    """Calls descriptive metadata as Avid does; after this pyaaf2 does not find it by its own name."""
    file.dictionary.lookup_datadef("DescriptiveMetadata").name = "Descriptive Metadata"


def markers_of(
    cut: CutList, rate: AAFRational, slot: int, track: int, now: datetime
) -> Iterator[Thing]:
    """The slot of all scenes, bars and beats, in order, on the track `track` (from 1 on) that is in
    the slot `slot`; none where there are none."""
    marks = [(one.span.start, one.name, _SCENE) for one in cut.sections]
    marks += [(one.frame, one.name, _FLAGS[one.kind]) for one in cut.markers]
    if not marks:
        return
    marks.sort(key=lambda mark: mark[0])
    markers = [_marker(frame, name, flag, slot, now) for frame, name, flag in marks]
    sequence = Thing("Sequence", {"DataDefinition": _WORDS, "Components": markers})
    told = {"SlotID": _FIRST_SLOT + slot - 1, "EditRate": rate, "PhysicalTrackNumber": track}
    yield Thing("EventMobSlot", {**told, "Segment": sequence})


def _marker(frame: int, name: str, flag: _Flag, slot: int, now: datetime) -> Thing:
    made = int(now.timestamp())
    attributes: dict[str, str | int] = {
        "_ATN_CRM_COLOR": flag.color,
        "_ATN_CRM_USER": flag.name,
        "_ATN_CRM_COM": name,
        "_ATN_CRM_LONG_CREATE_DATE": made,
        "_ATN_CRM_LONG_MOD_DATE": made,
    }
    return Thing(
        "DescriptiveMarker",
        {
            "DataDefinition": _WORDS,
            "Position": frame,
            "Comment": _short(name),
            "DescribedSlots": frozenset({slot}),
            "CommentMarkerUser": flag.name,
            "CommentMarkerColor": tuple(zip(("red", "green", "blue"), flag.rgb, strict=True)),
            "CommentMarkerAttributeList": [tag(*one) for one in attributes.items()],
        },
    )


def comments_of(shot: Shot) -> list[Thing]:
    """The caption of a clip, and how its take was made: columns of a bin."""
    told = {"Comments": shot.note} if shot.note else {}
    told |= {_column(name): value for name, value in shot.media.facts.items()}
    return [tag(*one) for one in told.items()]


def notes_of(shot: Shot) -> list[Thing]:
    """The caption as it is shown on the timeline."""
    return [tag("_COMMENT", shot.note)] if shot.note else []


def _column(fact: str) -> str:
    """Bins have a column of their own for the number of a take."""
    return "Take ID" if fact == "take" else fact.title()


def tag(name: str, value: str | int) -> Thing:
    """An attribute, or a comment."""
    return Thing(
        "TaggedValue", {"Name": name, "Value": _short(value) if isinstance(value, str) else value}
    )


def _short(text: str) -> str:
    return text.encode("utf-16-le")[: 2 * _MOST].decode("utf-16-le", "ignore")
