"""The one place that says what may be seen, as SQL. Reads, checks and subscriptions all use it.

A row outside a project carries `workspace_id`; a row inside one carries `project_id`.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, FromClause, column, exists, table

_projects = table("projects", column("id"), column("workspace_id"))


def visible(rows: FromClause, workspace: UUID | BindParameter[Any]) -> ColumnElement[bool]:
    """The rows of `rows` (a table or an alias of one) that a viewer of this workspace may see."""
    columns = rows.c
    if "workspace_id" in columns:
        mine: ColumnElement[bool] = columns.workspace_id == workspace
        return mine
    project = _projects.alias()
    return exists().where(
        project.c.id == columns.project_id,
        project.c.workspace_id == workspace,
    )
