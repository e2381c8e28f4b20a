"""What a project or a scene has chosen holds for renders that leave it open."""

from typing import Any

import pytest
from sqlalchemy import text

from studio.kernel.ids import typed
from tests.running import Studio
from tests.schema.graphs import make_film
from tests.schema.spending.test_quotes import paid_endpoint


async def preset(studio: Studio, name: str, steps: int, **given: Any) -> str:
    wanted = {"family": "sdxl", "settings": {"steps": steps}, **given}
    made = await studio.owner.do("createPreset", "preset { id }", name=name, **wanted)
    found: str = made["preset"]["id"]
    return found


async def steps(studio: Studio, clips: list[str], **given: Any) -> list[int | None]:
    made = await studio.owner.do(
        "generateClips", "jobs { id }", clipIds=clips, idempotencyKey=str(given), **given
    )
    found = []
    for job in made["jobs"]:
        told = await studio.owner.data(
            "query($id: ID!) { job(id: $id) { parameters } }", id=job["id"]
        )
        found.append(told["job"]["parameters"].get("sampling", {}).get("settings", {}).get("steps"))
    return found


async def cast(studio: Studio, *changes: dict[str, Any]) -> None:
    await studio.owner.do(
        "applyCastings", "undo { present }", changes=[{"present": True, **one} for one in changes]
    )


@pytest.mark.feature("PST-1")
async def test_the_nearest_choice_holds_where_the_request_leaves_it_open(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=2, clips=1)
    first, second = film.clips[0][0], film.clips[1][0]
    whole, scene, own = [await preset(studio, f"P{n}", n) for n in (11, 12, 13)]
    endpoint = await paid_endpoint(studio.owner)
    here = {"endpointId": endpoint}
    assert await steps(studio, [first, second], **here) == [None, None]
    await cast(studio, {"placeIds": [film.project], "presetId": whole})
    assert await steps(studio, [first, second], **here, count=1) == [11, 11]
    await cast(studio, {"placeIds": [film.scenes[1]], "presetId": scene})
    assert await steps(studio, [first, second], **here, count=2) == [11, 12]
    assert await steps(studio, [first, second], **here, presetId=own) == [13, 13]
    asked = {"settings": {"steps": 9}}
    assert await steps(studio, [first], **here, **asked) == [9]


async def test_what_cannot_make_what_is_wanted_is_passed_over(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    films = await preset(studio, "Films", 8, family="wan_2_2")
    await cast(studio, {"placeIds": [film.project], "presetId": films})
    assert await steps(studio, [film.clips[0][0]]) == [None]


async def test_shots_made_in_different_ways_keep_the_order_of_the_film(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=3, clips=1)
    whole, middle = await preset(studio, "Whole", 11), await preset(studio, "Middle", 12)
    await cast(
        studio,
        {"placeIds": [film.project], "presetId": whole},
        {"placeIds": [film.scenes[1]], "presetId": middle},
    )
    made = await studio.owner.do(
        "generateClips", "jobs { clip { id } }", projectId=film.project, idempotencyKey="k"
    )
    order = [clips[0] for clips in film.clips]
    assert [job["clip"]["id"] for job in made["jobs"]] == order
    async with studio.sessions() as session:
        turns = await session.scalars(text("SELECT clip_id FROM render_jobs ORDER BY rank"))
        assert [typed("clip", clip_id) for clip_id in turns] == order
