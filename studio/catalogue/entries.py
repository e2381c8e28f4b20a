"""Entries of the catalogue: brought in from where they are published, corrected, marked, deleted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import column, delete, func, literal, select, table, update
from sqlalchemy.dialects.postgresql import insert

from studio.access.queries import check_version, find
from studio.access.viewer import Viewer
from studio.catalogue.models import Bookmark, EndpointFile, Model
from studio.catalogue.origins import OriginFile, OriginModel, OriginVersion, family_of_base
from studio.catalogue.placing import Namesake, Published, differs, steps_for
from studio.catalogue.rules import FOLDERS, WITH_FAMILY
from studio.graphs.detection import detect
from studio.graphs.families import FAMILIES
from studio.kernel.errors import ErrorCode, UserError
from studio.kernel.ids import uuid7
from studio.kernel.text import NAME, checked
from studio.kernel.work import Work

MOST_WORDS = 100
WORD = 200
_ADDRESS = 2_000
_SAME_FILE = {"CHECKPOINT": ("CHECKPOINT", "DIFFUSION_MODEL")}
"""Publishers call a checkpoint also what ComfyUI keeps among the diffusion models."""

_endpoints = table(
    "endpoints", column("id"), column("workspace_id"), column("name"), column("deleted_at")
)


@dataclass(frozen=True, slots=True)
class Imported:
    """An entry, and what there is to do to have its file on an endpoint, in words."""

    model: Model
    steps: list[str]


async def import_model(
    work: Work, viewer: Viewer, published: OriginModel, version_id: str
) -> Imported:
    """Have an entry for this version of a published model, and for the files that endpoints have.

    An entry for the same file, by content or by name, is the one that learns of it; the family
    that is certain of it stays. Where it knew another content under that name, this is told.
    """
    viewer.demand_edit()
    version, file = _wanted(published, version_id)
    entry = await _known(work, viewer, published, version, file)
    before = None if entry is None else (entry.name, entry.sha256)
    if entry is None:
        entry = Model(
            id=uuid7(),
            workspace_id=viewer.workspace_id,
            kind=published.kind,
            file_name=file.name,
            family_certain=False,
            version=0,
        )
        work.session.add(entry)
    _learn(entry, published, version, file)
    entry.version += 1
    await work.session.flush()
    await _claim_files(work, entry)
    _tell(work, entry)
    namesake = await _namesake(work, entry, *before or (entry.name, None))
    return Imported(entry, steps_for(_published(entry), namesake))


async def update_model(
    work: Work,
    viewer: Viewer,
    model_id: UUID | None,
    changes: Mapping[str, Any],
    *,
    expected_version: int | None,
) -> Model:
    """Change `name`, `family`, `tags`, `trigger_words`, `nsfw` or `preview_url`."""
    model = await find(work, viewer, Model, model_id)
    viewer.demand_edit()
    check_version(model.version, expected_version)
    if "name" in changes:
        model.name = checked(changes["name"], "name", limit=NAME, required=True)
    if "family" in changes:
        if changes["family"] not in FAMILIES:
            raise UserError("There is no model family of this name.", field=["family"])
        model.family, model.family_certain = changes["family"], True
    if "tags" in changes:
        model.tags = _words(changes["tags"], "tags")
    if "trigger_words" in changes:
        model.trigger_words = _words(changes["trigger_words"], "triggerWords")
    if "preview_url" in changes:
        model.preview_url = _address(changes["preview_url"], "previewUrl")
    model.nsfw = changes.get("nsfw", model.nsfw)
    model.version += 1
    _tell(work, model)
    return model


async def delete_model(work: Work, viewer: Viewer, model_id: UUID | None) -> Model:
    """Take the entry out of the catalogue. Files stay where they are, and their entry can return."""
    model = await find(work, viewer, Model, model_id)
    viewer.demand_edit()
    model.deleted_at, model.deletion_id = datetime.now(UTC), uuid7()
    work.open_stream(model.workspace_id)
    work.deleted("model", model.id, stream=model.workspace_id)
    return model


async def restore_model(work: Work, viewer: Viewer, model_id: UUID | None) -> Model:
    model = await find(work, viewer, Model, model_id, deleted=True)
    viewer.demand_edit()
    other = await work.session.scalar(
        select(Model.name).where(
            Model.workspace_id == model.workspace_id,
            Model.kind == model.kind,
            Model.file_name == model.file_name,
            Model.deleted_at.is_(None),
        )
    )
    if other is not None:
        raise UserError(
            f"The file {model.file_name} has another entry by now, {other!r}. Delete that first.",
            code=ErrorCode.CONFLICT,
            field=["id"],
        )
    model.deleted_at = model.deletion_id = None
    await work.session.flush()
    await _claim_files(work, model)
    _tell(work, model)
    return model


async def bookmark_model(
    work: Work, viewer: Viewer, model_id: UUID | None, *, bookmarked: bool
) -> Model:
    """Mark the model for this viewer alone, or unmark it; once is as good as twice."""
    model = await find(work, viewer, Model, model_id, lock=False, field="modelId")
    if bookmarked:
        await work.session.execute(
            insert(Bookmark)
            .values(account_id=viewer.account_id, model_id=model.id)
            .on_conflict_do_nothing()
        )
    else:
        await work.session.execute(
            delete(Bookmark).where(
                Bookmark.account_id == viewer.account_id, Bookmark.model_id == model.id
            )
        )
    return model


def _wanted(published: OriginModel, version_id: str) -> tuple[OriginVersion, OriginFile]:
    version = next((one for one in published.versions if one.id == version_id), None)
    if version is None:
        raise UserError("There is no such version of the model.", field=["versionId"])
    if published.kind is None:
        raise UserError(
            f"{published.name!r} is of the kind {published.kind_name}, which endpoints here do not "
            "render with. Checkpoints, LoRAs, embeddings, VAEs, ControlNets and upscalers can be "
            "imported.",
            field=["versionId"],
        )
    if version.file is None:
        raise UserError(
            f"{version.name!r} of {published.name!r} has no file that may be had. Choose another "
            "version.",
            field=["versionId"],
        )
    return version, version.file


async def _known(
    work: Work,
    viewer: Viewer,
    published: OriginModel,
    version: OriginVersion,
    file: OriginFile,
) -> Model | None:
    """The living entry that this version is about: by its id, its content, its file's name."""
    kinds = _SAME_FILE.get(published.kind or "", (published.kind,))
    by_id = (Model.source == "CIVITAI") & (Model.origin_id == version.id)
    by_content = Model.sha256 == file.sha256 if file.sha256 else literal(value=False)
    rows = await work.session.scalars(
        select(Model)
        .where(
            Model.workspace_id == viewer.workspace_id,
            Model.kind.in_(kinds),
            Model.deleted_at.is_(None),
            by_id | by_content | (Model.file_name == file.name),
        )
        .order_by(by_id.desc(), by_content.desc(), Model.kind, Model.id)
        .limit(1)
        .with_for_update(key_share=True)
    )
    return rows.first()


def _learn(entry: Model, published: OriginModel, version: OriginVersion, file: OriginFile) -> None:
    shown = [one for one in version.samples if not one.video and one.nsfw <= published.nsfw]
    entry.source, entry.origin_id = "CIVITAI", version.id
    entry.name, entry.version_name = published.name, version.name
    entry.base, entry.creator = version.base, published.creator
    entry.tags, entry.trigger_words = list(published.tags), list(version.trigger_words)
    entry.nsfw = published.nsfw or version.nsfw
    entry.rating = published.votes.rating
    entry.size, entry.sha256 = file.size, file.sha256
    entry.page_url, entry.download_url = published.page_url, file.download_url
    entry.preview_url = shown[0].url if shown else None
    entry.details = _details(published, version)
    if entry.family is None or not entry.family_certain:
        entry.family, entry.family_certain = _family(entry.kind, version.base, entry.file_name)


def _family(kind: str, base: str, file_name: str) -> tuple[str | None, bool]:
    family = family_of_base(base)
    if family is not None:
        return family, True
    if kind not in WITH_FAMILY:
        return None, False
    detected = detect(file_name)
    return detected.family.id, detected.certain and not base


def _details(published: OriginModel, version: OriginVersion) -> dict[str, Any]:
    votes = published.votes
    return {
        "description": published.description,
        "downloads": votes.downloads,
        "likes": votes.likes,
        "dislikes": votes.dislikes,
        "comments": votes.comments,
        "samples": [
            {
                "url": sample.url,
                "width": sample.width,
                "height": sample.height,
                "video": sample.video,
                "nsfw": sample.nsfw,
                "prompt": sample.prompt,
            }
            for sample in version.samples
        ],
        "versions": [
            {
                "id": one.id,
                "name": one.name,
                "base": one.base,
                "published": one.published_at.isoformat() if one.published_at else None,
                "downloads": one.downloads,
                "file": one.file.name if one.file else None,
                "size": one.file.size if one.file else None,
            }
            for one in published.versions
        ],
    }


async def _claim_files(work: Work, entry: Model) -> None:
    """The files of this name that endpoints have are the entry's."""
    folders = [folder for folder, kind in FOLDERS.items() if kind == entry.kind]
    mine = select(_endpoints.c.id).where(_endpoints.c.workspace_id == entry.workspace_id)
    await work.session.execute(
        update(EndpointFile)
        .where(
            EndpointFile.endpoint_id.in_(mine),
            EndpointFile.folder.in_(folders),
            func.regexp_replace(EndpointFile.name, r"^.*[\\/]", "") == entry.file_name,
        )
        .values(model_id=entry.id)
        .execution_options(synchronize_session=False)
    )


async def _namesake(work: Work, entry: Model, name: str, sha256: str | None) -> Namesake:
    """What is there under the name of the entry's file, and what was known of that before."""
    rows = await work.session.execute(
        select(_endpoints.c.name, EndpointFile.size)
        .join(EndpointFile, EndpointFile.endpoint_id == _endpoints.c.id)
        .where(EndpointFile.model_id == entry.id, _endpoints.c.deleted_at.is_(None))
    )
    sizes = {endpoint: size for endpoint, size in rows.all()}  # noqa: C416 (typed rows)
    others = [endpoint for endpoint, size in sizes.items() if differs(size, entry.size)]
    return Namesake(name, sha256, others or list(sizes), bool(others))


def _published(entry: Model) -> Published:
    return Published(
        kind=entry.kind,
        family=entry.family,
        file_name=entry.file_name,
        size=entry.size,
        sha256=entry.sha256,
        download_url=entry.download_url,
        page_url=entry.page_url,
    )


def _words(given: Sequence[str], field: str) -> list[str]:
    if len(given) > MOST_WORDS:
        raise UserError(f"{field} may be {MOST_WORDS} at most.", field=[field])
    return list(
        dict.fromkeys(checked(word, field, limit=WORD, required=True).strip() for word in given)
    )


def _address(given: str, field: str) -> str:
    """An address that a browser may be sent to for a picture."""
    text = checked(given, field, limit=_ADDRESS)
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme != "https" or not parts.hostname or parts.username or " " in text:
        raise UserError(f"{field} is an address that begins with https://.", field=[field])
    return text


def _tell(work: Work, model: Model) -> None:
    work.open_stream(model.workspace_id)
    work.changed("model", model.id, stream=model.workspace_id, version=model.version)
