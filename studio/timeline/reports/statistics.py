"""A film in numbers: how long it is, and what it is made of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean, median
from uuid import UUID

from studio.timeline.reports.facts import Film, SceneFacts, Shot


@dataclass(frozen=True, slots=True)
class Share:
    """Clips of one kind: how many, and how many frames they are together."""

    name: str
    clips: int
    frames: int


@dataclass(frozen=True, slots=True)
class SceneShare:
    """`length` is frames from the scene's start to its last end, `share` that of the film, 0 to 1."""

    scene_id: UUID
    name: str
    clips: int
    length: int
    share: float


@dataclass(frozen=True, slots=True)
class Lengths:
    """Lengths of clips in frames; those named are the first of their length in the film."""

    shortest: Shot
    longest: Shot
    mean: float
    median: float


@dataclass(frozen=True, slots=True)
class Statistics:
    """`length` is that of the scenes one after another, `filled` that of all clips together."""

    length: int
    filled: int
    clips: int
    lengths: Lengths | None
    scenes: tuple[SceneShare, ...]
    kinds: tuple[Share, ...]
    framings: tuple[Share, ...]
    stills: int
    moving: int
    without: int


def statistics_of(film: Film) -> Statistics:
    shots = [shot for scene in film.scenes for shot in scene.shots]
    length = sum(scene.length for scene in film.scenes)
    moving = sum(1 for shot in shots if shot.take and shot.take.moving)
    without = sum(1 for shot in shots if shot.take is None)
    return Statistics(
        length=length,
        filled=sum(shot.span.duration for shot in shots),
        clips=len(shots),
        lengths=_lengths(shots),
        scenes=tuple(_scene(scene, length) for scene in film.scenes),
        kinds=_shares((shot.kind, shot.span.duration) for shot in shots),
        framings=_shares((shot.framing, shot.span.duration) for shot in shots),
        stills=len(shots) - moving - without,
        moving=moving,
        without=without,
    )


def _lengths(shots: Sequence[Shot]) -> Lengths | None:
    if not shots:
        return None
    durations = [shot.span.duration for shot in shots]
    return Lengths(
        shortest=min(shots, key=lambda shot: shot.span.duration),
        longest=max(shots, key=lambda shot: shot.span.duration),
        mean=fmean(durations),
        median=float(median(durations)),
    )


def _scene(scene: SceneFacts, length: int) -> SceneShare:
    share = scene.length / length if length else 0.0
    return SceneShare(scene.id, scene.name, len(scene.shots), scene.length, share)


def _shares(shots: Iterable[tuple[str, int]]) -> tuple[Share, ...]:
    """The largest first, then by name."""
    found: dict[str, tuple[int, int]] = {}
    for name, frames in shots:
        clips, total = found.get(name, (0, 0))
        found[name] = (clips + 1, total + frames)
    shares = (Share(name, clips, frames) for name, (clips, frames) in found.items())
    return tuple(sorted(shares, key=lambda share: (-share.frames, share.name)))
