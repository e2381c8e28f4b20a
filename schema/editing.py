"""Delete, restore and duplicate for projects, scenes and clips."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, TypeVar

import strawberry

from schema.context import Info
from schema.idempotency import Keyed, KeyedInput
from schema.mutate import Payload, mutate
from schema.projects import Project, Scene
from schema.reads.fields import Ref
from schema.relay import ids_of
from schema.timeline import Clip
from studio.access.viewer import Viewer
from studio.editing.service import deleting, duplicating, restoring
from studio.kernel.ids import typed, untyped
from studio.kernel.work import Work


@strawberry.input
class EntityInput:
    """What all of these acts are given."""

    id: strawberry.ID = strawberry.field(description="Which one.")
    expected_version: int | None = strawberry.field(
        default=None, description="The version you have read; CONFLICT if it has risen since."
    )


@strawberry.input
class EntitiesInput:
    """What the same acts on many are given."""

    ids: list[strawberry.ID] = strawberry.field(description="Which, 500 at most.")


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
class DeleteClipInput(EntityInput):
    pass


@strawberry.input(description="A project to bring back, with exactly what its deletion took.")
class RestoreProjectInput(EntityInput):
    pass


@strawberry.input(description="A scene to bring back, with exactly what its deletion took.")
class RestoreSceneInput(EntityInput):
    pass


@strawberry.input(description="A clip to bring back, with exactly what its deletion took.")
class RestoreClipInput(EntityInput):
    pass


@strawberry.input(description="A project to copy, with all that is in it.")
class DuplicateProjectInput(EntityInput, KeyedInput):
    pass


@strawberry.input(description="A scene to copy, with all that is in it.")
class DuplicateSceneInput(EntityInput, KeyedInput):
    pass


@strawberry.input(description="A clip to copy, with all that is in it.")
class DuplicateClipInput(EntityInput, KeyedInput):
    pass


@strawberry.input(description="Clips to delete in one act, with all that is in them.")
class DeleteClipsInput(EntitiesInput):
    pass


@strawberry.input(description="Clips to bring back, with exactly what their deletion took.")
class RestoreClipsInput(EntitiesInput):
    pass


@strawberry.input(description="Clips to copy, with all that is in them.")
class DuplicateClipsInput(EntitiesInput, KeyedInput):
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


@strawberry.type(description="What deleteClips answers.")
class DeleteClipsPayload(Payload):
    deleted_ids: list[strawberry.ID] = strawberry.field(description="The ids of what is gone.")


@strawberry.type(description="What restoreClips answers.")
class RestoreClipsPayload(Payload):
    clips: list[Clip] = strawberry.field(description="The clips as they were.")


@strawberry.type(description="What duplicateClips answers.")
class DuplicateClipsPayload(Payload):
    clips: list[Clip] = strawberry.field(
        description="The copies, in the order of their originals in the film."
    )


Service = Callable[..., Awaitable[Any]]
P = TypeVar("P", bound=Payload)


async def _delete(info: Info, payload: type[P], kind: str, wanted: EntityInput, act: Service) -> P:
    async def run(work: Work, viewer: Viewer) -> dict[str, Any]:
        await act(work, viewer, untyped(kind, wanted.id), expected_version=wanted.expected_version)
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
        row = await act(
            work, viewer, untyped(kind, wanted.id), expected_version=wanted.expected_version
        )
        return {kind: Ref(kind.title(), row.id)}

    current = {kind: Ref(kind.title(), untyped(kind, wanted.id))}
    return await mutate(info, payload, run, current=current, once=once)


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

    @strawberry.mutation(
        description="Delete clips with their takes in one act: all of them or none. They can be "
        "restored."
    )
    async def delete_clips(
        self,
        info: Info,
        input: Annotated[DeleteClipsInput, strawberry.argument(description="Which.")],
    ) -> DeleteClipsPayload:
        ids = ids_of("clip", input.ids)

        async def act(work: Work, viewer: Viewer) -> dict[str, Any]:
            await deleting.delete_clips(work, viewer, ids)
            return {"deletedIds": [typed("clip", clip_id) for clip_id in ids]}

        return await mutate(info, DeleteClipsPayload, act)

    @strawberry.mutation(
        description="Bring deleted clips back, each to its place or the scene's end: all or none."
    )
    async def restore_clips(
        self,
        info: Info,
        input: Annotated[RestoreClipsInput, strawberry.argument(description="Which.")],
    ) -> RestoreClipsPayload:
        ids = ids_of("clip", input.ids)

        async def act(work: Work, viewer: Viewer) -> dict[str, Any]:
            await restoring.restore_clips(work, viewer, ids)
            return {"clips": [Ref("Clip", clip_id) for clip_id in ids]}

        return await mutate(info, RestoreClipsPayload, act)

    @strawberry.mutation(
        description="Copy clips with their takes, each to the nearest free place behind it: all or "
        "none."
    )
    async def duplicate_clips(
        self,
        info: Info,
        input: Annotated[DuplicateClipsInput, strawberry.argument(description="Which.")],
    ) -> DuplicateClipsPayload:
        ids = ids_of("clip", input.ids)

        async def act(work: Work, viewer: Viewer) -> dict[str, Any]:
            copies = await duplicating.duplicate_clips(work, viewer, ids)
            return {"clips": [Ref("Clip", copy.id) for copy in copies]}

        return await mutate(info, DuplicateClipsPayload, act, once=input)
