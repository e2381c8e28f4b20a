"""Presets in the graph: values to sample by, with what they were before."""

from typing import Annotated, Any, cast

import strawberry
from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Float,
    FromClause,
    Integer,
    Text,
    bindparam,
    exists,
    func,
    literal_column,
    or_,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from schema.accounts import Account
from schema.catalogue.enums import PresetCategory
from schema.catalogue.models import MODELS_TABLE, Model
from schema.context import Info
from schema.mutate import given
from schema.node import Node, read_node
from schema.reads.fields import (
    Children,
    child,
    children,
    column,
    entity,
    identity,
    struct,
    structure,
)
from schema.reads.pages import Collection, Sort, Wanted, read_page
from schema.relay import PageInfo, clean, id_filter, search_patterns
from schema.scalars import BigInt, DateTime
from studio.accounts.models import Account as AccountRow
from studio.catalogue.models import Preset as PresetRow
from studio.catalogue.models import PresetVersion as PresetVersionRow
from studio.catalogue.queries import default_preset
from studio.kernel.ids import typed, untyped

_presets = PresetRow.__table__
_versions = PresetVersionRow.__table__


def _setting(name: str, type_: Any) -> Any:
    return lambda row: sql_cast(row.c.settings[name].astext, type_)


@structure
@strawberry.type(description="What to sample by; null leaves it to the model's family.")
class PresetSettings:
    steps: int | None = column(_setting("steps", Integer), "Steps of sampling.")
    cfg: float | None = column(_setting("cfg", Float), "How closely to follow the prompt.")
    guidance: float | None = column(
        _setting("guidance", Float), "The same for models that have guidance distilled into them."
    )
    denoise: float | None = column(
        _setting("denoise", Float), "How much of a given picture is painted anew, 0 to 1."
    )
    clip_skip: int | None = column(
        _setting("clip_skip", Integer), "Last layers of the text encoder to leave out."
    )
    width: int | None = column(_setting("width", Integer), "In pixels.")
    height: int | None = column(_setting("height", Integer), "In pixels.")
    count: int | None = column(_setting("count", Integer), "Takes of one render.")
    seed: BigInt | None = column(_setting("seed", Text), "A fixed seed; random without.")
    sampler: str | None = column(_setting("sampler", Text), "The sampler, as ComfyUI names it.")
    scheduler: str | None = column(
        _setting("scheduler", Text), "The schedule of noise, as ComfyUI names it."
    )


@entity("presetversion", _versions)
@strawberry.type(description="A preset as it was after one of its edits.")
class PresetVersion:
    number: int = column(PresetVersionRow.number, "The version; the highest is the preset now.")
    name: str = column(PresetVersionRow.name, "What it was called.")
    settings: PresetSettings = struct("What it had to sample by.")
    edited_by: Account | None = child(
        AccountRow.__table__,
        lambda version, account: account.c.id == version.c.edited_by,
        "Who made it so.",
    )
    created_at: DateTime = column(PresetVersionRow.created_at, "When that was.")


@entity("preset", _presets)
@strawberry.type(description="Values to sample by, under a name.")
class Preset(Node):
    id: strawberry.ID = identity("preset", "The preset's id.")
    name: str = column(PresetRow.name, "What to call it; unique in the workspace.")
    description: str = column(PresetRow.description, "What it is good for.")
    category: PresetCategory = column(PresetRow.category, "What it is after.")
    family: str | None = column(
        PresetRow.family, "The id of the family it is for; null with a model, or for anything."
    )
    model: Model | None = child(
        MODELS_TABLE, lambda preset, model: model.c.id == preset.c.model_id, "The model it is for."
    )
    settings: PresetSettings = struct("What to sample by.")
    is_default: bool = column(
        PresetRow.is_default, "Whether it applies by itself to what it is for."
    )
    is_builtin: bool = column(
        lambda row: row.c.builtin.is_not(None),
        "Whether it comes with the studio: then it can be made the default and duplicated, not "
        "changed.",
    )
    versions: list[PresetVersion] = children(
        Children(
            _versions,
            on=lambda preset, version: version.c.preset_id == preset.c.id,
            order=lambda version: (version.c.number.desc(),),
        ),
        "What it was after each edit, the newest first; none for what came with the studio and "
        "nobody touched.",
    )
    version: int = column(PresetRow.version, "Rises with each edit.")
    created_at: DateTime = column(PresetRow.created_at, "When it was made.")
    updated_at: DateTime = column(PresetRow.updated_at, "When it was last changed.")


@strawberry.type(description="A preset in a list.")
class PresetEdge:
    node: Preset = strawberry.field(description="The preset.")
    cursor: str = strawberry.field(description="Its place, for `after`.")


@strawberry.type(description="A page of presets.")
class PresetConnection:
    edges: list[PresetEdge] = strawberry.field(description="The presets with their cursors.")
    nodes: list[Preset] = strawberry.field(description="The presets alone.")
    page_info: PageInfo = strawberry.field(description="Whether there is more.")
    total_count: int = strawberry.field(description="How many there are in all.")


@strawberry.input(description="Which presets; of several conditions all must be met.")
class PresetFilter:
    family: str | None = strawberry.field(
        default=None, description="Only those for this family, by its id."
    )
    model_id: strawberry.ID | None = strawberry.field(
        default=None, description="Only those for this model."
    )
    fits_model_id: strawberry.ID | None = strawberry.field(
        default=None,
        description="Only those that can be used with this model: for it, for its family, for "
        "anything.",
    )
    category: PresetCategory | None = strawberry.field(
        default=None, description="Only those that are after this."
    )
    search: str | None = strawberry.field(
        default=None, description="Words, each of which is in the name or the description."
    )


def _fitting(row: FromClause) -> ColumnElement[bool]:
    model = MODELS_TABLE.alias()
    return (
        exists()
        .where(
            model.c.id == bindparam("f_fits", type_=PG_UUID()),
            model.c.deleted_at.is_(None),
            model.c.workspace_id == row.c.workspace_id,
            or_(
                row.c.model_id == model.c.id,
                row.c.model_id.is_(None)
                & or_(row.c.family.is_(None), row.c.family == model.c.family),
            ),
        )
        .correlate(row)
    )


def _searched(row: FromClause) -> ColumnElement[bool]:
    text = func.concat_ws(literal_column("' '"), row.c.name, row.c.description)
    return text.op("ILIKE", is_comparison=True)(func.all(bindparam("f_search", type_=ARRAY(Text))))


PRESETS = Collection(
    "Preset",
    sorts={"NAME": Sort(lambda row: row.c.name)},
    filters={
        "family": lambda row: row.c.family == bindparam("f_family", type_=Text),
        "model": lambda row: row.c.model_id == bindparam("f_model", type_=PG_UUID()),
        "fits": _fitting,
        "category": lambda row: row.c.category == bindparam("f_category", type_=Text),
        "search": _searched,
    },
)


@strawberry.type
class PresetQueries:
    @strawberry.field(description="The workspace's presets, by name.")
    async def presets(
        self,
        info: Info,
        first: Annotated[
            int | None, strawberry.argument(description="How many, 0 to 100; 50 if not said.")
        ] = None,
        after: Annotated[
            str | None, strawberry.argument(description="The cursor they come after.")
        ] = None,
        filter: Annotated[
            PresetFilter | None, strawberry.argument(description="Which of them.")
        ] = None,
    ) -> PresetConnection:
        which = filter or PresetFilter()
        wanted = Wanted(
            "NAME",
            given(
                family=clean(which.family),
                model=id_filter("model", which.model_id),
                fits=id_filter("model", which.fits_model_id),
                category=which.category.value if which.category else None,
                search=search_patterns(which.search),
            ),
            first,
            after,
        )
        page = await read_page(info.context.reads, info._raw_info, PRESETS, wanted)
        return cast("PresetConnection", page)

    @strawberry.field(
        description="The preset that applies by itself: the default of the model, else of its "
        "family, else of anything; null where there is none."
    )
    async def default_preset(
        self,
        info: Info,
        family: Annotated[
            str | None, strawberry.argument(description="A family's id, where there is no model.")
        ] = None,
        model_id: Annotated[
            strawberry.ID | None, strawberry.argument(description="A model of the catalogue.")
        ] = None,
    ) -> Preset | None:
        context = info.context
        async with context.services.sessions() as session:
            found = await default_preset(
                session,
                context.viewer,
                family=clean(family),
                model_id=untyped("model", model_id) if model_id else None,
            )
        if found is None:
            return None
        return cast("Preset | None", await read_node(info, typed("preset", found), "Preset"))
