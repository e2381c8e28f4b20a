"""Who and what is shown in a restored project, and what of it holds for which clip."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from studio.casting.characters import add_character
from studio.casting.digests import stamp
from studio.casting.locations import surroundings_of
from studio.casting.models import Casting, Location, Style
from studio.casting.rules import Look, LoraUse, Sheet, StyleSheet, Trait, manner_of
from studio.casting.words import Placement
from studio.catalogue.rules import check_settings
from studio.exporting.formats.project import CastingPart, CharacterPart, ProjectDocument
from studio.importing.holdings import Holdings, free_name, known
from studio.importing.reading import refuse
from studio.kernel.errors import UserError
from studio.kernel.ids import uuid7
from studio.kernel.work import Work
from studio.library.rules import fold
from studio.projects.models import Project

_TEXTS = ("age", "ethnicity", "build", "face", "body", "features", "look", "clothing", "notes")


class Recasting:
    """First `cast`; then, once scenes and clips are there, `apply`."""

    def __init__(
        self, work: Work, project: Project, document: ProjectDocument, held: Holdings
    ) -> None:
        self._work = work
        self._project = project
        self._document = document
        self._held = held

    async def cast(self) -> None:
        """Characters, styles and locations."""
        names: dict[str, set[str]] = {"character": set(), "style": set(), "location": set()}
        for character in self._document.characters:
            _check_new(names["character"], character.name, "characters")
            sheet = self._sheet(character)
            row = await add_character(
                self._work,
                self._project.workspace_id,
                self._project.id,
                character.name,
                sheet,
                source_line=character.source_line,
            )
            self._held.ids[character.id] = row.id
        for style in self._document.styles:
            name = free_name(names["style"], style.name)
            told = style.model_dump(exclude={"id", "name"})
            checked = StyleSheet(
                **{**told, "tags": tuple(style.tags), "settings": check_settings(style.settings)}
            ).tidied()
            self._style(style.id, name, checked)
        for place in self._document.locations:
            _check_new(names["location"], place.name, "locations")
            picture = self._held.picture(place.reference) if place.reference else None
            told = place.model_dump(exclude={"id", "reference"})
            location = Location(
                id=uuid7(),
                project_id=self._project.id,
                folded=fold(place.name),
                reference_asset_id=picture.asset_id if picture else None,
                reference_thumbnail_id=picture.thumbnail_asset_id if picture else None,
                version=1,
                **told,
            )
            location.digest = stamp(surroundings_of(location))
            self._held.ids[place.id] = location.id
            self._add(location, "location")
        await self._work.session.flush()

    def _sheet(self, part: CharacterPart) -> Sheet:
        looks = []
        for one in part.looks:
            self._held.ids[one.id] = look_id = uuid7()
            looks.append(Look(look_id, one.name, one.words, one.is_default))
        loras = (
            LoraUse(model, one.strength)
            for one in part.loras
            if (model := self._held.model(one.model))
        )
        pictures = (self._held.picture(one) for one in part.references)
        sheet = Sheet(
            **{name: getattr(part, name) for name in _TEXTS},
            placement=Placement(part.placement),
            triggers=tuple(part.triggers),
            always=tuple(known(Trait, one) for one in part.always),
            never=tuple(known(Trait, one) for one in part.never),
            loras=tuple({one.model_id: one for one in loras}.values()),
            looks=tuple(looks),
            references=tuple({one.asset_id: one for one in pictures if one}.values()),
        )
        _checked(sheet)
        return sheet

    def _style(self, key: str, name: str, sheet: StyleSheet) -> None:
        style = Style(
            id=uuid7(),
            workspace_id=self._project.workspace_id,
            project_id=self._project.id,
            name=name,
            folded=fold(name),
            digest=stamp(manner_of(sheet)),
            version=1,
            **{
                one: list(value) if one == "tags" else value
                for one in StyleSheet.__dataclass_fields__
                for value in [getattr(sheet, one)]
            },
        )
        self._held.ids[key] = style.id
        self._add(style, "style")

    def apply(self) -> None:
        """What is cast onto the project, its scenes and its clips."""
        home = self._project.id
        for one in _once(self._document.castings):
            self._casting(one, None, None, home)
        for scene in self._document.scenes:
            for one in _once(scene.castings):
                self._casting(one, self._held.ids[scene.id], None, home)
        for clip in self._document.clips:
            for one in _once(clip.castings):
                self._casting(one, None, self._held.ids[clip.id], home)

    def _casting(
        self, part: CastingPart, scene: UUID | None, clip: UUID | None, project: UUID
    ) -> None:
        subjects = {
            "character_id": self._held.new(part.character),
            "style_id": self._held.new(part.style),
            "model_id": self._held.model(part.model) if part.model else None,
            "preset_id": self._held.preset(part.preset) if part.preset else None,
        }
        if sum(one is not None for one in subjects.values()) != 1:
            return
        look = self._held.new(part.look) if part.character else None
        self._work.session.add(
            Casting(
                id=uuid7(),
                project_id=project,
                scene_id=scene,
                clip_id=clip,
                look_id=look,
                prominence=part.prominence,
                absent=part.absent,
                **subjects,
            )
        )

    def _add(self, row: Any, entity: str) -> None:
        self._work.session.add(row)
        self._work.changed(entity, row.id, stream=self._project.id, version=1)


def _once(castings: Sequence[CastingPart]) -> Sequence[CastingPart]:
    """Of what a place has one of at most, the first."""
    found: dict[object, CastingPart] = {}
    for one in castings:
        kind = "style" if one.style else "model" if one.model else "preset"
        found.setdefault(one.character or kind, one)
    return [*found.values()]


def _checked(sheet: Sheet) -> None:
    try:
        sheet.check()
    except UserError as error:
        refuse(f"A character is not as it should be: {error.message}")


def _check_new(taken: set[str], name: str, what: str) -> None:
    if fold(name) in taken:
        refuse(f"Two {what} of the project have the name {name}.")
    taken.add(fold(name))
