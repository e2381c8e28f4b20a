"""What each format can say of a film. Data alone, and the same as the table in docs/export.md."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from studio.exporting.options import ExportFormat


class Ability(Enum):
    """What a cut has that a format may keep as it is; the value is what the documentation calls it."""

    DISSOLVES = "dissolves"
    FADES = "fades through black"
    WIPES = "wipes"
    TAKES = "other takes"
    SOUNDS = "sound"
    GAIN = "loudness"
    SOUND_FADES = "fades of sound"
    MUTED = "muted sound"
    SCENES = "scenes"
    BEATS = "beats"
    NOTES = "notes"
    EMPTY = "clips without a take"
    FACTS = "how takes were made"
    NAMES = "names in any script"


@dataclass(frozen=True, slots=True)
class Limits:
    """`keeps` is what survives; `rates` are those that programs know, None where any will do;
    `longest_name` is in characters; `most_events` is what one list of one track holds."""

    keeps: frozenset[Ability]
    rates: frozenset[Fraction] | None = None
    longest_name: int | None = None
    most_events: int | None = None


_ALL = frozenset(Ability)
_BROADCAST = frozenset(
    {
        *(Fraction(24_000, 1001), Fraction(24), Fraction(25), Fraction(30_000, 1001)),
        *(Fraction(30), Fraction(50), Fraction(60_000, 1001), Fraction(60)),
    }
)
_PRESENTED = frozenset({Ability.DISSOLVES, Ability.FADES, Ability.WIPES})
_HEARD = frozenset({Ability.SOUNDS, Ability.GAIN, Ability.SOUND_FADES, Ability.MUTED})

LIMITS: Mapping[ExportFormat, Limits] = {
    ExportFormat.OTIO: Limits(_ALL),
    ExportFormat.OTIOZ: Limits(_ALL),
    ExportFormat.OTIOD: Limits(_ALL),
    ExportFormat.BUNDLE: Limits(_ALL),
    ExportFormat.FCPXML: Limits(_ALL, _BROADCAST),
    ExportFormat.FCP7_XML: Limits(_ALL - {Ability.FACTS, Ability.EMPTY}),
    ExportFormat.EDL: Limits(
        _PRESENTED | {Ability.SOUNDS, Ability.SCENES, Ability.BEATS, Ability.NOTES, Ability.EMPTY},
        _BROADCAST,
        longest_name=32,
        most_events=999,
    ),
    ExportFormat.VEGAS_EDL: Limits(_HEARD | {Ability.DISSOLVES, Ability.FADES, Ability.NAMES}),
    ExportFormat.AAF: Limits(_ALL - {Ability.EMPTY}, _BROADCAST, longest_name=64),
    ExportFormat.MLT: Limits(_ALL - {Ability.NOTES, Ability.FACTS}),
    ExportFormat.SHOT_LIST: Limits(
        frozenset(
            {
                *(Ability.SOUNDS, Ability.SCENES, Ability.NOTES, Ability.EMPTY),
                *(Ability.FACTS, Ability.NAMES),
            }
        )
    ),
}
"""Formats that are films or paper, or hold the whole project, are not among them."""
