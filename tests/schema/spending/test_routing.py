"""Where a render goes: by the price that its quote has, and to where its LoRAs are."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import insert, update

from studio.catalogue.detecting import note_files
from studio.kernel.work import unit_of_work
from studio.rendering.models import Endpoint, Pace
from tests.running import Caller, Studio
from tests.schema.casting.setting import film
from tests.schema.graphs import make_film
from tests.schema.test_catalogue_presets import detected

QUOTE = "quote { expectedCost endpoint { name } lines { price { origin } } }"


async def rented(caller: Caller, name: str, **given: Any) -> str:
    """An endpoint that fetches its results itself; the later is chosen of equals."""
    added = await caller.do(
        "addEndpoint",
        "endpoint { id }",
        provider="RUNPOD",
        dialect="WORKER_COMFYUI",
        name=name,
        endpointId=name.lower(),
        apiKey="secret",
        concurrency=2,
        **given,
    )
    made: str = added["endpoint"]["id"]
    return made


def bare(endpoint: str) -> UUID:
    return UUID(endpoint.removeprefix("endpoint_"))


async def chosen(caller: Caller, clip: str, **given: Any) -> tuple[str, int]:
    found = (await caller.do("quote", QUOTE, clipId=clip, **given))["quote"]
    return found["endpoint"]["name"], int(found["expectedCost"])


async def has(studio: Studio, endpoint: str, **folders: list[str]) -> None:
    async with unit_of_work(studio.sessions, studio.runtime.bus) as work:
        now = datetime.now(UTC)
        await note_files(work, studio.workspace_id, bare(endpoint), folders, now=now)


@pytest.mark.feature("QUE-2", "BEY-1")
async def test_the_price_table_decides_and_what_ranks_before_it_still_does(studio: Studio) -> None:
    owner = studio.owner
    clip = (await make_film(owner, scenes=1, clips=1)).clips[0][0]
    cheap = await rented(owner, "Cheap", price="90000")
    said = await rented(owner, "Said", price="10000")
    assert await chosen(owner, clip) == ("Said", 10_000)
    for endpoint, amount in ((cheap, "2000"), (said, "50000")):
        await owner.do(
            "createPrice", "price { id }", endpointId=endpoint, unit="TAKE", amount=amount
        )
    assert await chosen(owner, clip) == ("Cheap", 2_000)
    assert await chosen(owner, clip, endpointId=said) == ("Said", 50_000), "as it was wished"
    for key in ("a", "b"):
        await owner.do(
            "generateClip", "jobs { id }", clipId=clip, endpointId=cheap, idempotencyKey=key
        )
    assert (await chosen(owner, clip))[0] == "Said", "the shorter wait goes before the price"


@pytest.mark.feature("QUE-2", "BEY-1")
async def test_seconds_count_as_they_were_measured_and_a_start_is_paid_for(studio: Studio) -> None:
    owner = studio.owner
    clip = (await make_film(owner, scenes=1, clips=1)).clips[0][0]
    quick = await rented(owner, "Quick")
    slow = await rented(owner, "Slow")
    for endpoint, amount in ((quick, "300"), (slow, "200")):
        await owner.do(
            "createPrice", "price { id }", endpointId=endpoint, unit="SECOND", amount=amount
        )
    assert await chosen(owner, clip) == ("Slow", 15 * 200), "nothing was measured yet"
    size = (await owner.do("quote", "quote { lines { width height } }", clipId=clip))["quote"]
    (line,) = size["lines"]
    pace = {"kind": "IMAGE", "model": "", "size": f"{line['width']}x{line['height']}"}
    async with unit_of_work(studio.sessions, studio.runtime.bus) as work:
        for endpoint, seconds in ((quick, 4), (slow, 40)):
            await work.session.execute(
                insert(Pace).values(
                    endpoint_id=bare(endpoint), samples=9, p50=seconds, p90=seconds, **pace
                )
            )
    assert await chosen(owner, clip) == ("Quick", 4 * 300)
    rows = await owner.data("{ prices { nodes { id version endpoint { name } } } }")
    row = next(one for one in rows["prices"]["nodes"] if one["endpoint"]["name"] == "Quick")
    await owner.do(
        "updatePrice",
        "price { id }",
        id=row["id"],
        coldStartSeconds=100,
        expectedVersion=row["version"],
    )
    assert await chosen(owner, clip) == ("Slow", 40 * 200), "a worker has to start first"
    async with unit_of_work(studio.sessions, studio.runtime.bus) as work:
        await work.session.execute(
            update(Endpoint).where(Endpoint.id == bare(quick)).values(facts={"warm": True})
        )
    assert await chosen(owner, clip) == ("Quick", 4 * 300)


@pytest.mark.feature("QUE-2", "PRM-5")
async def test_a_lora_of_a_prompt_is_looked_for_before_anything_is_queued(studio: Studio) -> None:
    owner = studio.owner
    shots = (await make_film(owner, scenes=1, clips=2)).clips[0]
    bare_one = await rented(owner, "Bare", price="1")
    await has(
        studio, bare_one, checkpoints=["sd_xl_base_1.0.safetensors"], loras=["other.safetensors"]
    )
    for shot in shots[1:]:
        await owner.do("updateClip", "clip { id }", id=shot, imagePrompt="rain <lora:grain:0.8>")
    asked = {"clipIds": list(shots)}
    refused = await owner.attempt("quote", QUOTE, **asked)
    (error,) = refused["userErrors"]
    assert error["code"] == "MISSING_MODELS"
    assert "loras/grain.safetensors" in error["message"]
    assert "Put these into its models folder" in error["message"]
    queued = await owner.attempt("generateClips", "jobs { id }", idempotencyKey="k", **asked)
    assert [one["code"] for one in queued["userErrors"]] == ["MISSING_MODELS"]
    assert await chosen(owner, shots[0]) == ("Bare", 1), "its prompt names none"
    await rented(owner, "Silent", price="1")
    assert await chosen(owner, shots[1]) == ("Silent", 1), "it may have it"
    able = await rented(owner, "Able", price="900000")
    await has(studio, able, loras=["film/grain.safetensors"])
    assert await chosen(owner, shots[1]) == ("Able", 900_000)
    told = await owner.attempt("quote", QUOTE, clipId=shots[1], endpointId=bare_one)
    assert [one["code"] for one in told["userErrors"]] == ["MISSING_MODELS"]


@pytest.mark.feature("QUE-2", "CHR-10")
async def test_the_loras_of_who_is_in_it_are_looked_for_too(studio: Studio) -> None:
    owner = studio.owner
    made = await film(owner)
    lora = await detected(studio, "eve_sdxl.safetensors", "loras")
    await owner.do(
        "updateCharacter",
        "character { id }",
        id=made.characters["EVE"],
        loras=[{"modelId": lora, "strength": 0.7}],
    )
    first = await rented(owner, "First", price="900000")
    second = await rented(owner, "Second", price="1")
    here = {"checkpoints": ["sd_xl_base_1.0.safetensors"]}
    await has(studio, first, **here, loras=["eve_sdxl.safetensors"])
    await has(studio, second, **here, loras=["ned.safetensors"])
    assert await chosen(owner, made.clips[0][1], family="sdxl") == ("First", 900_000)
    assert await chosen(owner, made.clips[1][1], family="sdxl") == ("Second", 1), "Eve is not there"
