"""Workflows in the graph: what a workspace keeps of them."""

from collections.abc import Callable
from typing import Annotated, Any, cast

import strawberry
from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Float,
    FromClause,
    Text,
    bindparam,
    func,
    literal_column,
    select,
    true,
)
from sqlalchemy import cast as sql_cast
from strawberry.scalars import JSON

from schema.context import Info
from schema.mutate import given
from schema.node import Node, read_node
from schema.reads.elements import elements, elements_of
from schema.reads.fields import Children, children, column, entity, identity
from schema.reads.pages import Collection, Sort, Wanted, read_page
from schema.relay import PageInfo, clean, search_patterns
from schema.scalars import DateTime
from schema.workflows.enums import WorkflowCategory, WorkflowFormat, WorkflowPlace
from studio.graphs.custom.inputs import InputKind
from studio.library.media import MediaKind
from studio.workflows.models import Workflow as WorkflowRow
from studio.workflows.models import WorkflowRevision

_workflows = WorkflowRow.__table__
_revisions = WorkflowRevision.__table__


def _now(workflow: FromClause, revision: FromClause) -> ColumnElement[bool]:
    same = revision.c.workflow_id == workflow.c.id
    return same & (revision.c.number == workflow.c.revision)


def _content(value: Callable[[FromClause], ColumnElement[Any]]) -> Any:
    """A column of the workflow's content as it is now."""

    def read(workflow: FromClause) -> ColumnElement[Any]:
        revision = _revisions.alias()
        return (
            select(value(revision))
            .where(_now(workflow, revision))
            .correlate(workflow)
            .scalar_subquery()
        )

    return read


def _elements(key: str) -> FromClause:
    """The objects of a list in a workflow's content, in their order, each as a row."""
    workflow, revision = _workflows.alias(), _revisions.alias()
    element = elements(revision.c[key])
    return (
        select(workflow.c.id.label("workflow_id"), element.c.place, element.c.value)
        .select_from(workflow.join(revision, _now(workflow, revision)).join(element, true()))
        .subquery()
    )


def _listed(rows: FromClause) -> Children:
    return Children(
        rows,
        on=lambda workflow, row: row.c.workflow_id == workflow.c.id,
        order=lambda row: (row.c.place,),
    )


_inputs, _files = _elements("inputs"), _elements("files")
_targets = elements_of(
    _inputs, lambda row: row.c.value["targets"], workflow_id="workflow_id", of="place"
)


def _text(key: str) -> Any:
    return lambda row: row.c.value[key].astext


def _number(key: str) -> Any:
    return lambda row: sql_cast(row.c.value[key].astext, Float)


@entity("workflowtarget", _targets)
@strawberry.type(description="An input of a node of a workflow.")
class WorkflowTarget:
    node_id: str = column(lambda row: row.c.value[0].astext, "The node's id in the workflow.")
    input: str = column(lambda row: row.c.value[1].astext, "The input's name.")


@entity("workflowinput", _inputs)
@strawberry.type(description="A value that a workflow takes.")
class WorkflowInput:
    name: str = column(_text("name"), "What workflowInputs names it by.")
    label: str = column(_text("label"), "What to call it.")
    place: WorkflowPlace | None = column(
        _text("place"), "What goes into it by itself; null where nothing does."
    )
    kind: InputKind = column(_text("kind"), "The type of its value.")
    default: JSON | None = column(
        lambda row: row.c.value["default"], "Its value where nothing is given."
    )
    minimum: float | None = column(_number("minimum"), "The least value, of a number.")
    maximum: float | None = column(_number("maximum"), "The largest value, of a number.")
    choices: list[str] = column(
        lambda row: func.coalesce(row.c.value["choices"], literal_column("'[]'::jsonb")),
        "What there is to choose from, of a CHOICE.",
    )
    targets: list[WorkflowTarget] = children(
        Children(
            _targets,
            on=lambda one, target: (
                (target.c.workflow_id == one.c.workflow_id) & (target.c.of == one.c.place)
            ),
            order=lambda target: (target.c.place,),
        ),
        "Where it goes.",
    )


@entity("workflowfile", _files)
@strawberry.type(description="A model file that a workflow needs.")
class WorkflowFile:
    folder: str = column(_text("folder"), "The folder of models it belongs into.")
    name: str = column(_text("name"), "Its name there.")
    url: str | None = column(
        lambda row: func.nullif(row.c.value["url"].astext, literal_column("''")),
        "Where to get it, where the workflow says so.",
    )


@entity("workflow", _workflows)
@strawberry.type(description="A ComfyUI graph that this workspace renders with as a whole.")
class Workflow(Node):
    id: strawberry.ID = identity("workflow", "The workflow's id.")
    name: str = column(WorkflowRow.name, "What to call it; unique in the workspace.")
    description: str = column(WorkflowRow.description, "What it is good for.")
    category: WorkflowCategory = column(WorkflowRow.category, "What it is for.")
    kind: MediaKind = column(WorkflowRow.kind, "What it makes.")
    template_id: str | None = column(
        WorkflowRow.template, "The template it was made from, where it was."
    )
    source_format: WorkflowFormat = column(
        _content(lambda row: row.c.source_format), "How it was given."
    )
    source: str = column(_content(lambda row: row.c.source), "What was given.", large=True)
    inputs: list[WorkflowInput] = children(_listed(_inputs), "What it takes.")
    output_node_id: str = column(
        _content(lambda row: row.c.output_node), "The node that saves the result."
    )
    node_classes: list[str] = column(
        _content(lambda row: row.c.node_classes), "The classes of nodes that an endpoint needs."
    )
    files: list[WorkflowFile] = children(_listed(_files), "The model files that an endpoint needs.")
    revision: int = column(
        WorkflowRow.revision,
        "Rises when the graph or its inputs change; a render keeps to the one it was asked for "
        "with.",
    )
    version: int = column(WorkflowRow.version, "Rises with each edit.")
    created_at: DateTime = column(WorkflowRow.created_at, "When it was made.")
    updated_at: DateTime = column(WorkflowRow.updated_at, "When it was last changed.")


@strawberry.type(description="A workflow in a list.")
class WorkflowEdge:
    node: Workflow = strawberry.field(description="The workflow.")
    cursor: str = strawberry.field(description="Its place, for `after`.")


@strawberry.type(description="A page of workflows.")
class WorkflowConnection:
    edges: list[WorkflowEdge] = strawberry.field(description="The workflows with their cursors.")
    nodes: list[Workflow] = strawberry.field(description="The workflows alone.")
    page_info: PageInfo = strawberry.field(description="Whether there is more.")
    total_count: int = strawberry.field(description="How many there are in all.")


@strawberry.input(description="Which workflows; of several conditions all must be met.")
class WorkflowFilter:
    kind: MediaKind | None = strawberry.field(
        default=None, description="Only those that make this."
    )
    category: WorkflowCategory | None = strawberry.field(
        default=None, description="Only those that are for this."
    )
    template_id: str | None = strawberry.field(
        default=None, description="Only those that were made from this template."
    )
    search: str | None = strawberry.field(
        default=None, description="Words, each of which is in the name or the description."
    )


def _searched(row: FromClause) -> ColumnElement[bool]:
    text = func.concat_ws(literal_column("' '"), row.c.name, row.c.description)
    return text.op("ILIKE", is_comparison=True)(func.all(bindparam("f_search", type_=ARRAY(Text))))


WORKFLOWS = Collection(
    "Workflow",
    sorts={"NAME": Sort(lambda row: row.c.name)},
    filters={
        "kind": lambda row: row.c.kind == bindparam("f_kind", type_=Text),
        "category": lambda row: row.c.category == bindparam("f_category", type_=Text),
        "template": lambda row: row.c.template == bindparam("f_template", type_=Text),
        "search": _searched,
    },
)


@strawberry.type
class WorkflowQueries:
    @strawberry.field(description="The workspace's workflows, by name.")
    async def workflows(
        self,
        info: Info,
        first: Annotated[
            int | None, strawberry.argument(description="How many, 0 to 100; 50 if not said.")
        ] = None,
        after: Annotated[
            str | None, strawberry.argument(description="The cursor they come after.")
        ] = None,
        filter: Annotated[
            WorkflowFilter | None, strawberry.argument(description="Which of them.")
        ] = None,
    ) -> WorkflowConnection:
        which = filter or WorkflowFilter()
        wanted = Wanted(
            "NAME",
            given(
                kind=which.kind.value if which.kind else None,
                category=which.category.value if which.category else None,
                template=clean(which.template_id),
                search=search_patterns(which.search),
            ),
            first,
            after,
        )
        page = await read_page(info.context.reads, info._raw_info, WORKFLOWS, wanted)
        return cast("WorkflowConnection", page)

    @strawberry.field(description="The workflow of this id, or null.")
    async def workflow(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="Its id.")],
    ) -> Workflow | None:
        return cast("Workflow | None", await read_node(info, id, "Workflow"))
