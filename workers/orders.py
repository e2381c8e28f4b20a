"""From a committed attempt to the order that a provider is sent."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from infra.providers.registry import EndpointFacts
from infra.signing import media_url
from infra.storage import StorageError
from studio.kernel.ids import typed
from studio.kernel.work import Work
from studio.library.media import MediaKind
from studio.rendering.attempts import Begun
from studio.rendering.charging import LIMIT
from studio.rendering.collecting import OUR_OWN
from studio.rendering.endpoints import facts_of
from studio.rendering.models import Endpoint
from studio.rendering.ports import InputFile, Order, ProviderBusy, ProviderRefused, UploadSlot
from studio.rendering.routing import unreachable
from studio.rendering.service.candidates import keeps_outputs
from workers.context import Context
from workers.graphs import Drawn
from workers.pictures import Picture

_MEDIA_TYPES = {
    MediaKind.IMAGE: "image/png",
    MediaKind.VIDEO: "video/mp4",
    MediaKind.AUDIO: "audio/flac",
}


async def endpoint_facts(work: Work, endpoint_id: UUID) -> EndpointFacts:
    return facts_of(await work.session.get_one(Endpoint, endpoint_id))


async def facts_by_id(work: Work, endpoint_ids: Collection[UUID]) -> dict[UUID, EndpointFacts]:
    rows = await work.session.scalars(select(Endpoint).where(Endpoint.id.in_(endpoint_ids)))
    return {row.id: facts_of(row) for row in rows}


async def make_order(
    context: Context,
    begun: Begun,
    endpoint: EndpointFacts,
    *,
    secret: str,
    pictures: Mapping[str, Picture],
    drawn: Drawn | None,
) -> Order:
    """The order for this attempt. The secret goes into the addresses the endpoint calls.

    Where outputs are fetched nothing must reach us: there are no upload slots, and no addresses of
    pictures. Raises ProviderRefused (UNREACHABLE_RESULTS) where results could not come back, and
    ProviderBusy while the store does not answer.
    """
    base, keeps = base_address(context, endpoint), keeps_outputs(endpoint)
    if base is None and not keeps and not context.store.delivers:
        error = unreachable(endpoint.name)
        raise ProviderRefused(error.message, code=error.code.value)
    settings = context.settings
    lasting = int(settings.job_ttl + settings.job_timeout)
    taken = drawn.pictures if drawn else tuple(pictures.values()) if keeps else ()
    try:
        uploads = [
            await _slot(context, begun, endpoint, index, base=base, secret=secret, lasting=lasting)
            for index in range(0 if keeps else begun.count)
        ]
        addresses = {
            picture: None if keeps else await _address(context, picture, base, lasting)
            for picture in {*pictures.values(), *taken}
        }
    except StorageError as error:
        raise ProviderBusy(error.message) from error
    start = addresses[pictures["start"]] if "start" in pictures else None
    return Order(
        attempt=typed("attempt", begun.attempt_id),
        kind=MediaKind(begun.kind),
        brief=_brief(begun, drawn, start),
        uploads=tuple(uploads),
        report_url=f"{base}/hooks/reports/{secret}" if base else None,
        webhook_url=f"{base}/hooks/webhooks/{secret}" if base else None,
        execution_timeout=int(
            min(settings.job_timeout, begun.brief.get(LIMIT, settings.job_timeout)) * 1000
        ),
        ttl=int(settings.job_ttl * 1000),
        workflow=drawn.draft.graph.nodes if drawn else None,
        output_nodes=drawn.draft.graph.outputs if drawn else (),
        files=tuple(InputFile(one.name, addresses[one], one.sha256) for one in taken),
    )


def _brief(begun: Begun, drawn: Drawn | None, start: str | None) -> dict[str, Any]:
    """The brief as endpoints know it, with the measures that the graph really has."""
    known = {name: value for name, value in begun.brief.items() if name not in OUR_OWN}
    measures = drawn.draft.brief if drawn else {}
    return {**known, **measures, "start_image": {"url": start} if start else None}


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
