"""CivitAI in the graph: what is published there, as it tells it now."""

from collections.abc import Callable
from typing import Annotated, Any, cast

import strawberry
from sqlalchemy import select

from schema.catalogue.enums import CivitaiSort, ModelKind
from schema.context import Context, Info
from schema.relay import clean
from schema.scalars import BigInt, DateTime, moment_text
from studio.catalogue.models import Model as ModelRow
from studio.catalogue.origins import (
    MOST_FOUND,
    OriginError,
    OriginModel,
    OriginPage,
    OriginVersion,
    Sample,
    Search,
    without_mature,
)
from studio.kernel.ids import typed

Through = Callable[[str], str]
"""From an address elsewhere to the one by way of this studio."""

_DEFAULT = 20
_LONGEST = 200
_MOST_BASES = 20


@strawberry.type(description="A picture or video at CivitAI that shows what a model does.")
class CivitaiSample:
    url: str = strawberry.field(description="Where it is; not at this studio.")
    media_url: str = strawberry.field(
        description="The same by way of this studio: signed, 12 MB at most."
    )
    width: int | None = strawberry.field(description="In pixels.")
    height: int | None = strawberry.field(description="In pixels.")
    is_video: bool = strawberry.field(description="Whether it moves.")
    nsfw: bool = strawberry.field(description="Whether it is not for everybody.")
    prompt: str = strawberry.field(description="What it was made of, where that is told.")


@strawberry.type(description="A release of a model at CivitAI.")
class CivitaiVersion:
    id: strawberry.ID = strawberry.field(description="Its id: what importModel takes.")
    name: str = strawberry.field(description="What it is called.")
    base: str = strawberry.field(description="What it was trained on.")
    published_at: DateTime | None = strawberry.field(description="When it came out.")
    trigger_words: list[str] = strawberry.field(
        description="Words that a prompt needs, to make use of it."
    )
    downloads: BigInt = strawberry.field(description="How often it was downloaded.")
    file_name: str | None = strawberry.field(
        description="The name of its file; null where it cannot be had."
    )
    size: BigInt | None = strawberry.field(description="Bytes of the file.")
    samples: list[CivitaiSample] = strawberry.field(description="What it makes.")
    model_id: strawberry.ID | None = strawberry.field(
        description="Its entry in this workspace's catalogue, once it is imported."
    )


@strawberry.type(description="A model at CivitAI.")
class CivitaiModel:
    id: strawberry.ID = strawberry.field(description="Its id at CivitAI.")
    name: str = strawberry.field(description="What it is called.")
    kind: ModelKind | None = strawberry.field(
        description="What its file is for; null for what nothing here renders with."
    )
    page_url: str = strawberry.field(description="Its page.")
    description: str = strawberry.field(description="What its publisher says of it, as plain text.")
    creator: str = strawberry.field(description="Who published it.")
    tags: list[str] = strawberry.field(description="Words it is filed under.")
    nsfw: bool = strawberry.field(description="Whether it is not for everybody.")
    rating: float = strawberry.field(
        description="0 to 5: what its votes say with some certainty; 0 without votes."
    )
    downloads: BigInt = strawberry.field(description="How often it was downloaded.")
    likes: BigInt = strawberry.field(description="Votes for it.")
    dislikes: BigInt = strawberry.field(description="Votes against it.")
    preview_url: str | None = strawberry.field(description="A picture of what it makes.")
    cover_url: str | None = strawberry.field(
        description="The same by way of this studio: signed, 12 MB at most."
    )
    versions: list[CivitaiVersion] = strawberry.field(description="Its releases, the newest first.")


@strawberry.type(description="Some of CivitAI's models.")
class CivitaiPage:
    nodes: list[CivitaiModel] = strawberry.field(description="The models.")
    cursor: str | None = strawberry.field(
        description="Leads to the next page, given with the same arguments; null at the end."
    )
    problem: str | None = strawberry.field(
        description="Why they cannot be told now and what to do, or null where they are."
    )


@strawberry.type(description="One of CivitAI's models, looked up.")
class CivitaiLookup:
    model: CivitaiModel | None = strawberry.field(
        description="The model; null where there is none, or none that may be shown."
    )
    problem: str | None = strawberry.field(
        description="Why it is not shown and what to do; null where there is no such model."
    )


@strawberry.type
class CivitaiQueries:
    @strawberry.field(description="Models at CivitAI, of kinds that can be rendered with.")
    async def civitai_models(
        self,
        info: Info,
        query: Annotated[str | None, strawberry.argument(description="Words to look for.")] = None,
        kinds: Annotated[
            list[ModelKind] | None, strawberry.argument(description="Only of these kinds.")
        ] = None,
        bases: Annotated[
            list[str] | None,
            strawberry.argument(description='Only trained on these, as in "SDXL 1.0".'),
        ] = None,
        nsfw: Annotated[
            bool, strawberry.argument(description="Also those that are not for everybody.")
        ] = False,
        sort: Annotated[
            CivitaiSort, strawberry.argument(description="In which order.")
        ] = CivitaiSort.RATING,
        cursor: Annotated[
            str | None, strawberry.argument(description="The cursor of the page before.")
        ] = None,
        first: Annotated[
            int | None, strawberry.argument(description="How many, 0 to 50; 20 if not said.")
        ] = None,
    ) -> CivitaiPage:
        wanted = Search(
            query=(clean(query) or "").strip()[:_LONGEST],
            kinds=[kind.value for kind in kinds or ()],
            bases=[(clean(base) or "")[:_LONGEST] for base in (bases or ())[:_MOST_BASES]],
            nsfw=nsfw,
            sort=sort.value,
            cursor=cursor,
            first=_DEFAULT if first is None else max(0, min(first, MOST_FOUND)),
        )
        page, problem = OriginPage((), None), None
        try:
            page = await info.context.services.origin.search(wanted)
        except OriginError as error:
            problem = error.message
        entries, through = await _entries(info.context, page.models), _through(info.context)
        values = {
            "nodes": [_model(model, entries, through) for model in page.models],
            "cursor": page.cursor,
            "problem": problem,
        }
        return cast("CivitaiPage", await info.context.reads.payload(info._raw_info, values))

    @strawberry.field(description="One model at CivitAI, with all its releases.")
    async def civitai_model(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="Its id at CivitAI.")],
        nsfw: Annotated[
            bool, strawberry.argument(description="Also what is not for everybody.")
        ] = False,
    ) -> CivitaiLookup:
        context = info.context
        values: dict[str, Any] = {}
        try:
            model = await context.services.origin.model(id)
            shown = without_mature(model) if model and not nsfw else model
            if model is not None and shown is None:
                values["problem"] = "This model is not for everybody. Ask for it with nsfw."
            if shown is not None:
                entries = await _entries(context, [shown])
                values["model"] = _model(shown, entries, _through(context))
        except OriginError as error:
            values["problem"] = error.message
        return cast("CivitaiLookup", await context.reads.payload(info._raw_info, values))


async def _entries(context: Context, models: Any) -> dict[str, str]:
    """The ids of the catalogue's entries by those of the versions that they are of."""
    wanted = {version.id for model in models for version in model.versions}
    if not wanted:
        return {}
    async with context.services.sessions() as session:
        rows = await session.execute(
            select(ModelRow.origin_id, ModelRow.id).where(
                ModelRow.workspace_id == context.viewer.workspace_id,
                ModelRow.source == "CIVITAI",
                ModelRow.origin_id.in_(wanted),
                ModelRow.deleted_at.is_(None),
            )
        )
        return {origin: typed("model", model_id) for origin, model_id in rows if origin}


def _through(context: Context) -> Through:
    services = context.services
    now = services.clock.now()
    return lambda url: services.media.elsewhere_url(url, now)


def _model(model: OriginModel, entries: dict[str, str], through: Through) -> dict[str, Any]:
    samples = [sample for version in model.versions[:1] for sample in version.samples]
    still = [one.url for one in samples if not one.video and one.nsfw <= model.nsfw]
    return {
        "id": model.id,
        "name": model.name,
        "kind": model.kind,
        "pageUrl": model.page_url,
        "description": model.description,
        "creator": model.creator,
        "tags": list(model.tags),
        "nsfw": model.nsfw,
        "rating": model.votes.rating,
        "downloads": str(model.votes.downloads),
        "likes": str(model.votes.likes),
        "dislikes": str(model.votes.dislikes),
        "previewUrl": still[0] if still else None,
        "coverUrl": through(still[0]) if still else None,
        "versions": [
            _version(version, entries.get(version.id), through) for version in model.versions
        ],
    }


def _version(version: OriginVersion, entry: str | None, through: Through) -> dict[str, Any]:
    size = version.file.size if version.file else None
    return {
        "id": version.id,
        "name": version.name,
        "base": version.base,
        "publishedAt": moment_text(version.published_at) if version.published_at else None,
        "triggerWords": list(version.trigger_words),
        "downloads": str(version.downloads),
        "fileName": version.file.name if version.file else None,
        "size": str(size) if size is not None else None,
        "samples": [_sample(sample, through) for sample in version.samples],
        "modelId": entry,
    }


def _sample(sample: Sample, through: Through) -> dict[str, Any]:
    return {
        "url": sample.url,
        "mediaUrl": through(sample.url),
        "width": sample.width,
        "height": sample.height,
        "isVideo": sample.video,
        "nsfw": sample.nsfw,
        "prompt": sample.prompt,
    }
