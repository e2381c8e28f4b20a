"""`storycanvas backup`: one file of all that a studio has, while it runs or is stopped."""

import asyncio
import hashlib
import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from sqlalchemy import text

from api.cli.keeping.archive import DUMP, SECRET, Contents, write_archive
from api.cli.keeping.command import in_words, say, settings_of, tell
from api.cli.keeping.database import revision_of, server_major, studio_database, table_rows
from api.cli.keeping.errors import KeepingError, no_room
from api.cli.keeping.manifest import Database, Manifest, Media
from api.cli.keeping.programs import programs_for
from infra.settings import Settings


def run(*, file: Path, data: Path | None) -> int:
    """Write the backup and say what is in it; answers the exit code."""
    return in_words(lambda: _back_up(settings_of(data), file.expanduser().absolute()))


@dataclass(frozen=True, slots=True)
class _Dumped:
    revision: str
    database: Database


def _back_up(settings: Settings, file: Path) -> int:
    _refuse_to_overwrite(file)
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=f".{file.name}.") as folder:
        dump = Path(folder) / DUMP
        # The database first: blobs never change, so those that come later do no harm.
        dumped = asyncio.run(_dump(settings, dump))
        contents = _contents(settings, dump)
        _demand_room(contents, file.parent)

        def describe(media: Media, key_sha256: str | None) -> Manifest:
            return Manifest(
                version=version("storycanvas-studio"),
                made_at=datetime.now(UTC),
                revision=dumped.revision,
                database=dumped.database,
                media=media,
                key=_where_the_key_is(settings, contents),
                key_sha256=key_sha256,
            )

        draft = Path(folder) / "archive"
        manifest = write_archive(draft, contents, describe)
        _refuse_to_overwrite(file)
        draft.rename(file)
    _show(file, manifest)
    return 0


def _refuse_to_overwrite(file: Path) -> None:
    if file.exists() or file.is_symlink():
        raise KeepingError(f"{file} is there already. Choose another name, or remove it first.")
    if not file.parent.is_dir():
        raise KeepingError(f"The folder {file.parent} does not exist. Make it first.")


async def _dump(settings: Settings, file: Path) -> _Dumped:
    """The dump and its row counts are of one snapshot: nothing that is written meanwhile matters."""
    async with studio_database(settings, say) as engine, engine.connect() as connection:
        await connection.execution_options(isolation_level="REPEATABLE READ")
        await connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        revision = await revision_of(connection)
        server = await server_major(connection)
        programs = programs_for(server, foreign=settings.database_url is not None)
        snapshot = await connection.scalar(text("SELECT pg_export_snapshot()"))
        await programs.dump(engine.url, file, snapshot=str(snapshot))
        rows = await table_rows(connection)
    size, sha256 = _measure(file)
    database = Database(size=size, sha256=sha256, rows=rows, server=server, program=programs.major)
    return _Dumped(revision, database)


def _measure(file: Path) -> tuple[int, str]:
    with file.open("rb") as dump:
        return file.stat().st_size, hashlib.file_digest(dump, "sha256").hexdigest()


def _contents(settings: Settings, dump: Path) -> Contents:
    secret = settings.data / SECRET
    return Contents(
        dump=dump,
        blobs=settings.data / "media" / "blobs" if settings.s3_bucket is None else None,
        bucket=settings.s3_bucket,
        secret=secret if secret.exists() else None,
    )


def _demand_room(contents: Contents, folder: Path) -> None:
    files = [contents.dump, *(contents.blobs.glob("??/*") if contents.blobs else ())]
    if sum(file.stat().st_size for file in files) > shutil.disk_usage(folder).free:
        raise no_room(folder)


def _where_the_key_is(
    settings: Settings, contents: Contents
) -> Literal["file", "environment", "none"]:
    if settings.secret_key is not None:
        return "environment"
    return "file" if contents.secret else "none"


def _show(file: Path, manifest: Manifest) -> None:
    rows, media = manifest.database.rows, manifest.media
    named = ", ".join(f"{rows.get(table, 0)} {table}" for table in ("projects", "clips", "takes"))
    stored = (
        f"the media stay in the bucket {media.bucket}"
        if media.where == "bucket"
        else f"{media.files} media files ({media.size / 2**20:.1f} MB)"
    )
    tell(f"{file}: {named}, {stored}; {file.stat().st_size / 2**20:.1f} MB in all.")
    if manifest.key_sha256 is not None:
        tell(
            "It holds the key that opens stored API keys, and can be read by you alone: keep it "
            "as you keep a password."
        )
    if manifest.key == "environment":
        tell(
            "STORYCANVAS_SECRET_KEY is not in it: keep that too, for without it the stored API "
            "keys cannot be opened."
        )
    if media.damaged:
        tell(
            f"{len(media.damaged)} media files are damaged where they are, and so here. "
            f"`storycanvas check --deep` says which takes they belong to."
        )
