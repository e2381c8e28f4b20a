"""From a committed attempt to the order that a provider is sent."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from infra.providers.registry import EndpointFacts
from infra.signing import media_url
from infra.storage import StorageError
from studio.gallery.models import Take
from studio.kernel.ids import typed
from studio.kernel.work import Work
from studio.library.media import MediaKind
from studio.library.models import Asset
from studio.rendering.attempts import Begun
from studio.rendering.endpoints import facts_of
from studio.rendering.models import Endpoint
from studio.rendering.ports import Order, ProviderBusy, ProviderRefused, UploadSlot
from studio.rendering.routing import unreachable
from workers.context import Context

_MEDIA_TYPES = {MediaKind.IMAGE: "image/png", MediaKind.VIDEO: "video/mp4"}


@dataclass(frozen=True, slots=True)
class Picture:
    """The picture a video starts from."""

    asset_id: UUID
    sha256: str


async def endpoint_facts(work: Work, endpoint_id: UUID) -> EndpointFacts:
    return facts_of(await work.session.get_one(Endpoint, endpoint_id))


async def start_picture(work: Work, job_id: UUID | None) -> Picture | None:
    """The first image that the job made, or None."""
    if job_id is None:
        return None
    row = (
        await work.session.execute(
            select(Asset.id, Asset.blob_sha256)
            .join(Take, Take.asset_id == Asset.id)
            .where(
                Take.job_id == job_id,
                Take.kind == MediaKind.IMAGE.value,
                Take.deleted_at.is_(None),
            )
            .order_by(Take.created_at.desc(), Take.output_index)
            .limit(1)
        )
    ).one_or_none()
    return Picture(row[0], row[1]) if row else None


async def make_order(
    context: Context,
    begun: Begun,
    endpoint: EndpointFacts,
    *,
    secret: str,
    start: Picture | None,
) -> Order:
    """The order for this attempt. The secret goes into the addresses the endpoint calls.

    Raises ProviderRefused (UNREACHABLE_RESULTS) where the results could not come back, and
    ProviderBusy while the store does not answer.
    """
    base = base_address(context, endpoint)
    if base is None and not context.store.delivers:
        error = unreachable(endpoint.name)
        raise ProviderRefused(error.message, code=error.code.value)
    settings = context.settings
    lasting = int(settings.job_ttl + settings.job_timeout)
    try:
        uploads = [
            await _slot(context, begun, endpoint, index, base=base, secret=secret, lasting=lasting)
            for index in range(begun.count)
        ]
        picture = await _address(context, start, base, lasting) if start else None
    except StorageError as error:
        raise ProviderBusy(error.message) from error
    return Order(
        attempt=typed("attempt", begun.attempt_id),
        kind=MediaKind(begun.kind),
        brief={**begun.brief, "start_image": {"url": picture} if picture else None},
        uploads=tuple(uploads),
        report_url=f"{base}/hooks/reports/{secret}" if base else None,
        webhook_url=f"{base}/hooks/webhooks/{secret}" if base else None,
        execution_timeout=int(settings.job_timeout * 1000),
        ttl=int(settings.job_ttl * 1000),
    )


def base_address(context: Context, endpoint: EndpointFacts) -> str | None:
    """Where the endpoint can reach our web process, or None where it cannot."""
    settings = context.settings
    if endpoint.local:
        host = "127.0.0.1" if settings.host in {"0.0.0.0", "::", ""} else settings.host  # noqa: S104
        return (
            f"http://[{host}]:{settings.port}" if ":" in host else f"http://{host}:{settings.port}"
        )
    return settings.public_url.rstrip("/") if settings.public_url else None


async def _slot(
    context: Context,
    begun: Begun,
    endpoint: EndpointFacts,
    index: int,
    *,
    base: str | None,
    secret: str,
    lasting: int,
) -> UploadSlot:
    media_type = _MEDIA_TYPES[MediaKind(begun.kind)]
    if context.store.delivers or endpoint.local or base is None:
        slot = await context.store.upload_slot(begun.attempt_id, index, media_type, lasting)
        if slot is not None:
            return slot
    return UploadSlot(f"{base}/hooks/outputs/{secret}/{index}", {"Content-Type": media_type})


async def _address(
    context: Context, picture: Picture, base: str | None, lasting: int
) -> str | None:
    if base is None:
        return await context.store.signed_get(picture.sha256, lasting)
    key = context.secrets.media_key
    return media_url(base, picture.asset_id, context.now(), key, lasting)
