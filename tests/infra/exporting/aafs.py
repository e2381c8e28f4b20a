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
from studio.exporting.cutlist import CutList, Event, Media
from studio.exporting.options import ExportFormat, ExportOptions
from studio.library.media import MediaKind

FOLDER = "/Volumes/film"


@contextmanager
def opened(cut: CutList, *, parameters: bool = True) -> Iterator[Any]:
    with tempfile.TemporaryDirectory() as folder:
        options = ExportOptions(ExportFormat.AAF, folder=FOLDER, parameters=parameters)
        (path,) = make_aaf(Task(cut, options, {}, Path(folder)), lambda _: None).files
        with aaf2.open(str(path), "r") as file:
            yield file


def takes_of(event: Event) -> list[Media]:
    """What it shows or would, then what it could: sound on tracks of sound, pictures on the others."""
    others = [one for one in event.alternates if (one.kind is MediaKind.AUDIO) == event.heard]
    return [*([event.media] if event.media else []), *others]


@dataclass(slots=True)
class Laid:
    """`clips`: name, first frame, end, first frame of the file, factor of the loudness. Of each of them
    `others` are the takes that could play instead, with the first frame of the file, and `off` is whether
    nothing plays. `blends`: the effect, first frame, end, cut."""

    length: int
    clips: list[tuple[str, int, int, int, float]] = field(default_factory=list)
    others: list[list[tuple[str, int]]] = field(default_factory=list)
    off: list[bool] = field(default_factory=list)
    blends: list[tuple[str, int, int, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Choice:
    """A clip, with its gain around it if it has one; those that could play instead; and whether none
    does."""

    take: Any
    others: list[Any]
    off: bool


def choice(item: Any) -> Choice:
    """What a selector chooses from; of anything else, it. Fails where a selector is not as programs
    expect it: all of one kind and length, and marked where it switches off."""
    if not _chooses(item):
        return Choice(item, [], off=False)
    selected, alternates = item["Selected"].value, [*item["Alternates"].value]
    for one in (selected, *alternates):
        assert (one.length, one.datadef.auid) == (item.length, item.datadef.auid)
    if _fills(selected):
        (played,) = alternates
        marks = {tag.name: tag.value for tag in item["ComponentAttributeList"].value}
        assert marks == {"_DISABLE_CLIP_FLAG": 1, "_AAF_SELECTED": 0}
        inner = choice(played)
        assert not inner.off
        return Choice(inner.take, inner.others, off=True)
    assert alternates
    assert not any(_chooses(one) for one in (selected, *alternates))
    assert not item.getvalue("ComponentAttributeList", None)
    return Choice(selected, alternates, off=False)


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
            chosen = choice(item)
            clip, factor = clip_of(chosen.take)
            found.clips.append((clip.mob.name, at, at + item.length, clip.start, factor))
            others = [clip_of(other)[0] for other in chosen.others]
            found.others.append([(other.mob.name, other.start) for other in others])
            found.off.append(chosen.off)
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


def _chooses(item: Any) -> bool:
    return isinstance(item, aaf2.components.Selector)


def clip_of(item: Any) -> tuple[Any, float]:
    """A clip, and the factor of its loudness."""
    if not isinstance(item, aaf2.components.OperationGroup):
        return item, 1.0
    assert item.operation.name == "Mono Audio Gain"
    (clip,) = item.segments
    assert clip.length == item.length
    assert isinstance(clip, aaf2.components.SourceClip)
    factor = parameters(item)["Amplitude"]
    assert isinstance(factor, Fraction)
    return clip, float(factor)
