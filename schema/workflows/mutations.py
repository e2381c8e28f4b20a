"""What people do with workflows."""

from collections.abc import Sequence
from typing import Annotated, Any

import strawberry
from strawberry.scalars import JSON

from schema.context import Info
from schema.idempotency import KeyedInput
from schema.mutate import Payload, given, mutate
from schema.reads.fields import Ref
from schema.wishes import NamedValueInput
from schema.workflows.enums import WorkflowCategory, WorkflowPlace
from schema.workflows.inspection import WorkflowInspection, inspection_values
from schema.workflows.reading import known_at
from schema.workflows.workflows import Workflow
from studio.access.viewer import Viewer
from studio.graphs.custom.bindings import Place
from studio.graphs.custom.inputs import InputKind, Target
from studio.kernel.ids import untyped
from studio.kernel.work import Work
from studio.workflows import service
from studio.workflows.rules import InputWish

_DOCUMENT = (
    "The workflow as ComfyUI saves it or exports it (API), as JSON or as the text of that file; "
    "4 million characters at most."
)
_ENDPOINT = (
    "A ComfyUI to ask for what its custom nodes take; the studio itself knows the common ones."
)


@strawberry.input(description="An input of a node.")
class WorkflowTargetInput:
    node_id: str = strawberry.field(description="The node's id.")
    input: str = strawberry.field(description="The input's name.")


@strawberry.input(description="An input of a workflow, as it is to be.")
class WorkflowInputInput:
    name: str = strawberry.field(
        description="A letter, then up to 49 letters, digits and underscores."
    )
    targets: list[WorkflowTargetInput] = strawberry.field(
        description="Where it goes, 1 to 50: values that nodes carry themselves."
    )
    place: WorkflowPlace | None = strawberry.field(
        default=None, description="What goes into it by itself; nothing if missing."
    )
    kind: InputKind | None = strawberry.field(
        default=None, description="The type of its value; as the node has it if missing."
    )
    label: str | None = strawberry.field(
        default=None, description="What to call it; made from the name if missing."
    )
    default: JSON | None = strawberry.field(
        default=None, description="Its value where nothing is given; that of the node if missing."
    )
    minimum: float | None = strawberry.field(
        default=None, description="The least value; as the node has it if missing."
    )
    maximum: float | None = strawberry.field(
        default=None, description="The largest value; as the node has it if missing."
    )


@strawberry.input(description="A workflow to look into.")
class InspectWorkflowInput:
    document: JSON = strawberry.field(description=_DOCUMENT)
    endpoint_id: strawberry.ID | None = strawberry.field(default=None, description=_ENDPOINT)


@strawberry.input(description="A workflow to keep.")
class ImportWorkflowInput(KeyedInput):
    name: str = strawberry.field(description="What to call it; unique in the workspace.")
    document: JSON = strawberry.field(description=_DOCUMENT)
    description: str = strawberry.field(default="", description="What it is good for.")
    category: WorkflowCategory = strawberry.field(
        default=WorkflowCategory.OTHER, description="What it is for."
    )
    inputs: list[WorkflowInputInput] | None = strawberry.field(
        default=None,
        description="What it takes, as inspectWorkflow offers it and a person confirms it; if "
        "missing, all that is offered and no GUESS.",
    )
    output_node_id: str | None = strawberry.field(
        default=None,
        description="The node that saves the result; needed where there are several.",
    )
    endpoint_id: strawberry.ID | None = strawberry.field(default=None, description=_ENDPOINT)


@strawberry.input(description="Changes to a workflow; what is missing or null stays as it is.")
class UpdateWorkflowInput:
    id: strawberry.ID = strawberry.field(description="The workflow.")
    expected_version: int | None = strawberry.field(
        default=None, description="The version you have read; CONFLICT if it has risen since."
    )
    name: str | None = strawberry.field(default=None, description="What to call it.")
    description: str | None = strawberry.field(default=None, description="What it is good for.")
    category: WorkflowCategory | None = strawberry.field(
        default=None, description="What it is for."
    )
    document: JSON | None = strawberry.field(
        default=None,
        description="Another graph. Without inputs it has those that are surely meant.",
    )
    inputs: list[WorkflowInputInput] | None = strawberry.field(
        default=None, description="All that it takes, in place of what it took."
    )
    output_node_id: str | None = strawberry.field(
        default=None, description="The node that saves the result."
    )
    endpoint_id: strawberry.ID | None = strawberry.field(default=None, description=_ENDPOINT)


@strawberry.input(description="A workflow to delete.")
class DeleteWorkflowInput:
    id: strawberry.ID = strawberry.field(description="The workflow.")


@strawberry.input(description="A deleted workflow to bring back.")
class RestoreWorkflowInput:
    id: strawberry.ID = strawberry.field(description="The workflow.")


@strawberry.input(description="A workflow to copy.")
class DuplicateWorkflowInput(KeyedInput):
    id: strawberry.ID = strawberry.field(description="The workflow.")
    name: str | None = strawberry.field(
        default=None, description="What to call the copy; a free name if missing."
    )


@strawberry.input(description="A workflow to take out.")
class ExportWorkflowInput:
    id: strawberry.ID = strawberry.field(description="The workflow.")


@strawberry.input(description="A template to make a workflow from.")
class InstantiateWorkflowTemplateInput(KeyedInput):
    template_id: strawberry.ID = strawberry.field(description="The template.")
    name: str | None = strawberry.field(
        default=None, description="What to call it; as the template is called if missing."
    )
    parameters: list[NamedValueInput] | None = strawberry.field(
        default=None, description="What to draw it with; the rest is as the template has it."
    )


@strawberry.type(description="What inspectWorkflow answers.")
class InspectWorkflowPayload(Payload):
    inspection: WorkflowInspection | None = strawberry.field(description="What it seems to be.")


@strawberry.type(description="What importWorkflow answers.")
class ImportWorkflowPayload(Payload):
    workflow: Workflow | None = strawberry.field(description="The new workflow.")


@strawberry.type(description="What updateWorkflow answers.")
class UpdateWorkflowPayload(Payload):
    workflow: Workflow | None = strawberry.field(
        description="The workflow; after a conflict, as it is now."
    )


@strawberry.type(description="What deleteWorkflow answers.")
class DeleteWorkflowPayload(Payload):
    deleted_id: strawberry.ID | None = strawberry.field(description="The id of what is gone.")


@strawberry.type(description="What restoreWorkflow answers.")
class RestoreWorkflowPayload(Payload):
    workflow: Workflow | None = strawberry.field(description="The workflow.")


@strawberry.type(description="What duplicateWorkflow answers.")
class DuplicateWorkflowPayload(Payload):
    workflow: Workflow | None = strawberry.field(description="The copy.")


@strawberry.type(description="What exportWorkflow answers.")
class ExportWorkflowPayload(Payload):
    text: str | None = strawberry.field(
        description="JSON in ComfyUI's API format. Its name and inputs are told in the _meta of "
        "the node that saves: ComfyUI passes over that, and importWorkflow takes it up."
    )


@strawberry.type(description="What instantiateWorkflowTemplate answers.")
class InstantiateWorkflowTemplatePayload(Payload):
    workflow: Workflow | None = strawberry.field(description="The new workflow.")


@strawberry.type
class WorkflowMutations:
    @strawberry.mutation(description="Look into a workflow: what it takes, makes and needs.")
    async def inspect_workflow(
        self,
        info: Info,
        input: Annotated[InspectWorkflowInput, strawberry.argument(description="The workflow.")],
    ) -> InspectWorkflowPayload:
        known = await known_at(info, input.endpoint_id)

        async def act(_work: Work, _viewer: Viewer) -> dict[str, Any]:
            seen = await service.look_at(input.document, known())
            return {"inspection": inspection_values(seen)}

        return await mutate(info, InspectWorkflowPayload, act)

    @strawberry.mutation(description="Keep a workflow, to render with it.")
    async def import_workflow(
        self,
        info: Info,
        input: Annotated[ImportWorkflowInput, strawberry.argument(description="The workflow.")],
    ) -> ImportWorkflowPayload:
        known = await known_at(info, input.endpoint_id)

        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            workflow = await service.import_workflow(
                work,
                viewer,
                service.About(input.name, input.description, input.category.value),
                input.document,
                inputs=_wishes(input.inputs),
                output=input.output_node_id,
                known=known(),
            )
            return {"workflow": Ref("Workflow", workflow.id)}

        return await mutate(info, ImportWorkflowPayload, act, once=input)

    @strawberry.mutation(
        description="Change a workflow. Renders that were asked for keep to what it was."
    )
    async def update_workflow(
        self,
        info: Info,
        input: Annotated[UpdateWorkflowInput, strawberry.argument(description="The changes.")],
    ) -> UpdateWorkflowPayload:
        target = Ref("Workflow", untyped("workflow", input.id))
        known = await known_at(info, input.endpoint_id)

        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            await service.update_workflow(
                work,
                viewer,
                target.id,
                given(
                    name=input.name,
                    description=input.description,
                    category=input.category.value if input.category else None,
                    document=input.document,
                    inputs=_wishes(input.inputs),
                    output=input.output_node_id,
                ),
                expected_version=input.expected_version,
                known=known(),
            )
            return {"workflow": target}

        return await mutate(info, UpdateWorkflowPayload, act, current={"workflow": target})

    @strawberry.mutation(description="Delete a workflow; renders that were asked for go on.")
    async def delete_workflow(
        self,
        info: Info,
        input: Annotated[DeleteWorkflowInput, strawberry.argument(description="Which.")],
    ) -> DeleteWorkflowPayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Any]:
            await service.delete_workflow(work, viewer, untyped("workflow", input.id))
            return {"deletedId": input.id}

        return await mutate(info, DeleteWorkflowPayload, act)

    @strawberry.mutation(description="Bring a deleted workflow back.")
    async def restore_workflow(
        self,
        info: Info,
        input: Annotated[RestoreWorkflowInput, strawberry.argument(description="Which.")],
    ) -> RestoreWorkflowPayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            found = await service.restore_workflow(work, viewer, untyped("workflow", input.id))
            return {"workflow": Ref("Workflow", found.id)}

        return await mutate(info, RestoreWorkflowPayload, act)

    @strawberry.mutation(description="Copy a workflow.")
    async def duplicate_workflow(
        self,
        info: Info,
        input: Annotated[DuplicateWorkflowInput, strawberry.argument(description="Which.")],
    ) -> DuplicateWorkflowPayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            workflow_id = untyped("workflow", input.id)
            copy = await service.duplicate_workflow(work, viewer, workflow_id, name=input.name)
            return {"workflow": Ref("Workflow", copy.id)}

        return await mutate(info, DuplicateWorkflowPayload, act, once=input)

    @strawberry.mutation(description="Write a workflow as text, for ComfyUI or another studio.")
    async def export_workflow(
        self,
        info: Info,
        input: Annotated[ExportWorkflowInput, strawberry.argument(description="Which.")],
    ) -> ExportWorkflowPayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Any]:
            workflow_id = untyped("workflow", input.id)
            return {"text": await service.export_workflow(work, viewer, workflow_id)}

        return await mutate(info, ExportWorkflowPayload, act)

    @strawberry.mutation(description="Make a workflow from a template, to be edited.")
    async def instantiate_workflow_template(
        self,
        info: Info,
        input: Annotated[
            InstantiateWorkflowTemplateInput, strawberry.argument(description="Which.")
        ],
    ) -> InstantiateWorkflowTemplatePayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            made = await service.instantiate_template(
                work,
                viewer,
                input.template_id,
                input.name,
                {one.name: one.value for one in input.parameters or ()},
            )
            return {"workflow": Ref("Workflow", made.id)}

        return await mutate(info, InstantiateWorkflowTemplatePayload, act, once=input)


def _wishes(wanted: Sequence[WorkflowInputInput] | None) -> list[InputWish] | None:
    if wanted is None:
        return None
    return [
        InputWish(
            name=one.name,
            targets=tuple(Target(target.node_id, target.input) for target in one.targets),
            place=Place[one.place.value] if one.place else None,
            kind=one.kind,
            label=one.label,
            default=one.default,
            minimum=one.minimum,
            maximum=one.maximum,
        )
        for one in wanted
    ]
