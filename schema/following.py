"""Following a stream: replay what is missed, then wait for more, for as long as it may be seen."""

from collections.abc import AsyncGenerator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from graphql import GraphQLError
from sqlalchemy.ext.asyncio import AsyncSession

from schema.context import Context, Info
from schema.reads.fields import KINDS, Ref
from schema.reads.reader import Missing
from schema.scalars import moment_text
from studio.access.viewer import Viewer
from studio.activity.queries import Happening, events_after, project_head, workspace_head
from studio.kernel.ids import typed

LOOK_EVERY = 2.0
"""Seconds after which a stream is looked at even if nothing was heard of it."""


class Stream(Protocol):
    """What is followed, for as long as it has a head that the viewer may see."""

    @property
    def id(self) -> UUID: ...
    @property
    def what(self) -> str: ...

    async def head(
        self, session: AsyncSession, viewer: Viewer, *, deleted: bool = False
    ) -> int | None:
        """The number of its last event; with `deleted`, also of what was just deleted."""
        ...


@dataclass(frozen=True, slots=True)
class ProjectStream:
    id: UUID
    what: str = "project"

    async def head(
        self, session: AsyncSession, viewer: Viewer, *, deleted: bool = False
    ) -> int | None:
        return await project_head(session, viewer, self.id, deleted=deleted)


@dataclass(frozen=True, slots=True)
class WorkspaceStream:
    """That of the viewer."""

    id: UUID
    what: str = "workspace"

    async def head(
        self,
        session: AsyncSession,
        viewer: Viewer,
        *,
        deleted: bool = False,
    ) -> int | None:
        return await workspace_head(session, viewer)


def not_found(what: str) -> GraphQLError:
    return GraphQLError(f"There is no {what} of this id.", extensions={"code": "NOT_FOUND"})


async def head_of(context: Context, stream: Stream) -> int:
    """The number of the stream's last event. Raises NOT_FOUND where it may not be seen."""
    async with context.services.sessions() as session:
        head = await stream.head(session, context.viewer)
    if head is None:
        raise not_found(stream.what)
    return head


async def follow_events(
    info: Info, stream: Stream, after: int | None
) -> AsyncGenerator[dict[str, Any], None]:
    """The stream's events after a number, or from now on, as they were selected."""
    context = info.context
    head = await head_of(context, stream)
    seen = head if after is None else after
    async with context.services.feed.wakes(stream.id) as signal:
        gone = False
        while not gone:
            async with context.services.sessions() as session:
                there = await stream.head(session, context.viewer, deleted=True)
                if there is None:
                    raise not_found(stream.what)
                stretch = await events_after(session, stream.id, seen, head=there)
            if stretch.lost:
                seen = stretch.head
                yield await _reset(info, stretch.head)
                continue
            for happening in stretch.events:
                seen = happening.seq
                yield await _event(info, happening)
                gone = (happening.entity_id, happening.change) == (stream.id, "DELETED")
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
