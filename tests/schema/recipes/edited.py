"""A small film of rendered clips, and all that can be edited in it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select

from studio.access.viewer import Role, Viewer
from studio.accounts.models import Account
from studio.casting.castings import Change, Entry, Kind, Place, apply_castings
from studio.casting.characters import LookDraft, create_character, update_character
from studio.casting.locations import create_location, update_location
from studio.casting.models import CharacterLook
from studio.casting.styles import create_style, update_style
from studio.casting.words import Origin
from studio.gallery.service import delete_take, restore_take
from studio.kernel.work import Work, unit_of_work
from studio.projects.models import Project, Scene
from studio.timeline.models import Clip
from tests.running import Studio
from tests.schema.casting.setting import take
from tests.schema.graphs import make_film
from tests.schema.recipes.made import make

BOTH = ["IMAGE", "VIDEO"]
SCENES, CLIPS = 2, 6
PEOPLE, STYLES, PLACES = ("EVE", "NED"), ("Ink", "Oil"), ("Hall", "Yard")

Key = tuple[str, int, int]
"""What is edited, of the how-manieth, and of the places for a cast the how-manieth."""

CLIP: dict[str, list[Any]] = {
    "image_prompt": ["", "a hall", "EVE waits"],
    "video_prompt": ["", "she turns"],
    "negative_prompt": ["", "fog"],
    "framing": ["MEDIUM", "CLOSE"],
    "shot_kind": ["ACTION", "INSERT"],
    "characters": [[], ["Eve"], ["NED", "EVE"], ["nobody"]],
    "duration_frames": [48, 36],
    "caption": ["", "Boo."],
}
SCENE = {"location": ["hall", " YARD ", "sea", ""], "time_of_day": ["", "NIGHT"]}
PROJECT: dict[str, list[Any]] = {
    "width": [1280, 640],
    "fps_numerator": [24, 25],
    "name": ["A", "B"],
}
PERSON = {
    "look": ["tall", "short"],
    "clothing": ["", "red coat"],
    "notes": ["", "Likes tea."],
    "coat": ["a coat", "a torn coat"],
    "name": ["", "X"],
}
STYLE = {"art_style": ["ink", "oil"], "notes": ["", "Dear."]}
PLACE = {"look": ["high windows", "mud"], "notes": ["", "Far."]}
CAST: list[Any] = [None, (False, 1.0), (True, 1.0), (False, 1.5), "absent"]
STYLED: list[Any] = [None, 0, 1, "absent"]
VALUES: dict[str, tuple[int, int, list[Any]]] = {
    **{name: (CLIPS, 1, several) for name, several in CLIP.items()},
    **{name: (SCENES, 1, several) for name, several in SCENE.items()},
    **{f"project {name}": (1, 1, several) for name, several in PROJECT.items()},
    **{f"person {name}": (len(PEOPLE), 1, several) for name, several in PERSON.items()},
    **{f"style {name}": (len(STYLES), 1, several) for name, several in STYLE.items()},
    **{f"place {name}": (len(PLACES), 1, several) for name, several in PLACE.items()},
    "cast": (len(PEOPLE), CLIPS + SCENES + 1, CAST),
    "styled": (1, CLIPS + SCENES + 1, STYLED),
    "picture": (1, 1, ["there", "deleted"]),
}
"""By what can be edited: of how many, in how many places, and to what; the first is how it begins."""


def at_first() -> dict[Key, Any]:
    made = {
        (name, one, place): values[0]
        for name, (ones, places, values) in VALUES.items()
        for one in range(ones)
        for place in range(places)
    }
    for clip in range(0, CLIPS, 2):
        made["image_prompt", clip, 0] = "a hall"
        made["characters", clip, 0] = ["NED", "EVE"]
    made["video_prompt", 2, 0] = "she turns"
    made["location", 1, 0] = " YARD "
    return made


@dataclass
class Story:
    """The ids of what is in it, and how everything stands."""

    viewer: Viewer
    project: UUID
    scenes: list[UUID]
    clips: list[UUID]
    picture: UUID
    people: list[UUID] = field(default_factory=list)
    styles: list[UUID] = field(default_factory=list)
    places: list[UUID] = field(default_factory=list)

    async def put(self, work: Work, key: Key, value: Any) -> None:
        """Edit as the studio does it."""
        what, one, place = key
        acts: dict[str, Callable[[], Awaitable[Any]]] = {
            "cast": lambda: self._cast(work, one, place, value),
            "styled": lambda: self._style(work, place, value),
            "picture": lambda: self._picture(work, value),
        }
        kind, _, name = what.rpartition(" ")
        if what in acts:
            await acts[what]()
        elif kind == "person":
            await self._person(work, one, name, value)
        elif kind == "style":
            await update_style(
                work, self.viewer, self.styles[one], {name: value}, expected_version=None
            )
        elif kind == "place":
            await update_location(
                work, self.viewer, self.places[one], {name: value}, expected_version=None
            )
        else:
            rows: Any = Project if kind else Clip if what in CLIP else Scene
            ids = {Project: [self.project], Clip: self.clips, Scene: self.scenes}[rows]
            setattr(await work.session.get_one(rows, ids[one]), name, value)
        await work.session.flush()

    async def _person(self, work: Work, one: int, name: str, value: Any) -> None:
        changes = {name: value}
        if name == "coat":
            coat = await self._coat(work, one)
            changes = {"looks": [LookDraft("Coat", value, coat)]}
        elif name == "name":
            changes = {}
        await update_character(
            work,
            self.viewer,
            self.people[one],
            changes,
            name=PEOPLE[one] + value if name == "name" else None,
            expected_version=None,
        )

    async def _coat(self, work: Work, one: int) -> UUID | None:
        rows = select(CharacterLook.id).where(CharacterLook.character_id == self.people[one])
        return await work.session.scalar(rows)

    async def _cast(self, work: Work, one: int, place: int, value: Any) -> None:
        coat, prominence = value if isinstance(value, tuple) else (False, 1.0)
        worn = await self._coat(work, one) if coat else None
        entry = Entry(Kind.CHARACTER, self.people[one], worn, prominence, value == "absent")
        await apply_castings(
            work, self.viewer, [Change((self._spot(place),), entry, value is not None)]
        )

    async def _style(self, work: Work, place: int, value: Any) -> None:
        style = self.styles[value if isinstance(value, int) else 0]
        entry = Entry(Kind.STYLE, style, absent=value == "absent")
        await apply_castings(
            work, self.viewer, [Change((self._spot(place),), entry, value is not None)]
        )

    async def _picture(self, work: Work, value: str) -> None:
        act = delete_take if value == "deleted" else restore_take
        await act(work, self.viewer, self.picture)

    def _spot(self, place: int) -> Place:
        if place < CLIPS:
            return Place(Origin.CLIP, self.clips[place])
        if place < CLIPS + SCENES:
            return Place(Origin.SCENE, self.scenes[place - CLIPS])
        return Place(Origin.PROJECT, self.project)


ASKED: dict[tuple[int, str], dict[str, Any]] = {
    (0, "chained"): {"kinds": BOTH},
    (1, "image"): {"kinds": ["IMAGE"]},
    (1, "video"): {"kinds": ["VIDEO"]},
    (2, "video"): {"kinds": ["VIDEO"]},
    (3, "own prompt"): {"kinds": ["IMAGE"], "promptOverride": "a boat"},
    (3, "own size"): {"kinds": ["VIDEO"], "settings": {"width": 640, "height": 360}},
    (4, "own negative"): {"kinds": ["IMAGE"], "negativePrompt": "rain"},
    (4, "own length"): {"kinds": ["VIDEO"], "settings": {"frames": 24}},
}
"""What was asked for of each clip; of the last one a video that starts from a chosen picture."""


async def told(studio: Studio) -> Story:
    """The film, rendered as it is at first."""
    film = await make_film(studio.owner, scenes=SCENES, clips=CLIPS // SCENES)
    clips = [clip for row in film.clips for clip in row]
    picture = await take(studio, clips[-1])
    async with studio.sessions() as session:
        account = (await session.scalars(select(Account.id).limit(1))).one()
    viewer = Viewer(account, studio.workspace_id, Role.OWNER)
    (project,), scenes, (chosen,) = bare(film.project), bare(*film.scenes), bare(picture)
    story = Story(viewer, project, scenes, bare(*clips), chosen)
    async with unit_of_work(studio.sessions, studio.runtime.bus, actor_id=account) as work:
        await fill(work, story)
    for (number, how), given in ASKED.items():
        await make(studio, clips[number], f"{number} {how}", **given)
    await make(studio, clips[-1], "chosen", kinds=["VIDEO"], startTakeId=picture)
    return story


def bare(*ids: str) -> list[UUID]:
    return [UUID(one.partition("_")[2]) for one in ids]


async def fill(work: Work, story: Story) -> None:
    home: Any = {"project_id": story.project, "in_project": True}
    for name in PEOPLE:
        sheet = {"look": "tall", "looks": [LookDraft("Coat", "a coat")]}
        person = await create_character(work, story.viewer, name=name, changes=sheet, **home)
        story.people.append(person.id)
    for name in STYLES:
        ink = {"art_style": "ink"}
        style = await create_style(work, story.viewer, name=name, changes=ink, **home)
        story.styles.append(style.id)
    for name in PLACES:
        sheet = {"name": name, "look": "high windows"}
        place = await create_location(work, story.viewer, story.project, sheet)
        story.places.append(place.id)
    for key, value in at_first().items():
        if key[0] in CLIP or key[0] in SCENE or key[0] == "project name":
            await story.put(work, key, value)
