"""`storycanvas restore`: a backup into an empty DATA; all of it, or nothing."""

import asyncio
import os
import shutil
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from api.cli.keeping.archive import DUMP, open_archive
from api.cli.keeping.check import examine, report
from api.cli.keeping.command import in_words, say, settings_of, tell
from api.cli.keeping.database import (
    answering,
    migrations,
    server_major,
    started_database,
    table_rows,
)
from api.cli.keeping.errors import KeepingError, no_room
from api.cli.keeping.findings import Finding
from api.cli.keeping.manifest import Manifest
from api.cli.keeping.programs import programs_for
from infra.embedded.data import prepare_data
from infra.embedded.lock import hold
from infra.embedded.placement import SHARED
from infra.embedded.supervisor import Supervisor
from infra.migrate import migrate
from infra.settings import Settings

_DRAFT = ".restoring"
_HARMLESS = {_DRAFT, "lock", "lost+found"}
_OF_THE_DRAFT = {DUMP, "lock", "logs", "run"}
_LAST = ("postgres.location", "postgres")
"""Moved when all the rest is in place: without them there is no studio."""


def run(*, file: Path, data: Path | None) -> int:
    """Restore, then check; 0 where all is well, 1 with words where it is not."""
    return in_words(lambda: _restore(settings_of(data), file.expanduser().absolute()))


def _restore(settings: Settings, file: Path) -> int:
    with open_archive(file) as archive:
        _demand_fit(settings, archive.manifest)
        data = prepare_data(settings.data)
        with hold(data):
            _demand_empty(data)
            if archive.size > shutil.disk_usage(data).free:
                raise no_room(data)
            draft = data / _DRAFT
            _discard(draft)
            try:
                prepare_data(draft)
                archive.extract(draft)
                findings = asyncio.run(_fill(settings, draft, archive.manifest))
                os.sync()
                _settle(draft, data)
            finally:
                _discard(draft)
    _show(data, archive.manifest)
    return report(findings)


def _demand_fit(settings: Settings, manifest: Manifest) -> None:
    media = manifest.media
    if media.where == "bucket" and settings.s3_bucket is None:
        raise KeepingError(
            f"The media of this backup are in the bucket {media.bucket}. Set "
            f"STORYCANVAS_S3_BUCKET, and what belongs to it, as it was."
        )
    if media.where == "folder" and settings.s3_bucket is not None:
        raise KeepingError(
            "The media of this backup were in a folder, and are restored to one. Unset "
            "STORYCANVAS_S3_BUCKET."
        )
    if manifest.revision not in {known.revision for known in migrations().walk_revisions()}:
        raise KeepingError(
            f"The backup is of StoryCanvas {manifest.version}, which is newer than this one. "
            f"Update this one first."
        )


def _demand_empty(data: Path) -> None:
    there = sorted(entry.name for entry in data.iterdir() if entry.name not in _HARMLESS)
    if there:
        raise KeepingError(
            f"{data} is not empty ({', '.join(there[:4])}{', …' if there[4:] else ''}). A backup "
            f"is restored into an empty folder: name one with --data."
        )


async def _fill(settings: Settings, draft: Path, manifest: Manifest) -> list[Finding]:
    """Load the database and look at all of it, on a server of the draft or of the settings."""
    given = settings.database_url
    database = answering(given) if given else started_database(draft, say)
    async with database as engine:
        await _load(engine, draft / DUMP, manifest, foreign=given is not None)
        await migrate(engine)
        return await examine(engine, settings.model_copy(update={"data": draft}))


async def _load(engine: AsyncEngine, dump: Path, manifest: Manifest, *, foreign: bool) -> None:
    async with engine.connect() as connection:
        if await table_rows(connection):
            raise KeepingError(
                "The database of DATABASE_URL has tables. A backup is restored into an empty one."
            )
        server = await server_major(connection)
    programs = programs_for(max(server, manifest.database.program), foreign=foreign)
    await programs.load(dump, engine.url)
    async with engine.connect() as connection:
        rows = await table_rows(connection)
    wrong = [
        name for name in manifest.database.rows if rows.get(name) != manifest.database.rows[name]
    ]
    if wrong:
        raise KeepingError(
            f"The backup is damaged: {', '.join(wrong)} did not come back as they were counted."
        )


def _settle(draft: Path, data: Path) -> None:
    """Move what was made into place."""
    made = [entry.name for entry in draft.iterdir() if entry.name not in _OF_THE_DRAFT]
    for name in sorted(made, key=lambda name: (name in _LAST, name)):
        (draft / name).rename(data / name)


def _discard(draft: Path) -> None:
    """Forget a restore that did not come to its end, with the cluster it may have elsewhere."""
    if not draft.exists():
        return
    Supervisor(draft, say).sweep()
    pointer = draft / "postgres.location"
    if pointer.exists():
        elsewhere = Path(pointer.read_text(encoding="utf-8").strip())
        if elsewhere.parent == SHARED:
            shutil.rmtree(elsewhere, ignore_errors=True)
    shutil.rmtree(draft)


def _show(data: Path, manifest: Manifest) -> None:
    made = manifest.made_at.strftime("%Y-%m-%d %H:%M UTC")
    tell(f"{data} is as it was at {made} (StoryCanvas {manifest.version}).")
    if manifest.key == "environment":
        tell("Its API keys were sealed with a STORYCANVAS_SECRET_KEY: set the same one.")
    if manifest.media.damaged:
        tell(f"{len(manifest.media.damaged)} media files were damaged before, and are left out.")
