"""Endpoints of every kind: added, shown, set otherwise, and never with what is secret of them."""

import base64
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from studio.kernel.ids import uuid7
from studio.rendering.availability import SORA, service_standing, standing_of
from studio.rendering.models import Endpoint
from tests.doubles.comfyui.server import serve_comfyui
from tests.doubles.videos.server import serve_videos
from tests.running import Studio
from tests.schema.endpoint_rooms import ALL, add, allow_private, row_of

SECRET = "rpa_TOPSECRET_of_an_account"
WEBHOOK = "whsec_" + base64.b64encode(b"s" * 24).decode()


@pytest.mark.feature("SRV-1")
@pytest.mark.feature("XF-1")
async def test_every_kind_is_added_and_no_key_is_ever_shown(studio: Studio) -> None:
    allow_private(studio)
    with serve_comfyui("sdxl.safetensors") as comfy, serve_videos() as videos:
        await add(studio, "RUNPOD", endpointId="abc", apiKey=SECRET, dialect="WORKER_COMFYUI")
        await add(studio, "COMFYUI", url=f"{comfy.url}/", apiKey=SECRET, price="1200")
        await add(
            studio,
            "OPENAI_VIDEOS",
            url=videos.url,
            apiKey=SECRET,
            model="wan",
            dialect="VLLM_OMNI",
            sizes=["1280x720"],
            seconds=[4, 8],
            webhookSecret=WEBHOOK,
            concurrency=9,
        )
        own = await add(studio, "PULL", apiKey=SECRET)
        assert (own["key"], f"RUNPOD_AI_API_KEY={SECRET}" in own["environment"]) == (SECRET, True)
    answer = await studio.owner.ask(f"{{ endpoints {{ nodes {{ {ALL} }} }} }}")
    assert SECRET not in str(answer)
    assert WEBHOOK not in str(answer)
    _, runpod, comfyui, video, pull = answer["data"]["endpoints"]["nodes"]
    assert [one["concurrency"] for one in (runpod, comfyui, video, pull)] == [20, 2, 9, 4]
    assert [one["dialect"] for one in (runpod, comfyui, video, pull)] == [
        "WORKER_COMFYUI",
        None,
        "VLLM_OMNI",
        None,
    ]
    assert all(one["enabled"] and one["hasKey"] for one in (runpod, comfyui, video, pull))
    assert (comfyui["url"], comfyui["price"]) == (comfy.url, "1200")
    assert (video["model"], video["sizes"], video["seconds"]) == ("wan", ["1280x720"], [4, 8])
    assert video["hasWebhookSecret"] is True
    assert [one["note"].split()[0] for one in (runpod, comfyui, video, pull)] == [
        "RunPod",
        "ComfyUI",
        "Videos",
        "Machines",
    ]
    row = await row_of(studio, video["id"])
    assert row.sealed_key is not None
    assert SECRET.encode() not in row.sealed_key
    assert WEBHOOK not in str(row.options)
    sealed = base64.b64decode(row.options["webhook_secret"])
    assert studio.runtime.secrets.unseal(sealed) == WEBHOOK


@pytest.mark.feature("SRV-1")
async def test_a_machine_gets_in_with_what_it_is_told_once(studio: Studio) -> None:
    added = await add(studio, "PULL", idempotencyKey="k")
    again = await add(studio, "PULL", idempotencyKey="k")
    assert again["endpoint"]["id"] == added["endpoint"]["id"]
    assert (again["key"], again["environment"]) == (None, [])
    key, told = added["key"], dict(line.split("=", 1) for line in added["environment"])
    assert told["RUNPOD_AI_API_KEY"] == key
    async with studio.sessions() as session:
        kept = await session.execute(text("SELECT result::text FROM idempotency_keys"))
        assert key not in str(kept.all())
    own = studio.runtime.services.own_url
    address = told["RUNPOD_WEBHOOK_PING"].replace("$RUNPOD_POD_ID", told["RUNPOD_POD_ID"])

    async def ping(with_key: str) -> int:
        answer = await studio.owner.http.get(
            address.replace(own, studio.url), headers={"Authorization": with_key}
        )
        return answer.status_code

    assert (await ping(key), await ping("another-key-than-this")) == (200, 401)
    changed = await studio.owner.do(
        "updateEndpoint",
        "key environment endpoint { machines { name } }",
        id=added["endpoint"]["id"],
        generateKey=True,
    )
    assert changed["endpoint"]["machines"] == [{"name": "machine-1"}]
    assert (await ping(key), await ping(changed["key"])) == (401, 200)
    assert f"RUNPOD_AI_API_KEY={changed['key']}" in changed["environment"]


@pytest.mark.parametrize(
    ("provider", "given", "field"),
    [
        ("COMFYUI", {}, "url"),
        ("COMFYUI", {"url": "ftp://comfy.test"}, "url"),
        ("COMFYUI", {"url": "https://me:pw@comfy.test"}, "url"),
        ("COMFYUI", {"url": "https://comfy.test/?token=t"}, "url"),
        ("COMFYUI", {"url": "https://127.0.0.1:8188"}, "url"),
        ("COMFYUI", {"url": "https://169.254.169.254"}, "url"),
        ("COMFYUI", {"url": "https://[::ffff:10.0.0.1]"}, "url"),
        ("COMFYUI", {"url": "http://1.1.1.1"}, "url"),
        ("COMFYUI", {"url": "https://1.1.1.1", "model": "x"}, "model"),
        ("OPENAI_VIDEOS", {"apiKey": "k"}, "model"),
        ("OPENAI_VIDEOS", {"model": "x"}, "apiKey"),
        ("OPENAI_VIDEOS", {"apiKey": "k", "model": "x", "sizes": ["wide"]}, "sizes"),
        ("OPENAI_VIDEOS", {"apiKey": "k", "model": "x", "seconds": [0]}, "seconds"),
        ("OPENAI_VIDEOS", {"apiKey": "k", "preset": "veo"}, "preset"),
        ("OPENAI_VIDEOS", {"apiKey": "k", "model": "x", "webhookSecret": "s"}, "webhookSecret"),
        ("OPENAI_VIDEOS", {"apiKey": "k", "model": "x", "dialect": "STORYCANVAS"}, "dialect"),
        ("RUNPOD", {"endpointId": "abc"}, "apiKey"),
        ("RUNPOD", {"apiKey": "k"}, "endpointId"),
        ("RUNPOD", {"endpointId": "abc", "apiKey": "k", "concurrency": 0}, "concurrency"),
        ("RUNPOD", {"endpointId": "abc", "apiKey": "k", "price": "-1"}, "price"),
        ("PULL", {"url": "https://1.1.1.1"}, "url"),
        ("PULL", {"apiKey": "short"}, "apiKey"),
        ("PULL", {"apiKey": "long-enough-for-a-key", "generateKey": True}, "generateKey"),
    ],
)
async def test_what_makes_no_sense_is_refused_with_what_to_do(
    studio: Studio, provider: str, given: dict[str, Any], field: str
) -> None:
    answer = await studio.owner.attempt(
        "addEndpoint", "endpoint { id } key", provider=provider, name="x", **given
    )
    (error,) = answer["userErrors"]
    assert (error["code"], error["field"]) == ("BAD_USER_INPUT", [field]), error
    assert (answer["endpoint"], answer["key"]) == (None, None)
    found = await studio.owner.data("{ endpoints { totalCount } }")
    assert found["endpoints"]["totalCount"] == 1


@pytest.mark.feature("SRV-2")
async def test_it_is_set_otherwise_and_what_was_known_of_it_is_forgotten(studio: Studio) -> None:
    allow_private(studio)
    endpoint = (await add(studio, "COMFYUI", url="http://127.0.0.1:9001"))["endpoint"]["id"]
    async with studio.sessions() as session, session.begin():
        row = await session.get_one(Endpoint, (await row_of(studio, endpoint)).id)
        row.health, row.health_detail = "ONLINE", "well"
        row.facts = {"version": "0.8.0", "devices": []}
    wanted = f"endpoint {{ {ALL} }}"
    changed = await studio.owner.do(
        "updateEndpoint", wanted, id=endpoint, concurrency=7, price="5", apiKey="a-key"
    )
    kept = changed["endpoint"]
    assert (kept["concurrency"], kept["price"], kept["hasKey"]) == (7, "5", True)
    assert (kept["health"], kept["systemInfo"]["version"]) == ("ONLINE", "0.8.0")
    moved = await studio.owner.do(
        "updateEndpoint", wanted, id=endpoint, url="http://127.0.0.1:9002", apiKey=""
    )
    assert moved["endpoint"] | {"version": kept["version"]} == kept | {
        "url": "http://127.0.0.1:9002",
        "note": "ComfyUI at 127.0.0.1:9002: renders with its own models",
        "hasKey": False,
        "health": None,
        "healthDetail": None,
        "systemInfo": None,
    }
    refused = await studio.owner.attempt(
        "updateEndpoint", "endpoint { id }", id=endpoint, url="https://169.254.169.254"
    )
    assert refused["userErrors"][0]["field"] == ["url"]


@pytest.mark.feature("SRV-2")
async def test_a_retired_provider_drops_out_until_an_owner_knows_better(studio: Studio) -> None:
    today = studio.runtime.services.clock.now().date()
    sora = (await add(studio, "OPENAI_VIDEOS", apiKey=SECRET, preset="sora"))["endpoint"]
    standing = service_standing(SORA, today)
    assert (sora["availability"], sora["availabilityReason"]) == (
        standing.availability.value,
        standing.reason,
    )
    assert sora["model"] == "sora-2"
    revived = await studio.owner.do(
        "updateEndpoint",
        "endpoint { availability availabilityReason isRevived }",
        id=sora["id"],
        isRevived=True,
    )
    assert revived["endpoint"] == {
        "availability": "AVAILABLE",
        "availabilityReason": None,
        "isRevived": True,
    }


async def test_the_graph_says_of_availability_what_the_rule_says(studio: Studio) -> None:
    today = studio.runtime.services.clock.now().date()
    urls = (
        None,
        "https://api.openai.com/v1",
        "https://API.openai.com.:443/v1",
        "https://api.openai.com.evil.test/v1",
        "https://gpu.test/v1",
        "https://gpu.test/api.openai.com",
    )
    cases = [
        (provider, source, url, options)
        for provider in ("OPENAI_VIDEOS", "RUNPOD")
        for source in ("USER", "SETTINGS", "LOCAL")
        for url in urls
        for options in ({}, {"revived": True}, {"revived": False}, {"preset": "sora"})
    ]
    async with studio.sessions() as session, session.begin():
        for provider, source, url, options in cases:
            session.add(
                Endpoint(
                    id=uuid7(),
                    workspace_id=studio.workspace_id,
                    provider=provider,
                    source=source,
                    name=uuid4().hex,
                    url=url,
                    options=options,
                    version=1,
                )
            )
    told: dict[str, str] = {}
    cursor = None
    while True:
        page = (await studio.owner.data(QUERY, after=cursor))["endpoints"]
        told |= {node["id"]: node["availability"] for node in page["nodes"]}
        if not page["pageInfo"]["hasNextPage"]:
            break
        cursor = page["pageInfo"]["endCursor"]
    async with studio.sessions() as session:
        rows = (
            await session.execute(text("SELECT id, provider, source, url, options FROM endpoints"))
        ).all()
    for row in rows:
        rule = standing_of(row.provider, row.source, row.url, row.options, today)
        assert told[f"endpoint_{row.id.hex}"] == rule.availability.value, row


QUERY = """query($after: String) { endpoints(first: 100, after: $after) {
  nodes { id availability } pageInfo { hasNextPage endCursor } } }"""
