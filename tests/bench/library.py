"""A library of 200 projects x 12 scenes x 10 clips x 4 takes, made by the server itself."""

from dataclasses import dataclass
from uuid import UUID

import asyncpg  # type: ignore[import-untyped]

PROJECTS, SCENES, CLIPS, TAKES = 200, 12, 10, 4

# ids are md5 of their path: unique, and the same in every run.
_FILL = """
CREATE FUNCTION bench_id(text) RETURNS uuid IMMUTABLE LANGUAGE sql RETURN md5($1)::uuid;

INSERT INTO blobs (sha256, size, media_type)
VALUES (repeat('ab', 32), 1000000, 'image/png'), (repeat('cd', 32), 10000, 'image/jpeg');

INSERT INTO projects (id, workspace_id, name, description, fps_numerator, fps_denominator,
                      width, height, updated_at)
SELECT bench_id('p' || p), $workspace, 'Project ' || p, 'A film of ' || p || ' nights.', 24, 1,
       1280, 720, now() - p * interval '1 minute'
FROM generate_series(1, $projects) AS p;
INSERT INTO stream_clocks (stream_id) SELECT id FROM projects;

INSERT INTO scenes (id, project_id, position, name, description)
SELECT bench_id('s' || p || '.' || s), bench_id('p' || p), s - 1,
       'INT. ROOM ' || s || ' - NIGHT', 'They meet again.'
FROM generate_series(1, $projects) AS p, generate_series(1, $scenes) AS s;

INSERT INTO clips (id, project_id, scene_id, name, number, start_frame, duration_frames,
                   image_prompt)
SELECT bench_id('c' || p || '.' || s || '.' || c), bench_id('p' || p),
       bench_id('s' || p || '.' || s), 'Clip ' || c, s || 'A' || c, (c - 1) * 48, 48,
       'A room by night, a lamp, two people at a table, one of them stands up'
FROM generate_series(1, $projects) AS p, generate_series(1, $scenes) AS s,
     generate_series(1, $clips) AS c;

INSERT INTO assets (id, workspace_id, project_id, blob_sha256, kind, width, height)
SELECT bench_id('a' || p || '.' || s || '.' || c || '.' || t || '.' || size), $workspace,
       bench_id('p' || p), repeat(CASE size WHEN 1 THEN 'ab' ELSE 'cd' END, 32), 'IMAGE',
       1280 / size, 720 / size
FROM generate_series(1, $projects) AS p, generate_series(1, $scenes) AS s,
     generate_series(1, $clips) AS c, generate_series(1, $takes) AS t,
     generate_series(1, 4, 3) AS size;

INSERT INTO takes (id, workspace_id, project_id, clip_id, asset_id, thumbnail_asset_id, kind, seed,
                   model, prompt, parameters, created_at)
SELECT bench_id('t' || path), $workspace, bench_id('p' || p), bench_id('c' || p || '.' || s || '.' || c),
       bench_id('a' || path || '.1'), bench_id('a' || path || '.4'), 'IMAGE',
       18446744073709551615 - t, 'rehearsal', 'A room by night', '{"steps": 20}',
       now() - (p * 1000 + s * 100 + c * 10 + t) * interval '1 second'
FROM generate_series(1, $projects) AS p, generate_series(1, $scenes) AS s,
     generate_series(1, $clips) AS c, generate_series(1, $takes) AS t,
     LATERAL (SELECT p || '.' || s || '.' || c || '.' || t AS path) AS named;
"""
_CHOICE = "SELECT bench_id('p1'), bench_id('s1.1'), bench_id('c1.1.1')"


@dataclass(frozen=True, slots=True)
class Chosen:
    """One project, and a scene and a clip of it."""

    project: UUID
    scene: UUID
    clip: UUID


async def fill(database_url: str, *, projects: int = PROJECTS) -> Chosen:
    """Fill a migrated database that has its local owner. `database_url` is asyncpg's."""
    connection = await asyncpg.connect(database_url)
    try:
        workspace = await connection.fetchval("SELECT id FROM workspaces")
        statements = _FILL.replace("$workspace", f"'{workspace}'::uuid")
        for name, count in {
            "projects": projects,
            "scenes": SCENES,
            "clips": CLIPS,
            "takes": TAKES,
        }.items():
            statements = statements.replace(f"${name}", str(count))
        # Nobody else is here: foreign keys need no check for each of 400,000 rows.
        await connection.execute("SET session_replication_role = replica")
        await connection.execute(statements)
        await connection.execute("VACUUM ANALYZE")
        row = await connection.fetchrow(_CHOICE)
        assert row is not None
        return Chosen(*row)
    finally:
        await connection.close()
