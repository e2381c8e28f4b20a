"""A film of which everything feeds something, and its duplicate beside it."""

from dataclasses import dataclass
from typing import Any

from studio.gallery.frames import FRAME
from studio.library.media import MediaKind
from tests.running import Caller, Studio
from tests.schema.casting.setting import Film, cast, take
from tests.schema.recipes.made import finish, make, standing
from tests.schema.test_restoring_makings import rendered

_WHOLE = """query($id: ID!) { project(id: $id) { id characters { id name } scenes { clips { id version
  pickedAt selectedTake { id } gallery { id kind seed model createdAt job { id }
    recipe { id digest createdAt inputs } } } } } }"""


@dataclass
class Pair:
    """The original and its duplicate, each as `WHOLE` tells of it."""

    original: dict[str, Any]
    copy: dict[str, Any]

    @property
    def clips(self) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        return list(zip(clips_of(self.original), clips_of(self.copy), strict=True))

    @property
    def takes(self) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        return [
            pair
            for one, other in self.clips
            for pair in zip(one["gallery"], other["gallery"], strict=True)
        ]


def clips_of(project: dict[str, Any]) -> list[dict[str, Any]]:
    return [clip for scene in project["scenes"] for clip in scene["clips"]]


async def whole(caller: Caller, project: str) -> dict[str, Any]:
    found: dict[str, Any] = (await caller.data(_WHOLE, id=project))["project"]
    return found


async def duplicated(studio: Studio, project: str) -> Pair:
    made = await studio.owner.do("duplicateProject", "project { id }", id=project)
    return Pair(
        await whole(studio.owner, project), await whole(studio.owner, made["project"]["id"])
    )


async def everything(studio: Studio) -> Film:
    """Takes that are current, stale, missing and blocked, of people, places, styles and pictures."""
    made, owner = await rendered(studio), studio.owner
    (one, two, *_), (_, yard, *_) = made.clips
    style = await owner.do(
        "createStyle", "style { id }", projectId=made.id, name="Own", artStyle="ink"
    )
    await cast(owner, {"placeIds": [made.scenes[1]], "styleId": style["style"]["id"]})
    chosen = await take(studio, two)
    await owner.do("createLocation", "location { id }", projectId=made.id, name="Yard", look="mud")
    await make(studio, yard, "yard", referenceTakeIds=[chosen], family="qwen_edit")
    await owner.do("deleteTake", "deletedId", takeId=chosen)
    film_of_it = await take(studio, one, MediaKind.VIDEO)
    await take(studio, one, model=FRAME, parameters={"fromTake": film_of_it, "frame": 3})
    await rehearse(studio, two, "again")
    return made


async def rehearse(studio: Studio, clip: str, key: str) -> str:
    """A take that was made without a GPU, as everything that is rendered here."""
    asked = {"clipId": clip, "idempotencyKey": key, "kinds": ["IMAGE"], "seed": "40"}
    (job,) = (await studio.owner.do("generateClip", "jobs { id }", **asked))["jobs"]
    (made,) = await finish(studio, job["id"], model="rehearsal")
    return made


async def standings(studio: Studio, project: dict[str, Any]) -> list[dict[str, Any]]:
    return [await standing(studio, clip["id"]) for clip in clips_of(project)]
