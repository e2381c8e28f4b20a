"""A database with somebody's work in it is brought to the newest schema, and back."""

from collections.abc import Callable

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from infra.migrate import alembic_config, migrate

_WORK = """
INSERT INTO blobs (sha256, size, media_type) VALUES (repeat('ab', 32), 1, 'image/png');
INSERT INTO workspaces (id, name) VALUES (md5('w1')::uuid, 'Mine'), (md5('w2')::uuid, 'Theirs');
INSERT INTO projects (id, workspace_id, name, fps_numerator, fps_denominator, width, height)
SELECT md5('p' || n)::uuid, md5('w' || 1 + n % 2)::uuid, n, 24, 1, 640, 480
FROM generate_series(1, 4) AS n;
INSERT INTO scenes (id, project_id, position, name) SELECT id, id, 0, 'A' FROM projects;
INSERT INTO clips (id, project_id, scene_id, start_frame, duration_frames)
SELECT id, id, id, 0, 48 FROM projects;
INSERT INTO assets (id, workspace_id, project_id, blob_sha256, kind)
SELECT id, workspace_id, id, repeat('ab', 32), 'IMAGE' FROM projects;
INSERT INTO takes (id, project_id, clip_id, asset_id, kind, model, prompt, parameters, deleted_at,
    deletion_id)
SELECT md5(id::text || n)::uuid, id, id, id, 'IMAGE', 'm', 'p', '{}',
    CASE WHEN n = 1 THEN now() END, CASE WHEN n = 1 THEN id END
FROM projects, generate_series(1, 3) AS n;
UPDATE clips SET selected_take_id = md5(id::text || 2)::uuid;
"""
_WHOSE = """
SELECT count(*), count(DISTINCT takes.workspace_id),
    count(*) FILTER (WHERE takes.workspace_id = projects.workspace_id)
FROM takes JOIN projects ON projects.id = project_id
"""


async def run(engine: AsyncEngine, act: Callable[[Config, str], None], revision: str) -> None:
    def upon(connection: Connection) -> None:
        act(alembic_config(connection), revision)

    async with engine.begin() as connection:
        await connection.run_sync(upon)


async def written(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        for statement in filter(str.strip, _WORK.split(";")):
            await connection.execute(text(statement))


async def test_takes_are_their_projects_workspaces_from_then_on(engine: AsyncEngine) -> None:
    await run(engine, command.downgrade, "0020")
    await written(engine)
    await migrate(engine)
    async with engine.begin() as connection:
        assert (await connection.execute(text(_WHOSE))).one() == (12, 2, 12)
    with pytest.raises(IntegrityError, match="fk_takes_project"):
        async with engine.begin() as connection:
            await connection.execute(text("UPDATE takes SET workspace_id = md5('w1')::uuid"))


async def test_and_it_goes_back_with_what_is_there(engine: AsyncEngine) -> None:
    await run(engine, command.downgrade, "0020")
    await written(engine)
    await migrate(engine)
    await run(engine, command.downgrade, "0020")
    async with engine.begin() as connection:
        selected = "SELECT count(*) FROM clips JOIN takes ON takes.id = selected_take_id"
        assert await connection.scalar(text(selected)) == 4
