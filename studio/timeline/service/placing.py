"""Clips put to exact places, and what takes such an act back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from studio.access.queries import check_version, find_many
from studio.access.viewer import Viewer
from studio.kernel.errors import Conflict, ErrorCode, UserError
from studio.kernel.work import Work
from studio.projects.models import Scene
from studio.timeline.cutting import Track, in_order
from studio.timeline.models import Clip
from studio.timeline.queries import spans_in
from studio.timeline.reports.overlaps import crossings
from studio.timeline.rules import Span, check_span
from studio.timeline.service.locking import lock_clips
from studio.timeline.service.shifting import Move, put

MOST_PLACES = 5_000
"""Clips that one act may put to exact places."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place for a clip in its scene. What is `expected` of it must hold."""

    clip_id: UUID
    start_frame: int
    duration_frames: int
    expected_start: int | None = None
    expected_duration: int | None = None
    expected_version: int | None = None


async def place_clips(
    work: Work, viewer: Viewer, places: Sequence[Place], *, allow_overlap: bool = False
) -> tuple[list[Scene], list[Place]]:
    """Put each of these clips to its place within its scene, all or none.

    Answers the scenes and the places that take it back. Raises Conflict where a clip has changed,
    and an OVERLAP error where one would overlap another and that is not allowed.
    """
    wanted = {place.clip_id: place for place in places}
    _check_places(places, wanted)
    seen = await find_many(work, viewer, Clip, wanted, field="places", lock=False)
    viewer.demand_edit()
    homes = {clip.scene_id for clip in seen.values()}
    scenes = await find_many(work, viewer, Scene, homes, field="places")
    await lock_clips(work, homes)
    clips = await find_many(work, viewer, Clip, wanted, field="places")
    tracks = await spans_in(work, homes)
    now: dict[UUID, Span] = {}
    for clip_id, place in wanted.items():
        clip = clips[clip_id]
        _check_expected(clip, place)
        if clip.scene_id not in homes:
            raise Conflict("Somebody else moved a clip at the same moment. Read it again.")
        now[clip_id] = check_span(place.start_frame, place.duration_frames)
    if not allow_overlap:
        for track in tracks.values():
            _check_free({key: now.get(key, span) for key, span in track.items()}, now)
    before = {key: span for track in tracks.values() for key, span in track.items()}
    undo = await put_to(work, before, now)
    ordered = sorted(scenes.values(), key=lambda scene: (scene.project_id, scene.position))
    return ordered, undo


async def put_to(work: Work, before: Track, now: Track) -> list[Place]:
    """Put locked clips to other places; answers the former ones of those that moved."""
    moving = {key: span for key, span in now.items() if span != before[key]}
    await put(
        work,
        [Move(key, span.start, None, span.duration) for key, span in moving.items()],
    )
    return [
        Place(key, span.start, span.duration, moving[key].start, moving[key].duration)
        for key, span in in_order({key: before[key] for key in moving})
    ]


def _check_places(places: Sequence[Place], wanted: Mapping[UUID, Place]) -> None:
    if not places:
        raise UserError("Name one clip at least.", field=["places"])
    if len(places) > MOST_PLACES:
        raise UserError(
            f"At most {MOST_PLACES} clips can be placed at once.",
            code=ErrorCode.LIMIT_EXCEEDED,
            field=["places"],
        )
    if len(wanted) < len(places):
        raise UserError("Name each clip once.", field=["places"])


def _check_expected(clip: Clip, place: Place) -> None:
    check_version(clip.version, place.expected_version)
    for there, expected in (
        (clip.start_frame, place.expected_start),
        (clip.duration_frames, place.expected_duration),
    ):
        if expected is not None and expected != there:
            raise Conflict(
                "A clip lies otherwise than it did by then. Read the scene again.",
                field=["places"],
            )


def _check_free(track: Track, placed: Track) -> None:
    """Raise where one of those placed overlaps anything."""
    for crossing in crossings(in_order(track)):
        if crossing.first[0] in placed or crossing.second[0] in placed:
            raise UserError(
                "A clip would overlap another there. Choose free places, or allow the overlap.",
                code=ErrorCode.OVERLAP,
                field=["places"],
            )
