import warnings

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine

from infra.migrate import migrate
from studio.registry import metadata

CONSTRAINTS = text("""
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE connamespace = 'public'::regnamespace AND contype IN ('c', 'x', 'f', 'u', 'p')
  AND conrelid <> 'alembic_version'::regclass ORDER BY 1, 2
""")
INDEXES = text("""
SELECT tablename, indexname, indexdef FROM pg_indexes
WHERE schemaname = 'public' AND tablename <> 'alembic_version' ORDER BY 1, 2
""")


def _differences(connection: Connection) -> list[object]:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Computed default")
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        return list(compare_metadata(context, metadata))


async def test_the_migrated_database_is_what_the_models_say(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        assert await connection.run_sync(_differences) == []


async def test_constraints_and_indexes_are_those_of_the_models(engine: AsyncEngine) -> None:
    """What autogenerate does not compare: checks, exclusions, deferral, partial indexes."""
    async with engine.begin() as connection:
        migrated = [(await connection.execute(one)).all() for one in (CONSTRAINTS, INDEXES)]
        for statement in ("DROP SCHEMA public CASCADE", "CREATE SCHEMA public"):
            await connection.execute(text(statement))
        await connection.execute(text("CREATE TABLE alembic_version (version_num text)"))
        await connection.run_sync(metadata.create_all)
        modelled = [(await connection.execute(one)).all() for one in (CONSTRAINTS, INDEXES)]
    assert migrated == modelled
    assert len(migrated[0]) > 60


async def test_migrating_again_changes_nothing(engine: AsyncEngine) -> None:
    await migrate(engine)
    async with engine.connect() as connection:
        assert await connection.run_sync(_differences) == []
