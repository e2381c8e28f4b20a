"""Small graphs to test with."""

import hashlib
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select as sql_select
from sqlalchemy import text

from studio.gallery.models import Take
from studio.kernel.ids import typed, uuid7
from studio.kernel.work import unit_of_work
from studio.library.models import Asset, Blob
from studio.projects.models import Project
from studio.timeline.models import Clip
from tests.running import Caller, Studio


@dataclass(frozen=True)
class Film:
    """A project with scenes of clips, two seconds each."""

    project: str
    scenes: tuple[str, ...]
    clips: tuple[tuple[str, ...], ...]


async def make_film(caller: Caller, *, scenes: int = 2, clips: int = 3, **given: Any) -> Film:
    made = await caller.do("createProject", "project { id }", name="Film", **given)
    project = made["project"]["id"]
    scene_ids, clip_ids = [], []
    for rank in range(scenes):
        made = await caller.do(
            "createScene", "scene { id }", projectId=project, name=f"Scene {rank}"
        )
        scene_ids.append(made["scene"]["id"])
        row = []
        for number in range(clips):
            made = await caller.do(
                "createClip",
                "clip { id }",
                sceneId=scene_ids[-1],
                name=f"Clip {rank}.{number}",
                imagePrompt=f"prompt {rank}.{number}",
            )
            row.append(made["clip"]["id"])
        clip_ids.append(tuple(row))
    return Film(project, tuple(scene_ids), tuple(clip_ids))


async def layout(caller: Caller, scene: str) -> list[tuple[str, int, int]]:
    """Names, starts and lengths of the scene's clips."""
    found = await caller.data(
        "query($id: ID!) { node(id: $id) { ... on Scene {"
        " clips { name startFrame durationFrames } } } }",
        id=scene,
    )
    return [
        (clip["name"], clip["startFrame"], clip["durationFrames"])
        for clip in found["node"]["clips"]
    ]


async def fill(studio: Studio, scene: str, clips: int) -> list[str]:
    """That many clips behind one another in an empty scene, written at once; their ids in order."""
    async with studio.sessions() as session:
        rows = await session.execute(
            text(
                "INSERT INTO clips (id, project_id, scene_id, name, start_frame, duration_frames)"
                " SELECT gen_random_uuid(), project_id, id, 'Clip ' || n, n * 48, 48"
                " FROM scenes, generate_series(0, :last) AS n WHERE id = :scene"
                " RETURNING id, start_frame"
            ),
            {"scene": UUID(scene.removeprefix("scene_")), "last": clips - 1},
        )
        made = [typed("clip", row_id) for row_id, _ in sorted(rows, key=lambda row: row[1])]
        await session.commit()
    return made


async def show(studio: Studio, clip: str, *, kind: str = "IMAGE", select: bool = True) -> str:
    """A take of the clip as a render would leave it; the clip shows it if `select`."""
    clip_id = UUID(clip.removeprefix("clip_"))
    async with unit_of_work(studio.sessions, studio.runtime.bus) as work:
        row = (await work.session.execute(sql_select(Clip).where(Clip.id == clip_id))).scalar_one()
        whose = sql_select(Project.workspace_id).where(Project.id == row.project_id)
        workspace_id = (await work.session.execute(whose)).scalar_one()
        digest = hashlib.sha256(uuid7().bytes).hexdigest()
        work.session.add(Blob(sha256=digest, size=1, media_type="image/png"))
        await work.session.flush()
        asset = Asset(
            id=uuid7(),
            workspace_id=workspace_id,
            project_id=row.project_id,
            blob_sha256=digest,
            kind=kind,
        )
        work.session.add(asset)
        await work.session.flush()
        take = Take(
            id=uuid7(),
            workspace_id=workspace_id,
            project_id=row.project_id,
            clip_id=row.id,
            asset_id=asset.id,
            kind=kind,
            model="m",
            prompt="p",
            parameters={},
        )
        work.session.add(take)
        await work.session.flush()
        if select:
            row.selected_take_id = take.id
        return typed("take", take.id)
