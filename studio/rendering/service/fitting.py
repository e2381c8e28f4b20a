"""Which endpoints can render with the workflows of a workspace, and what the others lack."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from uuid import UUID

from sqlalchemy import select

from studio.access.predicates import visible
from studio.access.viewer import Viewer
from studio.kernel.work import Work
from studio.library.media import MediaKind
from studio.rendering.routing import Candidate, Need, files_lacking, nodes_lacking, object_to
from studio.rendering.service.candidates import candidates_for
from studio.workflows.models import Workflow, WorkflowRevision


class WorkflowFit(Enum):
    """Whether an endpoint can render with a workflow."""

    READY = "READY"
    UNTOLD = "UNTOLD"
    SKETCH = "SKETCH"
    UNFIT = "UNFIT"


@dataclass(frozen=True, slots=True)
class Standing:
    """A workflow at an endpoint. `reason` says in words why it is not READY.

    `nodes` and `files` (folder/name) are missing there, as far as it tells.
    """

    workflow_id: UUID
    endpoint_id: UUID
    fit: WorkflowFit
    reason: str | None
    nodes: tuple[str, ...]
    files: tuple[str, ...]


async def standings_of(
    work: Work, viewer: Viewer, workflow_ids: Sequence[UUID], *, today: date, reachable: bool
) -> list[Standing]:
    """Of each of these workflows that there is, its standing at each endpoint; in their order."""
    needs = await _needs(work, viewer, workflow_ids)
    if not needs:
        return []
    all_of_them = Need(
        MediaKind.IMAGE,
        nodes=frozenset().union(*(need.nodes for need in needs.values())),
        placed=frozenset().union(*(need.placed for need in needs.values())),
    )
    candidates = await candidates_for(work, viewer.workspace_id, all_of_them, today=today)
    return [
        _standing(one, candidate, needs[one], reachable=reachable)
        for one in workflow_ids
        if one in needs
        for candidate in candidates
    ]


async def _needs(work: Work, viewer: Viewer, ids: Sequence[UUID]) -> dict[UUID, Need]:
    rows = await work.session.execute(
        select(Workflow.id, Workflow.kind, WorkflowRevision.node_classes, WorkflowRevision.files)
        .join(
            WorkflowRevision,
            (WorkflowRevision.workflow_id == Workflow.id)
            & (WorkflowRevision.number == Workflow.revision),
        )
        .where(
            Workflow.id.in_(ids),
            Workflow.deleted_at.is_(None),
            visible(Workflow.__table__, viewer.workspace_id),
        )
    )
    return {
        workflow_id: Need(
            MediaKind(kind),
            nodes=frozenset(classes),
            placed=frozenset((one["folder"], one["name"]) for one in files),
        )
        for workflow_id, kind, classes, files in rows
    }


def _standing(workflow_id: UUID, at: Candidate, need: Need, *, reachable: bool) -> Standing:
    objection = object_to(at, need, reachable=reachable, asked_for=False)
    told = not at.rehearses
    fit, reason = _fit(at) if objection is None else (WorkflowFit.UNFIT, objection.words)
    return Standing(
        workflow_id,
        at.id,
        fit,
        reason,
        tuple(nodes_lacking(at, need)) if told else (),
        tuple(files_lacking(at, need)) if told else (),
    )


def _fit(at: Candidate) -> tuple[WorkflowFit, str | None]:
    if at.rehearses:
        return WorkflowFit.SKETCH, "It draws a sketch, whatever the workflow is."
    if at.nodes is None:
        return WorkflowFit.UNTOLD, "It does not tell what it has: the workflow is tried there."
    return WorkflowFit.READY, None
