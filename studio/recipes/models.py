"""How takes were made: one record for each attempt that made some, never changed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import UUID as PG_UUID
from sqlalchemy.orm import Mapped, mapped_column

from studio.kernel.record import Identified, Record


class RecipeGraph(Record):
    """A graph that was sent, in ComfyUI's API format; `outputs[i]` is the node that saves output i.

    `digest` is that of both; the names of the files it writes are no part of it.
    """

    __tablename__ = "recipe_graphs"

    digest: Mapped[str] = mapped_column(primary_key=True)
    nodes: Mapped[dict[str, Any]] = mapped_column(JSONB)
    outputs: Mapped[list[str]] = mapped_column(ARRAY(Text))


class Recipe(Record, Identified):
    """What an attempt was sent, and what it was made with.

    `digest` is the SHA-256 of `told`, of the brief and of the graph (`studio.recipes.rules`).
    `brief` is as endpoints know it, without addresses; `asked` is what the studio keeps besides to
    draw it again. `fed` are the stamps of what feeds the picture (`studio.recipes.stamping`);
    `pictures` are the assets that somebody chose for it. Output k of it is output `first + k` of
    its job. One that was restored has no attempt: that was in another project.
    """

    __tablename__ = "recipes"
    __table_args__ = (
        CheckConstraint("digest ~ '^[0-9a-f]{64}$'", name="digest_is_sha256"),
        CheckConstraint("kind IN ('IMAGE', 'VIDEO', 'AUDIO')", name="kind_is_known"),
        Index("uq_recipes_attempt", "attempt_id", unique=True),
        Index("ix_recipes_project", "project_id", "created_at", "id"),
    )

    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id"))
    attempt_id: Mapped[UUID | None] = mapped_column(ForeignKey("attempts.id"))
    kind: Mapped[str]
    digest: Mapped[str]
    first: Mapped[int]
    told: Mapped[dict[str, Any]] = mapped_column(JSONB)
    brief: Mapped[dict[str, Any]] = mapped_column(JSONB)
    asked: Mapped[dict[str, Any]] = mapped_column(JSONB)
    fed: Mapped[dict[str, Any]] = mapped_column(JSONB)
    pictures: Mapped[list[UUID]] = mapped_column(ARRAY(PG_UUID(as_uuid=True)))
    graph_digest: Mapped[str | None] = mapped_column(ForeignKey("recipe_graphs.digest"))
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
