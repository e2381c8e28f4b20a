"""AAFs as pyaaf2 reads them: what lies where, in frames of the film."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import aaf2

from infra.exporting.aaf import make_aaf
from infra.exporting.task import Task
from studio.exporting.cutlist import CutList
from studio.exporting.options import ExportFormat, ExportOptions

FOLDER = "/Volumes/film"


@contextmanager
def opened(cut: CutList) -> Iterator[Any]:
    with tempfile.TemporaryDirectory() as folder:
        options = ExportOptions(ExportFormat.AAF, folder=FOLDER)
        (path,) = make_aaf(Task(cut, options, {}, Path(folder)), lambda _: None).files
        with aaf2.open(str(path), "r") as file:
            yield file


@dataclass(slots=True)
class Laid:
    """`clips`: name, first frame, end, first frame of the file, factor of the loudness. `blends`: the
    effect, first frame, end, cut."""

    length: int
    clips: list[tuple[str, int, int, int, float]] = field(default_factory=list)
    blends: list[tuple[str, int, int, int]] = field(default_factory=list)


def laid(slot: Any) -> Laid:
    """What is on a track. Fails where it is not as the rules of AAF want it: a blend between two
    segments, neither of which is shorter than its blends."""
    segment = slot.segment
    if isinstance(segment, aaf2.components.OperationGroup):
        (segment,) = segment.segments
    found = Laid(segment.length)
    items = [*segment.components]
    lengths = [-one.length if _blends(one) else one.length for one in items]
    assert sum(lengths) == segment.length
    assert all(lengths)
    for before, one, after in zip([0, *lengths], lengths, [*lengths[1:], 0], strict=False):
        assert one < 0 < min(before, after) or -min(before, 0) - min(after, 0) <= one
    for one, other in pairwise(items):
        assert not (_fills(one) and _fills(other))
    at = 0
    for item in items:
        if _blends(item):
            at -= item.length
            effect = item["OperationGroup"].value
            assert effect.length == item.length
            cut = at + item["CutPoint"].value
            found.blends.append((effect.operation.name, at, at + item.length, cut))
            continue
        if not _fills(item):
            clip, factor = _clip(item)
            found.clips.append((clip.mob.name, at, at + item.length, clip.start, factor))
        at += item.length
    return found


def parameters(effect: Any) -> dict[str, Any]:
    """By their names: a value, or pairs of times and values."""
    return {
        one.parameterdef.name: [(point.time, point.value) for point in one["PointList"]]
        if isinstance(one, aaf2.misc.VaryingValue)
        else one.value
        for one in effect["Parameters"].value
    }


def _blends(item: Any) -> bool:
    return isinstance(item, aaf2.components.Transition)


def _fills(item: Any) -> bool:
    return isinstance(item, aaf2.components.Filler)


def _clip(item: Any) -> tuple[Any, float]:
    if not isinstance(item, aaf2.components.OperationGroup):
        return item, 1.0
    assert item.operation.name == "Mono Audio Gain"
    (clip,) = item.segments
    assert clip.length == item.length
    factor = parameters(item)["Amplitude"]
    assert isinstance(factor, Fraction)
    return clip, float(factor)
