"""Clips moved because others come, go or change. All of them must be locked."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, cast, column, func, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from studio.kernel.work import Work
from studio.timeline.models import Clip
from studio.timeline.queries import spans_in
from studio.timeline.rules import Span, close_up, moved, open_up


@dataclass(frozen=True, slots=True)
class Move:
    """Where a clip comes to lie; without a scene or a length it keeps its own."""

    clip_id: UUID
    start_frame: int
    scene_id: UUID | None = None
    duration_frames: int | None = None


async def close_gaps(work: Work, clips: Collection[Clip]) -> None:
    """Move what lies behind these living clips to where it is without them.

    Their scenes and those scenes' clips must be locked.
    """
    gone = {clip.id for clip in clips}
    moves: dict[UUID, int] = {}
    for spans in (await spans_in(work, {clip.scene_id for clip in clips})).values():
        living = {clip_id: span for clip_id, span in spans.items() if clip_id not in gone}
        moves |= close_up(living, (spans[clip_id] for clip_id in gone & spans.keys()))
    await shift(work, moves)


async def make_room(work: Work, *coming: Mapping[UUID, Mapping[UUID, Span]]) -> dict[UUID, int]:
    """Move what lies at and behind the places in each scene, of one mapping after another.

    Answers where those are then. The scenes and their clips must be locked.
    """
    before = await spans_in(work, {scene_id for places in coming for scene_id in places})
    now = dict(before)
    for places in coming:
        for scene_id, spans in places.items():
            starts, came = open_up(now[scene_id], spans)
            now[scene_id] = moved(now[scene_id], starts) | moved(spans, came)
    starts = {clip_id: span.start for spans in now.values() for clip_id, span in spans.items()}
    moves: dict[UUID, int] = {}
    for spans in before.values():
        for clip_id, span in spans.items():
            start = starts.pop(clip_id)
            if start != span.start:
                moves[clip_id] = start
    await shift(work, moves)
    return starts


async def shift(work: Work, starts: Mapping[UUID, int]) -> None:
    """Put these locked clips to these start frames."""
    await put(work, [Move(clip_id, start) for clip_id, start in starts.items()])


async def follow_end(work: Work, others: Mapping[UUID, Span], before: Span, after: Span) -> None:
    """Move what lies behind a clip as its end moves."""
    if after.end < before.end:
        await shift(work, close_up(others, [Span(after.end, before.end)]))
    else:
        grown = {UUID(int=0): Span(before.end, after.end)}
        await shift(work, open_up(others, grown)[0])


async def put(work: Work, moves: Sequence[Move]) -> None:
    """Place these locked clips, all in one statement."""
    if not moves:
        return
    new = _rows(moves)
    await work.session.flush()
    done = await work.session.execute(
        update(Clip)
        .where(Clip.id == new.c.id)
        .values(
            scene_id=func.coalesce(new.c.scene_id, Clip.scene_id),
            start_frame=new.c.start_frame,
            duration_frames=func.coalesce(new.c.duration_frames, Clip.duration_frames),
            version=Clip.version + 1,
        )
        .returning(Clip.id, Clip.project_id, Clip.version)
        .execution_options(synchronize_session=False)
    )
    for clip_id, project_id, version in done:
        work.changed("clip", clip_id, stream=project_id, version=version)


def _rows(moves: Sequence[Move]) -> Any:
    arrays: list[tuple[str, Any, list[Any]]] = [
        ("id", PG_UUID, [move.clip_id for move in moves]),
        ("scene_id", PG_UUID, [move.scene_id for move in moves]),
        ("start_frame", Integer, [move.start_frame for move in moves]),
        ("duration_frames", Integer, [move.duration_frames for move in moves]),
    ]
    rows = func.unnest(*(cast(values, ARRAY(kind)) for _, kind, values in arrays))
    columns = (column(name, kind) for name, kind, _ in arrays)
    return rows.table_valued(*columns).render_derived(name="new")
