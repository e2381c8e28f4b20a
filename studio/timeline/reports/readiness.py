"""Whether a film can be exported as it lies, and what stands in the way."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from uuid import UUID

from studio.kernel.time import conform_frame, rate_text
from studio.timeline.reports.facts import Film, SceneFacts, Shot, ShownTake
from studio.timeline.reports.gaps import gaps
from studio.timeline.reports.overlaps import crossings
from studio.timeline.reports.proposals import frames

EDL_NAME = 32
"""Characters of a clip's name that editing programs keep when they read a CMX 3600 list."""


class ExportFindingCode(Enum):
    """What is the matter."""

    NOTHING_TO_EXPORT = "NOTHING_TO_EXPORT"
    CLIP_WITHOUT_TAKE = "CLIP_WITHOUT_TAKE"
    CLIPS_OVERLAP = "CLIPS_OVERLAP"
    EMPTY_SCENE = "EMPTY_SCENE"
    GAP = "GAP"
    TAKE_RATE = "TAKE_RATE"
    TAKE_SIZE = "TAKE_SIZE"
    TAKE_TOO_SHORT = "TAKE_TOO_SHORT"
    NAME_TOO_LONG = "NAME_TOO_LONG"


BLOCKING = frozenset(
    [
        ExportFindingCode.NOTHING_TO_EXPORT,
        ExportFindingCode.CLIP_WITHOUT_TAKE,
        ExportFindingCode.CLIPS_OVERLAP,
    ]
)


class ExportStanding(Enum):
    """READY: nothing was found. WARNINGS: nothing that blocks. NOT_READY: something that does."""

    READY = "READY"
    WARNINGS = "WARNINGS"
    NOT_READY = "NOT_READY"


@dataclass(frozen=True, slots=True)
class Finding:
    """What is the matter, where (`frame` counts from the scene's start), and what to do."""

    code: ExportFindingCode
    message: str
    next_step: str
    scene_id: UUID | None = None
    clip_id: UUID | None = None
    frame: int | None = None

    @property
    def blocking(self) -> bool:
        return self.code in BLOCKING


def findings_of(film: Film) -> list[Finding]:
    """What blocks an export first, else in the order of the film."""
    found = [finding for scene in film.scenes for finding in _in_scene(film, scene)]
    if not any(scene.shots for scene in film.scenes):
        found.append(
            Finding(
                ExportFindingCode.NOTHING_TO_EXPORT,
                "There is not a single clip.",
                "Make a clip, or import a script.",
            )
        )
    return sorted(found, key=lambda finding: not finding.blocking)


def standing_of(found: list[Finding]) -> ExportStanding:
    if any(finding.blocking for finding in found):
        return ExportStanding.NOT_READY
    return ExportStanding.WARNINGS if found else ExportStanding.READY


def _in_scene(film: Film, scene: SceneFacts) -> Iterator[Finding]:
    if not scene.shots:
        yield Finding(
            ExportFindingCode.EMPTY_SCENE,
            f"Scene “{scene.name}” has no clips.",
            "Add a clip to it, or delete the scene.",
            scene.id,
        )
    shots = {shot.id: shot for shot in scene.shots}
    for crossing in crossings(scene.order):
        first, second = shots[crossing.first[0]], shots[crossing.second[0]]
        yield Finding(
            ExportFindingCode.CLIPS_OVERLAP,
            f"{second.title} begins before {_within(first)} has ended: "
            f"{frames(crossing.frames.duration)} of both.",
            "Apply one of the overlap's proposals.",
            scene.id,
            second.id,
            crossing.frames.start,
        )
    for gap in gaps(scene.order):
        yield Finding(
            ExportFindingCode.GAP,
            f"Nothing is seen for {frames(gap.frames.duration)} before {_within(shots[gap.after[0]])}.",
            "Apply one of the gap's proposals, or leave it black.",
            scene.id,
            gap.after[0],
            gap.frames.start,
        )
    for shot in scene.shots:
        yield from _in_shot(film, scene, shot)


def _within(shot: Shot) -> str:
    return shot.title[0].lower() + shot.title[1:]


def _in_shot(film: Film, scene: SceneFacts, shot: Shot) -> Iterator[Finding]:
    place = (scene.id, shot.id, shot.span.start)
    if len(shot.name) > EDL_NAME:
        yield Finding(
            ExportFindingCode.NAME_TOO_LONG,
            f"{shot.title} has a name of {len(shot.name)} characters: an edit decision list "
            f"keeps {EDL_NAME}.",
            "Shorten the name if you export one.",
            *place,
        )
    if shot.take is None:
        yield Finding(
            ExportFindingCode.CLIP_WITHOUT_TAKE,
            f"{shot.title} shows nothing yet.",
            "Generate a take of it, or select one of its gallery.",
            *place,
        )
        return
    for code, message, next_step in _in_take(film, shot, shot.take):
        yield Finding(code, f"{shot.title} {message}", next_step, *place)


def _in_take(
    film: Film, shot: Shot, take: ShownTake
) -> Iterator[tuple[ExportFindingCode, str, str]]:
    size = (film.width, film.height)
    if take.width is not None and take.height is not None and (take.width, take.height) != size:
        yield (
            ExportFindingCode.TAKE_SIZE,
            f"shows {take.width}×{take.height} pixels in a film of {film.width}×{film.height}.",
            "It will be scaled. Generate it at the film's size to avoid that.",
        )
    if not take.moving or take.rate is None:
        return
    if take.rate != film.rate:
        yield (
            ExportFindingCode.TAKE_RATE,
            f"shows {rate_text(take.rate)} frames a second in a film of {rate_text(film.rate)}.",
            "Frames will be dropped or repeated. Generate it at the film's rate to avoid that.",
        )
    if take.frames is None:
        return
    length = conform_frame(take.frames, take.rate, film.rate)
    if length < shot.span.duration:
        yield (
            ExportFindingCode.TAKE_TOO_SHORT,
            f"lasts {frames(shot.span.duration)}, its take {length}.",
            f"Trim the clip to {max(1, length)}, or generate a longer take.",
        )
