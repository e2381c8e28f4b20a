import time
from uuid import UUID

import pytest
from sqlalchemy import text

from tests.running import Studio
from tests.schema.casting.setting import film
from tests.schema.graphs import fill
from tests.schema.recipes.made import make

_COPY = """
WITH one AS (SELECT * FROM takes WHERE id = :take), tried AS (
  INSERT INTO attempts (id, project_id, job_id, endpoint_id, number, secret_digest, ttl_at,
    check_at, ended_at, outcome)
  SELECT gen_random_uuid(), a.project_id, a.job_id, a.endpoint_id, 1 + n, sha256(n::text::bytea),
    a.ttl_at, a.check_at, now(), 'FAILED'
  FROM attempts a JOIN one ON one.attempt_id = a.id, generate_series(1, :count) AS n
  RETURNING id, number
), kept AS (
  INSERT INTO recipes (id, project_id, attempt_id, kind, digest, first, told, brief, asked, fed,
    pictures)
  SELECT gen_random_uuid(), r.project_id, tried.id, r.kind, r.digest, 0, r.told, r.brief, r.asked,
    r.fed, r.pictures
  FROM recipes r JOIN one ON one.recipe_id = r.id, tried
  RETURNING id, attempt_id
), shown AS (
  SELECT id, 1 + row_number() OVER (ORDER BY start_frame) AS number FROM clips
  WHERE scene_id = :scene
)
INSERT INTO takes (id, workspace_id, project_id, clip_id, attempt_id, recipe_id, output_index, job_id, asset_id,
  kind, model, prompt, parameters)
SELECT gen_random_uuid(), one.workspace_id, one.project_id, shown.id, tried.id, kept.id, 0, one.job_id, one.asset_id,
  one.kind, 'm', 'p', '{}'
FROM one, tried JOIN shown USING (number) JOIN kept ON kept.attempt_id = tried.id
"""
_PEOPLE = """
INSERT INTO characters (id, workspace_id, project_id, name, folded, digest)
SELECT gen_random_uuid(), workspace_id, id, 'P' || n, 'p' || n, md5(n::text)
FROM projects, generate_series(1, 40) AS n WHERE id = :project
"""
_CASTINGS = """
INSERT INTO castings (id, project_id, clip_id, character_id)
SELECT gen_random_uuid(), clip.project_id, clip.id, who.id
FROM clips clip JOIN characters who ON who.project_id = clip.project_id
WHERE clip.project_id = :project AND who.name IN ('P1', 'P2')
"""
_CLIPS = "query($id: ID!) { node(id: $id) { ... on Scene { clips { id %s } } } }"


@pytest.mark.slow
async def test_two_thousand_clips_are_told_of_in_one_statement(studio: Studio) -> None:
    story = await film(studio.owner)
    (take,) = await make(studio, story.clips[0][1], "a")
    made = await studio.owner.do("createScene", "scene { id }", projectId=story.id, name="Long")
    scene = made["scene"]["id"]
    clips = await fill(studio, scene, 2_000)
    ids = {
        name: UUID(one.partition("_")[2])
        for name, one in {"take": take, "scene": scene, "project": story.id}.items()
    }
    async with studio.sessions() as session:
        await session.execute(
            text(_COPY), {"take": ids["take"], "count": len(clips), "scene": ids["scene"]}
        )
        for statement in (_PEOPLE, _CASTINGS):
            await session.execute(text(statement), {"project": ids["project"]})
        await session.execute(
            text(
                "UPDATE clips SET selected_take_id = takes.id FROM takes "
                "WHERE takes.clip_id = clips.id AND scene_id = :scene"
            ),
            {"scene": ids["scene"]},
        )
        await session.commit()
        await session.execute(text("ANALYZE"))
        await session.commit()
    spent = {}
    reasons = "staleReasons(kind: IMAGE) { what name }"
    for wanted in ("name", "staleness", "staleness imageStaleness", reasons):
        await studio.owner.data(_CLIPS % wanted, id=scene)
        async with studio.statements() as seen:
            began = time.perf_counter()
            found = await studio.owner.data(_CLIPS % wanted, id=scene)
            spent[wanted] = time.perf_counter() - began
        assert len(found["node"]["clips"]) == 2_000
        assert sum("json_agg" in one for one in seen) == 1
        print(f"{wanted}: {spent[wanted] * 1000:.0f} ms")
    stats = "query($id: ID!) { project(id: $id) { stats { staleClipCount } } }"
    began = time.perf_counter()
    told = await studio.owner.data(stats, id=story.id)
    print(f"stats: {(time.perf_counter() - began) * 1000:.0f} ms")
    assert told["project"]["stats"]["staleClipCount"] == 2_001
