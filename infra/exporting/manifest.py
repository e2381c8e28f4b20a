"""What is told of an export: of what it was made, with what, and each file that is in it."""

import hashlib
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from infra.exporting.task import Task
from studio.exporting.cutlist import CutList
from studio.exporting.options import options_values
from studio.kernel.ids import typed
from studio.kernel.time import rate_text

FORM = 1
"""The version of the manifest's own form."""
_MOST_MISSING = 500


def manifest_of(
    task: Task, files: Iterable[tuple[str, Path]], facts: Mapping[str, Any]
) -> dict[str, Any]:
    """As JSON. `files` are the names that they go by in the export, and where they are."""
    cut = task.cut
    return {
        "manifest": FORM,
        "program": {"name": "StoryCanvas", "version": version("storycanvas-studio")},
        "format": task.options.format.value,
        "options": options_values(task.options),
        "project": {"id": typed("project", cut.project), "name": cut.name},
        "madeAt": task.facts.get("made_at"),
        "timeline": _timeline(cut),
        "scope": _scope(task),
        "missing": _missing(task),
        "files": [_file(name, path) for name, path in files],
        "facts": dict(facts),
    }


def digest_of(path: Path) -> str:
    """Its SHA-256, hexadecimal."""
    with path.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()


def _file(name: str, path: Path) -> dict[str, Any]:
    return {"name": name, "sha256": digest_of(path), "size": path.stat().st_size}


def _timeline(cut: CutList) -> dict[str, Any]:
    return {
        "rate": rate_text(cut.rate),
        "dropFrame": cut.timecode.drop,
        "width": cut.width,
        "height": cut.height,
        "lengthFrames": cut.length,
        "startTimecode": cut.timecode.text(cut.begins),
        "endTimecode": cut.timecode.text(cut.begins + cut.length),
        "scenes": len(cut.sections),
        "clips": sum(event.row == "clip" for event in cut.events),
        "media": len(cut.media),
        "tracks": {"pictures": len(cut.tracks), "sound": len(cut.sounds)},
    }


def _scope(task: Task) -> dict[str, Any]:
    """What of the project: all of it where nothing is named."""
    options = task.options
    named = {"scene": options.scenes, "clip": options.clips}
    told: dict[str, Any] = {
        f"{kind}s": [typed(kind, one) for one in ids] for kind, ids in named.items() if ids
    }
    frames = {"firstFrame": options.first_frame, "lastFrame": options.last_frame}
    return told | {name: frame for name, frame in frames.items() if frame is not None}


def _missing(task: Task) -> list[dict[str, str]]:
    """The first of those that show nothing, and files that could not be had."""
    cut = task.cut
    blank = [
        {"clip": typed(event.row, event.clip), "name": event.name, "why": "it shows nothing yet"}
        for event in cut.events
        if event.media is None
    ]
    wanted = cut.media if task.facts.get("with_media") else {}
    gone = [
        {"asset": typed("asset", media.id), "name": media.name, "why": "its file is gone"}
        for media in wanted.values()
        if media.id not in task.files
    ]
    return [*blank, *gone][:_MOST_MISSING]
