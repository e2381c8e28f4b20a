"""Workflow templates in the graph: what the studio draws by itself, for each family and task."""

from typing import Any, cast

import strawberry
from strawberry.scalars import JSON

from schema.catalogue.families import FamilyFile, file_values
from schema.context import Info
from schema.workflows.enums import WorkflowCategory
from studio.graphs.custom.inputs import InputKind
from studio.graphs.custom.inputs import WorkflowInput as InputRow
from studio.library.media import MediaKind
from studio.workflows.templates import Template, templates


@strawberry.type(description="What a template can be drawn with.")
class WorkflowTemplateParameter:
    name: str = strawberry.field(description="What `parameters` names it by.")
    label: str = strawberry.field(description="What to call it.")
    kind: InputKind = strawberry.field(description="The type of its value.")
    default: JSON | None = strawberry.field(description="Its value where nothing is given.")
    minimum: float | None = strawberry.field(description="The least value, of a number.")
    maximum: float | None = strawberry.field(description="The largest value, of a number.")
    choices: list[str] = strawberry.field(description="What there is to choose from, of a CHOICE.")


@strawberry.type(description="A workflow that the studio draws, ready to be made one's own.")
class WorkflowTemplate:
    id: strawberry.ID = strawberry.field(description="What instantiateWorkflowTemplate takes.")
    label: str = strawberry.field(description="What to call it.")
    family: str | None = strawberry.field(description="The family of models it is drawn for.")
    task: str = strawberry.field(description="What it makes of what: TEXT_TO_IMAGE, …")
    kind: MediaKind = strawberry.field(description="What it makes.")
    category: WorkflowCategory = strawberry.field(description="What it is for.")
    description: str = strawberry.field(description="What to know of it.")
    parameters: list[WorkflowTemplateParameter] = strawberry.field(
        description="What it can be drawn with."
    )
    files: list[FamilyFile] = strawberry.field(
        description="What an endpoint needs for it, with the parameters as they are."
    )


@strawberry.type
class WorkflowTemplateQueries:
    @strawberry.field(
        description="A template for each family and task, for sound and for faces; the same for "
        "everybody."
    )
    async def workflow_templates(self, info: Info) -> list[WorkflowTemplate]:
        reads, raw = info.context.reads, info._raw_info
        return [
            cast(
                "WorkflowTemplate",
                await reads.payload(raw, _values(one), type_name="WorkflowTemplate"),
            )
            for one in templates().values()
        ]


def _values(one: Template) -> dict[str, Any]:
    return {
        "id": one.id,
        "label": one.label,
        "family": one.family,
        "task": one.task,
        "kind": one.kind.value,
        "category": one.category,
        "description": one.description,
        "parameters": [input_values(parameter) for parameter in one.parameters],
        "files": [file_values(file) for file in one.files],
    }


def input_values(one: InputRow) -> dict[str, Any]:
    """The input under the names of WorkflowTemplateParameter."""
    return {
        "name": one.name,
        "label": one.label,
        "kind": one.kind.value,
        "default": one.default,
        "minimum": one.minimum and float(one.minimum),
        "maximum": one.maximum and float(one.maximum),
        "choices": list(one.choices),
    }
