"""What people do with characters."""

from typing import Annotated, Any

import strawberry

from schema.casting.character_inputs import (
    CreateCharacterInput,
    DeleteCharacterInput,
    DuplicateCharacterInput,
    RestoreCharacterInput,
    RestoreCharacterVersionInput,
    SaveCharacterToLibraryInput,
    UpdateCharacterInput,
    UseLibraryCharacterInput,
)
from schema.casting.characters import Character
from schema.context import Info
from schema.mutate import Payload, mutate
from schema.reads.fields import Ref
from studio.access.viewer import Viewer
from studio.casting import characters, copying
from studio.editing.service import renaming
from studio.kernel.ids import untyped
from studio.kernel.work import Work


@strawberry.type(description="What createCharacter answers.")
class CreateCharacterPayload(Payload):
    character: Character | None = strawberry.field(description="The new character.")


@strawberry.type(description="What updateCharacter answers.")
class UpdateCharacterPayload(Payload):
    character: Character | None = strawberry.field(
        description="The character; after a conflict, as it is now."
    )


@strawberry.type(description="What deleteCharacter answers.")
class DeleteCharacterPayload(Payload):
    deleted_id: strawberry.ID | None = strawberry.field(description="The id of who is gone.")
    character: Character | None = strawberry.field(
        description="After a conflict, the character as it is now."
    )


@strawberry.type(description="What restoreCharacter answers.")
class RestoreCharacterPayload(Payload):
    character: Character | None = strawberry.field(description="The character.")


@strawberry.type(description="What duplicateCharacter answers.")
class DuplicateCharacterPayload(Payload):
    character: Character | None = strawberry.field(description="The copy.")


@strawberry.type(description="What restoreCharacterVersion answers.")
class RestoreCharacterVersionPayload(Payload):
    character: Character | None = strawberry.field(description="The character, in a new version.")


@strawberry.type(description="What saveCharacterToLibrary answers.")
class SaveCharacterToLibraryPayload(Payload):
    character: Character | None = strawberry.field(description="The library's character.")


@strawberry.type(description="What useLibraryCharacter answers.")
class UseLibraryCharacterPayload(Payload):
    character: Character | None = strawberry.field(description="The project's character.")


@strawberry.type
class CharacterMutations:
    @strawberry.mutation(description="Make a character, in a project or in the library.")
    async def create_character(
        self,
        info: Info,
        input: Annotated[CreateCharacterInput, strawberry.argument(description="The character.")],
    ) -> CreateCharacterPayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            made = await characters.create_character(
                work,
                viewer,
                name=input.name,
                project_id=untyped("project", input.project_id) if input.project_id else None,
                in_project=input.project_id is not None,
                changes=input.changes(),
            )
            return {"character": Ref("Character", made.id)}

        return await mutate(info, CreateCharacterPayload, act, once=input)

    @strawberry.mutation(
        description="Change a character; what it was is kept among its versions, and renders from "
        "now on use what it is."
    )
    async def update_character(
        self,
        info: Info,
        input: Annotated[UpdateCharacterInput, strawberry.argument(description="The changes.")],
    ) -> UpdateCharacterPayload:
        target = Ref("Character", untyped("character", input.id))

        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            await renaming.update_character(
                work,
                viewer,
                target.id,
                input.changes(),
                name=input.name,
                expected_version=input.expected_version,
            )
            return {"character": target}

        return await mutate(info, UpdateCharacterPayload, act, current={"character": target})

    @strawberry.mutation(
        description="Delete a character; scripts and clips go on to name who is gone."
    )
    async def delete_character(
        self,
        info: Info,
        input: Annotated[DeleteCharacterInput, strawberry.argument(description="Which.")],
    ) -> DeleteCharacterPayload:
        target = Ref("Character", untyped("character", input.id))

        async def act(work: Work, viewer: Viewer) -> dict[str, Any]:
            await characters.delete_character(
                work, viewer, target.id, expected_version=input.expected_version
            )
            return {"deletedId": input.id}

        return await mutate(info, DeleteCharacterPayload, act, current={"character": target})

    @strawberry.mutation(description="Bring a deleted character back, with where it was cast.")
    async def restore_character(
        self,
        info: Info,
        input: Annotated[RestoreCharacterInput, strawberry.argument(description="Which.")],
    ) -> RestoreCharacterPayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            row = await characters.restore_character(work, viewer, untyped("character", input.id))
            return {"character": Ref("Character", row.id)}

        return await mutate(info, RestoreCharacterPayload, act)

    @strawberry.mutation(description="Copy a character, in its project or in the library.")
    async def duplicate_character(
        self,
        info: Info,
        input: Annotated[
            DuplicateCharacterInput, strawberry.argument(description="Which, and what to change.")
        ],
    ) -> DuplicateCharacterPayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            row = await copying.duplicate_character(
                work,
                viewer,
                untyped("character", input.id),
                name=input.name,
                changes=input.changes(),
            )
            return {"character": Ref("Character", row.id)}

        return await mutate(info, DuplicateCharacterPayload, act, once=input)

    @strawberry.mutation(
        description="Make a character what it was in an earlier version; the name stays."
    )
    async def restore_character_version(
        self,
        info: Info,
        input: Annotated[
            RestoreCharacterVersionInput, strawberry.argument(description="Which version.")
        ],
    ) -> RestoreCharacterVersionPayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            row = await characters.restore_version(
                work, viewer, untyped("character", input.id), input.number
            )
            return {"character": Ref("Character", row.id)}

        return await mutate(info, RestoreCharacterVersionPayload, act)

    @strawberry.mutation(
        description="Keep a copy of a project's character in the library; once for each, which "
        "then goes back to it."
    )
    async def save_character_to_library(
        self,
        info: Info,
        input: Annotated[SaveCharacterToLibraryInput, strawberry.argument(description="Which.")],
    ) -> SaveCharacterToLibraryPayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            row = await copying.save_to_library(work, viewer, untyped("character", input.id))
            return {"character": Ref("Character", row.id)}

        return await mutate(info, SaveCharacterToLibraryPayload, act)

    @strawberry.mutation(
        description="Have a copy of a character in a project: the one that is there, if there is."
    )
    async def use_library_character(
        self,
        info: Info,
        input: Annotated[
            UseLibraryCharacterInput, strawberry.argument(description="Which, and where.")
        ],
    ) -> UseLibraryCharacterPayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            row = await copying.use_from_library(
                work,
                viewer,
                untyped("character", input.id),
                untyped("project", input.project_id),
            )
            return {"character": Ref("Character", row.id)}

        return await mutate(info, UseLibraryCharacterPayload, act)
