from collections.abc import Iterator
from typing import Any, cast

import pytest

from infra.civitai import Civitai
from tests.doubles.civitai.server import Fault, Serving, model, serve_civitai
from tests.running import Studio

SEARCH = """query($words: String, $kinds: [ModelKind!], $bases: [String!], $nsfw: Boolean! = false,
  $sort: CivitaiSort! = RATING, $cursor: String, $first: Int) {
  civitaiModels(query: $words, kinds: $kinds, bases: $bases, nsfw: $nsfw, sort: $sort,
    cursor: $cursor, first: $first) { cursor problem nodes { id title: name kind previewUrl rating
    versions { id modelId size publishedAt samples { url nsfw } } } } }"""
LOOK = """query($id: ID!, $nsfw: Boolean! = false) { civitaiModel(id: $id, nsfw: $nsfw) { problem
  model { name description likes versions { id fileName triggerWords samples { url } } } } }"""


@pytest.fixture
def serving() -> Iterator[Serving]:
    with serve_civitai(
        model(1, "Ink"), model(2, "Wash", "Checkpoint"), model(3, "Bare", nsfw=True)
    ) as serving:
        yield serving


@pytest.fixture
def civitai(studio: Studio, serving: Serving) -> Serving:
    origin = cast("Civitai", studio.runtime.services.origin)
    origin._base = serving.url
    origin._pace._gap = 0.0
    return serving


async def search(studio: Studio, **wanted: Any) -> dict[str, Any]:
    found = await studio.owner.data(SEARCH, **wanted)
    page: dict[str, Any] = found["civitaiModels"]
    return page


@pytest.mark.feature("MDL-5", "MDL-2")
async def test_models_are_browsed_where_they_are_published(
    studio: Studio, civitai: Serving
) -> None:
    first = await search(studio, first=1)
    assert first["problem"] is None
    (ink,) = first["nodes"]
    assert ink == {
        "id": "1",
        "title": "Ink",
        "kind": "LORA",
        "previewUrl": "https://image.civitai.com/x/1000.jpeg",
        "rating": ink["rating"],
        "versions": [
            {
                "id": "10",
                "modelId": None,
                "size": "2097664",
                "publishedAt": "2025-12-18T09:16:12.062000Z",
                "samples": [{"url": "https://image.civitai.com/x/1000.jpeg", "nsfw": False}],
            }
        ],
    }
    rest = await search(studio, first=5, cursor=first["cursor"])
    assert ([one["title"] for one in rest["nodes"]], rest["cursor"]) == (["Wash"], None)
    for wanted, names in (
        ({"words": "was"}, ["Wash"]),
        ({"kinds": ["LORA"]}, ["Ink"]),
        ({"bases": ["Pony"]}, []),
        ({"nsfw": True, "sort": "NEWEST"}, ["Ink", "Wash", "Bare"]),
        ({"first": 0}, []),
        ({"first": -1}, []),
        ({"cursor": "\u0000"}, []),
    ):
        page = await search(studio, **wanted)
        assert ([one["title"] for one in page["nodes"]], page["problem"]) == (names, None)
    await search(studio, first=1000)
    assert ("limit", "50") in civitai.server.asked[-1][1]


async def test_what_is_imported_already_is_told(studio: Studio, civitai: Serving) -> None:
    made = await studio.owner.do("importModel", "model { id }", versionId="10")
    (version,) = (await search(studio, words="Ink"))["nodes"][0]["versions"]
    assert version["modelId"] == made["model"]["id"]
    stranger = await studio.stranger()
    found = await stranger.data(SEARCH, words="Ink")
    assert found["civitaiModels"]["nodes"][0]["versions"][0]["modelId"] is None


@pytest.mark.feature("MDL-5", "MDL-3")
async def test_a_model_is_looked_at_where_it_is_published(studio: Studio, civitai: Serving) -> None:
    found = (await studio.owner.data(LOOK, id="1"))["civitaiModel"]
    assert found == {
        "problem": None,
        "model": {
            "name": "Ink",
            "description": "Paints with ink.\n\nTwo & more",
            "likes": "90",
            "versions": [
                {
                    "id": "10",
                    "fileName": "ink.safetensors",
                    "triggerWords": ["inkstyle", "brush"],
                    "samples": [{"url": "https://image.civitai.com/x/1000.jpeg"}],
                }
            ],
        },
    }
    for junk in ("77", "x", "../../x"):
        gone = (await studio.owner.data(LOOK, id=junk))["civitaiModel"]
        assert gone == {"model": None, "problem": None}
    hidden = (await studio.owner.data(LOOK, id="3"))["civitaiModel"]
    assert hidden["model"] is None
    assert "not for everybody" in hidden["problem"]
    shown = (await studio.owner.data(LOOK, id="3", nsfw=True))["civitaiModel"]
    assert [len(one["samples"]) for one in shown["model"]["versions"]] == [2]


@pytest.mark.feature("MDL-5")
async def test_why_it_cannot_be_told_is_data(studio: Studio, civitai: Serving) -> None:
    for fault, words in (
        (Fault(503), "HTTP 503"),
        (Fault(body=b"no"), "does not speak as CivitAI"),
        (Fault(401), "STORYCANVAS_CIVITAI_KEY"),
        (Fault(429, headers={"Retry-After": "60"}), "60 seconds"),
    ):
        civitai.server.faults.append(fault)
        page = await search(studio, words=words[:4])
        assert page["nodes"] == []
        assert words in page["problem"]
    look = (await studio.owner.data(LOOK, id="1"))["civitaiModel"]
    assert "seconds" in look["problem"], "it is not asked before its time"
