"""Prompt templates with their versions, and what the prompts of clips were."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from studio.kernel.record import (
    Identified,
    Record,
    SoftDeleted,
    Timestamped,
    Versioned,
    deletion_is_whole,
)
from studio.prompts.rules import CATEGORIES


class PromptTemplate(Record, Identified, Timestamped, Versioned, SoftDeleted):
    """Words for prompts under a name. `variables` are {name, label, value}: its own ones, filled in
    when the template is put into a clip."""

    __tablename__ = "prompt_templates"
    __table_args__ = (
        deletion_is_whole(),
        CheckConstraint(
            f"category IN ({', '.join(map(repr, CATEGORIES))})", name="category_is_known"
        ),
        Index(
            "uq_prompt_templates_living_name",
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
    prompt: Mapped[str] = mapped_column(default="", server_default="")
    negative_prompt: Mapped[str] = mapped_column(default="", server_default="")
    variables: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)


class PromptTemplateVersion(Record):
    """A template as it was after an edit; the newest is the template itself."""

    __tablename__ = "prompt_template_versions"

    template_id: Mapped[UUID] = mapped_column(ForeignKey("prompt_templates.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    prompt: Mapped[str]
    negative_prompt: Mapped[str]
    variables: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    edited_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))


class PromptEdit(Record, Identified):
    """The prompts of a clip as they were at one of its versions: before its first edit of them
    (`edited_by` is NULL) and after each."""

    __tablename__ = "prompt_edits"
    __table_args__ = (
        ForeignKeyConstraint(
            ["clip_id", "project_id"], ["clips.id", "clips.project_id"], name="fk_prompt_edits_clip"
        ),
        Index("uq_prompt_edits_number", "clip_id", "number", unique=True),
    )

    project_id: Mapped[UUID]
    clip_id: Mapped[UUID]
    number: Mapped[int]
    image_prompt: Mapped[str]
    video_prompt: Mapped[str]
    negative_prompt: Mapped[str]
    edited_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
