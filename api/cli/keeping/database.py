"""The database of a studio, whether that runs now, is stopped, or uses a server of its own."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import asyncpg  # type: ignore[import-untyped]
from alembic.script import ScriptDirectory
from sqlalchemy import func, select, table, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from api.cli.keeping.command import first_line
from api.cli.keeping.errors import KeepingError
from infra import migrate
from infra.database import database_address, open_database
from infra.embedded.data import prepare_data
from infra.embedded.lock import hold, running_studio
from infra.embedded.ports import LOOPBACK
from infra.embedded.postgres import EmbeddedPostgres
from infra.embedded.supervisor import Supervisor
from infra.settings import Settings, SettingsError

Say = Callable[[str], None]

_TABLES = text("""
SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
ORDER BY relname
""")


@asynccontextmanager
async def studio_database(settings: Settings, say: Say) -> AsyncIterator[AsyncEngine]:
    """The database of the studio on DATA, started for the time where nothing runs there.

    Raises KeepingError where there is no studio or its database does not answer.
    """
    if settings.database_url is not None:
        async with answering(settings.database_url) as engine:
            yield engine
    elif running_studio(settings.data) is not None:
        async with answering(_running_url(settings.data)) as engine:
            yield engine
    elif not _has_cluster(settings.data):
        raise KeepingError(
            f"There is no studio in {settings.data}. Say where it is with --data, or name its "
            f"database in DATABASE_URL."
        )
    else:
        async with started_database(settings.data, say) as engine:
            yield engine


@asynccontextmanager
async def started_database(data: Path, say: Say) -> AsyncIterator[AsyncEngine]:
    """The Postgres of DATA alone, made if there is none. Raises StartRefusedError."""
    data = prepare_data(data)
    with hold(data):
        supervisor = Supervisor(data, say)
        supervisor.sweep()
        try:
            async with answering(await EmbeddedPostgres(data, supervisor, say).start()) as engine:
                yield engine
        finally:
            await supervisor.stop()


@asynccontextmanager
async def answering(address: str) -> AsyncIterator[AsyncEngine]:
    """An engine on a server that answers. Raises KeepingError, or SettingsError for the address."""
    try:
        database_address(address)
    except (ValueError, ArgumentError) as error:
        raise SettingsError(f"DATABASE_URL cannot be understood: {first_line(error)}") from None
    engine = open_database(address, application="storycanvas keeping", pooled=False)
    try:
        try:
            async with engine.connect() as connection:
                await connection.execute(text("SELECT 1"))
        except (OSError, SQLAlchemyError, asyncpg.PostgresError) as error:
            raise KeepingError(
                f"The database at {engine.url.host}:{engine.url.port} cannot be used: "
                f"{first_line(getattr(error, 'orig', None) or error)}. If the studio was started "
                f"with a DATABASE_URL, set the same here."
            ) from None
        yield engine
    finally:
        await engine.dispose()


async def table_rows(connection: AsyncConnection) -> dict[str, int]:
    """How many rows each table has."""
    names = list(await connection.scalars(_TABLES))
    return {
        name: await connection.scalar(
            select(func.count()).select_from(table(name, schema="public"))
        )
        or 0
        for name in names
    }


async def revision_of(connection: AsyncConnection) -> str:
    """Which migration the tables are at. Raises KeepingError where there are none of ours."""
    if "alembic_version" in list(await connection.scalars(_TABLES)):
        revision = await connection.scalar(text("SELECT version_num FROM alembic_version"))
        if isinstance(revision, str):
            return revision
    raise KeepingError("The database holds no studio. Is DATABASE_URL, or --data, the right one?")


async def server_major(connection: AsyncConnection) -> int:
    """The major version of the server, such as 18."""
    return int(await connection.scalar(text("SHOW server_version_num")) or 0) // 10_000


def migrations() -> ScriptDirectory:
    """All that this version knows of."""
    return ScriptDirectory(str(Path(migrate.__file__).parent / "migrations"))


def _has_cluster(data: Path) -> bool:
    return (data / "postgres").exists() or (data / "postgres.location").exists()


def _running_url(data: Path) -> str:
    with suppress(OSError, ValueError, KeyError, TypeError):
        port = json.loads((data / "ports.json").read_text(encoding="utf-8"))["postgres"]
        password = (data / "postgres.password").read_text(encoding="ascii").strip()
        address = URL.create(
            "postgresql",
            username="storycanvas",
            password=password,
            host=LOOPBACK,
            port=port,
            database="storycanvas",
        )
        return address.render_as_string(hide_password=False)
    raise KeepingError(
        f"The studio that runs on {data} has its database elsewhere. Set the DATABASE_URL here "
        f"that it was started with."
    )
