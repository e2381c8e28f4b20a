"""Exports on their way: asked for, begun, heard of, ended.

Each step of a worker is one guarded UPDATE: of two who make the same export only one gets on with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NoReturn
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, select, update

from studio.access.queries import find
from studio.access.viewer import Role, Viewer
from studio.accounts.models import Member, Workspace
from studio.editing.service.purging import ROUND, discard_blobs
from studio.exporting.bounds import counted
from studio.exporting.models import Export
from studio.exporting.options import ExportOptions, options_of, options_values
from studio.exporting.states import OVER, ExportState
from studio.kernel.errors import ErrorCode, NotFound, UserError
from studio.kernel.ids import uuid7
from studio.kernel.work import Work
from studio.library.service import own_blob
from studio.projects.models import Project

MOST_OPEN = 5
"""Exports of a workspace that wait or are made at one time."""
MOST_OF_ONE = 3
"""How many of these are one person's who is not alone there."""
MOST_OF_VIEWERS = 1
"""How many are of those who may not edit, all of them together: one place is left for another editor."""
TRIES = 3
"""So often an export is begun before it is given up; and as often again with each retry."""
SILENCE = timedelta(seconds=60)
"""Unheard for so long, an export is taken up anew."""
_NOBODY = UUID(int=0)
_OPEN = [state.value for state in ExportState if state not in OVER]


@dataclass(frozen=True, slots=True)
class Begun:
    """One try to make an export; `number` tells it from the others, of which the last one counts."""

    export_id: UUID
    number: int
    project_id: UUID
    viewer: Viewer
    options: ExportOptions


@dataclass(frozen=True, slots=True)
class Finished:
    """A file in the object store: its bytes, what it is called, and what is in it."""

    name: str
    sha256: str
    size: int
    media_type: str
    manifest: Mapping[str, Any]


async def request_export(
    work: Work, viewer: Viewer, project_id: UUID | None, options: ExportOptions
) -> Export:
    """Have it made. Whoever may see a project may take it out."""
    project = await find(work, viewer, Project, project_id, lock=False, field="projectId")
    counted(options, project.rate)
    await _make_room(work, viewer)
    export = Export(
        id=uuid7(),
        workspace_id=project.workspace_id,
        project_id=project.id,
        account_id=viewer.account_id,
        format=options.format.value,
        options=options_values(options),
    )
    work.session.add(export)
    _queue(work, export)
    return export


async def cancel_export(work: Work, viewer: Viewer, export_id: UUID | None) -> Export:
    """Not wanted any more; what makes it hears of it within a second."""
    export = await _mine(work, viewer, export_id)
    if ExportState(export.state) in OVER:
        raise UserError("This export is over.", code=ErrorCode.INVALID_STATE, field=["id"])
    export.state, export.finished_at = ExportState.CANCELLED.value, datetime.now(UTC)
    _tell(work, export)
    return export


async def retry_export(work: Work, viewer: Viewer, export_id: UUID | None) -> Export:
    """Make it again: one that failed, was cancelled, or whose file has expired."""
    export = await _mine(work, viewer, export_id)
    if ExportState(export.state) not in OVER or export.blob_sha256 is not None:
        raise UserError(
            "Only what failed, was cancelled or has expired is made again.",
            code=ErrorCode.INVALID_STATE,
            field=["id"],
        )
    await _make_room(work, viewer)
    export.tries = -(-export.tries // TRIES) * TRIES
    export.progress, export.manifest, export.name = 0.0, None, ""
    export.error_code = export.error_message = export.finished_at = export.expires_at = None
    _queue(work, export)
    return export


async def delete_export(work: Work, viewer: Viewer, export_id: UUID | None) -> None:
    """Forget it with its file, also while it is being made."""
    export = await _mine(work, viewer, export_id)
    await work.session.execute(delete(Export).where(Export.id == export.id))
    if export.blob_sha256 is not None:
        await discard_blobs(work, [export.blob_sha256])
    work.deleted("export", export.id, stream=export.project_id)


async def begin(work: Work, export_id: UUID, now: datetime) -> Begun | None:
    """Take up a queued export; None where somebody else did, or nobody wants it any more."""
    taken = await _move(
        work,
        (Export.id == export_id) & (Export.state == ExportState.QUEUED.value),
        state=ExportState.RUNNING.value,
        tries=Export.tries + 1,
        progress=0.0,
        heard_at=now,
    )
    if not taken:
        return None
    export = await work.session.get_one(Export, export_id, populate_existing=True)
    viewer = Viewer(export.account_id or _NOBODY, export.workspace_id, Role.VIEWER)
    options = options_of(export.options)
    return Begun(export.id, export.tries, export.project_id, viewer, options)


async def postpone(work: Work, export_id: UUID, now: datetime, delay: float) -> None:
    """Try it again after so many seconds, since others are made; nothing where it is queued no more.
    It counts as heard of: of one that waits long there is one message."""
    queued = (Export.id == export_id) & (Export.state == ExportState.QUEUED.value)
    if await _move(work, queued, tell=False, heard_at=now):
        work.dispatch("make_export", str(export_id), delay=delay)


async def tick(
    work: Work, begun: Begun, now: datetime, progress: float, *, tell: bool = True
) -> bool:
    """How far it is, and that it is at it; whether it is still wanted of this try."""
    share = min(max(progress, 0.0), 1.0)
    return await _move(work, _going(begun), tell=tell, progress=share, heard_at=now)


async def complete(
    work: Work, begun: Begun, file: Finished, now: datetime, expires_at: datetime | None
) -> bool:
    """The file is there. False where nobody wants it any more: then its bytes are discarded."""
    await own_blob(work, file.sha256, size=file.size, media_type=file.media_type)
    done = await _move(
        work,
        _going(begun),
        state=ExportState.COMPLETED.value,
        progress=1.0,
        finished_at=now,
        expires_at=expires_at,
        name=file.name,
        blob_sha256=file.sha256,
        manifest=dict(file.manifest),
    )
    if not done:
        await discard_blobs(work, [file.sha256])
    return done


async def fail(work: Work, begun: Begun, code: str, message: str, now: datetime) -> bool:
    """It cannot be made; the message says why and what to do."""
    return await _move(work, _going(begun), **_failed(code, message, now))


async def give_back(work: Work, begun: Begun, now: datetime) -> None:
    """What made it died: it is tried again, as often as may be."""
    await _again(work, _going(begun), now)


async def hand_on(work: Work, begun: Begun, now: datetime) -> None:
    """This process ends as it should: another one makes it, and this try does not count."""
    await _requeue(work, _going(begun), now, tries=Export.tries - 1)


async def take_up_silent(work: Work, now: datetime) -> int:
    """Queue anew what nobody was heard of for long: its worker died, or its message was lost."""
    silent = Export.heard_at < now - SILENCE
    count = await _again(work, (Export.state == ExportState.RUNNING.value) & silent, now)
    waiting = await work.session.scalars(
        update(Export)
        .where(Export.state == ExportState.QUEUED.value, silent)
        .values(heard_at=now)
        .returning(Export.id)
        .execution_options(synchronize_session=False)
    )
    ids = waiting.all()
    work.dispatch_each("make_export", ids)
    return count + len(ids)


async def expire(work: Work, now: datetime) -> int:
    """Let go of files whose time is over; the rows stay and tell of them."""
    due = (
        select(Export.id)
        .where(Export.blob_sha256.is_not(None), Export.expires_at <= now)
        .order_by(Export.expires_at)
        .limit(ROUND)
        .with_for_update(skip_locked=True)
    )
    rows = await work.session.scalars(
        select(Export).where(Export.id.in_(due)).execution_options(populate_existing=True)
    )
    gone = []
    for export in rows:
        if export.blob_sha256 is not None:
            gone.append(export.blob_sha256)
            export.blob_sha256 = None
            _tell(work, export)
    await work.session.flush()
    await discard_blobs(work, gone)
    return len(gone)


async def _mine(work: Work, viewer: Viewer, export_id: UUID | None) -> Export:
    """Its own, or that of somebody else for those who may edit; none of a deleted project."""
    export = await find(work, viewer, Export, export_id)
    living = select(Project.deleted_at).where(Project.id == export.project_id)
    if await work.session.scalar(living) is not None:
        raise NotFound("There is no export of this id.", field=["id"])
    if export.account_id != viewer.account_id:
        viewer.demand_edit()
    return export


async def _make_room(work: Work, viewer: Viewer) -> None:
    workspace = select(Workspace.id).where(Workspace.id == viewer.workspace_id)
    await work.session.execute(workspace.with_for_update(key_share=True))
    editors = select(Member.account_id).where(
        Member.workspace_id == viewer.workspace_id, Member.role != Role.VIEWER.value
    )
    theirs = Export.account_id == viewer.account_id
    alone = select(func.count() == 1).where(Member.workspace_id == viewer.workspace_id)
    everybody, own, lookers, is_alone = (
        await work.session.execute(
            select(
                func.count(),
                func.count().filter(theirs),
                func.count().filter(Export.account_id.not_in(editors)),
                alone.scalar_subquery(),
            ).where(Export.workspace_id == viewer.workspace_id, Export.state.in_(_OPEN))
        )
    ).one()
    if everybody >= MOST_OPEN:
        _refuse(f"{MOST_OPEN} exports are on their way already. Wait for one, or cancel one.")
    if viewer.role is Role.VIEWER and lookers >= MOST_OF_VIEWERS:
        _refuse("Those who only look have one export made at a time. Wait for it, or cancel yours.")
    if own >= MOST_OF_ONE and not is_alone:
        _refuse(
            f"{MOST_OF_ONE} of your exports are on their way already: the other places are for "
            "others. Wait for one, or cancel one."
        )


def _refuse(words: str) -> NoReturn:
    raise UserError(words, code=ErrorCode.LIMIT_EXCEEDED)


def _queue(work: Work, export: Export) -> None:
    export.state, export.heard_at = ExportState.QUEUED.value, datetime.now(UTC)
    work.dispatch("make_export", str(export.id))
    _tell(work, export)


async def _again(work: Work, which: ColumnElement[bool], now: datetime) -> int:
    """Those of these that may be tried again, queued; the others have failed."""
    tried = which & (Export.tries % TRIES == 0)
    words = (
        f"What made this was broken off {TRIES} times, perhaps for want of memory. Try a part of it, "
        "or smaller pictures."
    )
    await _move(work, tried, **_failed("BROKEN_OFF", words, now))
    return await _requeue(work, which, now)


async def _requeue(work: Work, which: ColumnElement[bool], now: datetime, **more: Any) -> int:
    rows = await work.session.execute(
        update(Export)
        .where(which)
        .values(state=ExportState.QUEUED.value, progress=0.0, heard_at=now, **more)
        .returning(Export.id, Export.project_id)
        .execution_options(synchronize_session=False)
    )
    found = rows.all()
    for export_id, project_id in found:
        work.changed("export", export_id, stream=project_id)
    work.dispatch_each("make_export", [export_id for export_id, _ in found])
    return len(found)


async def _move(
    work: Work, which: ColumnElement[bool], *, tell: bool = True, **values: Any
) -> bool:
    rows = await work.session.execute(
        update(Export)
        .where(which)
        .values(**values)
        .returning(Export.id, Export.project_id)
        .execution_options(synchronize_session=False)
    )
    found = rows.all()
    for export_id, project_id in found if tell else ():
        work.changed("export", export_id, stream=project_id)
    return bool(found)


def _going(begun: Begun) -> ColumnElement[bool]:
    return (
        (Export.id == begun.export_id)
        & (Export.state == ExportState.RUNNING.value)
        & (Export.tries == begun.number)
    )


def _failed(code: str, message: str, now: datetime) -> dict[str, Any]:
    return {
        "state": ExportState.FAILED.value,
        "error_code": code,
        "error_message": message,
        "finished_at": now,
    }


def _tell(work: Work, export: Export) -> None:
    work.changed("export", export.id, stream=export.project_id)
