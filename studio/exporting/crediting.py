"""How takes came to be, for what is signed of them, and the signed copies that are kept."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import any_, delete, literal, select
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import Text

from studio.exporting.models import CredentialedCopy
from studio.exporting.provenance import UPLOADED, Making, Origin, Source, making_of
from studio.gallery.frames import FRAME
from studio.gallery.models import Take
from studio.kernel.ids import untyped
from studio.kernel.rows import any_of
from studio.kernel.work import Work
from studio.library.models import Asset, Blob, DiscardedBlob
from studio.recipes.models import Recipe
from studio.timeline.models import Clip


async def origin_of(session: AsyncSession, take_id: UUID) -> Origin | None:
    """Of a living take."""
    found = (
        await session.execute(
            select(Take, Clip.number, Clip.name, Blob.media_type, Blob.sha256, Recipe)
            .join(Clip, Clip.id == Take.clip_id)
            .join(Asset, Asset.id == Take.asset_id)
            .join(Blob, Blob.sha256 == Asset.blob_sha256)
            .join(Recipe, Recipe.id == Take.recipe_id, isouter=True)
            .where(Take.id == take_id, Take.deleted_at.is_(None))
        )
    ).one_or_none()
    if found is None:
        return None
    take, number, name, media_type, sha256, _ = found
    recipe: Recipe | None = found[-1]
    film = await _film_of(session, take) if take.model == FRAME else None
    sources = await _pictures_of(session, take, recipe) if film is None else (film,)
    return Origin(
        title=_title(number, name),
        media_type=media_type,
        sha256=sha256,
        making=making_of(take.model) if film is None else film.making,
        model=take.model,
        made_at=take.created_at,
        recipe=None if recipe is None else recipe.digest,
        seed=None if take.seed is None else str(int(take.seed)),
        prompt=take.prompt,
        negative_prompt=take.negative_prompt,
        sources=sources,
        frame=None if film is None else take.parameters.get("frame"),
        **_told(recipe),
    )


def _told(recipe: Recipe | None) -> dict[str, Any]:
    if recipe is None:
        return {}
    told = recipe.told
    files = (*told.get("models", ()), *told.get("loras", ()))
    return {
        "renderer": (told.get("worker") or {}).get("renderer"),
        "files": tuple((one["name"], one.get("sha256")) for one in files),
    }


async def sources_of(session: AsyncSession, asset_ids: Collection[UUID]) -> dict[UUID, Source]:
    """By their ids those of the assets that are files of takes, purged ones too: the cut names them."""
    rows = await session.execute(
        select(Take, Asset.id, Blob.media_type, Blob.sha256, Clip.number, Clip.name, Recipe.digest)
        .join(Asset, Asset.id == Take.asset_id)
        .join(Blob, Blob.sha256 == Asset.blob_sha256)
        .join(Clip, Clip.id == Take.clip_id)
        .join(Recipe, Recipe.id == Take.recipe_id, isouter=True)
        .where(Asset.id == any_of(asset_ids))
        .order_by(Asset.id, Take.created_at, Take.id)
    )
    found: dict[UUID, Source] = {}
    for take, asset_id, media_type, sha256, number, name, digest in rows.all():
        if asset_id in found:
            continue
        film = await _film_of(session, take) if take.model == FRAME else None
        model = take.model if film is None else film.model
        making = making_of(model)
        found[asset_id] = Source(
            _title(number, name),
            media_type,
            sha256,
            making,
            "" if making is Making.BROUGHT else model,
            digest,
        )
    return found


async def copy_of(session: AsyncSession, asset_id: UUID, certificate: str) -> Blob | None:
    """The file of the asset that was signed with the certificate of this fingerprint."""
    return await session.scalar(
        select(Blob)
        .join(CredentialedCopy, CredentialedCopy.blob_sha256 == Blob.sha256)
        .where(CredentialedCopy.asset_id == asset_id, CredentialedCopy.certificate == certificate)
    )


async def keep_copy(
    work: Work, asset_id: UUID, certificate: str, *, sha256: str, size: int, media_type: str
) -> Blob | None:
    """Keep it, unless somebody was faster; answers the one that is kept. None where the asset is gone."""
    held = select(Asset.id).where(Asset.id == asset_id).with_for_update(read=True, key_share=True)
    there = await work.session.scalar(held)
    if there is not None:
        await work.session.execute(
            insert(Blob)
            .values(sha256=sha256, size=size, media_type=media_type)
            .on_conflict_do_nothing()
        )
        kept = await work.session.scalar(
            insert(CredentialedCopy)
            .values(asset_id=asset_id, certificate=certificate, blob_sha256=sha256, size=size)
            .on_conflict_do_nothing()
            .returning(CredentialedCopy.blob_sha256)
        )
        if kept is not None:
            return await work.session.get_one(Blob, sha256)
        await work.session.execute(delete(Blob).where(Blob.sha256 == sha256))
    await work.session.execute(insert(DiscardedBlob).values(sha256=sha256).on_conflict_do_nothing())
    return None if there is None else await copy_of(work.session, asset_id, certificate)


def _title(number: str | None, name: str) -> str:
    return " ".join(word for word in (number, name.strip()) if word) or "Clip"


async def _film_of(session: AsyncSession, take: Take) -> Source | None:
    """The film that a frame was taken out of, deleted or not; its file may be gone."""
    film_id = untyped("take", str(take.parameters.get("fromTake", "")))
    found = (
        await session.execute(
            select(Take.model, Clip.number, Clip.name, Blob.media_type, Blob.sha256, Recipe.digest)
            .join(Clip, Clip.id == Take.clip_id)
            .join(Asset, Asset.id == Take.asset_id, isouter=True)
            .join(Blob, Blob.sha256 == Asset.blob_sha256, isouter=True)
            .join(Recipe, Recipe.id == Take.recipe_id, isouter=True)
            .where(Take.id == film_id, Take.workspace_id == take.workspace_id)
        )
    ).one_or_none()
    if found is None:
        return None
    model, number, name, media_type, sha256, digest = found
    return Source(
        _title(number, name),
        media_type or "video/mp4",
        sha256 or "",
        making_of(model),
        model,
        digest,
    )


async def _pictures_of(
    session: AsyncSession, take: Take, recipe: Recipe | None
) -> tuple[Source, ...]:
    """The pictures that the take's model was shown."""
    pictures: Mapping[str, str] = {} if recipe is None else recipe.told.get("pictures") or {}
    if not pictures:
        return ()
    rows = await session.execute(
        select(Blob.sha256, Blob.media_type, Take.model, Recipe.digest)
        .join(Asset, (Asset.blob_sha256 == Blob.sha256) & (Asset.workspace_id == take.workspace_id))
        .join(Take, Take.asset_id == Asset.id, isouter=True)
        .join(Recipe, Recipe.id == Take.recipe_id, isouter=True)
        .where(Blob.sha256 == any_(literal(list(pictures.values()), ARRAY(Text))))
        .order_by(Blob.sha256, Take.created_at.desc(), Take.id.desc())
    )
    known: dict[str, tuple[str, str | None, str | None]] = {
        sha256: (media_type, model, digest) for sha256, media_type, model, digest in rows
    }
    unknown = ("application/octet-stream", None, None)
    return tuple(
        _picture(role, sha256, *known.get(sha256, unknown))
        for role, sha256 in sorted(pictures.items())
    )


def _picture(
    role: str, sha256: str, media_type: str, model: str | None, digest: str | None
) -> Source:
    """One that is no take was brought."""
    making = making_of(model or UPLOADED)
    shown = "" if making is Making.BROUGHT else model or ""
    return Source(f"{role} picture", media_type, sha256, making, shown, digest)
