"""Takes in the graph: what was made of a clip."""

from typing import TYPE_CHECKING, Annotated, Any, cast

import strawberry
from sqlalchemy import (
    ColumnElement,
    Float,
    FromClause,
    Text,
    bindparam,
    case,
    func,
    literal_column,
    null,
    select,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects.postgresql import UUID as PG_UUID
from strawberry.scalars import JSON

from schema.context import Info
from schema.media import media_url
from schema.mutate import Payload, given, mutate
from schema.node import Node
from schema.reads.fields import Ref, child, column, entity, identity
from schema.reads.pages import Collection, Sort, Wanted, read_page
from schema.relay import PageInfo, id_filter, ids_of
from schema.scalars import BigInt, DateTime, FrameRate, frame_rate
from schema.timeline import Clip
from studio.access.viewer import Viewer
from studio.editing.service import purging
from studio.gallery import service
from studio.gallery.models import Take as TakeRow
from studio.kernel.ids import untyped
from studio.kernel.work import Work
from studio.library.media import MediaKind
from studio.library.models import Asset as AssetRow
from studio.library.models import Blob as BlobRow
from studio.recipes.models import Recipe as RecipeRow
from studio.rendering.models import RenderJob as JobRow
from studio.timeline.models import Clip as ClipRow

if TYPE_CHECKING:
    from schema.recipes import Recipe
    from schema.rendering import RenderJob

_takes = TakeRow.__table__
_assets = AssetRow.__table__
_blobs = BlobRow.__table__

LazyJob = Annotated["RenderJob", strawberry.lazy("schema.rendering")]
LazyRecipe = Annotated["Recipe", strawberry.lazy("schema.recipes")]


def _of_asset(take: FromClause, value: Any) -> ColumnElement[Any]:
    asset = _assets.alias()
    return (
        select(value(asset)).where(asset.c.id == take.c.asset_id).correlate(take).scalar_subquery()
    )


def _of_blob(take: FromClause, value: Any) -> ColumnElement[Any]:
    asset, blob = _assets.alias(), _blobs.alias()
    return (
        select(value(blob))
        .select_from(asset.join(blob, blob.c.sha256 == asset.c.blob_sha256))
        .where(asset.c.id == take.c.asset_id)
        .correlate(take)
        .scalar_subquery()
    )


def _rate(asset: FromClause) -> ColumnElement[Any]:
    known = asset.c.fps_numerator.is_not(None)
    return case((known, frame_rate(asset.c.fps_numerator, asset.c.fps_denominator)), else_=null())


def _seconds(asset: FromClause) -> ColumnElement[Any]:
    rows = asset.c
    moving = sql_cast(rows.frames, Float) * rows.fps_denominator / rows.fps_numerator
    return case(
        (rows.sample_rate.is_not(None), sql_cast(rows.samples, Float) / rows.sample_rate),
        (rows.fps_numerator.is_not(None), moving),
    )


def _selected(take: FromClause) -> ColumnElement[Any]:
    clip = ClipRow.__table__.alias()
    return (
        select(func.count() > literal_column("0"))
        .where(clip.c.id == take.c.clip_id, clip.c.selected_take_id == take.c.id)
        .correlate(take)
        .scalar_subquery()
    )


@entity("take", _takes)
@strawberry.type(description="One result of a clip, generated or uploaded.")
class Take(Node):
    id: strawberry.ID = identity("take", "The take's id.")
    kind: MediaKind = column(TakeRow.kind, "What it is.")
    url: str = column(
        lambda take: media_url(take.c.asset_id),
        "Where its file is: signed, the same for six hours or more, with ranges.",
    )
    thumbnail_url: str | None = column(
        lambda take: media_url(take.c.thumbnail_asset_id), "Where a small JPEG of it is."
    )
    media_type: str = column(
        lambda take: _of_blob(take, lambda blob: blob.c.media_type), "Its MIME type."
    )
    size: BigInt = column(lambda take: _of_blob(take, lambda blob: blob.c.size), "Bytes.")
    width: int | None = column(
        lambda take: _of_asset(take, lambda asset: asset.c.width), "Width in pixels."
    )
    height: int | None = column(
        lambda take: _of_asset(take, lambda asset: asset.c.height), "Height in pixels."
    )
    frames: int | None = column(
        lambda take: _of_asset(take, lambda asset: asset.c.frames), "Frames, of video."
    )
    fps: FrameRate | None = column(lambda take: _of_asset(take, _rate), "Its own rate, of video.")
    seconds: float | None = column(
        lambda take: _of_asset(take, _seconds), "How long it is, of video and sound."
    )
    sample_rate: int | None = column(
        lambda take: _of_asset(take, lambda asset: asset.c.sample_rate),
        "Samples a second, of sound.",
    )
    seed: BigInt | None = column(
        lambda take: sql_cast(take.c.seed, Text), "The seed it was made from."
    )
    model: str = column(TakeRow.model, "What made it; `rehearsal` is the renderer without a GPU.")
    prompt: str = column(TakeRow.prompt, "The prompt it was made from.")
    negative_prompt: str = column(TakeRow.negative_prompt, "What it was not to show.")
    parameters: JSON = column(TakeRow.parameters, "Further parameters it was made with.")
    created_at: DateTime = column(TakeRow.created_at, "When it was made.")
    is_selected: bool = column(_selected, "Whether its clip shows it.")
    clip: Clip = child(
        ClipRow.__table__, lambda take, clip: clip.c.id == take.c.clip_id, "Its clip."
    )
    job: LazyJob | None = child(
        JobRow.__table__, lambda take, job: job.c.id == take.c.job_id, "The render it came from."
    )
    recipe: LazyRecipe | None = child(
        RecipeRow.__table__,
        lambda take, recipe: recipe.c.id == take.c.recipe_id,
        "How it was made; null for one that was uploaded or is older than recipes.",
    )


@strawberry.type(description="A take in a list.")
class TakeEdge:
    node: Take = strawberry.field(description="The take.")
    cursor: str = strawberry.field(description="Its place, for `after`.")


@strawberry.type(description="A page of takes.")
class TakeConnection:
    edges: list[TakeEdge] = strawberry.field(description="The takes with their cursors.")
    nodes: list[Take] = strawberry.field(description="The takes alone.")
    page_info: PageInfo = strawberry.field(description="Whether there is more.")
    total_count: int = strawberry.field(description="How many there are in all.")


@strawberry.input(description="Which takes.")
class TakeFilter:
    project_id: strawberry.ID | None = strawberry.field(
        default=None, description="Only those of this project."
    )
    clip_id: strawberry.ID | None = strawberry.field(
        default=None, description="Only those of this clip."
    )
    kind: MediaKind | None = strawberry.field(default=None, description="Only this kind.")


TAKES = Collection(
    "Take",
    sorts={"CREATED": Sort(lambda row: row.c.created_at, descending=True)},
    filters={
        "project": lambda row: row.c.project_id == bindparam("f_project", type_=PG_UUID()),
        "clip": lambda row: row.c.clip_id == bindparam("f_clip", type_=PG_UUID()),
        "kind": lambda row: row.c.kind == bindparam("f_kind", type_=Text),
    },
)


@strawberry.type
class TakeQueries:
    @strawberry.field(description="The workspace's takes, the newest first.")
    async def takes(
        self,
        info: Info,
        first: Annotated[
            int | None, strawberry.argument(description="How many, 0 to 100; 50 if not said.")
        ] = None,
        after: Annotated[
            str | None, strawberry.argument(description="The cursor they come after.")
        ] = None,
        filter: Annotated[
            TakeFilter | None, strawberry.argument(description="Which of them.")
        ] = None,
    ) -> TakeConnection:
        which = filter or TakeFilter()
        wanted = Wanted(
            "CREATED",
            given(
                project=id_filter("project", which.project_id),
                clip=id_filter("clip", which.clip_id),
                kind=which.kind.value if which.kind else None,
            ),
            first,
            after,
        )
        page = await read_page(info.context.reads, info._raw_info, TAKES, wanted)
        return cast("TakeConnection", page)


@strawberry.input(description="A choice among a clip's takes.")
class SelectTakeInput:
    take_id: strawberry.ID = strawberry.field(description="The take its clip is to show.")


@strawberry.input(description="A choice among the takes of one of several clips.")
class TakePick:
    take_id: strawberry.ID = strawberry.field(description="The take its clip is to show.")
    picked_at: DateTime | None = strawberry.field(
        default=None,
        description="When it was picked, to take a pick back: what was made later is new. Now if "
        "missing.",
    )


@strawberry.input(description="Choices among the takes of several clips.")
class SelectTakesInput:
    picks: list[TakePick] = strawberry.field(description="Which, 500 at most.")


@strawberry.input(description="A take to delete.")
class DeleteTakeInput:
    take_id: strawberry.ID = strawberry.field(description="The take.")


@strawberry.input(description="A deleted take to bring back.")
class RestoreTakeInput:
    take_id: strawberry.ID = strawberry.field(description="The take.")


@strawberry.input(description="A take to delete for good.")
class PurgeTakeInput:
    take_id: strawberry.ID = strawberry.field(description="The take, deleted or not.")


@strawberry.type(description="What selectTake answers.")
class SelectTakePayload(Payload):
    take: Take | None = strawberry.field(description="The take, now selected.")


@strawberry.type(description="What selectTakes answers.")
class SelectTakesPayload(Payload):
    takes: list[Take] = strawberry.field(description="The takes, now selected.")


@strawberry.type(description="What deleteTake answers.")
class DeleteTakePayload(Payload):
    deleted_id: strawberry.ID | None = strawberry.field(description="The id of what is gone.")


@strawberry.type(description="What purgeTake answers.")
class PurgeTakePayload(Payload):
    purged_id: strawberry.ID | None = strawberry.field(description="The id of what is gone.")


@strawberry.type(description="What restoreTake answers.")
class RestoreTakePayload(Payload):
    take: Take | None = strawberry.field(description="The take.")


@strawberry.type
class TakeMutations:
    @strawberry.mutation(description="Choose the take that a clip shows.")
    async def select_take(
        self,
        info: Info,
        input: Annotated[SelectTakeInput, strawberry.argument(description="The choice.")],
    ) -> SelectTakePayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            take = await service.select_take(work, viewer, untyped("take", input.take_id))
            return {"take": Ref("Take", take.id)}

        return await mutate(info, SelectTakePayload, act)

    @strawberry.mutation(description="Choose the takes that several clips show: all or none.")
    async def select_takes(
        self,
        info: Info,
        input: Annotated[SelectTakesInput, strawberry.argument(description="The choices.")],
    ) -> SelectTakesPayload:
        ids = ids_of("take", [pick.take_id for pick in input.picks])
        times = {untyped("take", pick.take_id): pick.picked_at for pick in input.picks}

        async def act(work: Work, viewer: Viewer) -> dict[str, list[Ref]]:
            picks = [service.Pick(take_id, times.get(take_id)) for take_id in ids]
            await service.select_takes(work, viewer, picks)
            return {"takes": [Ref("Take", take_id) for take_id in ids]}

        return await mutate(info, SelectTakesPayload, act, failed={"takes": []})

    @strawberry.mutation(description="Delete a take; if it was selected, another one is.")
    async def delete_take(
        self,
        info: Info,
        input: Annotated[DeleteTakeInput, strawberry.argument(description="The take.")],
    ) -> DeleteTakePayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Any]:
            await service.delete_take(work, viewer, untyped("take", input.take_id))
            return {"deletedId": input.take_id}

        return await mutate(info, DeleteTakePayload, act)

    @strawberry.mutation(
        description="Delete a take for good, also one that is deleted: it cannot be brought back. Its "
        "file goes within a day, unless a character, a location or another take needs it. For owners."
    )
    async def purge_take(
        self,
        info: Info,
        input: Annotated[PurgeTakeInput, strawberry.argument(description="The take.")],
    ) -> PurgeTakePayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Any]:
            await purging.purge_take(work, viewer, untyped("take", input.take_id))
            return {"purgedId": input.take_id}

        return await mutate(info, PurgeTakePayload, act)

    @strawberry.mutation(description="Bring a deleted take back.")
    async def restore_take(
        self,
        info: Info,
        input: Annotated[RestoreTakeInput, strawberry.argument(description="The take.")],
    ) -> RestoreTakePayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            take = await service.restore_take(work, viewer, untyped("take", input.take_id))
            return {"take": Ref("Take", take.id)}

        return await mutate(info, RestoreTakePayload, act)
