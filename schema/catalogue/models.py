"""Models in the graph: what can be rendered with, what is known of it, and where its files are."""

from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    FromClause,
    Integer,
    exists,
    func,
    literal_column,
    or_,
    true,
)
from sqlalchemy import (
    DateTime as SqlDateTime,
)
from sqlalchemy import cast as sql_cast

from schema.catalogue.enums import ModelKind, ModelSource
from schema.catalogue.model_facts import ModelOpinion, ModelPlacement
from schema.endpoints import Endpoint
from schema.media import elsewhere_url
from schema.node import Node
from schema.reads.elements import elements_of
from schema.reads.fields import (
    Arguments,
    Children,
    child,
    children,
    children_of,
    column,
    entity,
    identity,
    struct,
    structure,
)
from schema.reads.reader import VIEWER_ACCOUNT
from schema.scalars import BigInt, DateTime
from studio.catalogue.models import Bookmark, EndpointFile
from studio.catalogue.models import Model as ModelRow
from studio.catalogue.models import Preset as PresetRow
from studio.catalogue.placing import SAME_SIZE
from studio.rendering.models import Endpoint as EndpointRow

if TYPE_CHECKING:
    from schema.catalogue.presets import Preset

MODELS_TABLE = ModelRow.__table__
_files = EndpointFile.__table__
_bookmarks = Bookmark.__table__
_endpoints = EndpointRow.__table__
_presets = PresetRow.__table__
_NOTHING: ColumnElement[str] = literal_column("''")

LazyPreset = Annotated["Preset", strawberry.lazy("schema.catalogue.presets")]


def _elements(key: str) -> FromClause:
    """The objects of a list in a model's details."""
    return elements_of(MODELS_TABLE, lambda row: row.c.details[key], model_id="id")


_samples, _versions = _elements("samples"), _elements("versions")


def _text(name: str) -> Any:
    return lambda row: row.c.value[name].astext


def _as(name: str, type_: Any) -> Any:
    return lambda row: sql_cast(row.c.value[name].astext, type_)


def _count(name: str) -> Any:
    return lambda row: func.coalesce(
        sql_cast(row.c.details[name].astext, BigInteger), literal_column("0")
    )


@entity("modelsample", _samples)
@strawberry.type(description="What a model makes, as its publisher shows it.")
class ModelSample:
    url: str = column(_text("url"), "Where it is; not at this studio.")
    media_url: str = column(
        lambda row: elsewhere_url(row.c.value["url"].astext),
        "The same by way of this studio: signed, 12 MB at most.",
    )
    width: int | None = column(_as("width", Integer), "In pixels.")
    height: int | None = column(_as("height", Integer), "In pixels.")
    is_video: bool = column(_as("video", Boolean), "Whether it moves.")
    nsfw: bool = column(_as("nsfw", Boolean), "Whether it is not for everybody.")
    prompt: str = column(_text("prompt"), "What it was made of, where that is told.")


@entity("modelversion", _versions)
@strawberry.type(description="A release of a model where it is published.")
class ModelVersion:
    id: strawberry.ID = column(_text("id"), "Its id there: what importModel takes.")
    name: str = column(_text("name"), "What it is called.")
    base: str = column(_text("base"), "What it was trained on.")
    published_at: DateTime | None = column(
        _as("published", SqlDateTime(timezone=True)), "When it came out."
    )
    downloads: BigInt = column(_as("downloads", BigInteger), "How often it was downloaded.")
    file_name: str | None = column(_text("file"), "The name of its file; null where none is given.")
    size: BigInt | None = column(_as("size", BigInteger), "Bytes of the file.")


@structure
@strawberry.type(description="How a model is used and liked where it is published.")
class ModelStats:
    downloads: BigInt = column(_count("downloads"), "How often it was downloaded.")
    likes: BigInt = column(_count("likes"), "Votes for it.")
    dislikes: BigInt = column(_count("dislikes"), "Votes against it.")
    comments: BigInt = column(_count("comments"), "Comments on it.")


def _is_other(file: FromClause) -> ColumnElement[bool]:
    model = MODELS_TABLE.alias()
    apart = func.abs(file.c.size - model.c.size) > literal_column(str(SAME_SIZE))
    return exists().where(model.c.id == file.c.model_id, apart).correlate(file)


@entity("modelfile", _files)
@strawberry.type(description="A file of a model that an endpoint has.")
class ModelFile:
    folder: str = column(EndpointFile.folder, "The folder of models it is in, as ComfyUI names it.")
    name: str = column(EndpointFile.name, "Its name there, with folders below that folder.")
    size: BigInt | None = column(
        EndpointFile.size, "Bytes of it; null where the endpoint does not tell."
    )
    is_other: bool = column(
        _is_other,
        "Whether it is surely not the file that the model is published with: its size is another.",
    )
    seen_at: DateTime = column(EndpointFile.seen_at, "When the endpoint first told of it.")
    endpoint: Endpoint = child(
        _endpoints, lambda file, endpoint: endpoint.c.id == file.c.endpoint_id, "The endpoint."
    )


def _is_there(file: FromClause) -> ColumnElement[bool]:
    endpoint = _endpoints.alias()
    return (
        exists()
        .where(endpoint.c.id == file.c.endpoint_id, endpoint.c.deleted_at.is_(None))
        .correlate(file)
    )


def bookmarked_by_viewer(model: FromClause) -> ColumnElement[bool]:
    mark = _bookmarks.alias()
    return (
        exists()
        .where(mark.c.account_id == VIEWER_ACCOUNT, mark.c.model_id == model.c.id)
        .correlate(model)
    )


def _fits(model: FromClause, preset: FromClause) -> ColumnElement[bool]:
    """Whether a preset is for the model, for its family, or for anything."""
    return (preset.c.workspace_id == model.c.workspace_id) & or_(
        preset.c.model_id == model.c.id,
        preset.c.model_id.is_(None)
        & or_(preset.c.family.is_(None), preset.c.family == model.c.family),
    )


def _shown(sample: FromClause, arguments: Arguments) -> ColumnElement[bool]:
    return or_(
        arguments["nsfw"].is_(true()),
        sql_cast(sample.c.value["nsfw"].astext, Boolean).is_not(true()),
    )


@entity("model", MODELS_TABLE)
@strawberry.type(description="An entry of the catalogue: a file to render with.")
class Model(Node):
    id: strawberry.ID = identity("model", "The model's id.")
    kind: ModelKind = column(ModelRow.kind, "What its file is for.")
    source: ModelSource = column(ModelRow.source, "How the catalogue came to know it.")
    name: str = column(ModelRow.name, "What to call it.")
    file_name: str = column(ModelRow.file_name, "The name of its file, without folders.")
    family: str | None = column(
        ModelRow.family,
        "The id of its family, of modelFamilies; for what does not paint by itself the one it "
        "works with. Null where that is not known.",
    )
    family_certain: bool = column(
        ModelRow.family_certain, "False where the family is guessed from the file's name."
    )
    base: str = column(ModelRow.base, "What it was trained on, in the words of its publisher.")
    creator: str = column(ModelRow.creator, "Who published it.")
    version_name: str = column(ModelRow.version_name, "Which release it is.")
    tags: list[str] = column(ModelRow.tags, "Words it is filed under.")
    trigger_words: list[str] = column(
        ModelRow.trigger_words, "Words that a prompt needs, to make use of it."
    )
    nsfw: bool = column(ModelRow.nsfw, "Whether it is not for everybody.")
    rating: float = column(
        ModelRow.rating,
        "0 to 5: what its votes say with some certainty, so that one vote is not much; 0 without.",
    )
    placement: ModelPlacement = struct("Where its file belongs on a server that renders.")
    opinion: ModelOpinion = struct("What the people of this workspace think of it.")
    size: BigInt | None = column(ModelRow.size, "Bytes of its file.")
    sha256: str | None = column(ModelRow.sha256, "The digest of its file.")
    page_url: str | None = column(ModelRow.page_url, "Its page where it is published.")
    download_url: str | None = column(ModelRow.download_url, "Where its file can be had.")
    preview_url: str | None = column(ModelRow.preview_url, "A picture of what it makes.")
    cover_url: str | None = column(
        lambda row: elsewhere_url(row.c.preview_url),
        "The same by way of this studio: signed, 12 MB at most.",
    )
    origin_id: strawberry.ID | None = column(
        ModelRow.origin_id, "The id of its release where it is published."
    )
    description: str = column(
        lambda row: func.coalesce(row.c.details["description"].astext, _NOTHING),
        "What its publisher says of it.",
    )
    stats: ModelStats = struct("How it is used and liked, as of its import.")
    versions: list[ModelVersion] = children(
        Children(
            _versions,
            on=lambda model, version: version.c.model_id == model.c.id,
            order=lambda version: (version.c.place,),
        ),
        "Its releases where it is published, the newest first, as of its import.",
    )
    endpoints: list[Endpoint] = children(
        Children(
            _endpoints,
            on=lambda model, endpoint: (
                exists()
                .where(_files.c.model_id == model.c.id, _files.c.endpoint_id == endpoint.c.id)
                .correlate(model, endpoint)
            ),
            order=lambda endpoint: (endpoint.c.created_at, endpoint.c.id),
        ),
        "The endpoints that have its file.",
    )
    files: list[ModelFile] = children(
        Children(
            _files,
            on=lambda model, file: (file.c.model_id == model.c.id) & _is_there(file),
            order=lambda file: (file.c.endpoint_id, file.c.folder, file.c.name),
        ),
        "Its files on endpoints, under the names they have there.",
    )
    is_bookmarked: bool = column(bookmarked_by_viewer, "Whether the viewer has marked it.")
    version: int = column(ModelRow.version, "Rises with each edit.")
    created_at: DateTime = column(ModelRow.created_at, "When the catalogue came to know it.")
    updated_at: DateTime = column(ModelRow.updated_at, "When the entry was last changed.")

    @children_of(
        Children(
            _samples,
            on=lambda model, sample: sample.c.model_id == model.c.id,
            order=lambda sample: (sample.c.place,),
            narrow=_shown,
        ),
        "What it makes, as its publisher shows it.",
    )
    def samples(
        self,
        nsfw: Annotated[
            bool, strawberry.argument(description="Also those that are not for everybody.")
        ] = False,
    ) -> list[ModelSample]:
        raise AssertionError("read by the compiler")

    @children_of(
        Children(
            _presets,
            on=_fits,
            order=lambda preset: (
                preset.c.model_id.is_(None),
                preset.c.family.is_(None),
                preset.c.name,
                preset.c.id,
            ),
            limit="first",
            most=200,
        ),
        "The presets that can be used with it: those made for it, for its family, for anything.",
    )
    def presets(
        self,
        first: Annotated[int, strawberry.argument(description="How many, 200 at most.")] = 50,
    ) -> list[LazyPreset]:
        raise AssertionError("read by the compiler")
