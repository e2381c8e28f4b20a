"""A whole project as its JSON document, in a fixed number of statements."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import RowMapping, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from studio.access.predicates import visible
from studio.access.viewer import Viewer
from studio.casting.models import Casting, Character, Location, Style
from studio.casting.rules import Sheet
from studio.casting.sheets import read_sheets
from studio.casting.styles import sheet_of
from studio.catalogue.models import Model, Preset
from studio.exporting.formats.project import (
    CastingPart,
    CharacterPart,
    ClipPart,
    FilePart,
    LocationPart,
    LookPart,
    LoraPart,
    ModelPart,
    PicturePart,
    PresetPart,
    ProjectDocument,
    ScenePart,
    ScriptPart,
    SettingsPart,
    StylePart,
    TakePart,
    TrackPart,
)
from studio.exporting.models import ExportPreset
from studio.exporting.whole.making import (
    Makings,
    edit_parts,
    graph_parts,
    look_digests,
    read_makings,
    recipe_parts,
)
from studio.gallery.models import Take
from studio.kernel.ids import typed
from studio.kernel.rows import any_of
from studio.kernel.time import rate_text
from studio.library.models import Asset, Blob
from studio.projects.models import Project, Scene, Script
from studio.sound.models import Track
from studio.timeline.models import Clip

T = TypeVar("T")
_TRAITS = ("age", "ethnicity", "build", "face", "body", "features", "look", "clothing", "notes")
_PLACE = ("look", "setting", "time", "light", "notes")


async def document_of(
    session: AsyncSession, viewer: Viewer, project_id: UUID | None
) -> ProjectDocument | None:
    """The project as it is now; None where it cannot be seen."""
    project = await session.scalar(
        select(Project).where(
            Project.id == project_id,
            Project.deleted_at.is_(None),
            visible(Project.__table__, viewer.workspace_id),
        )
    )
    return None if project is None else await _Reading(session, project).read()


class _Reading:
    def __init__(self, session: AsyncSession, project: Project) -> None:
        self._session = session
        self._project = project
        self._files: dict[UUID, RowMapping] = {}
        self._models: dict[UUID, ModelPart] = {}
        self._presets: dict[UUID, str] = {}
        self._castings: dict[UUID, list[CastingPart]] = defaultdict(list)
        self._makings = Makings((), {}, {})
        self._names: dict[UUID, str] = {}
        self._digests: dict[UUID, str] = {}
        self._mentioned: set[UUID] = set()

    async def read(self) -> ProjectDocument:
        project = self._project
        scenes = await self._rows(Scene, Scene.position, Scene.id)
        clips = await self._rows(Clip, Clip.start_frame, Clip.id)
        takes = await self._rows(Take, Take.created_at, Take.id)
        tracks = await self._rows(Track, Track.position, Track.id)
        characters = await self._rows(Character, Character.id)
        locations = await self._rows(Location, Location.id)
        castings = (
            await self._session.scalars(
                select(Casting).where(Casting.project_id == project.id).order_by(Casting.id)
            )
        ).all()
        sheets = await read_sheets(self._session, characters)
        styles = await self._styles(castings)
        self._makings = await read_makings(self._session, project.id, takes)
        self._mentioned = self._makings.mentioned
        await self._read_files(_assets(takes, tracks, sheets.values(), locations) | self._mentioned)
        await self._read_names(castings, sheets.values(), self._mentioned)
        await self._name_all(characters, styles, locations, sheets)
        self._cast(castings, {row.id for row in (*characters, *styles)})
        rows = by_parent(takes, "clip_id")
        shots = by_parent(clips, "scene_id")
        return ProjectDocument(
            project=SettingsPart(
                id=typed("project", project.id),
                name=project.name,
                description=project.description,
                fps=rate_text(project.rate),
                width=project.width,
                height=project.height,
            ),
            scripts=[self._script(row) for row in await self._rows(Script, Script.id)],
            characters=[self._character(row, sheets[row.id]) for row in characters],
            styles=[self._style(row) for row in styles],
            locations=[self._location(row) for row in locations],
            castings=self._castings[project.id],
            scenes=[
                self._scene(row, [self._clip(clip, rows[clip.id]) for clip in shots[row.id]])
                for row in scenes
            ],
            tracks=[self._track(row) for row in tracks],
            export_presets=[
                PresetPart(name=row.name, options=row.options)
                for row in await self._rows(ExportPreset, ExportPreset.name, ExportPreset.id)
            ],
            recipes=recipe_parts(self._makings, self._named),
            graphs=graph_parts(self._makings),
            models=self._of_stamps("model", self._models),
            presets=self._of_stamps("preset", self._presets),
            files={row["sha256"]: _file(row) for row in sorted(self._files.values(), key=_sha256)},
        )

    async def _name_all(
        self,
        characters: Sequence[Character],
        styles: Iterable[Style],
        locations: Iterable[Location],
        sheets: Mapping[UUID, Sheet],
    ) -> None:
        self._name("character", characters)
        self._name("style", styles)
        self._name("location", locations)
        self._name("look", (look for sheet in sheets.values() for look in sheet.looks))
        self._digests = await look_digests(self._session, characters)

    def _name(self, kind: str, rows: Iterable[Any]) -> None:
        self._names |= {row.id: typed(kind, row.id) for row in rows}

    def _of_stamps(self, kind: str, known: Mapping[UUID, T]) -> dict[str, T]:
        return {typed(kind, one): known[one] for one in sorted(self._mentioned & known.keys())}

    def _named(self, row_id: UUID) -> str:
        """What recipes call it."""
        if row_id in self._files:
            return f"file:{self._files[row_id]['sha256']}"
        if row_id in self._models:
            return typed("model", row_id)
        if row_id in self._presets:
            return typed("preset", row_id)
        return self._names.get(row_id) or typed("gone", row_id)

    async def _rows(self, model: Any, *order: Any) -> Sequence[Any]:
        rows = await self._session.scalars(
            select(model)
            .where(model.project_id == self._project.id, model.deleted_at.is_(None))
            .order_by(*order)
        )
        return rows.all()

    async def _styles(self, castings: Iterable[Casting]) -> Sequence[Style]:
        """Those of the project, and those of the library that are cast in it."""
        cast = {row.style_id for row in castings if row.style_id}
        rows = await self._session.scalars(
            select(Style)
            .where(
                or_(Style.project_id == self._project.id, Style.id.in_(cast)),
                Style.deleted_at.is_(None),
            )
            .order_by(Style.id)
        )
        return rows.all()

    async def _read_files(self, assets: set[UUID]) -> None:
        ids = sorted(assets)
        for at in range(0, len(ids), _AT_ONCE):
            rows = await self._session.execute(
                select(
                    Asset.id,
                    Asset.kind,
                    Asset.width,
                    Asset.height,
                    Asset.frames,
                    Asset.fps_numerator,
                    Asset.fps_denominator,
                    Asset.samples,
                    Asset.sample_rate,
                    Blob.sha256,
                    Blob.size,
                    Blob.media_type,
                )
                .join(Blob, Blob.sha256 == Asset.blob_sha256)
                .where(Asset.id.in_(ids[at : at + _AT_ONCE]))
                .order_by(Asset.id)
            )
            self._files |= {row["id"]: row for row in rows.mappings()}

    async def _read_names(
        self, castings: Sequence[Casting], sheets: Iterable[Sheet], mentioned: set[UUID]
    ) -> None:
        models = mentioned | {row.model_id for row in castings if row.model_id}
        models |= {one.model_id for sheet in sheets for one in sheet.loras}
        found = await self._session.execute(
            select(Model.id, Model.kind, Model.file_name).where(Model.id == any_of(models))
        )
        self._models = {row.id: ModelPart(kind=row.kind, file=row.file_name) for row in found}
        presets = mentioned | {row.preset_id for row in castings if row.preset_id}
        names = await self._session.execute(
            select(Preset.id, Preset.name).where(Preset.id == any_of(presets))
        )
        self._presets = {row.id: row.name for row in names}

    def _cast(self, castings: Iterable[Casting], known: set[UUID]) -> None:
        for row in castings:
            subject = row.character_id or row.style_id
            if subject is not None and subject not in known:
                continue
            self._castings[row.clip_id or row.scene_id or row.project_id].append(
                CastingPart(
                    character=_named("character", row.character_id),
                    style=_named("style", row.style_id),
                    model=self._models.get(row.model_id) if row.model_id else None,
                    preset=self._presets.get(row.preset_id) if row.preset_id else None,
                    look=_named("look", row.look_id),
                    prominence=row.prominence,
                    absent=row.absent,
                )
            )

    def _script(self, row: Script) -> ScriptPart:
        return ScriptPart.model_validate(
            {
                "id": typed("script", row.id),
                "title": row.title,
                "format": row.format,
                "text": row.text,
            }
        )

    def _scene(self, row: Scene, clips: list[ClipPart]) -> ScenePart:
        return ScenePart(
            id=typed("scene", row.id),
            name=row.name,
            description=row.description,
            location=row.location,
            setting=row.setting,
            time_of_day=row.time_of_day,
            characters=list(row.characters),
            script=_named("script", row.script_id),
            source_line=row.source_line,
            castings=self._castings[row.id],
            clips=clips,
        )

    def _clip(self, row: Clip, takes: Sequence[Take]) -> ClipPart:
        return ClipPart.model_validate(
            {
                **{name: getattr(row, name) for name in _CLIP},
                "id": typed("clip", row.id),
                "transition": row.transition_kind,
                "characters": list(row.characters),
                "locked": row.locked_at is not None,
                "castings": self._castings[row.id],
                "takes": [self._take(take) for take in takes],
                "selected": _named("take", row.selected_take_id),
                "edits": edit_parts(self._makings.edits.get(row.id, ())),
            }
        )

    def _take(self, row: Take) -> TakePart:
        small = self._files.get(row.thumbnail_asset_id) if row.thumbnail_asset_id else None
        return TakePart.model_validate(
            {
                "id": typed("take", row.id),
                "kind": row.kind,
                "file": self._files[row.asset_id]["sha256"],
                "thumbnail": small["sha256"] if small else None,
                "seed": None if row.seed is None else str(int(row.seed)),
                "model": row.model,
                "prompt": row.prompt,
                "negative_prompt": row.negative_prompt,
                "parameters": row.parameters,
                "created_at": row.created_at,
                "recipe": _named("recipe", row.recipe_id),
                "output": row.output_index if row.recipe_id else None,
            }
        )

    def _track(self, row: Track) -> TrackPart:
        return TrackPart.model_validate(
            {
                **{name: getattr(row, name) for name in _TRACK},
                "id": typed("track", row.id),
                "file": self._files[row.asset_id]["sha256"],
            }
        )

    def _character(self, row: Character, sheet: Sheet) -> CharacterPart:
        return CharacterPart.model_validate(
            {
                **{name: getattr(sheet, name) for name in _TRAITS},
                "id": typed("character", row.id),
                "name": row.name,
                "placement": sheet.placement.value,
                "triggers": list(sheet.triggers),
                "always": [trait.value for trait in sheet.always],
                "never": [trait.value for trait in sheet.never],
                "looks": [
                    LookPart(
                        id=typed("look", one.id),
                        name=one.name,
                        words=one.words,
                        is_default=one.is_default,
                        digest=self._digests.get(one.id) if sheet.loras else None,
                    )
                    for one in sheet.looks
                ],
                "loras": [
                    LoraPart(model=self._models[one.model_id], strength=one.strength)
                    for one in sheet.loras
                    if one.model_id in self._models
                ],
                "references": [
                    picture
                    for one in sheet.references
                    if (picture := self._picture(one.asset_id, one.thumbnail_asset_id))
                ],
                "source_line": row.source_line,
                "digest": row.digest if sheet.loras else None,
            }
        )

    def _style(self, row: Style) -> StylePart:
        sheet = sheet_of(row)
        told = {name: getattr(sheet, name) for name in StylePart.model_fields if name in _STYLE}
        return StylePart.model_validate(
            {
                **told,
                "id": typed("style", row.id),
                "name": row.name,
                "tags": list(sheet.tags),
                "settings": dict(sheet.settings),
            }
        )

    def _location(self, row: Location) -> LocationPart:
        picture = None
        if row.reference_asset_id:
            picture = self._picture(row.reference_asset_id, row.reference_thumbnail_id)
        return LocationPart.model_validate(
            {
                **{name: getattr(row, name) for name in _PLACE},
                "id": typed("location", row.id),
                "name": row.name,
                "reference": picture,
            }
        )

    def _picture(self, asset: UUID, thumbnail: UUID | None) -> PicturePart | None:
        file = self._files.get(asset)
        small = self._files.get(thumbnail) if thumbnail else None
        if file is None:
            return None
        return PicturePart(file=file["sha256"], thumbnail=small["sha256"] if small else None)


_AT_ONCE = 10_000
_CLIP = (
    *("name", "number", "shot_kind", "framing", "start_frame", "duration_frames", "source_frame"),
    *("transition_frames", "image_prompt", "video_prompt", "negative_prompt", "caption"),
    *("source_line", "picked_at"),
)
_TRACK = (
    *("name", "start_frame", "source_samples", "duration_frames", "gain_db", "fade_in_frames"),
    *("fade_out_frames", "muted", "tempo", "first_beat_samples", "beats_per_bar"),
)
_STYLE = frozenset(
    (
        "art_style",
        "palette",
        "lighting",
        "camera",
        "mood",
        "technical",
        "negative",
        "notes",
        "category",
    )
)


def _named(kind: str, row_id: UUID | None) -> str | None:
    return None if row_id is None else typed(kind, row_id)


def by_parent(rows: Iterable[Any], parent: str) -> Mapping[UUID, list[Any]]:
    """Rows by what they are of, in their order."""
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, parent)].append(row)
    return found


def _assets(
    takes: Iterable[Take],
    tracks: Iterable[Track],
    sheets: Iterable[Sheet],
    locations: Iterable[Location],
) -> set[UUID]:
    found: set[UUID | None] = set()
    for take in takes:
        found |= {take.asset_id, take.thumbnail_asset_id}
    found |= {track.asset_id for track in tracks}
    for sheet in sheets:
        for one in sheet.references:
            found |= {one.asset_id, one.thumbnail_asset_id}
    for place in locations:
        found |= {place.reference_asset_id, place.reference_thumbnail_id}
    return {one for one in found if one is not None}


def _sha256(row: RowMapping) -> str:
    return str(row["sha256"])


def _file(row: RowMapping) -> FilePart:
    above, below = row["fps_numerator"], row["fps_denominator"]
    return FilePart.model_validate(
        {
            "media_type": row["media_type"],
            "size": row["size"],
            "kind": row["kind"],
            "width": row["width"],
            "height": row["height"],
            "frames": row["frames"],
            "fps": f"{above}/{below}" if above and below else None,
            "samples": row["samples"],
            "sample_rate": row["sample_rate"],
        }
    )
