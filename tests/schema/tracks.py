"""Tracks to test with, whose files nobody has."""

import hashlib
from dataclasses import replace
from typing import Any

from studio.kernel.ids import typed, untyped
from studio.kernel.work import unit_of_work
from studio.library.media import MediaKind
from studio.library.service import StoredFile
from studio.sound.ports import Heard
from studio.sound.service.hearing import note_heard
from studio.sound.service.laying import bring_track
from tests.running import Caller, Studio

SILENCE = Heard(b"\0\0" * 8, 256)
FIELDS = """id name position startFrame sourceSamples durationFrames gainDb fadeInFrames
    fadeOutFrames muted tempo firstBeatSamples firstBeatSeconds beatsPerBar version
    beats { seconds frame bar number } analysis { tempo confidence beatCount failure }"""


def digest(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


async def lay(
    studio: Studio,
    project: str,
    name: str = "Song",
    *,
    seconds: int = 60,
    rate: int = 44_100,
    start: int = 0,
) -> str:
    """A track of a file that is told from others by the track's name."""
    file = StoredFile(
        digest(name), 1, "audio/wav", MediaKind.AUDIO, samples=seconds * rate, sample_rate=rate
    )
    async with unit_of_work(studio.sessions, studio.runtime.bus) as work:
        track = await bring_track(
            work,
            await studio.viewer(),
            untyped("project", project),
            file,
            name=name,
            start_frame=start,
        )
        return typed("track", track.id)


async def hear(studio: Studio, name: str = "Song", **found: Any) -> None:
    """What somebody who listened to that file found."""
    async with unit_of_work(studio.sessions, studio.runtime.bus) as work:
        await note_heard(work, digest(name), replace(SILENCE, **found))


async def track(caller: Caller, track_id: str) -> dict[str, Any]:
    found = await caller.data(
        f"query($id: ID!) {{ node(id: $id) {{ ... on Track {{ {FIELDS} }} }} }}", id=track_id
    )
    node: dict[str, Any] = found["node"]
    return node


async def tracks(caller: Caller, project: str) -> list[dict[str, Any]]:
    found = await caller.data(
        f"query($id: ID!) {{ project(id: $id) {{ tracks {{ {FIELDS} }} }} }}", id=project
    )
    rows: list[dict[str, Any]] = found["project"]["tracks"]
    return rows
