"""Effects of AAF: blends of pictures, fades of sound, how loud it is, and where it comes from.

Grounds: AAF Edit Protocol, whose effects programs read; Avid knows its dissolve by more than that.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from aaf2.auid import AUID
from aaf2.rational import AAFRational

from infra.exporting.aaf_laying import Blend
from infra.exporting.aaf_things import Thing

PICTURE = AUID("01030202-0100-0000-060e-2b3404010101")
SOUND = AUID("01030202-0200-0000-060e-2b3404010101")
_BYTE_ORDER = AUID("c0038672-a8cf-11d3-a05b-006094eb75cb")
_EFFECT = AUID("93994bd6-a81d-11d3-a05b-006094eb75cb")
_OPACITY = AUID("8d56813d-847e-11d5-935a-50f857c10000")
_LEVEL = AUID("e4962320-2267-11d3-8a4c-0050040ef7d2")
_AMPLITUDE = AUID("e4962321-2267-11d3-8a4c-0050040ef7d2")
_PAN_VALUE = AUID("e4962322-2267-11d3-8a4c-0050040ef7d2")
_WIPE_NUMBER = AUID("e4962323-2267-11d3-8a4c-0050040ef7d2")
_LINEAR = AUID("5b6c85a4-0ede-11d3-80a9-006008143e6f")
_EXTRAPOLATION = AUID("0e24dd54-66cd-4f1a-b0a0-670ac3a7a0b3")
_NOTHING: Mapping[str, Any] = MappingProxyType({})
_RIGHTWARD = 1
"""The wipe of SMPTE 258M that goes from left to right."""
_FINEST = 1_000_000
"""By what the factor of a loudness is told."""


@dataclass(frozen=True, slots=True)
class _Operation:
    id: AUID
    name: str
    kind: str
    inputs: int
    parameters: tuple[AUID, ...]


_DISSOLVE = _Operation(
    AUID("0c3bea40-fc05-11d2-8a29-0050040ef7d2"),
    "Video Dissolve",
    "picture",
    2,
    (_BYTE_ORDER, _EFFECT),
)
_WIPE = _Operation(
    AUID("0c3bea44-fc05-11d2-8a29-0050040ef7d2"),
    "SMPTE Video Wipe",
    "picture",
    2,
    (_LEVEL, _WIPE_NUMBER),
)
_FADE = _Operation(
    AUID("0c3bea41-fc05-11d2-8a29-0050040ef7d2"), "Mono Audio Dissolve", "sound", 2, (_LEVEL,)
)
_GAIN = _Operation(
    AUID("9d2ea894-0968-11d3-8a38-0050040ef7d2"), "Mono Audio Gain", "sound", 1, (_AMPLITUDE,)
)
_PAN = _Operation(
    AUID("9d2ea893-0968-11d3-8a38-0050040ef7d2"), "Audio Pan", "sound", 1, (_PAN_VALUE,)
)


def define(file: Any) -> None:
    """Into the dictionary of pyaaf2's file: all effects, and what they are told by."""
    make, known = file.create, file.dictionary
    parameters = {told[0]: make.ParameterDef(*told) for told in _parameters(known)}
    linear = make.InterpolationDef(_LINEAR, "LinearInterp", "Linear keyframe interpolation")
    for one in (*parameters.values(), linear):
        known.register_def(one)
    for told in (_DISSOLVE, _WIPE, _FADE, _GAIN, _PAN):
        operation = make.OperationDef(told.id, told.name)
        known.register_def(operation)
        operation.media_kind = told.kind
        operation["Description"].value = ""
        operation["IsTimeWarp"].value = False
        operation["NumberInputs"].value = told.inputs
        operation["Bypass"].value = 1 if told.inputs == 1 else 0
        operation["OperationCategory"].value = "OperationCategory_Effect"
        operation["ParametersDefined"].extend([parameters[one] for one in told.parameters])


def _parameters(known: Any) -> Iterator[tuple[Any, ...]]:
    """The id, the name, the description and the type of each."""
    rational, short, whole, bits = (
        known.lookup_typedef(name)
        for name in ("Rational", "aafUInt16", "aafInt32", "AvidBagOfBits")
    )
    yield _BYTE_ORDER, "AvidParameterByteOrder", "", short
    yield _EFFECT, "AvidEffectID", "", bits
    yield _OPACITY, "AFX_FG_KEY_OPACITY_U", "", rational
    yield _LEVEL, "Level", "Level", rational
    yield _AMPLITUDE, "Amplitude", "Amplitude", rational
    yield _PAN_VALUE, "Pan", "Pan", rational
    yield _WIPE_NUMBER, "SMPTE Wipe Number", "SMPTE Wipe Number", whole


def segment(kind: str, of: AUID, length: int, more: Mapping[str, Any] = _NOTHING) -> Thing:
    """`length` frames of pictures, sound or timecode."""
    return Thing(kind, {"DataDefinition": of, "Length": length, **more})


def blended(blend: Blend, of: AUID) -> Thing:
    """One side becomes the other in a straight line."""
    if of == SOUND:
        operation, parameters = _FADE, [_rise(_LEVEL)]
    elif blend.wipes:
        operation, parameters = _WIPE, [_rise(_LEVEL), _constant(_WIPE_NUMBER, _RIGHTWARD)]
    else:
        avid = {"VVal_FieldCount": 1, "VVal_Extrapolation": _EXTRAPOLATION}
        operation, parameters = _DISSOLVE, [_rise(_OPACITY, avid)]
    effect = _effect(operation, of, blend.length, parameters)
    return segment(
        "Transition", of, blend.length, {"OperationGroup": effect, "CutPoint": blend.ahead}
    )


def louder(sound: Thing, length: int, gain: float) -> Thing:
    """`gain` is in decibels."""
    factor = AAFRational(Fraction(10 ** (gain / 20)).limit_denominator(_FINEST))
    return _effect(_GAIN, SOUND, length, [_constant(_AMPLITUDE, factor)], [sound])


def panned(sequence: Thing, length: int) -> Thing:
    """In the middle, from its first frame to its last."""
    middle, by_hand = AAFRational(1, 2), {"ControlPointSource": 2}
    points = [_point(f"{at}/{length}", middle, by_hand) for at in (0, length - 1)]
    return _effect(_PAN, SOUND, length, [_varying(_PAN_VALUE, points)], [sequence])


def _effect(
    operation: _Operation,
    of: AUID,
    length: int,
    parameters: Sequence[Thing],
    inputs: Sequence[Thing] = (),
) -> Thing:
    told: dict[str, Any] = {"Operation": operation.id, "Parameters": parameters}
    return segment(
        "OperationGroup", of, length, told | ({"InputSegments": inputs} if inputs else {})
    )


def _rise(parameter: AUID, more: Mapping[str, Any] = _NOTHING) -> Thing:
    """From nothing to all."""
    points = [
        _point(AAFRational(at), AAFRational(at), {"EditHint": "Proportional"}) for at in (0, 1)
    ]
    return _varying(parameter, points, more)


def _varying(parameter: AUID, points: list[Thing], more: Mapping[str, Any] = _NOTHING) -> Thing:
    told = {"Definition": parameter, "Interpolation": _LINEAR, "PointList": points}
    return Thing("VaryingValue", {**told, **more})


def _constant(parameter: AUID, value: AAFRational | int) -> Thing:
    return Thing("ConstantValue", {"Definition": parameter, "Value": value})


def _point(time: Any, value: AAFRational, more: Mapping[str, Any]) -> Thing:
    return Thing("ControlPoint", {"Time": time, "Value": value, **more})
