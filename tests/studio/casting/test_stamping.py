import random
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from studio.access.viewer import Viewer
from studio.casting.characters import LookDraft, restore_version, update_character
from studio.casting.digests import stamp
from studio.casting.locations import create_location, surroundings_of, update_location
from studio.casting.models import Character, CharacterLook, Location, Style
from studio.casting.queries import feeds_of
from studio.casting.rules import Trait, figure_of, manner_of
from studio.casting.sheets import read_sheets
from studio.casting.styles import create_style, sheet_of, update_style
from studio.casting.words import Placement
from studio.kernel.work import unit_of_work
from studio.timeline.models import Clip
from tests.running import Studio
from tests.schema.casting.setting import Film, cast, film

WORDS = ["", "tall", "red", "a scar", "old, bent."]
TRAITS = list(Trait)


async def _stamps(session: AsyncSession) -> dict[UUID, tuple[str, str]]:
    """What each row keeps as its digest, and what the one function says of what it shows now."""
    found: dict[UUID, tuple[str, str]] = {}
    people = (await session.scalars(select(Character))).all()
    sheets = await read_sheets(session, people)
    for row in people:
        found[row.id] = row.digest, stamp(figure_of(row.name, sheets[row.id]))
    looks = select(CharacterLook).where(CharacterLook.deleted_at.is_(None))
    for look in await session.scalars(looks):
        owner = next(row for row in people if row.id == look.character_id)
        found[look.id] = look.digest, stamp(figure_of(owner.name, sheets[owner.id], look.id))
    for style in await session.scalars(select(Style)):
        found[style.id] = style.digest, stamp(manner_of(sheet_of(style)))
    for place in await session.scalars(select(Location)):
        found[place.id] = place.digest, stamp(surroundings_of(place))
    return found


def _changes(dice: random.Random, looks: list[CharacterLook]) -> dict[str, Any]:
    """A random edit of a character."""
    choice = dice.randrange(5)
    if choice == 0:
        return {"placement": dice.choice(list(Placement))}
    if choice == 1:
        sides = dice.sample(TRAITS, 2)
        return {"always": (sides[0],), "never": (sides[1],)}
    if choice == 2:
        return {"triggers": tuple(dice.sample(["ohwx", "sks"], dice.randrange(3)))}
    if choice == 3:
        kept = [
            LookDraft(one.name, dice.choice(WORDS), one.id)
            for one in dice.sample(looks, len(looks))
        ][:2]
        fresh = LookDraft(f"look {dice.random()}", dice.choice(WORDS))
        drafts = [*kept, fresh]
        place = dice.randrange(len(drafts) + 1)
        return {"looks": [replace(one, is_default=at == place) for at, one in enumerate(drafts)]}
    name = dice.choice([*(trait.value.lower() for trait in TRAITS), "notes"])
    return {name: dice.choice(WORDS)}


async def _edit(studio: Studio, viewer: Viewer, eve: UUID, dice: random.Random) -> None:
    async with unit_of_work(studio.sessions, studio.runtime.bus) as work:
        looks = await work.session.scalars(
            select(CharacterLook)
            .where(CharacterLook.character_id == eve, CharacterLook.deleted_at.is_(None))
            .order_by(CharacterLook.position)
        )
        changes = _changes(dice, list(looks))
        name = dice.choice([None, None, "EVE", "Eva"])
        await update_character(work, viewer, eve, changes, name=name, expected_version=None)


async def test_what_is_written_is_what_a_check_says(studio: Studio) -> None:
    scene = await film(studio.owner)
    viewer, dice = await studio.viewer(), random.Random(54)
    eve, project = _uuid(scene.characters["EVE"]), _uuid(scene.id)
    for step in range(40):
        if step % 10 == 9:
            async with unit_of_work(studio.sessions, studio.runtime.bus) as work:
                await restore_version(work, viewer, eve, dice.randint(1, step))
        else:
            await _edit(studio, viewer, eve, dice)
    async with unit_of_work(studio.sessions, studio.runtime.bus) as work:
        style = await create_style(
            work, viewer, name="Ink", project_id=project, in_project=True, changes={"mood": "x"}
        )
        change = {"settings": {"steps": 9}}
        await update_style(work, viewer, style.id, change, expected_version=None)
        place = await create_location(work, viewer, project, {"name": "Hall", "look": "dusty"})
        await update_location(work, viewer, place.id, {"light": "dim"}, expected_version=None)
    async with studio.sessions() as session:
        stamps = await _stamps(session)
    assert len(stamps) >= 5
    assert all(kept == said for kept, said in stamps.values())


async def test_an_edit_touches_the_feeds_of_exactly_its_dependants(studio: Studio) -> None:
    scene = await film(studio.owner)
    viewer = await studio.viewer()
    eve = scene.characters["EVE"]
    looks = [{"name": "Coat", "words": "a coat"}, {"name": "Furs", "words": "furs"}]
    made = await studio.owner.do(
        "updateCharacter", "character { looks { id } }", id=eve, looks=looks
    )
    coat, furs = [one["id"] for one in made["character"]["looks"]]
    in_coat, in_furs = scene.clips[0][:2]
    yard = scene.clips[1][-1]
    await cast(
        studio.owner,
        {"placeIds": [in_coat], "characterId": eve, "lookId": coat},
        {"placeIds": [in_furs], "characterId": eve, "lookId": furs},
        {"placeIds": [yard], "characterId": eve},
    )
    for changes, touched in (
        ({"looks": [LookDraft("Coat", "a red coat", _uuid(coat)), _furs(furs, "furs")]}, {in_coat}),
        ({"looks": [LookDraft("Coat", "a red coat", _uuid(coat)), _furs(furs, "wet")]}, {in_furs}),
        ({"notes": "Wants to leave."}, set()),
        ({"clothing": "jeans"}, {yard}),
        ({"face": "pale"}, {in_coat, in_furs, yard}),
    ):
        before = await _digests(studio, scene, eve)
        async with unit_of_work(studio.sessions, studio.runtime.bus) as work:
            await update_character(work, viewer, _uuid(eve), changes, expected_version=None)
        after = await _digests(studio, scene, eve)
        named = {clip for clip in before if before[clip] != after[clip]}
        wanted = {_uuid(clip) for clip in touched}
        assert named & {_uuid(one) for one in (in_coat, in_furs, yard)} == wanted, changes


def _furs(look: str, words: str) -> LookDraft:
    return LookDraft("Furs", words, _uuid(look))


async def _digests(studio: Studio, scene: Film, character: str) -> dict[UUID, list[str]]:
    clips = [_uuid(clip) for clips in scene.clips for clip in clips]
    async with studio.sessions() as session:
        feeds = await feeds_of(session, clips)
    return {
        clip: [one.digest for one in feed.cast if one.character_id == _uuid(character)]
        for clip, feed in feeds.items()
    }


async def test_a_look_that_a_script_brings_is_stamped_too(studio: Studio) -> None:
    scene = await film(studio.owner)
    text = "EXT. SEA - DAY\n\nNED (a boy with a drum) waits.\n"
    await studio.owner.do("importScript", "project { id }", projectId=scene.id, text=text)
    async with studio.sessions() as session:
        assert all(kept == said for kept, said in (await _stamps(session)).values())
        await session.execute(update(Clip).values(characters=["ned"]))
        feeds = await feeds_of(session, [_uuid(scene.clips[0][0])])
    (ned,) = feeds[_uuid(scene.clips[0][0])].cast
    assert (ned.name, ned.look) == ("NED", "a boy with a drum")


def _uuid(typed: str) -> UUID:
    return UUID(typed.partition("_")[2])
