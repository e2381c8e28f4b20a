"""The catalogue as a list: its order, its filters, its pages."""

from typing import Annotated, Any, cast

import strawberry
from sqlalchemy import (
    ARRAY,
    Boolean,
    ColumnElement,
    FromClause,
    Integer,
    Text,
    bindparam,
    exists,
    func,
    literal_column,
)
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from schema.catalogue.enums import ModelKind, ModelSort, ModelSource
from schema.catalogue.model_facts import rating_of_viewer
from schema.catalogue.models import Model, bookmarked_by_viewer
from schema.context import Info
from schema.mutate import given
from schema.reads.pages import Collection, Sort, Wanted, read_page
from schema.relay import PageInfo, clean, id_filter, search_patterns
from studio.catalogue.models import EndpointFile
from studio.rendering.models import Endpoint as EndpointRow

_files = EndpointFile.__table__
_endpoints = EndpointRow.__table__


@strawberry.type(description="A model in a list.")
class ModelEdge:
    node: Model = strawberry.field(description="The model.")
    cursor: str = strawberry.field(description="Its place, for `after`.")


@strawberry.type(description="A page of models.")
class ModelConnection:
    edges: list[ModelEdge] = strawberry.field(description="The models with their cursors.")
    nodes: list[Model] = strawberry.field(description="The models alone.")
    page_info: PageInfo = strawberry.field(description="Whether there is more.")
    total_count: int = strawberry.field(description="How many there are in all.")


@strawberry.input(description="Which models; of several conditions all must be met.")
class ModelFilter:
    kinds: list[ModelKind] | None = strawberry.field(
        default=None, description="Only of these kinds."
    )
    families: list[str] | None = strawberry.field(
        default=None, description="Only of these families, by their ids."
    )
    bases: list[str] | None = strawberry.field(
        default=None, description="Only trained on these, in the words of their publishers."
    )
    endpoint_id: strawberry.ID | None = strawberry.field(
        default=None, description="Only those that this endpoint has."
    )
    available: bool | None = strawberry.field(
        default=None, description="True: only those that some endpoint has; false: the others."
    )
    search: str | None = strawberry.field(
        default=None,
        description="Words, each of which is in a name, the creator, a tag or a trigger word.",
    )
    nsfw: bool = strawberry.field(
        default=False, description="Also those that are not for everybody."
    )
    bookmarked: bool | None = strawberry.field(
        default=None, description="True: only those that the viewer has marked; false: the others."
    )
    rated_at_least: int | None = strawberry.field(
        default=None, description="Only those that the viewer has given so many stars or more."
    )
    source: ModelSource | None = strawberry.field(
        default=None, description="Only those that the catalogue came to know in this way."
    )


def _has_file(model: FromClause, *more: Any) -> ColumnElement[bool]:
    file, endpoint = _files.alias(), _endpoints.alias()
    return (
        exists()
        .where(
            file.c.model_id == model.c.id,
            endpoint.c.id == file.c.endpoint_id,
            endpoint.c.deleted_at.is_(None),
            *(condition(endpoint) for condition in more),
        )
        .correlate(model)
    )


def _searched(row: FromClause) -> ColumnElement[bool]:
    text = func.concat_ws(
        literal_column("' '"),
        row.c.name,
        row.c.version_name,
        row.c.file_name,
        row.c.creator,
        func.array_to_string(row.c.tags, literal_column("' '")),
        func.array_to_string(row.c.trigger_words, literal_column("' '")),
    )
    return text.op("ILIKE", is_comparison=True)(func.all(bindparam("f_search", type_=ARRAY(Text))))


def _among(name: str) -> Any:
    wanted = bindparam(f"f_{name}", type_=ARRAY(Text))
    return lambda row, column_name: row.c[column_name] == func.any(wanted)


_in_kinds, _in_families, _in_bases = _among("kinds"), _among("families"), _among("bases")


def _one(name: str) -> Any:
    return bindparam(f"f_{name}", type_=Boolean)


MODELS = Collection(
    "Model",
    sorts={
        "NAME": Sort(lambda row: row.c.name),
        "CREATED": Sort(lambda row: row.c.created_at, descending=True),
        "RATING": Sort(lambda row: row.c.rating, descending=True),
    },
    filters={
        "kinds": lambda row: _in_kinds(row, "kind"),
        "families": lambda row: _in_families(row, "family"),
        "bases": lambda row: _in_bases(row, "base"),
        "endpoint": lambda row: _has_file(
            row, lambda endpoint: endpoint.c.id == bindparam("f_endpoint", type_=PG_UUID())
        ),
        "available": lambda row: _has_file(row) == _one("available"),
        "search": _searched,
        "tame": lambda row: row.c.nsfw.is_(literal_column("false")),
        "bookmarked": lambda row: bookmarked_by_viewer(row) == _one("bookmarked"),
        "rated": lambda row: rating_of_viewer(row) >= bindparam("f_rated", type_=Integer),
        "source": lambda row: row.c.source == bindparam("f_source", type_=Text),
    },
)


def _wanted(which: ModelFilter) -> dict[str, Any]:
    return given(
        kinds=[kind.value for kind in which.kinds or ()] or None,
        families=[clean(name) for name in which.families or ()] or None,
        bases=[clean(name) for name in which.bases or ()] or None,
        endpoint=id_filter("endpoint", which.endpoint_id),
        available=which.available,
        search=search_patterns(which.search),
        tame=None if which.nsfw else True,
        bookmarked=which.bookmarked,
        rated=which.rated_at_least,
        source=which.source.value if which.source else None,
    )


@strawberry.type
class ModelQueries:
    @strawberry.field(description="The models that the workspace knows.")
    async def models(
        self,
        info: Info,
        first: Annotated[
            int | None, strawberry.argument(description="How many, 0 to 100; 50 if not said.")
        ] = None,
        after: Annotated[
            str | None, strawberry.argument(description="The cursor they come after.")
        ] = None,
        filter: Annotated[
            ModelFilter | None,
            strawberry.argument(description="Which of them; nothing mature if not said."),
        ] = None,
        sort: Annotated[
            ModelSort, strawberry.argument(description="In which order.")
        ] = ModelSort.NAME,
    ) -> ModelConnection:
        wanted = Wanted(sort.value, _wanted(filter or ModelFilter()), first, after)
        page = await read_page(info.context.reads, info._raw_info, MODELS, wanted)
        return cast("ModelConnection", page)
