"""Acts that are done once however often they are asked for: by the key their input brings."""

import dataclasses
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, ClassVar, Protocol
from uuid import UUID

import strawberry
from sqlalchemy import func, select, true

from schema.reads.fields import ENTITIES, Ref
from studio.access.predicates import visible
from studio.access.viewer import Viewer
from studio.kernel.errors import NotFound
from studio.kernel.idempotency import claim_key
from studio.kernel.work import Work

Act = Callable[[Work, Viewer], Awaitable[Mapping[str, Any]]]

SECRET = {"secret": True}
"""Metadata of an input field that leaves no trace with the key: neither its value nor a digest."""


@strawberry.input
class KeyedInput:
    """What all acts that make something may be given."""

    idempotency_key: str | None = strawberry.field(
        default=None,
        description="Of your choice, 1 to 200 characters: asked again with the same key and input, "
        "it answers with what was made the first time and makes nothing. Kept 7 days at least.",
    )


class Keyed(Protocol):
    """An input, whose fields are compared when its key comes again."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def idempotency_key(self) -> str | None: ...


async def act_once(
    work: Work, viewer: Viewer, act: Act, *, mutation: str, wanted: Keyed
) -> dict[str, Any]:
    """What `act` answers, or what it answered when the key was first used. Without a key: `act`.

    A failed act leaves no key behind. Raises IDEMPOTENCY_CONFLICT where the input differs, and
    NOT_FOUND where something that was made is gone.
    """
    key = wanted.idempotency_key
    if key is None:
        return dict(await act(work, viewer))
    claim = await claim_key(
        work,
        workspace_id=viewer.workspace_id,
        account_id=viewer.account_id,
        mutation=mutation,
        key=key,
        given=_given(wanted),
    )
    if claim.result is not None:
        known: dict[str, Any] = _recalled(claim.result)
        await _check_there(work, viewer, known)
        return known
    made = dict(await act(work, viewer))
    claim.result = _stored(made)
    return made


def _given(wanted: Keyed) -> dict[str, Any]:
    """What tells one input from another; null and absent are the same."""
    return {
        field.name: value
        for field in dataclasses.fields(wanted)
        if field.name != "idempotency_key"
        and "secret" not in field.metadata
        and (value := getattr(wanted, field.name)) is not None
    }


def _stored(value: Any) -> Any:
    if isinstance(value, Ref):
        return {"ref": [value.type_name, str(value.id)]}
    if isinstance(value, list):
        return [_stored(one) for one in value]
    if isinstance(value, dict):
        return {name: _stored(one) for name, one in value.items()}
    return value


def _recalled(value: Any) -> Any:
    if isinstance(value, list):
        return [_recalled(one) for one in value]
    if isinstance(value, dict):
        if value.keys() == {"ref"}:
            type_name, row_id = value["ref"]
            return Ref(type_name, UUID(row_id))
        return {name: _recalled(one) for name, one in value.items()}
    return value


async def _check_there(work: Work, viewer: Viewer, values: Mapping[str, Any]) -> None:
    ids: dict[str, set[UUID | None]] = defaultdict(set)
    for value in values.values():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, Ref):
                ids[one.type_name].add(one.id)
    for type_name, wanted in ids.items():
        entity = ENTITIES[type_name]
        rows = entity.table
        there = await work.session.scalar(
            select(func.count()).where(
                rows.c.id.in_(wanted),
                rows.c.deleted_at.is_(None) if entity.living else true(),
                visible(rows, viewer.workspace_id),
            )
        )
        if there != len(wanted):
            raise NotFound(
                "What was made with this idempotency key is gone. Restore it, or use a new key to "
                "make it anew.",
                field=["idempotencyKey"],
            )
