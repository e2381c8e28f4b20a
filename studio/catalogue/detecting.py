"""What an endpoint has: its files become entries of the catalogue, and are matched with those."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import PurePosixPath
from uuid import UUID

from sqlalchemy import delete, select, tuple_
from sqlalchemy.dialects.postgresql import insert

from studio.catalogue.models import EndpointFile, Model
from studio.catalogue.rules import FOLDERS, WITH_FAMILY
from studio.graphs.detection import detect
from studio.kernel.ids import uuid7
from studio.kernel.work import Work

MOST_FILES = 20_000
_BATCH = 1_000


async def note_files(
    work: Work,
    workspace_id: UUID,
    endpoint_id: UUID,
    folders: Mapping[str, Sequence[str]],
    *,
    now: datetime,
) -> bool:
    """The endpoint has exactly these files, by folder; True where that is news.

    Folders that hold no models are left out, as is what is beyond MOST_FILES.
    """
    there = sorted(
        {(folder, name) for folder, names in folders.items() if folder in FOLDERS for name in names}
    )[:MOST_FILES]
    known = {
        (folder, name)
        for folder, name in await work.session.execute(
            select(EndpointFile.folder, EndpointFile.name).where(
                EndpointFile.endpoint_id == endpoint_id
            )
        )
    }
    gone, fresh = known - set(there), [file for file in there if file not in known]
    for batch in _batches(sorted(gone)):
        await work.session.execute(
            delete(EndpointFile).where(
                EndpointFile.endpoint_id == endpoint_id,
                tuple_(EndpointFile.folder, EndpointFile.name).in_(batch),
            )
        )
    for batch in _batches(fresh):
        models = await _models_of(work, workspace_id, batch)
        await work.session.execute(
            insert(EndpointFile)
            .values(
                [
                    {
                        "endpoint_id": endpoint_id,
                        "folder": folder,
                        "name": name,
                        "model_id": models.get((FOLDERS[folder], base_name(name))),
                        "seen_at": now,
                    }
                    for folder, name in batch
                ]
            )
            .on_conflict_do_nothing()
        )
    return bool(gone or fresh)


def base_name(name: str) -> str:
    """The file's own name: in ComfyUI it may stand in a folder of a folder."""
    return PurePosixPath(name.replace("\\", "/")).name


async def _models_of(
    work: Work, workspace_id: UUID, files: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], UUID]:
    """The catalogue's entries for these files, made where there are none."""
    wanted = {(FOLDERS[folder], base_name(name)) for folder, name in files}
    await work.session.execute(
        insert(Model)
        .values([_entry(workspace_id, kind, file) for kind, file in sorted(wanted)])
        .on_conflict_do_nothing(
            index_elements=["workspace_id", "kind", "file_name"],
            index_where=Model.deleted_at.is_(None),
        )
    )
    rows = await work.session.execute(
        select(Model.kind, Model.file_name, Model.id).where(
            Model.workspace_id == workspace_id,
            Model.deleted_at.is_(None),
            tuple_(Model.kind, Model.file_name).in_(wanted),
        )
    )
    return {(kind, file): model_id for kind, file, model_id in rows}


def _entry(workspace_id: UUID, kind: str, file: str) -> dict[str, object]:
    detected = detect(file) if kind in WITH_FAMILY else None
    return {
        "id": uuid7(),
        "workspace_id": workspace_id,
        "kind": kind,
        "source": "DETECTED",
        "name": PurePosixPath(file).stem[:200] or file[:200],
        "file_name": file,
        "family": detected.family.id if detected else None,
        "family_certain": detected.certain if detected else False,
    }


def _batches(files: Sequence[tuple[str, str]]) -> list[Sequence[tuple[str, str]]]:
    return [files[at : at + _BATCH] for at in range(0, len(files), _BATCH)]
