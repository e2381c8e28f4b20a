"""Exports that are asked for, cancelled, made again and forgotten."""

from typing import Annotated, Any

import strawberry

from schema.context import Info
from schema.export_inputs import ExportOptionsInput, wished
from schema.exports import Export
from schema.idempotency import KeyedInput
from schema.mutate import Payload, mutate
from schema.reads.fields import Ref
from studio.access.viewer import Viewer
from studio.exporting import running
from studio.kernel.ids import untyped
from studio.kernel.work import Work


@strawberry.input(description="A file to be made of a project.")
class RequestExportInput(ExportOptionsInput, KeyedInput):
    project_id: strawberry.ID = strawberry.field(description="The project.")


@strawberry.input(description="An export that nobody wants any more.")
class CancelExportInput:
    id: strawberry.ID = strawberry.field(description="The export.")


@strawberry.input(description="An export to be made again.")
class RetryExportInput:
    id: strawberry.ID = strawberry.field(description="The export.")


@strawberry.input(description="An export to forget.")
class DeleteExportInput:
    id: strawberry.ID = strawberry.field(description="The export.")


@strawberry.type(description="What requestExport answers.")
class RequestExportPayload(Payload):
    export: Export | None = strawberry.field(description="The export, on its way.")


@strawberry.type(description="What cancelExport answers.")
class CancelExportPayload(Payload):
    export: Export | None = strawberry.field(description="The export.")


@strawberry.type(description="What retryExport answers.")
class RetryExportPayload(Payload):
    export: Export | None = strawberry.field(description="The export, on its way again.")


@strawberry.type(description="What deleteExport answers.")
class DeleteExportPayload(Payload):
    deleted_id: strawberry.ID | None = strawberry.field(description="The id of what is gone.")


@strawberry.type
class ExportMutations:
    @strawberry.mutation(
        description="Have a file made of a project, in the background: `ExportChanged` tells how far "
        "it is, `url` is where it lies then. At most 5 of a workspace are on their way at a time: 3 of one "
        "person, and 1 of all who may not edit."
    )
    async def request_export(
        self,
        info: Info,
        input: Annotated[RequestExportInput, strawberry.argument(description="What and how.")],
    ) -> RequestExportPayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Any]:
            project = untyped("project", input.project_id)
            export = await running.request_export(work, viewer, project, wished(input))
            return {"export": Ref("Export", export.id)}

        return await mutate(info, RequestExportPayload, act, once=input)

    @strawberry.mutation(description="Stop an export. Other people's only with leave to edit.")
    async def cancel_export(
        self,
        info: Info,
        input: Annotated[CancelExportInput, strawberry.argument(description="Which.")],
    ) -> CancelExportPayload:
        target = Ref("Export", untyped("export", input.id))

        async def act(work: Work, viewer: Viewer) -> dict[str, Any]:
            await running.cancel_export(work, viewer, target.id)
            return {"export": target}

        return await mutate(info, CancelExportPayload, act)

    @strawberry.mutation(
        description="Make an export again that failed, was cancelled or has expired."
    )
    async def retry_export(
        self,
        info: Info,
        input: Annotated[RetryExportInput, strawberry.argument(description="Which.")],
    ) -> RetryExportPayload:
        target = Ref("Export", untyped("export", input.id))

        async def act(work: Work, viewer: Viewer) -> dict[str, Any]:
            await running.retry_export(work, viewer, target.id)
            return {"export": target}

        return await mutate(info, RetryExportPayload, act)

    @strawberry.mutation(description="Forget an export with its file, also one on its way.")
    async def delete_export(
        self,
        info: Info,
        input: Annotated[DeleteExportInput, strawberry.argument(description="Which.")],
    ) -> DeleteExportPayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Any]:
            await running.delete_export(work, viewer, untyped("export", input.id))
            return {"deletedId": input.id}

        return await mutate(info, DeleteExportPayload, act)
