"""Projects, their scripts and scenes. A scene is a sequence of clips; its place is derived."""

from fractions import Fraction
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from studio.kernel.record import (
    Identified,
    Record,
    SoftDeleted,
    Timestamped,
    Versioned,
    deletion_is_whole,
)


class Project(Record, Identified, Timestamped, Versioned, SoftDeleted):
    """The rate is an exact fraction; width and height are the picture's, in pixels."""

    __tablename__ = "projects"
    __table_args__ = (
        deletion_is_whole(),
        CheckConstraint("fps_numerator > 0 AND fps_denominator > 0", name="rate_is_positive"),
        CheckConstraint(
            "width BETWEEN 16 AND 16384 AND height BETWEEN 16 AND 16384", name="size_is_sane"
        ),
        UniqueConstraint("workspace_id", "id", name="uq_projects_of_workspace"),
        Index(
            "ix_projects_wall",
            "workspace_id",
            "updated_at",
            "id",
            postgresql_where=text("deleted_at IS NULL"),
        ),
        Index(
            "ix_projects_by_creation",
            "workspace_id",
            "created_at",
            "id",
            postgresql_where=text("deleted_at IS NULL"),
        ),
        Index(
            "ix_projects_by_name",
            "workspace_id",
            "name",
            "id",
            postgresql_where=text("deleted_at IS NULL"),
        ),
    )

    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id"))
    name: Mapped[str]
    description: Mapped[str] = mapped_column(default="", server_default="")
    fps_numerator: Mapped[int]
    fps_denominator: Mapped[int]
    width: Mapped[int]
    height: Mapped[int]

    @property
    def rate(self) -> Fraction:
        return Fraction(self.fps_numerator, self.fps_denominator)

    @rate.setter
    def rate(self, value: Fraction) -> None:
        self.fps_numerator, self.fps_denominator = value.numerator, value.denominator


class Script(Record, Identified, Timestamped, SoftDeleted):
    """A script as it was given, but for its line ends, which are single newlines; never changed.

    `source_line` of scenes and clips counts its lines, from 1.
    """

    __tablename__ = "scripts"
    __table_args__ = (
        deletion_is_whole(),
        CheckConstraint("format IN ('FOUNTAIN', 'PROSE')", name="format_is_known"),
        CheckConstraint("octet_length(text) <= 2097152", name="text_is_of_a_size"),
        CheckConstraint("line_count > 0", name="line_count_is_positive"),
        UniqueConstraint("id", "project_id", name="uq_scripts_with_project"),
        Index("ix_scripts_project", "project_id"),
    )

    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id"))
    title: Mapped[str]
    format: Mapped[str]
    text: Mapped[str]
    line_count: Mapped[int]


class Scene(Record, Identified, Timestamped, Versioned, SoftDeleted):
    """`position` is the scene's rank in its project, from 0, without a promise of no gaps."""

    __tablename__ = "scenes"
    __table_args__ = (
        deletion_is_whole(),
        CheckConstraint("position >= 0", name="position_is_positive"),
        UniqueConstraint("id", "project_id", name="uq_scenes_with_project"),
        ForeignKeyConstraint(
            ["script_id", "project_id"],
            ["scripts.id", "scripts.project_id"],
            name="fk_scenes_script",
        ),
        ExcludeConstraint(
            ("project_id", "="),
            ("position", "="),
            using="btree",
            where=text("deleted_at IS NULL"),
            deferrable=True,
            initially="DEFERRED",
            name="ex_scenes_position",
        ),
        Index("ix_scenes_project", "project_id"),
    )

    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id"))
    position: Mapped[int]
    name: Mapped[str]
    description: Mapped[str] = mapped_column(default="", server_default="")
    location: Mapped[str] = mapped_column(default="", server_default="")
    setting: Mapped[str] = mapped_column(default="", server_default="")
    time_of_day: Mapped[str] = mapped_column(default="", server_default="")
    characters: Mapped[list[str]] = mapped_column(
        ARRAY(Text), default=list, server_default=text("'{}'")
    )
    script_id: Mapped[UUID | None]
    source_line: Mapped[int | None]
