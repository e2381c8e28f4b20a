"""What people say of characters."""

from typing import Any

import strawberry

from schema.idempotency import KeyedInput
from schema.mutate import given
from schema.relay import ids_of
from studio.casting.characters import LookDraft
from studio.casting.rules import LoraUse, Trait
from studio.casting.words import Placement
from studio.kernel.errors import NotFound
from studio.kernel.ids import untyped


@strawberry.input(description="A look of a character.")
class CharacterLookInput:
    name: str = strawberry.field(description="What to call it, up to 200 characters.")
    words: str = strawberry.field(
        description="What they wear, up to 500 characters; in place of the usual clothing."
    )
    id: strawberry.ID | None = strawberry.field(
        default=None, description="The look, if the character has it already."
    )
    is_default: bool = strawberry.field(
        default=False, description="Whether it is the one if none is chosen."
    )


@strawberry.input(description="A LoRA that a character is drawn with.")
class CharacterLoraInput:
    model_id: strawberry.ID = strawberry.field(description="A model of the kind LORA.")
    strength: float = strawberry.field(default=1.0, description="How strongly, -10 to 10.")


@strawberry.input(
    description="What is said of a character; what is missing or null stays as it is. Texts have "
    "up to 500 characters each."
)
class CharacterSheetInput:
    age: str | None = strawberry.field(default=None, description="How old they are, in words.")
    ethnicity: str | None = strawberry.field(
        default=None, description="Where their people are from."
    )
    build: str | None = strawberry.field(default=None, description="Height and build.")
    face: str | None = strawberry.field(default=None, description="The face, with eyes and hair.")
    body: str | None = strawberry.field(default=None, description="The body and how it moves.")
    features: str | None = strawberry.field(
        default=None, description="What tells them from everybody else."
    )
    look: str | None = strawberry.field(
        default=None,
        description="What they look like, in free words; renders from now on use it.",
    )
    clothing: str | None = strawberry.field(default=None, description="What they usually wear.")
    notes: str | None = strawberry.field(
        default=None, description="For people, up to 20000 characters; goes into no prompt."
    )
    looks: list[CharacterLookInput] | None = strawberry.field(
        default=None,
        description="All the costumes, 50 at most, in their order; what is missing is taken away.",
    )
    trigger_words: list[str] | None = strawberry.field(
        default=None,
        description="All words that wake a LoRA or a model's knowledge of them: 20 of up to 100 "
        "characters.",
    )
    loras: list[CharacterLoraInput] | None = strawberry.field(
        default=None, description="All LoRAs they are drawn with, 10 at most."
    )
    add_reference_take_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Takes whose pictures are references too, 20 in all at most."
    )
    remove_reference_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="References that are none any more, by their ids."
    )
    placement: Placement | None = strawberry.field(
        default=None, description="Where what they look like stands in a prompt."
    )
    always: list[Trait] | None = strawberry.field(
        default=None, description="What goes into every prompt that has them, also of a detail."
    )
    never: list[Trait] | None = strawberry.field(
        default=None, description="What goes into no prompt."
    )

    def changes(self) -> dict[str, Any]:
        """What is given, as `studio.casting.characters.update_sheet` takes it."""
        texts = {name: getattr(self, name) for name in _TEXTS}
        return given(
            **texts,
            placement=self.placement,
            triggers=self.trigger_words,
            always=None if self.always is None else tuple(dict.fromkeys(self.always)),
            never=None if self.never is None else tuple(dict.fromkeys(self.never)),
            looks=None if self.looks is None else [_look(one) for one in self.looks],
            loras=None if self.loras is None else [_lora(one) for one in self.loras],
            more_references=ids_of("take", self.add_reference_take_ids or ()),
            fewer_references=ids_of("asset", self.remove_reference_ids or ()),
        )


_TEXTS = (*(trait.value.lower() for trait in Trait), "notes")


def _look(one: CharacterLookInput) -> LookDraft:
    found = untyped("look", one.id) if one.id is not None else None
    if found is None and one.id is not None:
        raise NotFound("The character has no look of this id.", field=["looks"])
    return LookDraft(one.name, one.words, found, one.is_default)


def _lora(one: CharacterLoraInput) -> LoraUse:
    found = untyped("model", one.model_id)
    if found is None:
        raise NotFound("There is no model of this id.", field=["loras"])
    return LoraUse(found, one.strength)


@strawberry.input(description="A new character, of a project or of the library.")
class CreateCharacterInput(KeyedInput, CharacterSheetInput):
    name: str = strawberry.field(
        description="The name, up to 200 characters; clips that name them have them at once."
    )
    project_id: strawberry.ID | None = strawberry.field(
        default=None, description="The project; the library if missing."
    )


@strawberry.input(description="Changes to a character; what is missing or null stays as it is.")
class UpdateCharacterInput(CharacterSheetInput):
    id: strawberry.ID = strawberry.field(description="The character.")
    expected_version: int | None = strawberry.field(
        default=None, description="The version you have read; CONFLICT if it has risen since."
    )
    name: str | None = strawberry.field(
        default=None,
        description="The name, up to 200 characters; scenes and clips that name them follow.",
    )


@strawberry.input(description="A copy of a character, changed at once.")
class DuplicateCharacterInput(KeyedInput, CharacterSheetInput):
    id: strawberry.ID = strawberry.field(description="The character.")
    name: str | None = strawberry.field(
        default=None, description="What to call the copy; a free name if missing."
    )


@strawberry.input(description="A character to delete.")
class DeleteCharacterInput:
    id: strawberry.ID = strawberry.field(description="The character.")
    expected_version: int | None = strawberry.field(
        default=None, description="The version you have read; CONFLICT if it has risen since."
    )


@strawberry.input(description="A deleted character to bring back.")
class RestoreCharacterInput:
    id: strawberry.ID = strawberry.field(description="The character.")


@strawberry.input(description="An earlier version of a character to go back to.")
class RestoreCharacterVersionInput:
    id: strawberry.ID = strawberry.field(description="The character.")
    number: int = strawberry.field(description="The number of the version.")


@strawberry.input(description="A character of a project to keep in the library.")
class SaveCharacterToLibraryInput:
    id: strawberry.ID = strawberry.field(description="The character.")


@strawberry.input(description="A character to use in a project.")
class UseLibraryCharacterInput:
    id: strawberry.ID = strawberry.field(description="The character.")
    project_id: strawberry.ID = strawberry.field(description="The project.")
