"""What an endpoint has: its files become entries of the catalogue, and are matched with those."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    TableValuedAlias,
    Text,
    bindparam,
    column,
    delete,
    exists,
    func,
    literal,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import UUID as PG_UUID
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from studio.catalogue.models import EndpointFile, EndpointNodes, Model
from studio.catalogue.rules import FOLDERS, TOLD, WITH_FAMILY
from studio.graphs.detection import detect, sounds
from studio.graphs.names import is_model_file
from studio.graphs.nodes import INPUT_FOLDER, Definitions
from studio.kernel.ids import uuid7
from studio.kernel.work import Work

MOST_FILES = 20_000
NODES_EVERY = timedelta(hours=1)
_BATCH = 1_000
_BARE = "DIFFUSION_MODEL"


@dataclass(frozen=True, slots=True)
class Inventory:
    """What an endpoint told that it has: by folder the names of its files with their bytes, None
    where these are not told. `nodes` is None where it was not asked for them."""

    files: Mapping[str, Mapping[str, int | None]]
    nodes: Definitions | None = None


async def note_inventory(
    work: Work, workspace_id: UUID, endpoint_id: UUID, told: Inventory, *, now: datetime
) -> bool:
    """The endpoint has exactly these files and nodes; True where its files are others than before."""
    folders = {folder: list(names) for folder, names in told.files.items()}
    sizes = {
        folder: {name: size for name, size in names.items() if size is not None}
        for folder, names in told.files.items()
    }
    changed = await note_files(work, workspace_id, endpoint_id, folders, now=now)
    changed = await note_sizes(work, endpoint_id, sizes) or changed
    if told.nodes is not None:
        await note_nodes(work, endpoint_id, told.nodes, now=now)
    return changed


async def forget_inventory(work: Work, endpoint_id: UUID) -> None:
    """It is another endpoint than it was: nothing is known of what it has."""
    for table in (EndpointFile, EndpointNodes):
        await work.session.execute(
            delete(table)
            .where(table.endpoint_id == endpoint_id)
            .execution_options(synchronize_session=False)
        )


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


async def note_sizes(work: Work, endpoint_id: UUID, sizes: Mapping[str, Mapping[str, int]]) -> bool:
    """How large the files are that the endpoint is known to have, by folder and name in bytes; True
    where that is news."""
    told = [
        (folder, name, size)
        for folder, names in sizes.items()
        if folder in FOLDERS
        for name, size in names.items()
        if 0 <= size < 2**63
    ][:MOST_FILES]
    news = False
    for at in range(0, len(told), _BATCH):
        batch = zip(*told[at : at + _BATCH], strict=True)
        given = _rows({"folder": Text, "name": Text, "size": BigInteger}, *batch)
        changed = await work.session.execute(
            update(EndpointFile)
            .where(
                EndpointFile.endpoint_id == endpoint_id,
                EndpointFile.folder == given.c.folder,
                EndpointFile.name == given.c.name,
                EndpointFile.size.is_distinct_from(given.c.size),
            )
            .values(size=given.c.size)
            .returning(EndpointFile.name)
            .execution_options(synchronize_session=False)
        )
        news = bool(changed.all()) or news
    return news


async def note_nodes(work: Work, endpoint_id: UUID, nodes: Definitions, *, now: datetime) -> None:
    """The endpoint has exactly these node classes. Of folders that not every ComfyUI lists, what its
    nodes offer to choose from is what is in them."""
    files: dict[str, set[str]] = {}
    for definition in nodes.values():
        for one in definition.inputs:
            if one.folder and one.folder not in TOLD and one.folder != INPUT_FOLDER:
                names = files.setdefault(one.folder, set())
                names.update(str(name) for name in one.choices or () if is_model_file(str(name)))
    fresh = insert(EndpointNodes).values(
        endpoint_id=endpoint_id,
        classes=sorted(nodes)[:MOST_FILES],
        files={folder: sorted(names)[:MOST_FILES] for folder, names in files.items()},
        seen_at=now,
    )
    await work.session.execute(
        fresh.on_conflict_do_update(
            constraint="pk_endpoint_nodes",
            set_={name: fresh.excluded[name] for name in ("classes", "files", "seen_at")},
        )
    )


async def nodes_are_due(work: Work, endpoint_id: UUID, now: datetime) -> bool:
    """Whether to ask for its nodes again: that is a large answer, and seldom another one."""
    seen_at = await work.session.scalar(
        select(EndpointNodes.seen_at).where(EndpointNodes.endpoint_id == endpoint_id)
    )
    return seen_at is None or now - seen_at > NODES_EVERY


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
    await _name_rightly(work, workspace_id, [file for kind, file in wanted if kind == _BARE])
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


async def _name_rightly(work: Work, workspace_id: UUID, names: Sequence[str]) -> None:
    """What publishers call a checkpoint is a diffusion model where its file is among those."""
    known = aliased(Model)
    rows = await work.session.scalars(
        update(Model)
        .where(
            Model.workspace_id == workspace_id,
            Model.kind == "CHECKPOINT",
            Model.source == "CIVITAI",
            Model.deleted_at.is_(None),
            Model.file_name == func.any(bindparam("names", list(names), type_=ARRAY(Text))),
            ~exists().where(EndpointFile.model_id == Model.id),
            ~exists().where(
                known.workspace_id == workspace_id,
                known.kind == _BARE,
                known.file_name == Model.file_name,
                known.deleted_at.is_(None),
            ),
        )
        .values(kind=_BARE)
        .returning(Model.id)
        .execution_options(synchronize_session=False)
    )
    for model_id in rows.all():
        work.changed("model", model_id, stream=workspace_id)


_ENTRY: Mapping[str, Any] = {
    "id": PG_UUID,
    "kind": Text,
    "name": Text,
    "file_name": Text,
    "family": Text,
    "family_certain": Boolean,
}


def _entry(kind: str, file: str) -> dict[str, object]:
    detected = detect(file) if kind in WITH_FAMILY and not sounds(file) else None
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
