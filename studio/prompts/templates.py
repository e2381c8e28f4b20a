"""Prompt templates: made, edited with their versions kept, deleted and brought back."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from studio.access.queries import check_version, find
from studio.access.viewer import Viewer
from studio.kernel.errors import NotFound, UserError
from studio.kernel.ids import uuid7
from studio.kernel.work import Work
from studio.prompts.models import PromptTemplate, PromptTemplateVersion
from studio.prompts.rules import Draft, blanks_of

KIND = "template"
"""What it is called in ids and events."""


async def create_template(work: Work, viewer: Viewer, draft: Draft) -> PromptTemplate:
    viewer.demand_edit()
    draft = draft.tidied()
    template = PromptTemplate(
        id=uuid7(),
        workspace_id=viewer.workspace_id,
        name=draft.name,
        description=draft.description,
        category=draft.category,
        prompt=draft.prompt,
        negative_prompt=draft.negative_prompt,
        variables=[one.as_json() for one in draft.blanks],
        version=1,
    )
    work.session.add(template)
    await _keep_version(work, viewer, template)
    return template


async def update_template(
    work: Work,
    viewer: Viewer,
    template_id: UUID | None,
    changes: Mapping[str, Any],
    *,
    expected_version: int | None,
) -> PromptTemplate:
    """Change what is given of a Draft; what it was is kept among its versions."""
    template = await find_template(work, viewer, template_id)
    viewer.demand_edit()
    check_version(template.version, expected_version)
    now = {
        "name": template.name,
        "category": template.category,
        "prompt": template.prompt,
        "negative_prompt": template.negative_prompt,
        "description": template.description,
        "blanks": blanks_of(template.variables),
    }
    draft = Draft(**(now | dict(changes)))
    draft = draft.tidied()
    template.name, template.category = draft.name, draft.category
    template.prompt, template.negative_prompt = draft.prompt, draft.negative_prompt
    template.description = draft.description
    template.variables = [one.as_json() for one in draft.blanks]
    template.version += 1
    await _keep_version(work, viewer, template)
    return template


async def restore_template_version(
    work: Work,
    viewer: Viewer,
    template_id: UUID | None,
    number: int,
    *,
    expected_version: int | None,
) -> PromptTemplate:
    """Make the words of an earlier version those of the template again, as a new version."""
    template = await find_template(work, viewer, template_id)
    before = (
        await work.session.get(PromptTemplateVersion, (template.id, number))
        if 0 < number <= template.version
        else None
    )
    if before is None:
        raise UserError("There is no such version of the template.", field=["number"])
    words = {
        "prompt": before.prompt,
        "negative_prompt": before.negative_prompt,
        "blanks": blanks_of(before.variables),
    }
    return await update_template(
        work, viewer, template.id, words, expected_version=expected_version
    )


async def delete_template(work: Work, viewer: Viewer, template_id: UUID | None) -> PromptTemplate:
    template = await find_template(work, viewer, template_id)
    viewer.demand_edit()
    template.deleted_at, template.deletion_id = datetime.now(UTC), uuid7()
    work.deleted(KIND, template.id, stream=template.workspace_id)
    return template


async def restore_template(work: Work, viewer: Viewer, template_id: UUID | None) -> PromptTemplate:
    template = await find_template(work, viewer, template_id, deleted=True)
    viewer.demand_edit()
    template.deleted_at = template.deletion_id = None
    _tell(work, template)
    return template


async def find_template(
    work: Work,
    viewer: Viewer,
    template_id: UUID | None,
    *,
    deleted: bool = False,
    lock: bool = True,
    field: str = "id",
) -> PromptTemplate:
    try:
        return await find(
            work, viewer, PromptTemplate, template_id, deleted=deleted, lock=lock, field=field
        )
    except NotFound:
        raise NotFound("There is no prompt template of this id.", field=[field]) from None


async def _keep_version(work: Work, viewer: Viewer, template: PromptTemplate) -> None:
    await work.session.flush()
    work.session.add(
        PromptTemplateVersion(
            template_id=template.id,
            number=template.version,
            name=template.name,
            prompt=template.prompt,
            negative_prompt=template.negative_prompt,
            variables=template.variables,
            edited_by=viewer.account_id,
        )
    )
    _tell(work, template)


def _tell(work: Work, template: PromptTemplate) -> None:
    work.open_stream(template.workspace_id)
    work.changed(KIND, template.id, stream=template.workspace_id, version=template.version)
