"""What an endpoint has: its files become entries of the catalogue, and are matched with those."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Boolean,
    TableValuedAlias,
    Text,
    bindparam,
    column,
    delete,
    func,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import UUID as PG_UUID
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
        await _forget(work, endpoint_id, batch)
    for batch in _batches(fresh):
        models = await _models_of(work, workspace_id, batch)
        found = [models.get((FOLDERS[folder], base_name(name))) for folder, name in batch]
        file = _rows(
            {"folder": Text, "name": Text, "model_id": PG_UUID}, *zip(*batch, strict=True), found
        )
        await work.session.execute(
            insert(EndpointFile)
            .from_select(
                ["endpoint_id", "folder", "name", "model_id", "seen_at"],
                select(
                    literal(endpoint_id),
                    file.c.folder,
                    file.c.name,
                    file.c.model_id,
                    literal(now),
                ),
            )
            .on_conflict_do_nothing()
        )
    return bool(gone or fresh)


def base_name(name: str) -> str:
    """The file's own name: in ComfyUI it may stand in a folder of a folder."""
    return PurePosixPath(name.replace("\\", "/")).name


async def _forget(work: Work, endpoint_id: UUID, files: Sequence[tuple[str, str]]) -> None:
    gone = _rows({"folder": Text, "name": Text}, *zip(*files, strict=True))
    await work.session.execute(
        delete(EndpointFile).where(
            EndpointFile.endpoint_id == endpoint_id,
            EndpointFile.folder == gone.c.folder,
            EndpointFile.name == gone.c.name,
        ),
        execution_options={"synchronize_session": False},
    )


async def _models_of(
    work: Work, workspace_id: UUID, files: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], UUID]:
    """The catalogue's entries for these files, made where there are none."""
    wanted = sorted({(FOLDERS[folder], base_name(name)) for folder, name in files})
    entries = [_entry(kind, file) for kind, file in wanted]
    row = _rows(_ENTRY, *([entry[name] for entry in entries] for name in _ENTRY))
    await work.session.execute(
        insert(Model)
        .from_select(
            ["workspace_id", "source", *_ENTRY],
            select(literal(workspace_id), literal("DETECTED"), *(row.c[name] for name in _ENTRY)),
        )
        .on_conflict_do_nothing(
            index_elements=["workspace_id", "kind", "file_name"],
            index_where=Model.deleted_at.is_(None),
        )
    )
    asked = _rows({"kind": Text, "file_name": Text}, *zip(*wanted, strict=True))
    rows = await work.session.execute(
        select(Model.kind, Model.file_name, Model.id)
        .join(asked, (Model.kind == asked.c.kind) & (Model.file_name == asked.c.file_name))
        .where(Model.workspace_id == workspace_id, Model.deleted_at.is_(None))
    )
    return {(kind, file): model_id for kind, file, model_id in rows}


_ENTRY: Mapping[str, Any] = {
    "id": PG_UUID,
    "kind": Text,
    "name": Text,
    "file_name": Text,
    "family": Text,
    "family_certain": Boolean,
}


def _entry(kind: str, file: str) -> dict[str, object]:
    detected = detect(file) if kind in WITH_FAMILY else None
    return {
        "id": uuid7(),
        "kind": kind,
        "name": PurePosixPath(file).stem[:200] or file[:200],
        "file_name": file,
        "family": detected.family.id if detected else None,
        "family_certain": detected.certain if detected else False,
    }


def _rows(columns: Mapping[str, Any], *values: Iterable[Any]) -> TableValuedAlias:
    """Rows of these columns, given column by column: a statement that is the same for any number."""
    arrays = (
        bindparam(None, list(given), type_=ARRAY(type_), unique=True)
        for type_, given in zip(columns.values(), values, strict=True)
    )
    named = (column(name, type_) for name, type_ in columns.items())
    return func.unnest(*arrays).table_valued(*named, name="given").render_derived()


def _batches(files: Sequence[tuple[str, str]]) -> list[Sequence[tuple[str, str]]]:
    return [files[at : at + _BATCH] for at in range(0, len(files), _BATCH)]
