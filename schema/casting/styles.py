"""Styles in the graph: how pictures look, under a name."""

from enum import Enum
from typing import Annotated, Any, cast

import strawberry
from sqlalchemy import (
    ARRAY,
    ColumnElement,
    FromClause,
    Text,
    bindparam,
    distinct,
    exists,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from schema.casting.characters import in_scope, scope_of, worded
from schema.casting.enums import Scope
from schema.catalogue.presets import PresetSettings
from schema.context import Info
from schema.enums import described
from schema.mutate import given
from schema.node import Node
from schema.projects import Project
from schema.reads.fields import child, column, entity, identity, struct
from schema.reads.pages import Collection, Sort, Wanted, read_page
from schema.relay import PageInfo, clean, id_filter, search_patterns
from schema.scalars import DateTime
from studio.casting.models import Casting as CastingRow
from studio.casting.models import Style as StyleRow
from studio.casting.rules import STYLE_TRAITS
from studio.projects.models import Project as ProjectRow
from studio.projects.models import Scene as SceneRow
from studio.timeline.models import Clip as ClipRow

_styles = StyleRow.__table__
_castings = CastingRow.__table__
_PLACES = (
    ("clip_id", ClipRow.__table__),
    ("scene_id", SceneRow.__table__),
    ("project_id", ProjectRow.__table__),
)


def _cast(what: Any) -> Any:
    def counted(style: FromClause) -> ColumnElement[Any]:
        rows = _castings.alias()
        return (
            select(func.count(what(rows)))
            .where(
                rows.c.style_id == style.c.id,
                rows.c.absent.is_(False),
                *(
                    ~exists().where(place.c.id == rows.c[name], place.c.deleted_at.is_not(None))
                    for name, place in _PLACES
                ),
            )
            .correlate(style)
            .scalar_subquery()
        )

    return counted


_uses = _cast(lambda rows: rows.c.id)


@entity("style", _styles)
@strawberry.type(description="How pictures look, under a name.")
class Style(Node):
    id: strawberry.ID = identity("style", "The style's id.")
    name: str = column(
        StyleRow.name, "What to call it; no two of a project, or of the library, share one."
    )
    scope: Scope = column(scope_of, "Whether it is of a project or of the library.")
    project: Project | None = child(
        ProjectRow.__table__,
        lambda style, project: project.c.id == style.c.project_id,
        "Its project; null in the library.",
    )
    art_style: str = column(StyleRow.art_style, "The art: watercolour, cel shading, photograph.")
    palette: str = column(StyleRow.palette, "The colours.")
    lighting: str = column(StyleRow.lighting, "The light.")
    camera: str = column(StyleRow.camera, "Angles and movements of the camera.")
    mood: str = column(StyleRow.mood, "The mood.")
    technical: str = column(StyleRow.technical, "Lens, film, grain, resolution, in words.")
    negative: str = column(StyleRow.negative, "What pictures are not to show.")
    notes: str = column(StyleRow.notes, "For people; never goes into a prompt.")
    category: str = column(StyleRow.category, "What kind of style it is, or empty.")
    tags: list[str] = column(StyleRow.tags, "Words to find it by.")
    settings: PresetSettings = struct("How it is best sampled.")
    use_count: int = column(_uses, "How many clips, scenes and projects it is cast onto.")
    project_count: int = column(
        _cast(lambda rows: distinct(rows.c.project_id)), "How many projects use it."
    )
    digest: str = column(StyleRow.digest, "Changes with what pictures show of it.")
    version: int = column(StyleRow.version, "Rises with each edit.")
    created_at: DateTime = column(StyleRow.created_at, "When it was made.")
    updated_at: DateTime = column(StyleRow.updated_at, "When it was last changed.")


@strawberry.type(description="A style in a list.")
class StyleEdge:
    node: Style = strawberry.field(description="The style.")
    cursor: str = strawberry.field(description="Its place, for `after`.")


@strawberry.type(description="A page of styles.")
class StyleConnection:
    edges: list[StyleEdge] = strawberry.field(description="The styles with their cursors.")
    nodes: list[Style] = strawberry.field(description="The styles alone.")
    page_info: PageInfo = strawberry.field(description="Whether there is more.")
    total_count: int = strawberry.field(description="How many there are in all.")


class StyleSort(Enum):
    NAME = "NAME"
    USES = "USES"
    CREATED = "CREATED"


described(
    StyleSort,
    "Orders of styles.",
    {"NAME": "By name, A to Z.", "USES": "The most used first.", "CREATED": "The newest first."},
)


@strawberry.input(
    description="Which styles; of several conditions all must be met. Texts are words, each of "
    "which is in what they are about."
)
class StyleFilter:
    scope: Scope | None = strawberry.field(
        default=None, description="Only those of projects, or of the library."
    )
    project_id: strawberry.ID | None = strawberry.field(
        default=None, description="Only those that this project can use: its own and the library's."
    )
    category: str | None = strawberry.field(default=None, description="Only of this category.")
    tags: list[str] | None = strawberry.field(
        default=None, description="Only those that have all of these tags."
    )
    art_style: str | None = strawberry.field(default=None, description="Words of the art.")
    palette: str | None = strawberry.field(default=None, description="Words of the colours.")
    lighting: str | None = strawberry.field(default=None, description="Words of the light.")
    camera: str | None = strawberry.field(default=None, description="Words of the camera.")
    mood: str | None = strawberry.field(default=None, description="Words of the mood.")
    technical: str | None = strawberry.field(
        default=None, description="Words of lens, film and the like."
    )
    search: str | None = strawberry.field(
        default=None, description="Words of the name, the notes or anything that describes it."
    )


def _usable(row: FromClause) -> ColumnElement[bool]:
    return row.c.project_id.is_(None) | (
        row.c.project_id == bindparam("f_project", type_=PG_UUID())
    )


STYLE_LIST = Collection(
    "Style",
    sorts={
        "NAME": Sort(lambda row: row.c.name),
        "USES": Sort(_uses, descending=True),
        "CREATED": Sort(lambda row: row.c.created_at, descending=True),
    },
    filters={
        "scope": in_scope,
        "project": _usable,
        "category": lambda row: (
            func.lower(row.c.category) == func.lower(bindparam("f_category", type_=Text))
        ),
        "tags": lambda row: row.c.tags.op("@>", is_comparison=True)(
            bindparam("f_tags", type_=ARRAY(Text))
        ),
        "search": worded("name", "notes", "category", *STYLE_TRAITS),
        **{name: worded(name, by=name) for name in STYLE_TRAITS},
    },
)


@strawberry.type
class StyleQueries:
    @strawberry.field(description="The styles of the workspace and its projects.")
    async def styles(
        self,
        info: Info,
        first: Annotated[
            int | None, strawberry.argument(description="How many, 0 to 100; 50 if not said.")
        ] = None,
        after: Annotated[
            str | None, strawberry.argument(description="The cursor they come after.")
        ] = None,
        filter: Annotated[
            StyleFilter | None, strawberry.argument(description="Which of them.")
        ] = None,
        sort: Annotated[StyleSort, strawberry.argument(description="In which order.")] = (
            StyleSort.NAME
        ),
    ) -> StyleConnection:
        which = filter or StyleFilter()
        wanted = Wanted(
            sort.value,
            given(
                scope=which.scope.value if which.scope else None,
                project=id_filter("project", which.project_id),
                category=clean(which.category),
                tags=[clean(tag) for tag in which.tags or ()] or None,
                search=search_patterns(which.search),
                **{name: search_patterns(getattr(which, name)) for name in STYLE_TRAITS},
            ),
            first,
            after,
        )
        page = await read_page(info.context.reads, info._raw_info, STYLE_LIST, wanted)
        return cast("StyleConnection", page)
