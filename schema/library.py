"""Characters in the graph: who a project's story is about, the same in every shot."""

from typing import Annotated

import strawberry

from schema.context import Info
from schema.mutate import Payload, mutate
from schema.node import Node
from schema.reads.fields import Ref, column, entity, identity
from schema.scalars import DateTime
from studio.access.viewer import Viewer
from studio.editing.service import renaming
from studio.kernel.ids import untyped
from studio.kernel.work import Work
from studio.library.models import Character as CharacterRow

CHARACTERS = CharacterRow.__table__


@entity("character", CHARACTERS)
@strawberry.type(description="Somebody of the story; clips and scenes name them.")
class Character(Node):
    id: strawberry.ID = identity("character", "The character's id.")
    name: str = column(CharacterRow.name, "The name; no two of a project share one.")
    look: str = column(CharacterRow.look, "What they look like; goes into prompts that name them.")
    version: int = column(CharacterRow.version, "Rises with each edit.")
    created_at: DateTime = column(CharacterRow.created_at, "When it was made.")
    updated_at: DateTime = column(CharacterRow.updated_at, "When it was last changed.")


@strawberry.input(description="Changes to a character; what is missing or null stays as it is.")
class UpdateCharacterInput:
    id: strawberry.ID = strawberry.field(description="The character.")
    expected_version: int | None = strawberry.field(
        default=None, description="The version you have read; CONFLICT if it has risen since."
    )
    name: str | None = strawberry.field(
        default=None,
        description="The name, up to 200 characters; scenes and clips that name them follow.",
    )
    look: str | None = strawberry.field(
        default=None,
        description="What they look like, up to 500 characters; renders from now on use it.",
    )


@strawberry.type(description="What updateCharacter answers.")
class UpdateCharacterPayload(Payload):
    character: Character | None = strawberry.field(
        description="The character; after a conflict, as it is now."
    )


@strawberry.type
class CharacterMutations:
    @strawberry.mutation(description="Change a character's name or look.")
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
                name=input.name,
                look=input.look,
                expected_version=input.expected_version,
            )
            return {"character": target}

        return await mutate(info, UpdateCharacterPayload, act, current={"character": target})
