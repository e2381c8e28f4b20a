"""`python -m api.serve`: the web process by itself, on the servers its settings name."""

import asyncio
import logging
import sys
from pathlib import Path

import uvicorn
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine

from api.app import create_app
from api.graphql.requests import MAX_MESSAGE_BYTES
from api.runtime import compose
from infra import migrations
from infra.database import open_database
from infra.outages import in_one_line
from infra.settings import Settings, SettingsError, load_settings

log = logging.getLogger(__name__)

_VERSION = text("SELECT version_num FROM alembic_version")
_LOOK = 0.03


def newest_tables() -> str:
    """The revision that the tables of this version have; revisions are numbered."""
    files = (Path(migrations.__file__).parent / "versions").glob("[0-9]*_*.py")
    return max(file.stem.partition("_")[0] for file in files)


async def until_tables(settings: Settings) -> None:
    """Wait for those who bring the tables to this version: they may work while we load.

    A database that does not answer is not waited for: serving then says what is away.
    """
    assert settings.database_url is not None
    engine = open_database(settings.database_url, application="storycanvas start", pool_size=1)
    wanted, found = newest_tables(), ""
    try:
        while found < wanted:
            found = await _tables(engine)
            if found < wanted:
                await asyncio.sleep(_LOOK)
    except (DBAPIError, OSError, TimeoutError) as error:
        log.warning("The database does not answer: %s", in_one_line(error))
    finally:
        await engine.dispose()


async def _tables(engine: AsyncEngine) -> str:
    try:
        async with engine.connect() as connection:
            return str(await connection.scalar(_VERSION) or "")
    except ProgrammingError:  # not even the first
        return ""


def main() -> None:
    try:
        settings = load_settings()
        runtime = compose(settings)
    except (SettingsError, ValueError) as error:
        sys.exit(str(error))
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    logging.getLogger("httpx").setLevel(logging.WARNING)
    app = create_app(runtime)
    asyncio.run(until_tables(settings))
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        ws="websockets-sansio",
        ws_max_size=MAX_MESSAGE_BYTES,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
    )


if __name__ == "__main__":
    main()
