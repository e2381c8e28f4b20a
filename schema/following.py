"""Following a stream: replay what is missed, then wait for more, for as long as it may be seen."""

from collections.abc import AsyncGenerator
from contextlib import suppress
from typing import Any
from uuid import UUID

from graphql import GraphQLError

from schema.context import Context, Info
from schema.reads.fields import KINDS, Ref
from schema.reads.reader import Missing
from schema.scalars import moment_text
from studio.activity.queries import Happening, events_after, project_head
from studio.kernel.ids import typed, untyped

LOOK_EVERY = 2.0
"""Seconds after which a stream is looked at even if nothing was heard of it."""


def not_found(what: str) -> GraphQLError:
    return GraphQLError(f"There is no {what} of this id.", extensions={"code": "NOT_FOUND"})


async def head_of(context: Context, project_id: UUID | None) -> int:
    """The number of the project's last event. Raises NOT_FOUND where it may not be seen."""
    head = None
    if project_id is not None:
        async with context.services.sessions() as session:
            head = await project_head(session, context.viewer, project_id)
    if head is None:
        raise not_found("project")
    return head


async def follow_events(
    info: Info, project: str, after: int | None
) -> AsyncGenerator[dict[str, Any], None]:
    """The project's events after a number, or from now on, as they were selected."""
    context = info.context
    project_id = untyped("project", project)
    head = await head_of(context, project_id)
    assert project_id is not None
    seen = head if after is None else after
    async with context.services.feed.watch(project_id) as signal:
        gone = False
        while not gone:
            async with context.services.sessions() as session:
                there = await project_head(session, context.viewer, project_id, deleted=True)
                if there is None:
                    raise not_found("project")
                stretch = await events_after(session, project_id, seen, head=there)
            if stretch.lost:
                seen = stretch.head
                yield await _reset(info, stretch.head)
                continue
            for happening in stretch.events:
                seen = happening.seq
                yield await _event(info, happening)
                gone = (happening.entity, happening.change) == ("project", "DELETED")
            if not stretch.events:
                await signal.wait(LOOK_EVERY)


async def _event(info: Info, happening: Happening) -> dict[str, Any]:
    if happening.change == "RESET":
        return await _reset(info, happening.seq)
    name = happening.entity.title()
    changed = happening.change == "CHANGED"
    values: dict[str, Any] = {
        "seq": happening.seq,
        "at": moment_text(happening.at),
        "kind": f"{name.upper()}_{'CHANGED' if changed else 'DELETED'}",
    }
    if changed:
        entity = Ref(KINDS[happening.entity], happening.entity_id)
        with suppress(Missing):
            return await info.context.reads.payload(
                info._raw_info, {**values, happening.entity: entity}, type_name=f"{name}Changed"
            )
    values["kind"] = f"{name.upper()}_DELETED"
    values[f"{happening.entity}Id"] = typed(happening.entity, happening.entity_id)
    return await info.context.reads.payload(info._raw_info, values, type_name=f"{name}Deleted")


async def _reset(info: Info, seq: int) -> dict[str, Any]:
    now = info.context.services.clock.now()
    values = {"seq": seq, "at": moment_text(now), "kind": "STREAM_RESET"}
    return await info.context.reads.payload(info._raw_info, values, type_name="StreamReset")
