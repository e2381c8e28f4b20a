"""project.json: all that a program needs to go on from a render. Its key order is fixed."""

import json
from collections.abc import Mapping
from typing import Any

from api.cli.rendering.session import Rendered
from api.cli.rendering.shapes import Clip, Project, Scene, Take

FORMAT = 1


def project_json(rendered: Rendered, *, version: str, script: str) -> bytes:
    """The project with its scenes, shots and takes; `file` of a take is its name in the folder."""
    document = {
        "format": FORMAT,
        "generator": {"name": "storycanvas", "version": version},
        "script": script,
        "project": _project(rendered.project, rendered.files),
    }
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def _project(project: Project, files: Mapping[str, str]) -> dict[str, Any]:
    plain = project.model_dump(by_alias=True, exclude={"scenes", "last_seq"})
    return plain | {"scenes": [_scene(scene, files) for scene in project.scenes]}


def _scene(scene: Scene, files: Mapping[str, str]) -> dict[str, Any]:
    plain = scene.model_dump(mode="json", by_alias=True, exclude={"clips"})
    return plain | {"clips": [_clip(clip, files) for clip in scene.clips]}


def _clip(clip: Clip, files: Mapping[str, str]) -> dict[str, Any]:
    plain = clip.model_dump(
        mode="json", by_alias=True, exclude={"gallery", "jobs", "selected_take"}
    )
    chosen = clip.selected_take.id if clip.selected_take else None
    takes = [_take(take, files, selected=take.id == chosen) for take in clip.gallery]
    failed = [job for job in clip.jobs[:1] if job.error]
    errors = [job.error.model_dump() for job in failed if job.error]
    return plain | {"takes": takes, "error": errors[0] if errors else None}


def _take(take: Take, files: Mapping[str, str], *, selected: bool) -> dict[str, Any]:
    plain = take.model_dump(by_alias=True, exclude={"url"})
    parameters = json.loads(json.dumps(take.parameters, sort_keys=True))
    return {
        **plain,
        "parameters": parameters,
        "selected": selected,
        "file": files.get(take.id),
    }
