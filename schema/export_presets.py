"""Presets of exports: saved, changed, deleted, brought back."""

from typing import Annotated, Any

import strawberry

from schema.context import Info
from schema.export_inputs import ExportOptionsInput, wished
from schema.exports import ExportPreset
from schema.idempotency import KeyedInput
from schema.mutate import Payload, mutate
from schema.reads.fields import Ref
from studio.access.viewer import Viewer
from studio.exporting import presets
from studio.kernel.ids import untyped
from studio.kernel.work import Work

_KIND = "exportpreset"


@strawberry.input(description="Options of exports to keep with a project.")
class SaveExportPresetInput(KeyedInput):
    project_id: strawberry.ID = strawberry.field(description="The project.")
    name: str = strawberry.field(
        description="What to call it, up to 200 characters; unique in the project."
    )
    options: ExportOptionsInput = strawberry.field(description="What it asks for.")


@strawberry.input(description="Changes to a preset; what is missing or null stays as it is.")
class UpdateExportPresetInput:
    id: strawberry.ID = strawberry.field(description="The preset.")
    expected_version: int | None = strawberry.field(
        default=None, description="The version you have read; CONFLICT if it has risen since."
    )
    name: str | None = strawberry.field(default=None, description="What to call it.")
    options: ExportOptionsInput | None = strawberry.field(
        default=None, description="What it asks for, all of it."
    )


@strawberry.input(description="A preset to delete.")
class DeleteExportPresetInput:
    id: strawberry.ID = strawberry.field(description="The preset.")


@strawberry.input(description="A deleted preset to bring back.")
class RestoreExportPresetInput:
    id: strawberry.ID = strawberry.field(description="The preset.")


@strawberry.type(description="What saveExportPreset answers.")
class SaveExportPresetPayload(Payload):
    export_preset: ExportPreset | None = strawberry.field(description="The preset.")


@strawberry.type(description="What updateExportPreset answers.")
class UpdateExportPresetPayload(Payload):
    export_preset: ExportPreset | None = strawberry.field(
        description="The preset; after a conflict, as it is now."
    )


@strawberry.type(description="What deleteExportPreset answers.")
class DeleteExportPresetPayload(Payload):
    deleted_id: strawberry.ID | None = strawberry.field(description="The id of what is gone.")


@strawberry.type(description="What restoreExportPreset answers.")
class RestoreExportPresetPayload(Payload):
    export_preset: ExportPreset | None = strawberry.field(description="The preset.")


@strawberry.type
class ExportPresetMutations:
    @strawberry.mutation(description="Keep options of exports under a name; 100 of a project.")
    async def save_export_preset(
        self,
        info: Info,
        input: Annotated[SaveExportPresetInput, strawberry.argument(description="The preset.")],
    ) -> SaveExportPresetPayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Any]:
            project, options = untyped("project", input.project_id), wished(input.options)
            preset = await presets.save_preset(work, viewer, project, input.name, options)
            return {"exportPreset": Ref("ExportPreset", preset.id)}

        return await mutate(info, SaveExportPresetPayload, act, once=input)

    @strawberry.mutation(
        description="Rename a preset of exports, or have it ask for something else."
    )
    async def update_export_preset(
        self,
        info: Info,
        input: Annotated[UpdateExportPresetInput, strawberry.argument(description="The changes.")],
    ) -> UpdateExportPresetPayload:
        target = Ref("ExportPreset", untyped(_KIND, input.id))

        async def act(work: Work, viewer: Viewer) -> dict[str, Any]:
            await presets.update_preset(
                work,
                viewer,
                target.id,
                name=input.name,
                options=wished(input.options) if input.options else None,
                expected_version=input.expected_version,
            )
            return {"exportPreset": target}

        return await mutate(info, UpdateExportPresetPayload, act, current={"exportPreset": target})

    @strawberry.mutation(description="Delete a preset of exports.")
    async def delete_export_preset(
        self,
        info: Info,
        input: Annotated[DeleteExportPresetInput, strawberry.argument(description="Which.")],
    ) -> DeleteExportPresetPayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Any]:
            await presets.delete_preset(work, viewer, untyped(_KIND, input.id))
            return {"deletedId": input.id}

        return await mutate(info, DeleteExportPresetPayload, act)

    @strawberry.mutation(description="Bring a deleted preset of exports back.")
    async def restore_export_preset(
        self,
        info: Info,
        input: Annotated[RestoreExportPresetInput, strawberry.argument(description="Which.")],
    ) -> RestoreExportPresetPayload:
        target = Ref("ExportPreset", untyped(_KIND, input.id))

        async def act(work: Work, viewer: Viewer) -> dict[str, Any]:
            await presets.restore_preset(work, viewer, target.id)
            return {"exportPreset": target}

        return await mutate(info, RestoreExportPresetPayload, act)
