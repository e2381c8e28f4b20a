"""Workflows of a workspace: imported, edited, copied, taken out again."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from studio.access.queries import check_version, find
from studio.access.viewer import Viewer
from studio.graphs.custom.bindings import Confidence, Place
from studio.graphs.custom.inputs import Bound, as_json, from_json
from studio.graphs.custom.needs import NeededFile, Needs, needs_of
from studio.graphs.custom.offering import PICTURES
from studio.graphs.graph import Graph
from studio.graphs.nodes import Definitions, definitions
from studio.kernel.errors import UserError
from studio.kernel.ids import uuid7
from studio.kernel.text import DESCRIPTION, NAME, checked
from studio.kernel.work import Work
from studio.library.media import MediaKind
from studio.workflows.models import Workflow, WorkflowRevision
from studio.workflows.rules import (
    CATEGORIES,
    NOTE,
    Content,
    InputWish,
    Inspection,
    content,
    inspect,
    wish_of,
)
from studio.workflows.templates import instantiate, template

_OF_TEMPLATES = frozenset({Place.WIDTH, Place.HEIGHT, *PICTURES})
"""Places that are only guessed in general, and known in what is drawn here."""


@dataclass(frozen=True, slots=True)
class About:
    """What a workflow is called."""

    name: str
    description: str = ""
    category: str = "OTHER"

    def tidied(self) -> "About":
        """Its name without spaces around it. Raises a UserError that names the field to change."""
        name = checked(self.name, "name", limit=NAME, required=True)
        checked(self.description, "description", limit=DESCRIPTION)
        if self.category not in CATEGORIES:
            raise UserError(f"category is one of {', '.join(CATEGORIES)}.", field=["category"])
        return replace(self, name=name)


@dataclass(frozen=True, slots=True)
class Kept:
    """A workflow with one of its contents, as renders use it."""

    id: UUID
    name: str
    kind: MediaKind
    revision: int
    bound: Bound
    needs: Needs


async def look_at(document: object, known: Definitions | None = None) -> Inspection:
    """What a workflow is, beside the other work of the process. Raises WorkflowUnreadable."""
    return await asyncio.to_thread(inspect, document, known or definitions())


async def import_workflow(
    work: Work,
    viewer: Viewer,
    about: About,
    document: object,
    *,
    inputs: Sequence[InputWish] | None,
    output: str | None,
    known: Definitions | None = None,
) -> Workflow:
    """Keep a workflow with these inputs or, with None, with those that are surely meant."""
    viewer.demand_edit()
    about = about.tidied()
    made = content(await look_at(document, known), inputs, output, known or definitions())
    return await _keep(work, viewer, about, made)


async def instantiate_template(
    work: Work, viewer: Viewer, template_id: str, name: str | None, values: Mapping[str, Any]
) -> Workflow:
    """A workflow drawn from a template, to be edited. Without a name it has the template's."""
    viewer.demand_edit()
    drawn = template(template_id)
    called = free_name(drawn.label, await _names(work, viewer)) if name is None else name
    about = About(called, drawn.description, drawn.category)
    about = about.tidied()
    seen = inspect(instantiate(drawn, values).nodes, definitions())
    wishes = [
        InputWish(one.input.name, one.input.targets, one.input.place)
        for one in seen.offers
        if one.confidence is not Confidence.GUESS or one.input.place in _OF_TEMPLATES
    ]
    made = content(seen, wishes, None, definitions())
    return await _keep(work, viewer, about, made, template_id=template_id)


async def update_workflow(
    work: Work,
    viewer: Viewer,
    workflow_id: UUID | None,
    changes: Mapping[str, Any],
    *,
    expected_version: int | None,
    known: Definitions | None = None,
) -> Workflow:
    """Change `name`, `description`, `category`, `document`, `inputs` or `output`.

    A new document has the inputs that are given with it or, without, those that are surely meant.
    Renders that were asked for keep to what it was.
    """
    workflow = await find(work, viewer, Workflow, workflow_id)
    viewer.demand_edit()
    check_version(workflow.version, expected_version)
    about = About(
        changes.get("name", workflow.name),
        changes.get("description", workflow.description),
        changes.get("category", workflow.category),
    )
    about = about.tidied()
    workflow.name, workflow.category = about.name, about.category
    workflow.description = about.description
    if {"document", "inputs", "output"} & changes.keys():
        before = await _revision(work, workflow)
        made = await _changed(before, changes, known or definitions())
        workflow.revision += 1
        workflow.kind = made.kind.value
        _revise(work, viewer, workflow, made)
    workflow.version += 1
    _tell(work, workflow)
    return workflow


async def _changed(
    before: WorkflowRevision, changes: Mapping[str, Any], known: Definitions
) -> Content:
    if "document" in changes:
        seen = await look_at(changes["document"], known)
        return content(seen, changes.get("inputs"), changes.get("output"), known)
    # What was read then stays: a drawing could be read otherwise with what is known of nodes now.
    seen = await look_at(before.graph, known)
    same = [wish_of(from_json(one)) for one in before.inputs]
    output = changes.get("output", before.output_node)
    made = content(seen, changes.get("inputs", same), output, known)
    urls = {one["name"]: one["url"] for one in before.files}
    return replace(
        made,
        format=before.source_format,
        source=before.source,
        needs=needs_of(made.bound.graph, made.bound.output, urls),
    )


async def delete_workflow(work: Work, viewer: Viewer, workflow_id: UUID | None) -> Workflow:
    workflow = await find(work, viewer, Workflow, workflow_id)
    viewer.demand_edit()
    workflow.deleted_at, workflow.deletion_id = datetime.now(UTC), uuid7()
    work.deleted("workflow", workflow.id, stream=workflow.workspace_id)
    return workflow


async def restore_workflow(work: Work, viewer: Viewer, workflow_id: UUID | None) -> Workflow:
    workflow = await find(work, viewer, Workflow, workflow_id, deleted=True)
    viewer.demand_edit()
    workflow.deleted_at = workflow.deletion_id = None
    _tell(work, workflow)
    return workflow


async def duplicate_workflow(
    work: Work, viewer: Viewer, workflow_id: UUID | None, *, name: str | None
) -> Workflow:
    source = await find(work, viewer, Workflow, workflow_id, lock=False)
    viewer.demand_edit()
    content_now = await _revision(work, source)
    called = name or free_name(source.name, await _names(work, viewer))
    about = About(called, source.description, source.category)
    about = about.tidied()
    copy = _made(viewer, about, source.kind, source.template)
    work.session.add(copy)
    await work.session.flush()
    columns = WorkflowRevision.__table__.columns.keys()
    values = {name: getattr(content_now, name) for name in columns if name != "created_at"}
    work.session.add(
        WorkflowRevision(
            **{
                **values,
                "workflow_id": copy.id,
                "number": 1,
                "edited_by": viewer.account_id,
            }
        )
    )
    _tell(work, copy)
    return copy


async def export_workflow(work: Work, viewer: Viewer, workflow_id: UUID | None) -> str:
    """The workflow in API format, as ComfyUI takes it; what it is called and its inputs are told
    beside the node that saves, where ComfyUI does not look."""
    workflow = await find(work, viewer, Workflow, workflow_id, lock=False)
    kept = await _revision(work, workflow)
    nodes = {node: dict(entry) for node, entry in kept.graph.items()}
    saves = nodes[kept.output_node]
    note = {
        "name": workflow.name,
        "description": workflow.description,
        "category": workflow.category,
        "inputs": kept.inputs,
    }
    saves["_meta"] = {**saves["_meta"], NOTE: note}
    return json.dumps(nodes, ensure_ascii=False, indent=2)


async def find_kept(work: Work, viewer: Viewer, workflow_id: UUID | None, field: str) -> Kept:
    """The workflow as it is now. Raises NOT_FOUND."""
    workflow = await find(work, viewer, Workflow, workflow_id, lock=False, field=field)
    return _kept(workflow, await _revision(work, workflow))


async def kept_revision(work: Work, workflow_id: UUID, number: int) -> Kept:
    """The workflow as it was then, also where it is deleted by now."""
    workflow = await work.session.get_one(Workflow, workflow_id)
    revision = await work.session.get_one(WorkflowRevision, (workflow_id, number))
    return _kept(workflow, revision)


def _kept(workflow: Workflow, revision: WorkflowRevision) -> Kept:
    return Kept(
        id=workflow.id,
        name=workflow.name,
        kind=MediaKind(workflow.kind),
        revision=revision.number,
        bound=Bound(
            Graph(revision.graph, (revision.output_node,)),
            tuple(map(from_json, revision.inputs)),
            revision.output_node,
        ),
        needs=Needs(
            tuple(revision.node_classes), tuple(NeededFile(**one) for one in revision.files)
        ),
    )


async def _keep(
    work: Work, viewer: Viewer, about: About, made: Content, *, template_id: str | None = None
) -> Workflow:
    workflow = _made(viewer, about, made.kind.value, template_id)
    work.session.add(workflow)
    await work.session.flush()
    _revise(work, viewer, workflow, made)
    _tell(work, workflow)
    return workflow


def _made(viewer: Viewer, about: About, kind: str, template_id: str | None) -> Workflow:
    return Workflow(
        id=uuid7(),
        workspace_id=viewer.workspace_id,
        name=about.name,
        description=about.description,
        category=about.category,
        kind=kind,
        template=template_id,
        revision=1,
        version=1,
    )


def _revise(work: Work, viewer: Viewer, workflow: Workflow, made: Content) -> None:
    work.session.add(
        WorkflowRevision(
            workflow_id=workflow.id,
            number=workflow.revision,
            source_format=made.format,
            source=made.source,
            graph=made.bound.graph.nodes,
            inputs=[as_json(one) for one in made.bound.inputs],
            output_node=made.bound.output,
            node_classes=list(made.needs.nodes),
            files=[
                {"folder": one.folder, "name": one.name, "url": one.url} for one in made.needs.files
            ],
            edited_by=viewer.account_id,
        )
    )


async def _revision(work: Work, workflow: Workflow) -> WorkflowRevision:
    return await work.session.get_one(WorkflowRevision, (workflow.id, workflow.revision))


async def _names(work: Work, viewer: Viewer) -> set[str]:
    """Those that are taken, without regard to capitals."""
    rows = await work.session.scalars(
        select(Workflow.name).where(
            Workflow.workspace_id == viewer.workspace_id, Workflow.deleted_at.is_(None)
        )
    )
    return {name.casefold() for name in rows}


def free_name(name: str, taken: set[str]) -> str:
    """The name, with a number behind it where it is taken."""
    found, number = name, 2
    while found.casefold() in taken:
        ending = f" ({number})"
        found, number = name[: NAME - len(ending)] + ending, number + 1
    return found


def _tell(work: Work, workflow: Workflow) -> None:
    work.open_stream(workflow.workspace_id)
    work.changed("workflow", workflow.id, stream=workflow.workspace_id, version=workflow.version)
