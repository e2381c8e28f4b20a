"""What is cast onto clips, scenes and projects, in the graph."""

from typing import TYPE_CHECKING, Annotated, Any, cast
from uuid import UUID

import strawberry
from sqlalchemy import ColumnElement, FromClause, bindparam, case, literal_column
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from schema.casting.characters import CHARACTERS, Character, CharacterLook
from schema.casting.styles import Style
from schema.catalogue.models import MODELS_TABLE, Model
from schema.catalogue.presets import Preset
from schema.context import Info
from schema.mutate import given
from schema.node import Node, ref
from schema.projects import Project, Scene
from schema.reads.fields import child, column, entity, identity
from schema.reads.pages import Collection, Sort, Wanted, read_page
from schema.relay import PageInfo, id_filter
from schema.scalars import DateTime
from studio.casting.castings import Kind
from studio.casting.models import Casting as CastingRow
from studio.casting.models import CharacterLook as LookRow
from studio.casting.models import Style as StyleRow
from studio.casting.models import target_of
from studio.catalogue.models import Preset as PresetRow
from studio.projects.models import Project as ProjectRow
from studio.projects.models import Scene as SceneRow
from studio.timeline.models import Clip as ClipRow

if TYPE_CHECKING:
    from schema.timeline import Clip

_castings = CastingRow.__table__
_PLACES = ("Clip", "Scene", "Project")
_NOBODY = UUID(int=0)


def _kind(row: FromClause) -> ColumnElement[Any]:
    return case(
        *(
            (row.c[f"{kind.value.lower()}_id"].is_not(None), literal_column(f"'{kind.value}'"))
            for kind in Kind
        )
    )


def _by(name: str) -> Any:
    return lambda casting, other: other.c.id == casting.c[f"{name}_id"]


@entity("casting", _castings)
@strawberry.type(
    description="Something that holds for a clip, for the clips of a scene or, with neither, for "
    "those of a project. The nearest one wins."
)
class Casting(Node):
    id: strawberry.ID = identity("casting", "Its id, until it is next changed.")
    kind: Kind = column(_kind, "What is cast.")
    project: Project = child(ProjectRow.__table__, _by("project"), "The project it is in.")
    scene: Scene | None = child(
        SceneRow.__table__, _by("scene"), "The scene, if it is cast onto one."
    )
    clip: Annotated["Clip", strawberry.lazy("schema.timeline")] | None = child(
        ClipRow.__table__, _by("clip"), "The clip, if it is cast onto one."
    )
    character: Character | None = child(CHARACTERS, _by("character"), "Who is cast.")
    look: CharacterLook | None = child(
        LookRow.__table__, _by("look"), "The costume; null for the default one."
    )
    style: Style | None = child(StyleRow.__table__, _by("style"), "The style that is cast.")
    model: Model | None = child(MODELS_TABLE, _by("model"), "The model that is cast.")
    preset: Preset | None = child(PresetRow.__table__, _by("preset"), "The preset that is cast.")
    prominence: float = column(
        CastingRow.prominence, "How much of the picture is the character's: 1 is plain."
    )
    absent: bool = column(
        CastingRow.absent,
        "Whether it says that this does not hold here, although it would from further up.",
    )
    created_at: DateTime = column(CastingRow.created_at, "When it was cast.")


@strawberry.type(description="A casting in a list.")
class CastingEdge:
    node: Casting = strawberry.field(description="The casting.")
    cursor: str = strawberry.field(description="Its place, for `after`.")


@strawberry.type(description="A page of castings.")
class CastingConnection:
    edges: list[CastingEdge] = strawberry.field(description="The castings with their cursors.")
    nodes: list[Casting] = strawberry.field(description="The castings alone.")
    page_info: PageInfo = strawberry.field(description="Whether there is more.")
    total_count: int = strawberry.field(description="How many there are in all.")


@strawberry.input(description="Which castings; of several conditions all must be met.")
class CastingFilter:
    place_id: strawberry.ID | None = strawberry.field(
        default=None,
        description="Only those onto this very clip, scene or project, not what it inherits.",
    )
    project_id: strawberry.ID | None = strawberry.field(
        default=None, description="Only those in this project, onto whatever."
    )
    kind: Kind | None = strawberry.field(default=None, description="Only of this kind.")
    character_id: strawberry.ID | None = strawberry.field(
        default=None, description="Only of this character."
    )
    style_id: strawberry.ID | None = strawberry.field(
        default=None, description="Only of this style."
    )


def _of(name: str) -> Any:
    return lambda row: row.c[f"{name}_id"] == bindparam(f"f_{name}", type_=PG_UUID())


def _is(kind: Kind) -> Any:
    return lambda row: row.c[f"{kind.value.lower()}_id"].is_not(None)


def _at(row: FromClause) -> ColumnElement[bool]:
    return target_of(row.c) == bindparam("f_place", type_=PG_UUID())


CASTING_LIST = Collection(
    "Casting",
    sorts={"ID": Sort(lambda row: row.c.created_at)},
    filters={
        "place": _at,
        "project": _of("project"),
        "character": _of("character"),
        "style": _of("style"),
        **{kind.value: _is(kind) for kind in Kind},
    },
)


def _place(text: str | None) -> UUID | None:
    if text is None:
        return None
    found = ref(text)
    return found.id if found and found.type_name in _PLACES else _NOBODY


@strawberry.type
class CastingQueries:
    @strawberry.field(description="What is cast in the workspace, the oldest first.")
    async def castings(
        self,
        info: Info,
        first: Annotated[
            int | None, strawberry.argument(description="How many, 0 to 100; 50 if not said.")
        ] = None,
        after: Annotated[
            str | None, strawberry.argument(description="The cursor they come after.")
        ] = None,
        filter: Annotated[
            CastingFilter | None, strawberry.argument(description="Which of them.")
        ] = None,
    ) -> CastingConnection:
        which = filter or CastingFilter()
        kind = {which.kind.value: True} if which.kind else {}
        wanted = Wanted(
            "ID",
            given(
                place=_place(which.place_id),
                project=id_filter("project", which.project_id),
                character=id_filter("character", which.character_id),
                style=id_filter("style", which.style_id),
                **kind,
            ),
            first,
            after,
        )
        page = await read_page(info.context.reads, info._raw_info, CASTING_LIST, wanted)
        return cast("CastingConnection", page)
