"""Delete, restore and duplicate for projects, scenes and clips."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, TypeVar

import strawberry

from schema.context import Info
from schema.idempotency import Keyed, KeyedInput
from schema.mutate import Payload, mutate
from schema.projects import Project, Scene
from schema.reads.fields import Ref
from schema.timeline import Clip
from studio.access.viewer import Viewer
from studio.editing.service import deleting, duplicating, restoring
from studio.kernel.ids import untyped
from studio.kernel.work import Work


@strawberry.input
class EntityInput:
    """What all of these acts are given."""

    id: strawberry.ID = strawberry.field(description="Which one.")
    expected_version: int | None = strawberry.field(
        default=None, description="The version you have read; CONFLICT if it has risen since."
    )


@strawberry.input
class RippleInput(EntityInput):
    """What is given where other clips may make room or close up."""

    ripple: bool = strawberry.field(
        default=False,
        description="Move the clips behind it in its scene, so that the act leaves no gap and needs "
        "no free place; else all others keep their frames. What it moves is edited by it.",
    )


@strawberry.type
class Deleted(Payload):
    """What all deletions answer."""

    deleted_id: strawberry.ID | None = strawberry.field(description="The id of what is gone.")


@strawberry.input(description="A project to delete, with all that is in it.")
class DeleteProjectInput(EntityInput):
    pass


@strawberry.input(description="A scene to delete, with all that is in it.")
class DeleteSceneInput(EntityInput):
    pass


@strawberry.input(description="A clip to delete, with all that is in it.")
class DeleteClipInput(RippleInput):
    pass


@strawberry.input(description="A project to bring back, with exactly what its deletion took.")
class RestoreProjectInput(EntityInput):
    pass


@strawberry.input(description="A scene to bring back, with exactly what its deletion took.")
class RestoreSceneInput(EntityInput):
    pass


@strawberry.input(description="A clip to bring back, with exactly what its deletion took.")
class RestoreClipInput(RippleInput):
    pass


@strawberry.input(description="A project to copy, with all that is in it.")
class DuplicateProjectInput(EntityInput, KeyedInput):
    pass


@strawberry.input(description="A scene to copy, with all that is in it.")
class DuplicateSceneInput(EntityInput, KeyedInput):
    pass


@strawberry.input(description="A clip to copy, with all that is in it.")
class DuplicateClipInput(RippleInput, KeyedInput):
    pass


@strawberry.type(description="What deleteProject answers.")
class DeleteProjectPayload(Deleted, Payload):
    pass


@strawberry.type(description="What deleteScene answers.")
class DeleteScenePayload(Deleted, Payload):
    pass


@strawberry.type(description="What deleteClip answers.")
class DeleteClipPayload(Deleted, Payload):
    pass


@strawberry.type(description="What restoreProject answers.")
class RestoreProjectPayload(Payload):
    project: Project | None = strawberry.field(description="The project as it was.")


@strawberry.type(description="What restoreScene answers.")
class RestoreScenePayload(Payload):
    scene: Scene | None = strawberry.field(description="The scene as it was.")


@strawberry.type(description="What restoreClip answers.")
class RestoreClipPayload(Payload):
    clip: Clip | None = strawberry.field(description="The clip as it was.")


@strawberry.type(description="What duplicateProject answers.")
class DuplicateProjectPayload(Payload):
    project: Project | None = strawberry.field(description="The copy.")


@strawberry.type(description="What duplicateScene answers.")
class DuplicateScenePayload(Payload):
    scene: Scene | None = strawberry.field(description="The copy.")


@strawberry.type(description="What duplicateClip answers.")
class DuplicateClipPayload(Payload):
    clip: Clip | None = strawberry.field(description="The copy.")


Service = Callable[..., Awaitable[Any]]
P = TypeVar("P", bound=Payload)


async def _delete(info: Info, payload: type[P], kind: str, wanted: EntityInput, act: Service) -> P:
    async def run(work: Work, viewer: Viewer) -> dict[str, Any]:
        await act(work, viewer, untyped(kind, wanted.id), **_how(wanted))
        return {"deletedId": wanted.id}

    return await mutate(info, payload, run)


async def _make(
    info: Info,
    payload: type[P],
    kind: str,
    wanted: EntityInput,
    act: Service,
    *,
    once: Keyed | None = None,
) -> P:
    async def run(work: Work, viewer: Viewer) -> dict[str, Any]:
        row = await act(work, viewer, untyped(kind, wanted.id), **_how(wanted))
        return {kind: Ref(kind.title(), row.id)}

    current = {kind: Ref(kind.title(), untyped(kind, wanted.id))}
    return await mutate(info, payload, run, current=current, once=once)


def _how(wanted: EntityInput) -> dict[str, Any]:
    how: dict[str, Any] = {"expected_version": wanted.expected_version}
    return how | ({"ripple": wanted.ripple} if isinstance(wanted, RippleInput) else {})


@strawberry.type
class EditingMutations:
    @strawberry.mutation(
        description="Delete a project with its scenes, clips and takes. It can be restored."
    )
    async def delete_project(
        self,
        info: Info,
        input: Annotated[DeleteProjectInput, strawberry.argument(description="Which.")],
    ) -> DeleteProjectPayload:
        return await _delete(info, DeleteProjectPayload, "project", input, deleting.delete_project)

    @strawberry.mutation(description="Delete a scene with its clips and takes. It can be restored.")
    async def delete_scene(
        self,
        info: Info,
        input: Annotated[DeleteSceneInput, strawberry.argument(description="Which.")],
    ) -> DeleteScenePayload:
        return await _delete(info, DeleteScenePayload, "scene", input, deleting.delete_scene)

    @strawberry.mutation(description="Delete a clip with its takes. It can be restored.")
    async def delete_clip(
        self,
        info: Info,
        input: Annotated[DeleteClipInput, strawberry.argument(description="Which.")],
    ) -> DeleteClipPayload:
        return await _delete(info, DeleteClipPayload, "clip", input, deleting.delete_clip)

    @strawberry.mutation(description="Bring a deleted project back.")
    async def restore_project(
        self,
        info: Info,
        input: Annotated[RestoreProjectInput, strawberry.argument(description="Which.")],
    ) -> RestoreProjectPayload:
        return await _make(info, RestoreProjectPayload, "project", input, restoring.restore_project)

    @strawberry.mutation(description="Bring a deleted scene back, to its place or the end.")
    async def restore_scene(
        self,
        info: Info,
        input: Annotated[RestoreSceneInput, strawberry.argument(description="Which.")],
    ) -> RestoreScenePayload:
        return await _make(info, RestoreScenePayload, "scene", input, restoring.restore_scene)

    @strawberry.mutation(description="Bring a deleted clip back, to its place or the scene's end.")
    async def restore_clip(
        self,
        info: Info,
        input: Annotated[RestoreClipInput, strawberry.argument(description="Which.")],
    ) -> RestoreClipPayload:
        return await _make(info, RestoreClipPayload, "clip", input, restoring.restore_clip)

    @strawberry.mutation(description="Copy a project with all that is in it.")
    async def duplicate_project(
        self,
        info: Info,
        input: Annotated[DuplicateProjectInput, strawberry.argument(description="Which.")],
    ) -> DuplicateProjectPayload:
        return await _make(
            info,
            DuplicateProjectPayload,
            "project",
            input,
            duplicating.duplicate_project,
            once=input,
        )

    @strawberry.mutation(description="Copy a scene with its clips and takes, behind the original.")
    async def duplicate_scene(
        self,
        info: Info,
        input: Annotated[DuplicateSceneInput, strawberry.argument(description="Which.")],
    ) -> DuplicateScenePayload:
        return await _make(
            info, DuplicateScenePayload, "scene", input, duplicating.duplicate_scene, once=input
        )

    @strawberry.mutation(description="Copy a clip with its takes, behind the original.")
    async def duplicate_clip(
        self,
        info: Info,
        input: Annotated[DuplicateClipInput, strawberry.argument(description="Which.")],
    ) -> DuplicateClipPayload:
        return await _make(
            info, DuplicateClipPayload, "clip", input, duplicating.duplicate_clip, once=input
        )
