"""The edge of a root mutation field: one unit of work, then its payload read after the commit."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar, cast

import strawberry

from schema.context import Info
from schema.errors import UserErrorType, error_values
from schema.reads.fields import Ref
from studio.access.viewer import Viewer
from studio.kernel.errors import Conflict, UserError
from studio.kernel.work import Work
from studio.timeline.rules import Overlap

P = TypeVar("P")
Act = Callable[[Work, Viewer], Awaitable[Mapping[str, Any]]]


@strawberry.interface(description="What every mutation answers.")
class Payload:
    user_errors: list[UserErrorType] = strawberry.field(
        description="What the caller can mend; empty when the mutation did what was asked."
    )


async def mutate(
    info: Info, payload: type[P], act: Act, *, current: Mapping[str, Ref | None] | None = None
) -> P:
    """Run `act` in a unit of work of its own and read the payload it names.

    `act` gives the payload's fields, entities as Ref. On a conflict `current` is read instead, so
    that the caller gets what the entity is now.
    """
    context = info.context
    try:
        async with context.work() as work:
            values = dict(await act(work, context.viewer))
        errors: list[dict[str, Any]] = []
    except UserError as error:
        errors = [error_values(error)]
        values = dict(current or {}) if isinstance(error, Conflict) else {}
        if isinstance(error, Overlap):
            values["proposals"] = [
                {
                    "kind": proposal.kind.value,
                    "startFrame": proposal.start_frame,
                    "description": proposal.description,
                }
                for proposal in error.proposals
            ]
    values["userErrors"] = errors
    answer = await context.reads.payload(info._raw_info, values)
    return cast("P", answer)


def given(**fields: Any) -> dict[str, Any]:
    """The optional fields of an input that hold a value; null and absent both mean: as it is."""
    return {name: value for name, value in fields.items() if value is not None}
