"""A small film to cast in, and pictures of it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from studio.gallery.models import Take
from studio.kernel.ids import typed, uuid7
from studio.kernel.work import unit_of_work
from studio.library.media import MediaKind
from studio.library.service import StoredFile, add_asset
from studio.timeline.models import Clip
from tests.running import Caller, Studio

SCRIPT = """INT. HALL - NIGHT

EVE (tall, red coat) lights a match. Ned watches her.

EVE
Who is there?

NED
Me.

EXT. YARD - DAY

Ned runs.
"""
FEED = """query($ids: [ID!]!) { clipFeeds(clipIds: $ids) { clipId
  characters { characterId name lookId look essential placement prominence triggerWords origin
    loras { modelId name fileName strength } }
  style { styleId name positive negative settings origin }
  location { locationId name words } model { id origin } preset { id origin } variables } }"""


@dataclass(frozen=True)
class Film:
    """A project by what it has: ids of scenes in order, of their clips, of characters by name."""

    id: str
    scenes: list[str]
    clips: list[list[str]]
    characters: dict[str, str]


async def film(caller: Caller, text: str = SCRIPT) -> Film:
    wanted = "project { id characters { id name } scenes { id clips { id } } }"
    found = (await caller.do("importScript", wanted, text=text))["project"]
    return Film(
        found["id"],
        [scene["id"] for scene in found["scenes"]],
        [[clip["id"] for clip in scene["clips"]] for scene in found["scenes"]],
        {one["name"]: one["id"] for one in found["characters"]},
    )


async def feeds(caller: Caller, *clips: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await caller.data(FEED, ids=list(clips)))["clipFeeds"]
    return found


async def cast(caller: Caller, *changes: dict[str, Any]) -> list[dict[str, Any]]:
    """Apply, and answer what undoes it, in the form that it is given in."""
    wanted = (
        "undo { placeIds characterId styleId modelId presetId lookId prominence absent present }"
    )
    made = await caller.do("applyCastings", wanted, changes=list(changes))
    return [
        {name: value for name, value in one.items() if value is not None} for one in made["undo"]
    ]


async def take(studio: Studio, clip: str, kind: MediaKind = MediaKind.IMAGE, **given: Any) -> str:
    """The id of a take of the clip; there is no file behind it."""
    clip_id = UUID(clip.removeprefix("clip_"))
    async with unit_of_work(studio.sessions, studio.runtime.bus) as work:
        row = await work.session.get_one(Clip, clip_id)
        file = StoredFile(uuid7().hex * 2, 10, "image/png", kind, width=8, height=8)
        asset = await add_asset(
            work, file, workspace_id=studio.workspace_id, project_id=row.project_id
        )
        made = Take(
            id=uuid7(),
            workspace_id=studio.workspace_id,
            project_id=row.project_id,
            clip_id=clip_id,
            asset_id=asset,
            kind=kind.value,
            prompt="a hall",
            **{"model": "rehearsal", "negative_prompt": "", "parameters": {}, **given},
        )
        work.session.add(made)
    return typed("take", made.id)
