"""Small graphs to test with."""

from dataclasses import dataclass
from typing import Any

from tests.running import Caller


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
