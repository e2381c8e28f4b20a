"""Workflows that a workspace keeps, and each content that one has had."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from studio.kernel.record import (
    Identified,
    Record,
    SoftDeleted,
    Timestamped,
    Versioned,
    deletion_is_whole,
)
from studio.workflows.rules import CATEGORIES


class Workflow(Record, Identified, Timestamped, Versioned, SoftDeleted):
    """A graph that people render with as a whole. `revision` is the number of its content now.

    `kind` is what it makes; `template` the one it was made from, where it was.
    """

    __tablename__ = "workflows"
    __table_args__ = (
        deletion_is_whole(),
        CheckConstraint(
            f"category IN ({', '.join(repr(one) for one in CATEGORIES)})", name="category_is_known"
        ),
        CheckConstraint("kind IN ('IMAGE', 'VIDEO', 'AUDIO')", name="kind_is_known"),
        Index(
            "uq_workflows_living_name",
            "workspace_id",
            "name",
            unique=True,
            postgresql_where=text("deleted_at IS NULL"),
        ),
    )

    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id"))
    name: Mapped[str]
    description: Mapped[str] = mapped_column(default="", server_default="")
    category: Mapped[str]
    kind: Mapped[str]
    template: Mapped[str | None]
    revision: Mapped[int] = mapped_column(default=1, server_default="1")


class WorkflowRevision(Record):
    """A workflow's content, never changed: renders that were asked for with it keep to it.

    `source` is the file as it was given, in `source_format`; `graph` the same in API format;
    `inputs` are of studio.graphs.custom.inputs; `output_node` saves the result. `node_classes` and
    `files` (folder, name, url) are what an endpoint needs.
    """

    __tablename__ = "workflow_revisions"
    __table_args__ = (
        CheckConstraint("source_format IN ('API', 'INTERFACE')", name="format_is_known"),
    )

    workflow_id: Mapped[UUID] = mapped_column(ForeignKey("workflows.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    source_format: Mapped[str]
    source: Mapped[str]
    graph: Mapped[dict[str, Any]] = mapped_column(JSONB)
    inputs: Mapped[list[Any]] = mapped_column(JSONB)
    output_node: Mapped[str]
    node_classes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    files: Mapped[list[Any]] = mapped_column(JSONB)
    edited_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
