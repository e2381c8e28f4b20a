"""What people do with styles."""

from typing import Annotated, Any
from uuid import UUID

import strawberry

from schema.casting.styles import Style
from schema.catalogue.preset_mutations import PresetSettingsInput
from schema.context import Info
from schema.idempotency import KeyedInput
from schema.mutate import Payload, given, mutate
from schema.reads.fields import Ref
from schema.relay import ids_of
from studio.access.viewer import Viewer
from studio.casting import styles as service
from studio.casting.rules import STYLE_TRAITS
from studio.editing.service.styling import style_changes
from studio.kernel.errors import NotFound
from studio.kernel.ids import untyped
from studio.kernel.work import Work

_TEXTS = (*STYLE_TRAITS, "negative", "notes", "category")


@strawberry.input
class StyleFields:
    """What is said of a style."""

    art_style: str | None = strawberry.field(
        default=None, description="The art: watercolour, cel shading, photograph."
    )
    palette: str | None = strawberry.field(default=None, description="The colours.")
    lighting: str | None = strawberry.field(default=None, description="The light.")
    camera: str | None = strawberry.field(
        default=None, description="Angles and movements of the camera."
    )
    mood: str | None = strawberry.field(default=None, description="The mood.")
    technical: str | None = strawberry.field(
        default=None, description="Lens, film, grain, resolution, in words."
    )
    negative: str | None = strawberry.field(
        default=None, description="What pictures are not to show."
    )
    notes: str | None = strawberry.field(
        default=None, description="For people, up to 20000 characters; goes into no prompt."
    )
    category: str | None = strawberry.field(
        default=None, description="What kind of style it is, up to 100 characters."
    )
    tags: list[str] | None = strawberry.field(
        default=None, description="Words to find it by: 20 of up to 100 characters."
    )
    settings: PresetSettingsInput | None = strawberry.field(
        default=None, description="How it is best sampled, all of it."
    )

    def changes(self) -> dict[str, Any]:
        return given(
            **{name: getattr(self, name) for name in _TEXTS},
            tags=None if self.tags is None else tuple(self.tags),
            settings=None if self.settings is None else self.settings.values(),
        )


@strawberry.input(
    description="A new style, of a project or of the library. Texts have up to 500 characters."
)
class CreateStyleInput(KeyedInput, StyleFields):
    name: str = strawberry.field(description="What to call it, up to 200 characters.")
    project_id: strawberry.ID | None = strawberry.field(
        default=None, description="The project; the library if missing."
    )
    from_take_id: strawberry.ID | None = strawberry.field(
        default=None,
        description="A take whose settings and negative prompt it has, where nothing else is "
        "said here.",
    )
    from_job_id: strawberry.ID | None = strawberry.field(
        default=None, description="The same of a render, whatever came of it."
    )


@strawberry.input(description="Changes to a style; what is missing or null stays as it is.")
class UpdateStyleInput(StyleFields):
    id: strawberry.ID = strawberry.field(description="The style.")
    expected_version: int | None = strawberry.field(
        default=None, description="The version you have read; CONFLICT if it has risen since."
    )
    name: str | None = strawberry.field(default=None, description="What to call it.")


@strawberry.input
class OneStyleInput:
    """A style, as it was read."""

    id: strawberry.ID = strawberry.field(description="The style.")
    expected_version: int | None = strawberry.field(
        default=None, description="The version you have read; CONFLICT if it has risen since."
    )


@strawberry.input(description="A style to delete.")
class DeleteStyleInput(OneStyleInput):
    pass


@strawberry.input(description="A project's style for all projects.")
class ShareStyleInput(OneStyleInput):
    pass


@strawberry.input(description="A deleted style to bring back.")
class RestoreStyleInput:
    id: strawberry.ID = strawberry.field(description="The style.")


@strawberry.input(description="A style to copy.")
class DuplicateStyleInput(KeyedInput):
    id: strawberry.ID = strawberry.field(description="The style.")
    name: str | None = strawberry.field(
        default=None, description="What to call the copy; a free name if missing."
    )


@strawberry.input(description="Styles to write as text.")
class ExportStylesInput:
    ids: list[strawberry.ID] = strawberry.field(description="The styles, 1 to 500.")


@strawberry.input(description="Styles to bring in.")
class ImportStylesInput(KeyedInput):
    text: str = strawberry.field(description="What exportStyles gave, here or elsewhere.")
    project_id: strawberry.ID | None = strawberry.field(
        default=None, description="The project; the library if missing."
    )


@strawberry.type(description="What createStyle answers.")
class CreateStylePayload(Payload):
    style: Style | None = strawberry.field(description="The new style.")


@strawberry.type(description="What updateStyle answers.")
class UpdateStylePayload(Payload):
    style: Style | None = strawberry.field(description="The style; after a conflict, as it is now.")


@strawberry.type(description="What deleteStyle answers.")
class DeleteStylePayload(Payload):
    deleted_id: strawberry.ID | None = strawberry.field(description="The id of what is gone.")
    style: Style | None = strawberry.field(description="After a conflict, the style as it is now.")


@strawberry.type(description="What shareStyle answers.")
class ShareStylePayload(Payload):
    style: Style | None = strawberry.field(
        description="The library's style; after a conflict, as it is now."
    )


@strawberry.type(description="What restoreStyle answers.")
class RestoreStylePayload(Payload):
    style: Style | None = strawberry.field(description="The style.")


@strawberry.type(description="What duplicateStyle answers.")
class DuplicateStylePayload(Payload):
    style: Style | None = strawberry.field(description="The copy.")


@strawberry.type(description="What exportStyles answers.")
class ExportStylesPayload(Payload):
    text: str | None = strawberry.field(
        description='JSON: {"format": "storycanvas.styles", "version": 1, "styles": [...]}. Docs '
        "tell more."
    )


@strawberry.type(description="What importStyles answers.")
class ImportStylesPayload(Payload):
    styles: list[Style] = strawberry.field(
        description="The new styles in the order of the text; a name that was taken got a number."
    )


@strawberry.type
class StyleMutations:
    @strawberry.mutation(description="Keep a style under a name, also that of a take or a render.")
    async def create_style(
        self,
        info: Info,
        input: Annotated[CreateStyleInput, strawberry.argument(description="The style.")],
    ) -> CreateStylePayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            like = await style_changes(
                work,
                viewer,
                take_id=_id("take", input.from_take_id, "fromTakeId"),
                job_id=_id("job", input.from_job_id, "fromJobId"),
            )
            made = await service.create_style(
                work,
                viewer,
                name=input.name,
                project_id=_id("project", input.project_id, "projectId"),
                in_project=input.project_id is not None,
                changes=like | input.changes(),
            )
            return {"style": Ref("Style", made.id)}

        return await mutate(info, CreateStylePayload, act, once=input)

    @strawberry.mutation(description="Change a style; renders from now on use what it is.")
    async def update_style(
        self,
        info: Info,
        input: Annotated[UpdateStyleInput, strawberry.argument(description="The changes.")],
    ) -> UpdateStylePayload:
        target = Ref("Style", untyped("style", input.id))

        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            await service.update_style(
                work,
                viewer,
                target.id,
                input.changes(),
                name=input.name,
                expected_version=input.expected_version,
            )
            return {"style": target}

        return await mutate(info, UpdateStylePayload, act, current={"style": target})

    @strawberry.mutation(description="Delete a style; nothing is made in it any more.")
    async def delete_style(
        self,
        info: Info,
        input: Annotated[DeleteStyleInput, strawberry.argument(description="Which.")],
    ) -> DeleteStylePayload:
        target = Ref("Style", untyped("style", input.id))

        async def act(work: Work, viewer: Viewer) -> dict[str, Any]:
            await service.delete_style(
                work, viewer, target.id, expected_version=input.expected_version
            )
            return {"deletedId": input.id}

        return await mutate(info, DeleteStylePayload, act, current={"style": target})

    @strawberry.mutation(
        description="Move a project's style into the library; what has it keeps it."
    )
    async def share_style(
        self,
        info: Info,
        input: Annotated[ShareStyleInput, strawberry.argument(description="Which.")],
    ) -> ShareStylePayload:
        target = Ref("Style", untyped("style", input.id))

        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            await service.share_style(
                work, viewer, target.id, expected_version=input.expected_version
            )
            return {"style": target}

        return await mutate(info, ShareStylePayload, act, current={"style": target})

    @strawberry.mutation(description="Bring a deleted style back, with where it was cast.")
    async def restore_style(
        self,
        info: Info,
        input: Annotated[RestoreStyleInput, strawberry.argument(description="Which.")],
    ) -> RestoreStylePayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            row = await service.restore_style(work, viewer, untyped("style", input.id))
            return {"style": Ref("Style", row.id)}

        return await mutate(info, RestoreStylePayload, act)

    @strawberry.mutation(description="Copy a style, in its project or in the library.")
    async def duplicate_style(
        self,
        info: Info,
        input: Annotated[DuplicateStyleInput, strawberry.argument(description="Which.")],
    ) -> DuplicateStylePayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            row = await service.duplicate_style(
                work, viewer, untyped("style", input.id), name=input.name
            )
            return {"style": Ref("Style", row.id)}

        return await mutate(info, DuplicateStylePayload, act, once=input)

    @strawberry.mutation(description="Write styles as text, to keep or to share.")
    async def export_styles(
        self,
        info: Info,
        input: Annotated[ExportStylesInput, strawberry.argument(description="Which.")],
    ) -> ExportStylesPayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Any]:
            return {"text": await service.export_styles(work, viewer, ids_of("style", input.ids))}

        return await mutate(info, ExportStylesPayload, act)

    @strawberry.mutation(description="Bring styles in from text: all of them or none.")
    async def import_styles(
        self,
        info: Info,
        input: Annotated[ImportStylesInput, strawberry.argument(description="The text.")],
    ) -> ImportStylesPayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Any]:
            made = await service.import_styles(
                work,
                viewer,
                input.text,
                project_id=_id("project", input.project_id, "projectId"),
                in_project=input.project_id is not None,
            )
            return {"styles": [Ref("Style", style.id) for style in made]}

        return await mutate(info, ImportStylesPayload, act, once=input)


def _id(kind: str, text: str | None, field: str) -> UUID | None:
    """Raises NotFound for junk, which must not pass for nothing."""
    found = untyped(kind, text) if text is not None else None
    if found is None and text is not None:
        raise NotFound(f"There is no {kind} of this id.", field=[field])
    return found
