"""An edit changes exactly the stamps of what it feeds: told anew from the feeds of clips."""

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from infra.database import sessions_of
from studio.casting.feeding import depicted
from studio.casting.models import (
    Casting,
    CharacterReference,
)
from studio.casting.queries import feeds_of
from studio.casting.words import Feed
from studio.gallery.models import Take
from studio.kernel.ids import uuid7
from studio.library.rules import fold
from studio.projects.models import Scene
from studio.recipes.rules import SOURCE_IMAGE, STYLE_SETTING, STYLE_SETTINGS
from studio.recipes.stamping import stamps_of
from studio.timeline.models import Clip
from tests.studio.recipes.filmed import FAMILIES, NAMES, Film, film_of
from tests.studio.rendering.conftest import Edge
from tests.workers.stage import Stage, set_stage


def living(film: Film) -> list[Take]:
    return [take for take in film.takes if take.deleted_at is None]


def pick(several: list[Any], number: int) -> Any:
    return several[number % len(several)]


async def recast(
    session: AsyncSession, film: Film, number: int, target: int, *, absent: bool, what: str
) -> None:
    """Cast somebody, a style, a model or a preset onto a place, instead of what was cast there."""
    places = [*film.clips, *film.scenes, film.project]
    place = pick(places, target)
    row = Casting(id=uuid7(), project_id=film.project.id, absent=absent)
    if isinstance(place, Clip):
        row.clip_id = place.id
    elif isinstance(place, Scene):
        row.scene_id = place.id
    several: Any = {"style": film.styles, "model": film.models, "preset": film.presets}.get(what)
    if several is not None:
        setattr(row, f"{what}_id", pick(several, number).id)
    else:
        row.character_id = pick(film.people, number).id
        row.look_id = None if number % 2 else pick(film.looks, number).id
        row.prominence = 1 + number % 4 / 4
    for old in await session.scalars(select(Casting)):
        here = (old.clip_id, old.scene_id) == (row.clip_id, row.scene_id)
        same = bool(getattr(old, f"{what}_id")) if several else old.character_id == row.character_id
        if here and same:
            await session.delete(old)
    await session.flush()
    session.add(row)


Edit = tuple[str, int, int, str]
EDITS = st.tuples(
    st.sampled_from(
        [
            *("image_prompt", "video_prompt", "negative_prompt", "framing", "shot_kind"),
            *("characters", "name", "caption", "number", "duration_frames", "start_frame"),
            *("location", "time_of_day", "scene", "project", "width", "fps", "rename"),
            *("character", "look", "style", "place", "notes", "gone", "look gone", "style gone"),
            *("cast", "uncast", "cast style", "uncast style", "place gone"),
            *("portrait", "place picture", "style words", "style settings", "style tags"),
            *("cast model", "uncast model", "model", "model family", "model gone", "model rated"),
            *("cast preset", "uncast preset", "preset", "preset gone", "preset named"),
            *("show", "take gone"),
        ]
    ),
    st.integers(0, 11),
    st.integers(0, 11),
    st.sampled_from(["", "  ", "a hall", "{{number}} of {{project}}", "Ned by {{scene}}"]),
)


def change(row: Any, **values: Any) -> None:
    for name, value in values.items():
        setattr(row, name, value)


def gone_from(film: Film) -> dict[str, Any]:
    return {"deleted_at": film.project.created_at, "deletion_id": uuid7()}


def choices(film: Film, edit: Edit) -> dict[str, Callable[[], None]]:
    """Edits of styles, models and presets."""
    _, one, other, words = edit
    gone = gone_from(film)
    return {
        "style": lambda: change(pick(film.styles, one), digest=uuid7().hex),
        "style words": lambda: change(
            pick(film.styles, one), mood=pick([words, f" {words} . "], other), negative=words
        ),
        "style settings": lambda: change(
            pick(film.styles, one),
            settings=pick([{}, {"steps": other}, {"sampler": "euler"}], other),
        ),
        "style tags": lambda: change(pick(film.styles, one), tags=[words], name=words),
        "model": lambda: change(pick(film.models, one), file_name=f"{words}-{other}-{one}.ckpt"),
        "model family": lambda: change(pick(film.models, one), family=pick(FAMILIES, other)),
        "model gone": lambda: change(pick(film.models, one), **gone),
        "model rated": lambda: change(pick(film.models, one), rating=other / 3, tags=[words]),
        "preset": lambda: change(pick(film.presets, one), settings={"steps": 20 + other % 3}),
        "preset gone": lambda: change(pick(film.presets, one), **gone),
        "preset named": lambda: change(
            pick(film.presets, one),
            name=f"{words}-{other}-{one}",
            settings={**pick(film.presets, one).settings, "count": other + 1},
        ),
        "show": lambda: change(film.clips[0], selected_take_id=pick(living(film), other).id),
        "take gone": lambda: change(pick(film.takes, one), **gone),
    }


async def apply(session: AsyncSession, film: Film, edit: Edit) -> None:
    what, one, other, words = edit
    clip, scene, person = pick(film.clips, one), pick(film.scenes, one), pick(film.people, one)
    gone = gone_from(film)

    take = pick(film.takes, one)
    shown = film.clips[0].selected_take_id == take.id
    if (what == "take gone" and shown) or (what == "show" and not living(film)):
        return

    plain: dict[str, Callable[[], None]] = {
        "framing": lambda: change(clip, framing=pick(["WIDE", "CLOSE"], other)),
        "shot_kind": lambda: change(clip, shot_kind=pick(["ACTION", "INSERT"], other)),
        "characters": lambda: change(clip, characters=[pick(list(NAMES), other), "nobody"]),
        "duration_frames": lambda: change(clip, duration_frames=48 + other),
        "start_frame": lambda: change(clip, start_frame=other),
        "location": lambda: change(scene, location=pick(["the  hall ", "YARD", "sea"], other)),
        "time_of_day": lambda: change(scene, time_of_day=words),
        "scene": lambda: change(scene, name=words, description=words, position=one + 9),
        "project": lambda: change(film.project, name=words),
        "width": lambda: change(film.project, width=640 + other),
        "fps": lambda: change(film.project, fps_numerator=24 + other),
        "rename": lambda: change(
            person, name=f"{NAMES[1]}{other}", folded=fold(f"{NAMES[1]}{other}{one}")
        ),
        "character": lambda: change(person, digest=uuid7().hex),
        "look": lambda: change(pick(film.looks, one), digest=uuid7().hex),
        "place": lambda: change(pick(film.places, one), digest=uuid7().hex),
        "notes": lambda: change(person, notes=words, version=other + 1),
        "gone": lambda: change(person, **gone),
        "look gone": lambda: change(pick(film.looks, one), **gone),
        "style gone": lambda: change(pick(film.styles, one), **gone),
        "place gone": lambda: change(pick(film.places, one), **gone),
        "place picture": lambda: change(
            pick(film.places, one),
            reference_asset_id=pick([None, *(asset.id for asset in film.assets)], other),
        ),
        **choices(film, edit),
    }
    if "cast" in what:
        away, kind = what.startswith("un"), what.rpartition(" ")[2]
        await recast(session, film, one, other, absent=away, what=kind)
    elif what == "portrait":
        await depict(session, person.id, pick(film.assets, other).id, other)
    elif what in plain:
        plain[what]()
    else:
        change(clip, **{what: words})
    await session.flush()


async def depict(session: AsyncSession, who: UUID, asset: UUID, position: int) -> None:
    """Take the picture away from them if they have it, else put it among theirs."""
    key = {"character_id": who, "asset_id": asset}
    there = await session.get(CharacterReference, key)
    if there is not None:
        await session.delete(there)
    else:
        session.add(CharacterReference(**key, position=position))


async def oracle(session: AsyncSession, film: Film) -> dict[UUID, dict[str, Any]]:
    """What feeds each clip by the names of stamps, as the composer is given it."""
    feeds = await feeds_of(session, [clip.id for clip in film.clips])
    told = {}
    for clip in film.clips:
        feed, scene = feeds[clip.id], await session.get_one(Scene, clip.scene_id)

        def said(words: str, variables: Any = feed.variables) -> str:
            return re.sub(
                r"\{\{\s*(\w+)\s*\}\}", lambda found: f"\0{variables[found[1].lower()]}", words
            )

        own = clip.image_prompt if clip.image_prompt.strip() else ""
        shown = (clip.framing, scene.location, scene.time_of_day, tuple(clip.characters))
        detail = clip.shot_kind == "INSERT"
        place = feed.place and (feed.place.source_id, feed.place.digest)
        seen = [] if detail else list(depicted(feed))
        image = {
            "PROMPT": said(own),
            "SHOT": (detail, None if own else shown),
            "LOCATION": None if detail else place,
        }
        moves = bool(clip.video_prompt.strip())
        motion = {"PROMPT": said(clip.video_prompt), "SHOT": "moves", "LOCATION": None}
        told[clip.id] = {
            **{f"IMAGE.{name}": value for name, value in image.items()},
            **{f"VIDEO.{name}": value for name, value in (motion if moves else image).items()},
            "NEGATIVE_PROMPT": said(clip.negative_prompt).strip(),
            "CAST": [
                (one.character_id, one.look_id, one.digest, one.prominence) for one in feed.cast
            ],
            "STYLE": feed.style and (feed.style.source_id, feed.style.digest),
            "STYLE.WORDS": feed.style
            and (feed.style.source_id, feed.style.positive, feed.style.negative),
            **{
                f"{STYLE_SETTING}{name}": feed.style and feed.style.settings.get(name)
                for name in STYLE_SETTINGS
            },
            **chosen(film, feed),
            SOURCE_IMAGE: shown_picture(film, clip),
            "SIZE": (film.project.width, film.project.height),
            "RATE": film.project.rate,
            "LENGTH": clip.duration_frames,
            **{f"REFERENCE.{nth}": seen[nth - 1 : nth] for nth in (1, 2, 3)},
        }
    return told


def chosen(film: Film, feed: Feed) -> dict[str, Any]:
    """The model and the preset that hold for each kind, as renders inherit them."""
    models = {one.id: one for one in film.models}
    presets = {one.id: one for one in film.presets}
    model = models[feed.model.id] if feed.model else None
    preset = presets[feed.preset.id] if feed.preset else None
    of_preset = models[preset.model_id] if preset and preset.model_id else None
    family = preset and (preset.family or (of_preset and of_preset.family))
    told: dict[str, Any] = {}
    for kind, families in (("IMAGE", {None, "sdxl"}), ("VIDEO", {None, "wan_2_2"})):
        fits = model is not None and model.family in families
        does = preset is not None and family in families
        other = fits and family not in {None, model and model.family}
        sampled = preset and {**preset.settings, "count": None}
        told[f"{kind}.MODEL"] = (
            (model.id, model.file_name, model.family) if model and fits else None
        )
        told[f"{kind}.PRESET"] = (
            (preset.id, sampled, family, of_preset and of_preset.file_name)
            if preset and does and not other
            else None
        )
    return told


def shown_picture(film: Film, clip: Clip) -> UUID | None:
    takes = [one for one in living(film) if one.clip_id == clip.id and one.kind == "IMAGE"]
    ranked = sorted(
        takes, key=lambda one: (one.id == clip.selected_take_id, one.created_at, one.id)
    )
    return ranked[-1].asset_id if ranked else None


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@example(edits=[("cast", 0, 0, ""), ("cast", 6, 0, "")])
@example(edits=[("name", 1, 0, "a hall")])
@example(
    edits=[
        *(("portrait", 0, 0, ""), ("portrait", 2, 1, ""), ("place picture", 1, 2, "")),
        *(("cast", 2, 6, ""), ("portrait", 2, 1, ""), ("place picture", 0, 1, "")),
    ]
)
@example(
    edits=[
        *(("cast model", 0, 6, ""), ("cast preset", 0, 6, ""), ("preset", 0, 1, "")),
        *(("cast model", 1, 0, ""), ("model family", 0, 1, ""), ("preset gone", 0, 0, "")),
        *(("cast preset", 2, 6, ""), ("model", 1, 3, ""), ("uncast model", 2, 4, "")),
    ]
)
@example(edits=[("cast preset", 0, 6, ""), ("cast model", 2, 6, ""), ("preset", 0, 1, "")])
@example(
    edits=[
        *(
            ("cast style", 0, 6, ""),
            ("style words", 0, 0, "a hall"),
            ("style words", 0, 1, "a hall"),
        ),
        *(
            ("style settings", 0, 1, ""),
            ("style settings", 0, 2, ""),
            ("style tags", 0, 0, "a hall"),
        ),
        *(("show", 0, 0, ""), ("show", 0, 2, ""), ("take gone", 1, 0, ""), ("take gone", 0, 0, "")),
    ]
)
@given(edits=st.lists(EDITS, min_size=1, max_size=6))
async def test_an_edit_changes_exactly_what_it_feeds(
    engine: AsyncEngine, edits: list[Edit]
) -> None:
    async with sessions_of(engine)() as session:
        stage = await kept_stage(engine, session)
        film = await film_of(session, stage)
        ids = [clip.id for clip in film.clips]
        before = await stamps_of(session, ids), await oracle(session, film)
        for edit in edits:
            await apply(session, film, edit)
            after = await stamps_of(session, ids), await oracle(session, film)
            for clip_id in ids:
                stamps, told = (
                    (one[clip_id], two[clip_id]) for one, two in zip(before, after, strict=True)
                )
                flipped = {name for name in stamps[0] if stamps[0][name] != stamps[1][name]}
                meant = {name for name in told[0] if told[0][name] != told[1][name]}
                assert flipped == meant, edit
            before = after
        await session.rollback()


async def kept_stage(engine: AsyncEngine, session: AsyncSession) -> Stage:
    """The one of earlier examples, whose edits were rolled back."""
    clip = await session.scalar(select(Clip).limit(1))
    if clip is None:
        return await set_stage(Edge(sessions_of(engine)))  # type: ignore[arg-type]
    return Stage(None, None, clip.project_id, clip.id, None)  # type: ignore[arg-type]
