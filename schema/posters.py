"""The pictures that stand for a project: what its first clips show."""

from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from sqlalchemy import literal_column, select

from schema.reads.fields import Children, children_of
from studio.gallery.models import Take as TakeRow
from studio.projects.models import Scene as SceneRow
from studio.timeline.models import Clip as ClipRow

if TYPE_CHECKING:
    from schema.gallery import Take

MOST = 8
_takes = TakeRow.__table__
_clips = ClipRow.__table__
_scenes = SceneRow.__table__

_shown = (
    select(
        _takes,
        _scenes.c.project_id.label("scene_project"),
        _scenes.c.position.label("scene_position"),
        _clips.c.start_frame.label("clip_start"),
    )
    .join(_clips, _clips.c.selected_take_id == _takes.c.id)
    .join(_scenes, _scenes.c.id == _clips.c.scene_id)
    .where(
        _takes.c.kind.in_([literal_column("'IMAGE'"), literal_column("'VIDEO'")]),
        _clips.c.deleted_at.is_(None),
        _scenes.c.deleted_at.is_(None),
    )
    .subquery("shown")
)


@children_of(
    Children(
        _shown,
        lambda project, shown: shown.c.scene_project == project.c.id,
        lambda shown: (shown.c.scene_position, shown.c.clip_start, shown.c.clip_id),
        limit="first",
        most=MOST,
    ),
    "What the first clips that have a picture or a film show, in the order of the film.",
)
def posters(
    self: Any,
    first: Annotated[int | None, strawberry.argument(description="How many at most, 0 to 8.")] = 4,
) -> list[Annotated["Take", strawberry.lazy("schema.gallery")]]:
    raise AssertionError("read by the compiler")
