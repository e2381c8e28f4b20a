"""Any edit makes stale exactly what depends on it, and to undo it makes that current again."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from studio.kernel.work import Work
from studio.recipes.queries import shown_staleness
from studio.timeline.models import Clip
from tests.running import Studio
from tests.schema.recipes.edited import (
    ASKED,
    CLIPS,
    PEOPLE,
    PLACES,
    SCENES,
    VALUES,
    Key,
    Story,
    at_first,
    told,
)

State = Mapping[Key, Any]
Standing = tuple[str, str, str]
SHOWN = ("IMAGE", "IMAGE", "VIDEO", "IMAGE", "IMAGE", "VIDEO")
"""What each clip shows: the first that was made of it."""


def standing_of(state: State, clip: int) -> Standing:
    """Staleness of a clip's image, video, and of what it shows, by a model of what feeds what."""
    hows = dict(_made(clip))
    first = at_first()
    told = {"IMAGE": "MISSING", "VIDEO": "MISSING"}
    for kind, how in hows.items():
        same = list(feeds(state, clip, kind, how)) == list(feeds(first, clip, kind, how))
        told[kind] = "CURRENT" if same else "STALE"
    if clip == CLIPS - 1:
        there = state["picture", 0, 0] == "there"
        told["IMAGE"] = "CURRENT" if there else "MISSING"
        told["VIDEO"] = told["VIDEO"] if there else "BLOCKED"
    return told["IMAGE"], told["VIDEO"], told[SHOWN[clip]]


def _made(clip: int) -> Iterator[tuple[str, str]]:
    for (number, how), asked in ASKED.items():
        if number == clip:
            yield from ((kind, how) for kind in asked["kinds"])
    if clip == CLIPS - 1:
        yield "VIDEO", "video"


def feeds(state: State, clip: int, kind: str, how: str) -> Iterator[Any]:
    """All that goes into the picture."""
    if how != "own prompt":
        yield words(state, clip, kind)
        if kind == "VIDEO" and how == "chained":
            yield words(state, clip, "IMAGE")
        yield list(who(state, clip))
        yield style(state, clip)
    if how != "own negative":
        yield state["negative_prompt", clip, 0]
    if how != "own size":
        yield state["project width", 0, 0]
    if kind == "VIDEO":
        yield state["project fps_numerator", 0, 0]
        if how != "own length":
            yield state["duration_frames", clip, 0]


def words(state: State, clip: int, kind: str) -> Any:
    motion = state["video_prompt", clip, 0]
    if kind == "VIDEO" and motion:
        return motion
    location, time = (state[name, clip // 3, 0] for name in ("location", "time_of_day"))
    own = ("framing", "characters")
    said = state["image_prompt", clip, 0] or (
        location,
        time,
        *(state[name, clip, 0] for name in own),
    )
    detail = state["shot_kind", clip, 0] == "INSERT"
    there = [
        (one, state["place look", one, 0])
        for one, name in enumerate(PLACES)
        if name.lower() == location.strip().lower() and not detail
    ]
    return said, detail, there


def who(state: State, clip: int) -> Iterator[Any]:
    """Those named, in their order, then those cast besides: each as they look."""
    called = [name + state["person name", one, 0] for one, name in enumerate(PEOPLE)]
    named = [
        called.index(name.upper())
        for name in state["characters", clip, 0]
        if name.upper() in called
    ]
    for one in [*named, *(one for one in range(len(PEOPLE)) if one not in named)]:
        cast = nearest(state, "cast", one, clip)
        if cast == "absent" or (cast is None and one not in named):
            continue
        coat, prominence = cast or (False, 1.0)
        worn = state["person coat" if coat else "person clothing", one, 0]
        yield one, called[one], coat, worn, state["person look", one, 0], prominence


def style(state: State, clip: int) -> Any:
    found = nearest(state, "styled", 0, clip)
    return (found, state["style art_style", found, 0]) if isinstance(found, int) else None


def nearest(state: State, what: str, one: int, clip: int) -> Any:
    places = (clip, CLIPS + clip // 3, CLIPS + SCENES)
    return next((state[what, one, at] for at in places if state[what, one, at] is not None), None)


ONE_OF_EACH = [
    ((what, ones - 1, places - 1), values[-1]) for what, (ones, places, values) in VALUES.items()
]


def _edits(what: str) -> st.SearchStrategy[tuple[Key, Any]]:
    ones, places, values = VALUES[what]
    key = st.tuples(st.just(what), st.integers(0, ones - 1), st.integers(0, places - 1))
    return st.tuples(key, st.sampled_from(values))


async def standings(session: AsyncSession, story: Story) -> list[Standing]:
    row = Clip.__table__.alias()
    kinds = [shown_staleness(row, kind) for kind in ("IMAGE", "VIDEO", None)]
    rows = await session.execute(select(row.c.id, *kinds).where(row.c.project_id == story.project))
    found = {clip_id: (image, video, shown) for clip_id, image, video, shown in rows}
    return [found[clip_id] for clip_id in story.clips]


@pytest.fixture
async def story(studio: Studio) -> Story:
    return await told(studio)


@pytest.mark.feature("BEY-3")
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@example(edits=ONE_OF_EACH)
@given(edits=st.lists(st.sampled_from(sorted(VALUES)).flatmap(_edits), min_size=4, max_size=12))
async def test_an_edit_flips_exactly_its_dependants(
    studio: Studio, story: Story, edits: list[tuple[Key, Any]]
) -> None:
    async with studio.sessions() as session:
        work, state, undo = Work(session, None), at_first(), []
        fresh = [standing_of(state, clip) for clip in range(CLIPS)]
        assert await standings(session, story) == fresh
        for key, value in edits:
            if state[key] == value:
                continue
            undo.append((key, state[key]))
            await story.put(work, key, value)
            state[key] = value
            meant = [standing_of(state, clip) for clip in range(CLIPS)]
            assert await standings(session, story) == meant, key
        for key, value in reversed(undo):
            await story.put(work, key, value)
        assert await standings(session, story) == fresh
        assert "STALE" not in {one for several in fresh for one in several}
        await session.rollback()
