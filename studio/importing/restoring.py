"""A project made again from its own JSON: new rows, the same in everything else."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, get_type_hints
from uuid import UUID

from pydantic import TypeAdapter

from studio.access.viewer import Viewer
from studio.exporting.bounds import check_options
from studio.exporting.formats.project import (
    ProjectDocument,
    ScenePart,
    TakePart,
)
from studio.exporting.models import ExportPreset
from studio.exporting.options import ExportOptions, options_of, options_values
from studio.gallery.models import Take
from studio.importing.holdings import Holdings, free_name, known, past
from studio.importing.linking import assets_of_files
from studio.importing.making import (
    Made,
    recipe_of,
    restore_edits,
    restore_recipes,
    version_after,
)
from studio.importing.readers.aside import read_project
from studio.importing.reading import refuse
from studio.importing.recasting import Recasting
from studio.kernel.errors import UserError
from studio.kernel.ids import uuid7
from studio.kernel.time import parse_rate, rate_text
from studio.kernel.work import Work
from studio.library.media import MediaKind
from studio.library.service import StoredFile, add_asset
from studio.projects.models import Project, Scene
from studio.projects.service import create_project, keep_script
from studio.sound.models import Track
from studio.sound.service.laying import listen_to
from studio.timeline.models import Clip
from studio.timeline.shots import Framing, ShotKind


@dataclass(frozen=True, slots=True)
class BroughtFile:
    """A file in the object store that came with a project, and its thumbnail."""

    file: StoredFile
    thumbnail: StoredFile | None


@dataclass(frozen=True, slots=True)
class Restored:
    """The project; files that are not here, with how often they were used; what else is not."""

    project: Project
    missing: Mapping[str, int] = field(hash=False)
    warnings: tuple[str, ...] = ()


async def import_project(work: Work, viewer: Viewer, *, text: str) -> Restored:
    """A new project of the document. What is of files that the workspace does not have is left out,
    and told. Raises UserError."""
    viewer.demand_edit()
    return await restore_project(work, viewer, await read_project(text))


async def restore_project(
    work: Work,
    viewer: Viewer,
    document: ProjectDocument,
    brought: Mapping[str, BroughtFile] | None = None,
) -> Restored:
    """The same of a document that was read already; `brought` are files that came with it, by their
    SHA-256."""
    viewer.demand_edit()
    there = await assets_of_files(work, viewer, sorted(_named_files(document)))
    settings = document.project
    project = await create_project(
        work,
        viewer,
        name=settings.name,
        description=settings.description,
        rate=parse_rate(settings.fps),
        width=settings.width,
        height=settings.height,
    )
    await work.session.flush()
    kinds = {sha256: one.kind for sha256, one in document.files.items()}
    files = {
        sha256: asset.id
        for sha256, asset in there.items()
        if asset.kind == kinds.get(sha256, MediaKind.IMAGE.value)
    }
    small: dict[str, UUID] = {}
    owner = {"workspace_id": viewer.workspace_id, "project_id": project.id}
    for sha256, one in (brought or {}).items():
        if sha256 not in files:
            files[sha256] = await add_asset(work, one.file, **owner)
            if one.thumbnail:
                small[sha256] = await add_asset(work, one.thumbnail, **owner)
    return await _Restoring(work, project, document, Holdings(files, small)).do()


def _named_files(document: ProjectDocument) -> set[str]:
    """All that it tells of; thumbnails are told by those that they are of alone."""
    small = [take.thumbnail for clip in document.clips for take in clip.takes]
    small += [one.thumbnail for character in document.characters for one in character.references]
    small += [one.reference.thumbnail for one in document.locations if one.reference]
    return {*document.files, *(one for one in small if one)}


class _Restoring:
    def __init__(
        self,
        work: Work,
        project: Project,
        document: ProjectDocument,
        held: Holdings,
    ) -> None:
        self._work = work
        self._project = project
        self._document = document
        self._held = held

    async def do(self) -> Restored:
        document = self._document
        await self._held.look_up(self._work, self._project)
        for script in document.scripts:
            row = await keep_script(
                self._work,
                self._project.id,
                title=script.title,
                script_format=script.format,
                script=script.text.replace("\r\n", "\n").replace("\r", "\n"),
            )
            self._held.ids[script.id] = row.id
        recasting = Recasting(self._work, self._project, document, self._held)
        await recasting.cast()
        for rank, scene in enumerate(document.scenes):
            self._scene(rank, scene)
        await self._work.session.flush()
        for scene in document.scenes:
            self._clips(scene)
        await self._work.session.flush()
        await restore_edits(self._work, self._project, self._document, self._held)
        await self._restore_takes()
        recasting.apply()
        await self._restore_tracks()
        self._restore_presets()
        await self._work.session.flush()
        return Restored(self._project, dict(self._held.missing), tuple(self._held.warnings))

    def _scene(self, rank: int, part: ScenePart) -> None:
        told = part.model_dump(exclude={"id", "script", "castings", "clips"})
        scene = Scene(
            id=uuid7(),
            project_id=self._project.id,
            position=rank,
            script_id=self._held.new(part.script),
            version=1,
            **told,
        )
        self._held.ids[part.id] = scene.id
        self._add(scene, "scene")

    def _clips(self, scene: ScenePart) -> None:
        for part in scene.clips:
            told = part.model_dump(exclude=_NOT_OF_ROWS)
            clip = Clip(
                id=uuid7(),
                project_id=self._project.id,
                scene_id=self._held.ids[scene.id],
                transition_kind=part.transition,
                locked_at=datetime.now(UTC) if part.locked else None,
                version=version_after(part.edits),
                **told,
            )
            known(ShotKind, part.shot_kind)
            known(Framing, part.framing)
            self._held.ids[part.id] = clip.id
            self._add(clip, "clip")

    async def _restore_takes(self) -> None:
        made = await restore_recipes(self._work, self._project, self._document, self._held)
        selections: list[tuple[UUID, UUID, datetime | None]] = []
        for part in self._document.clips:
            clip_id = self._held.ids[part.id]
            for one in part.takes:
                recipe = recipe_of(made, one)
                asset = self._held.asset(one.file)
                if asset is None:
                    continue
                take = self._take(one, clip_id, asset, recipe)
                self._work.session.add(take)
                self._work.changed("take", take.id, stream=self._project.id)
                if one.id == part.selected:
                    selections.append((clip_id, take.id, past(part.picked_at)))
        await self._work.session.flush()
        for clip_id, take_id, picked in selections:
            clip = await self._work.session.get(Clip, clip_id)
            assert clip is not None
            clip.selected_take_id, clip.picked_at = take_id, picked

    def _take(self, part: TakePart, clip_id: UUID, asset: UUID, recipe: Made | None) -> Take:
        return Take(
            id=uuid7(),
            workspace_id=self._project.workspace_id,
            project_id=self._project.id,
            clip_id=clip_id,
            asset_id=asset,
            thumbnail_asset_id=self._held.thumbnail(part.thumbnail, part.file),
            recipe_id=recipe and recipe.id,
            output_index=recipe and recipe.output_of(part),
            kind=part.kind,
            seed=None if part.seed is None else Decimal(part.seed),
            model=part.model,
            prompt=part.prompt,
            negative_prompt=part.negative_prompt,
            parameters=part.parameters,
            created_at=past(part.created_at) or datetime.now(UTC),
        )

    async def _restore_tracks(self) -> None:
        heard: set[UUID] = set()
        for rank, part in enumerate(self._document.tracks):
            asset = self._held.asset(part.file)
            if asset is None:
                continue
            track = Track(
                id=uuid7(),
                project_id=self._project.id,
                asset_id=asset,
                position=rank,
                version=1,
                **part.model_dump(exclude={"id", "file"}),
            )
            self._add(track, "track")
            heard.add(asset)
        await self._work.session.flush()
        for asset in sorted(heard):
            await listen_to(self._work, asset)

    def _restore_presets(self) -> None:
        taken: set[str] = set()
        for part in self._document.export_presets:
            try:
                options = replace(options_of(part.options), scenes=None, clips=None)
                _check_types(options)
                check_options(options)
            except (UserError, ValueError, TypeError, KeyError, ArithmeticError, AttributeError):
                refuse(f"The export preset {part.name} is not as it should be.")
            self._work.session.add(
                ExportPreset(
                    id=uuid7(),
                    project_id=self._project.id,
                    name=free_name(taken, part.name),
                    options=options_values(options),
                    version=1,
                )
            )

    def _add(self, row: Any, entity: str) -> None:
        self._work.session.add(row)
        self._work.changed(entity, row.id, stream=self._project.id, version=1)


_OPTIONS = {name: TypeAdapter(kind) for name, kind in get_type_hints(ExportOptions).items()}
_NOT_OF_ROWS = {"id", "transition", "locked", "castings", "takes", "selected", "picked_at", "edits"}


def _check_types(options: ExportOptions) -> None:
    """What the graph would not take as an option is none. Raises ValueError, UserError."""
    for name, option in _OPTIONS.items():
        option.validate_python(getattr(options, name), strict=True)
    if options.rate is not None:
        parse_rate(rate_text(options.rate))
