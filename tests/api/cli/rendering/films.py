"""Projects as the studio would answer them."""

from typing import Any

from api.cli.rendering.shapes import Clip, Job, Project, Scene, Take


def take(name: str = "t", **more: Any) -> Take:
    given = {
        "id": f"take_{name}",
        "kind": "IMAGE",
        "url": f"/media/{name}",
        "media_type": "image/png",
        "size": 10,
        "width": 1280,
        "height": 720,
        "frames": None,
        "fps": None,
        "seed": "7",
        "model": "rehearsal",
        "prompt": "a wall",
        "negative_prompt": "",
        "parameters": {"b": 1, "a": 2},
        "created_at": "2026-01-01T00:00:00.000000Z",
    }
    return Take.model_validate({**given, **more})


def job(clip: str, state: str = "COMPLETED", **more: Any) -> Job:
    given = {
        "id": f"job_{clip}",
        "kind": "IMAGE",
        "state": state,
        "progress": 0.0,
        "endpoint": {"name": "Local"},
        "clip": {"id": clip},
    }
    return Job.model_validate({**given, **more})


def clip(number: str, name: str = "A wall", **more: Any) -> Clip:
    given = {
        "id": f"clip_{number}",
        "number": number,
        "name": name,
        "shot_kind": "ACTION",
        "framing": "MEDIUM_WIDE",
        "start_frame": 0,
        "duration_frames": 48,
        "caption": "A wall, and nobody there.",
        "characters": [],
        "source_line": 1,
        "image_prompt": "a wall",
        "video_prompt": "",
        "negative_prompt": "",
        "selected_take": None,
        "gallery": [],
        "jobs": [],
    }
    return Clip.model_validate({**given, **more})


def film(*scenes: list[Clip], **more: Any) -> Project:
    given = {
        "id": "project_1",
        "name": "A film",
        "description": "",
        "fps": "24",
        "width": 1280,
        "height": 720,
        "last_seq": 1,
    }
    made = [
        Scene(
            id=f"scene_{place}",
            name=f"INT. ROOM {place} - DAY",
            location="ROOM",
            setting="INT",
            time_of_day="DAY",
            characters=(),
            source_line=1,
            clips=tuple(clips),
        )
        for place, clips in enumerate(scenes, start=1)
    ]
    return Project.model_validate({**given, **more, "scenes": made})
