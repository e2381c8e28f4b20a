"""The edge of a root mutation field: one unit of work, then its payload read after the commit."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast

import strawberry

from schema.context import Info
from schema.errors import UserErrorType, error_values
from schema.idempotency import Act, Keyed, act_once
from schema.reads.fields import Ref
from studio.kernel.errors import Conflict, UserError
from studio.rendering.service.quoting import Quoted
from studio.timeline.rules import Overlap

P = TypeVar("P")


@strawberry.interface(description="What every mutation answers.")
class Payload:
    user_errors: list[UserErrorType] = strawberry.field(
        description="What the caller can mend; empty when the mutation did what was asked."
    )


async def mutate(
    info: Info,
    payload: type[P],
    act: Act,
    *,
    current: Mapping[str, Ref | None] | None = None,
    once: Keyed | None = None,
    failed: Mapping[str, Any] | None = None,
    about: Callable[[Exception], Mapping[str, Any]] | None = None,
    secret: Mapping[str, Any] | None = None,
) -> P:
    """Run `act` in a unit of work of its own and read the payload it names.

    `act` gives the payload's fields, entities as Ref. On a conflict `current` is read instead, so
    that the caller gets what the entity is now. `once` is the input of an act that is not repeated
    when its idempotency key comes again: then the payload is of what it made the first time.
    `failed` are fields that cannot be empty, as they are after a user error. `secret` is for `act`
    to fill: fields that are told this once, and kept with no idempotency key. `about` gives fields
    that tell of a user error, or of what was only to be quoted and is undone.
    """
    context = info.context
    try:
        async with context.work() as work:
            if once is None or getattr(once, "quote_only", None):
                values = dict(await act(work, context.viewer))
            else:
                name = info._raw_info.field_name
                values = await act_once(work, context.viewer, act, mutation=name, wanted=once)
        values |= secret or {}
        errors: list[dict[str, Any]] = []
    except (UserError, Quoted) as error:
        errors = [] if isinstance(error, Quoted) else [error_values(error)]
        values = dict(failed or {})
        if isinstance(error, Conflict):
            values |= current or {}
        values |= about(error) if about else {}
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
