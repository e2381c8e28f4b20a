"""Casting onto many clips at once, and taking it back."""

from typing import Annotated, Any
from uuid import UUID

import strawberry

from schema.context import Info
from schema.mutate import Payload, mutate
from schema.node import ref
from schema.projects import Project
from schema.reads.fields import Ref
from studio.access.viewer import Viewer
from studio.casting.castings import Change, Entry, Kind, Place, apply_castings
from studio.casting.words import Origin
from studio.kernel.errors import NotFound, UserError
from studio.kernel.ids import typed, untyped
from studio.kernel.work import Work

_LEVELS = {"Clip": Origin.CLIP, "Scene": Origin.SCENE, "Project": Origin.PROJECT}
_KINDS = {level: name.lower() for name, level in _LEVELS.items()}


@strawberry.input(
    description="Something that these places have from now on, or have no more. One of the four "
    "ids is given."
)
class CastingChangeInput:
    place_ids: list[strawberry.ID] = strawberry.field(
        description="Clips; scenes, for all of their clips; projects, for all of theirs."
    )
    character_id: strawberry.ID | None = strawberry.field(
        default=None, description="A character of the project."
    )
    style_id: strawberry.ID | None = strawberry.field(
        default=None, description="A style of the project or of the library."
    )
    model_id: strawberry.ID | None = strawberry.field(
        default=None, description="A model to render with."
    )
    preset_id: strawberry.ID | None = strawberry.field(
        default=None, description="A preset to sample by."
    )
    look_id: strawberry.ID | None = strawberry.field(
        default=None, description="Of a character, the costume; the default one if missing."
    )
    prominence: float = strawberry.field(
        default=1.0, description="Of a character, how much the picture is of them: 0.1 to 2."
    )
    absent: bool = strawberry.field(
        default=False,
        description="Whether it does not hold here, although it would from further up or by the "
        "script.",
    )
    present: bool = strawberry.field(
        default=True,
        description="False takes away what was cast here itself: what is further up holds again.",
    )


@strawberry.type(
    description="What gives applyCastings its former state back, in the form that it takes."
)
class CastingChange:
    place_ids: list[strawberry.ID] = strawberry.field(description="Clips, scenes or projects.")
    character_id: strawberry.ID | None = strawberry.field(description="A character.")
    style_id: strawberry.ID | None = strawberry.field(description="A style.")
    model_id: strawberry.ID | None = strawberry.field(description="A model.")
    preset_id: strawberry.ID | None = strawberry.field(description="A preset.")
    look_id: strawberry.ID | None = strawberry.field(description="The costume.")
    prominence: float = strawberry.field(description="How much the picture is of the character.")
    absent: bool = strawberry.field(description="Whether it does not hold here.")
    present: bool = strawberry.field(description="Whether anything is cast here itself.")


@strawberry.input(description="What to cast, and onto what.")
class ApplyCastingsInput:
    changes: list[CastingChangeInput] = strawberry.field(
        description="All of them or none are made; 5000 places in all. The last one of a place wins."
    )


@strawberry.type(description="What applyCastings answers.")
class ApplyCastingsPayload(Payload):
    projects: list[Project] = strawberry.field(description="The projects that it was done in.")
    undo: list[CastingChange] = strawberry.field(
        description="The changes that undo these: what applyCastings takes, and overwrites what "
        "was cast meanwhile."
    )


@strawberry.type
class CastingMutations:
    @strawberry.mutation(
        description="Cast characters, styles, models and presets onto one or many clips, scenes "
        "and projects, or take them away."
    )
    async def apply_castings(
        self,
        info: Info,
        input: Annotated[ApplyCastingsInput, strawberry.argument(description="What, and where.")],
    ) -> ApplyCastingsPayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Any]:
            changes = [_change(one) for one in input.changes]
            undo, projects = await apply_castings(work, viewer, changes)
            return {
                "projects": [Ref("Project", project) for project in projects],
                "undo": [_told(one) for one in undo],
            }

        return await mutate(info, ApplyCastingsPayload, act)


def _change(given: CastingChangeInput) -> Change:
    ids = {kind: getattr(given, f"{kind.value.lower()}_id") for kind in Kind}
    wanted = [(kind, text) for kind, text in ids.items() if text is not None]
    if len(wanted) != 1:
        raise UserError(
            "Each change is about one character, style, model or preset.", field=["changes"]
        )
    kind, text = wanted[0]
    name = kind.value.lower()
    entry = Entry(
        kind,
        _id(name, text, f"{name}Id"),
        _id("look", given.look_id, "lookId") if given.look_id is not None else None,
        given.prominence,
        given.absent,
    )
    return Change(tuple(map(_place, given.place_ids)), entry, given.present)


def _place(text: str) -> Place:
    found = ref(text)
    if found is None or found.id is None or found.type_name not in _LEVELS:
        raise NotFound("There is no clip, scene or project of this id.", field=["placeIds"])
    return Place(_LEVELS[found.type_name], found.id)


def _id(kind: str, text: str, field: str) -> UUID:
    found = untyped(kind, text)
    if found is None:
        raise NotFound(f"There is no {kind} of this id.", field=[field])
    return found


def _told(change: Change) -> dict[str, Any]:
    entry = change.entry
    ids = {
        f"{kind.value.lower()}Id": typed(kind.value.lower(), entry.subject_id)
        if kind is entry.kind
        else None
        for kind in Kind
    }
    return {
        "placeIds": [typed(_KINDS[place.level], place.id) for place in change.places],
        **ids,
        "lookId": typed("look", entry.look_id) if entry.look_id else None,
        "prominence": entry.prominence,
        "absent": entry.absent,
        "present": change.present,
    }
