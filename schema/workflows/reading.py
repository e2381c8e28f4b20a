"""What is known of nodes while a workflow is read: by the studio itself, and by an endpoint."""

from collections.abc import Callable

import strawberry

from schema.context import Info
from studio.access.queries import find
from studio.graphs.nodes import Definitions, definitions
from studio.kernel.errors import ErrorCode, UserError
from studio.kernel.ids import untyped
from studio.rendering.endpoints import facts_of
from studio.rendering.models import Endpoint
from studio.rendering.ports import ProviderBusy, ProviderError

Known = Callable[[], Definitions]


async def known_at(info: Info, endpoint_id: strawberry.ID | None) -> Known:
    """Our own definitions, and those of the endpoint where one is named: asked before any work is
    begun. What comes of it is told when it is called.

    That raises NOT_FOUND, or UNAVAILABLE where the endpoint does not tell.
    """
    try:
        told = await _definitions_at(info, endpoint_id) if endpoint_id is not None else {}
    except UserError as error:
        return _raising(error)
    return lambda: {**definitions(), **told}


def _raising(error: UserError) -> Known:
    def known() -> Definitions:
        raise error

    return known


async def _definitions_at(info: Info, endpoint_id: strawberry.ID) -> Definitions:
    context = info.context
    async with context.work() as work:
        wanted = untyped("endpoint", endpoint_id)
        row = await find(work, context.viewer, Endpoint, wanted, lock=False, field="endpointId")
        facts = facts_of(row)
    try:
        return await context.services.nodes.definitions(facts)
    except ProviderError as error:
        busy = isinstance(error, ProviderBusy)
        code = ErrorCode.UNAVAILABLE if busy else ErrorCode.INVALID_STATE
        raise UserError(error.message, code=code, field=["endpointId"]) from None
