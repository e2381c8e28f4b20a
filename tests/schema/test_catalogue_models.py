from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from infra.civitai import Civitai
from infra.providers.model_shelf import ModelShelf
from studio.access.viewer import Role
from studio.catalogue.detecting import note_files
from studio.kernel.ids import typed, uuid7
from studio.kernel.work import unit_of_work
from studio.rendering.models import Endpoint
from tests.doubles.civitai.server import Fault, Serving, digest, model, serve_civitai, version
from tests.doubles.comfyui.server import serve_comfyui
from tests.doubles.counting import counted_calls
from tests.running import Caller, Studio

LIST = """query($first: Int, $after: String, $filter: ModelFilter, $sort: ModelSort! = NAME) {
  models(first: $first, after: $after, filter: $filter, sort: $sort) {
    totalCount pageInfo { hasNextPage endCursor } nodes { id name isBookmarked } } }"""
DETAIL = """query($id: ID!) { node(id: $id) { ... on Model {
  id kind source name fileName family familyCertain base creator versionName tags triggerWords nsfw
  rating size sha256 pageUrl downloadUrl previewUrl originId description
  stats { downloads likes dislikes comments }
  shown: samples { url width height isVideo nsfw prompt } all: samples(nsfw: true) { url nsfw }
  versions { id name base publishedAt downloads fileName size }
  endpoints { id name } files { folder name endpoint { id } } isBookmarked version } } }"""


@pytest.fixture
def serving() -> Iterator[Serving]:
    with serve_civitai(
        model(
            1,
            "Ink",
            modelVersions=[version(12, "ink2.safetensors"), version(11, "ink.safetensors")],
        ),
        model(2, "Wash", "Checkpoint"),
        model(3, "Bare", nsfw=True),
        model(4, "Plan", "Workflows"),
    ) as serving:
        yield serving


@pytest.fixture
def civitai(studio: Studio, serving: Serving) -> Serving:
    origin = cast("Civitai", studio.runtime.services.origin)
    origin._base = serving.url
    origin._pace._gap = 0.0
    return serving


async def endpoint(studio: Studio, name: str = "Comfy", **more: Any) -> str:
    endpoint_id = uuid7()
    async with studio.sessions() as session, session.begin():
        row = {"provider": "COMFYUI", "source": "USER", "name": name, "version": 1, **more}
        session.add(Endpoint(id=endpoint_id, workspace_id=studio.workspace_id, **row))
    return typed("endpoint", endpoint_id)


async def note(studio: Studio, place: str, **folders: list[str]) -> None:
    async with unit_of_work(studio.sessions, studio.runtime.bus) as work:
        await note_files(
            work,
            studio.workspace_id,
            UUID(place.removeprefix("endpoint_")),
            folders,
            now=datetime.now(UTC),
        )


async def listed(caller: Caller, **wanted: Any) -> list[str]:
    found = await caller.data(LIST, filter=wanted)
    assert found["models"]["totalCount"] == len(found["models"]["nodes"])
    return [node["name"] for node in found["models"]["nodes"]]


async def detail(caller: Caller, model_id: str) -> dict[str, Any]:
    found: dict[str, Any] = (await caller.data(DETAIL, id=model_id))["node"]
    return found


async def imported(caller: Caller, number: str) -> dict[str, Any]:
    made = await caller.do("importModel", "model { id name }", versionId=number)
    found: dict[str, Any] = made["model"]
    return found


async def id_of(caller: Caller, name: str) -> str:
    nodes = (await caller.data(LIST, filter={"nsfw": True}))["models"]["nodes"]
    return str(next(node["id"] for node in nodes if node["name"] == name))


@pytest.mark.feature("MDL-1", "MDL-7")
async def test_files_of_endpoints_are_in_the_catalogue_with_the_family_of_their_name(
    studio: Studio,
) -> None:
    place = await endpoint(studio)
    names = ["anime/sd_xl_base.safetensors", "ponyDiffusionV6XL.safetensors", "mystery.ckpt"]
    await note(studio, place, checkpoints=names, loras=["Ink.safetensors"], junk=["x"])
    assert await listed(studio.owner) == ["Ink", "mystery", "ponyDiffusionV6XL", "sd_xl_base"]
    found = {
        name: await detail(studio.owner, await id_of(studio.owner, name))
        for name in ("Ink", "mystery", "ponyDiffusionV6XL", "sd_xl_base")
    }
    assert {
        name: (one["kind"], one["family"], one["familyCertain"]) for name, one in found.items()
    } == {
        "Ink": ("LORA", None, False),
        "mystery": ("CHECKPOINT", "sdxl", False),
        "ponyDiffusionV6XL": ("CHECKPOINT", "pony", True),
        "sd_xl_base": ("CHECKPOINT", "sdxl", True),
    }
    base = found["sd_xl_base"]
    assert base["fileName"] == "sd_xl_base.safetensors"
    assert base["files"] == [{"folder": "checkpoints", "name": names[0], "endpoint": {"id": place}}]
    assert base["endpoints"] == [{"id": place, "name": "Comfy"}]
    assert (base["source"], base["shown"], base["versions"]) == ("DETECTED", [], [])
    assert base["stats"] == dict.fromkeys(("downloads", "likes", "dislikes", "comments"), "0")


@pytest.mark.feature("MDL-1", "MDL-3", "MDL-5")
async def test_an_import_keeps_all_that_is_told(studio: Studio, civitai: Serving) -> None:
    made = await imported(studio.owner, "11")
    found = await detail(studio.owner, made["id"])
    assert found.pop("id") == made["id"]
    assert 4.0 < found.pop("rating") < 4.5
    assert found == {
        "kind": "LORA",
        "source": "CIVITAI",
        "name": "Ink",
        "fileName": "ink.safetensors",
        "family": "sdxl",
        "familyCertain": True,
        "base": "SDXL 1.0",
        "creator": "brusher",
        "versionName": "v11",
        "tags": ["style", "ink"],
        "triggerWords": ["inkstyle", "brush"],
        "nsfw": False,
        "size": "2097664",
        "sha256": digest(11),
        "pageUrl": f"{civitai.url}/models/1",
        "downloadUrl": "https://civitai.com/api/download/models/11",
        "previewUrl": "https://image.civitai.com/x/1100.jpeg",
        "originId": "11",
        "description": "Paints with ink.\n\nTwo & more",
        "stats": {"downloads": "5000", "likes": "90", "dislikes": "10", "comments": "4"},
        "shown": [
            {
                "url": "https://image.civitai.com/x/1100.jpeg",
                "width": 832,
                "height": 1216,
                "isVideo": False,
                "nsfw": False,
                "prompt": "an ink castle",
            }
        ],
        "all": [
            {"url": "https://image.civitai.com/x/1100.jpeg", "nsfw": False},
            {"url": "https://image.civitai.com/x/1101.jpeg", "nsfw": True},
        ],
        "versions": [
            {
                "id": str(number),
                "name": f"v{number}",
                "base": "SDXL 1.0",
                "publishedAt": "2025-12-18T09:16:12.062000Z",
                "downloads": "7",
                "fileName": name,
                "size": "2097664",
            }
            for number, name in ((12, "ink2.safetensors"), (11, "ink.safetensors"))
        ],
        "endpoints": [],
        "files": [],
        "isBookmarked": False,
        "version": 1,
    }
    again = await imported(studio.owner, "11")
    assert again["id"] == made["id"]


@pytest.mark.feature("MDL-5")
async def test_an_import_knows_the_files_that_endpoints_have(
    studio: Studio, civitai: Serving
) -> None:
    place, other = await endpoint(studio), await endpoint(studio, "Other")
    await note(studio, place, loras=["styles/ink.safetensors"])
    await note(studio, other, diffusion_models=["wash.safetensors"], checkpoints=["else.ckpt"])
    known = await id_of(studio.owner, "ink")
    assert await imported(studio.owner, "11") == {"id": known, "name": "Ink"}
    split = await detail(studio.owner, (await imported(studio.owner, "20"))["id"])
    assert (split["kind"], split["endpoints"][0]["id"]) == ("DIFFUSION_MODEL", other)
    assert await listed(studio.owner) == ["Ink", "Wash", "else"]
    await studio.owner.do("deleteModel", "deletedId", id=known)
    fresh = await imported(studio.owner, "11")
    assert fresh["id"] != known
    assert (await detail(studio.owner, fresh["id"]))["endpoints"] == [
        {"id": place, "name": "Comfy"}
    ]
    renamed = {"f": "my-ink.safetensors", "m": UUID(fresh["id"].removeprefix("model_"))}
    async with studio.sessions() as session, session.begin():
        await session.execute(text("UPDATE models SET file_name = :f WHERE id = :m"), renamed)
        await session.execute(text("UPDATE models SET origin_id = '0' WHERE id = :m"), renamed)
    assert (await imported(studio.owner, "11"))["id"] == fresh["id"], "by its content"


@pytest.mark.feature("MDL-5")
async def test_what_cannot_be_imported_says_why(studio: Studio, civitai: Serving) -> None:
    for number, code, words in (
        ("99", "NOT_FOUND", "modelVersionId"),
        ("x", "NOT_FOUND", "modelVersionId"),
        ("40", "BAD_USER_INPUT", "Workflows"),
    ):
        answer = await studio.owner.attempt("importModel", "model { id }", versionId=number)
        (error,) = answer["userErrors"]
        assert (answer["model"], error["code"], error["field"]) == (None, code, ["versionId"])
        assert words in error["message"]
    civitai.server.faults.append(Fault(503))
    answer = await studio.owner.attempt("importModel", "model { id }", versionId="20")
    assert answer["userErrors"][0]["code"] == "UNAVAILABLE"
    viewer = await studio.stranger(Role.VIEWER, same_workspace=True)
    before = len(civitai.server.asked)
    answer = await viewer.attempt("importModel", "model { id }", versionId="20")
    assert answer["userErrors"][0]["code"] == "FORBIDDEN"
    assert len(civitai.server.asked) == before


async def test_an_import_with_a_key_is_made_once(studio: Studio, civitai: Serving) -> None:
    given = {"versionId": "11", "idempotencyKey": "k"}
    first = await studio.owner.do("importModel", "model { id version }", **given)
    assert await studio.owner.do("importModel", "model { id version }", **given) == first
    answer = await studio.owner.attempt(
        "importModel", "model { id }", versionId="12", idempotencyKey="k"
    )
    assert answer["userErrors"][0]["code"] == "IDEMPOTENCY_CONFLICT"


@pytest.mark.feature("MDL-2", "MDL-4")
async def test_the_catalogue_is_filtered_and_searched(studio: Studio, civitai: Serving) -> None:
    place = await endpoint(studio)
    await note(studio, place, checkpoints=["sdxl_100%.safetensors", "flux1-dev.safetensors"])
    for number in ("11", "20", "30"):
        await imported(studio.owner, number)
    owner, marked = studio.owner, await id_of(studio.owner, "Wash")
    await owner.do("bookmarkModel", "model { id }", modelId=marked)
    everything = ["Ink", "Wash", "flux1-dev", "sdxl_100%"]
    for wanted, names in (
        ({}, everything),
        ({"nsfw": True}, ["Bare", *everything]),
        ({"kinds": ["LORA"]}, ["Ink"]),
        ({"kinds": []}, everything),
        ({"kinds": ["LORA", "CHECKPOINT"], "families": ["sdxl"]}, ["Ink", "Wash", "sdxl_100%"]),
        ({"families": ["flux_dev", "no"]}, ["flux1-dev"]),
        ({"bases": ["SDXL 1.0"]}, ["Ink", "Wash"]),
        ({"endpointId": place}, ["flux1-dev", "sdxl_100%"]),
        ({"endpointId": "junk"}, []),
        ({"available": True}, ["flux1-dev", "sdxl_100%"]),
        ({"available": False}, ["Ink", "Wash"]),
        ({"source": "CIVITAI"}, ["Ink", "Wash"]),
        ({"bookmarked": True}, ["Wash"]),
        ({"bookmarked": False}, ["Ink", "flux1-dev", "sdxl_100%"]),
        ({"search": "INK"}, ["Ink", "Wash"]),  # a name; a tag
        ({"search": "brusher wash"}, ["Wash"]),  # the creator
        ({"search": "inkstyle"}, ["Ink", "Wash"]),  # a trigger word
        ({"search": "100%"}, ["sdxl_100%"]),
        ({"search": "1__%"}, []),
        ({"search": "%"}, ["sdxl_100%"]),
        ({"search": "\\"}, []),
        ({"search": " \u0000 "}, everything),
    ):
        assert sorted(await listed(owner, **wanted)) == sorted(names), wanted
    stranger = await studio.stranger()
    assert await listed(stranger, nsfw=True) == []
    editor = await studio.stranger(Role.EDITOR, same_workspace=True)
    assert await listed(editor, bookmarked=True) == [], "marks are one's own"
    await owner.do("bookmarkModel", "model { id }", modelId=marked, bookmarked=False)
    assert await listed(owner, bookmarked=True) == []


async def test_pages_neither_skip_nor_repeat_in_any_order(studio: Studio) -> None:
    place = await endpoint(studio)
    await note(studio, place, loras=[f"{n % 3}-{n}.safetensors" for n in range(12)])
    async with studio.sessions() as session, session.begin():
        await session.execute(text("UPDATE models SET rating = (random() * 3)::int"))
    for sort in ("NAME", "CREATED", "RATING"):
        seen: list[str] = []
        after = None
        for _ in range(4):
            page = (await studio.owner.data(LIST, first=5, after=after, sort=sort))["models"]
            seen += [node["id"] for node in page["nodes"]]
            after = page["pageInfo"]["endCursor"]
            if not page["pageInfo"]["hasNextPage"]:
                break
        assert (len(seen), len(set(seen))) == (12, 12)


@pytest.mark.feature("MDL-1", "MDL-7")
async def test_what_the_catalogue_says_can_be_corrected(studio: Studio) -> None:
    place = await endpoint(studio)
    await note(studio, place, checkpoints=["mystery.safetensors"])
    model_id = await id_of(studio.owner, "mystery")
    changes = {
        "name": "Mystery",
        "family": "illustrious",
        "tags": ["night", "night", "fog"],
        "triggerWords": ["mst"],
        "nsfw": True,
        "previewUrl": "https://example.org/a.png",
    }
    wanted = "model { name family familyCertain tags triggerWords nsfw previewUrl version }"
    made = await studio.owner.do("updateModel", wanted, id=model_id, expectedVersion=1, **changes)
    assert made["model"] == {
        **changes,
        "tags": ["night", "fog"],
        "familyCertain": True,
        "version": 2,
    }
    for change, field in (
        ({"family": "no"}, "family"),
        ({"name": " "}, "name"),
        ({"tags": [""]}, "tags"),
        ({"triggerWords": ["x"] * 101}, "triggerWords"),
        ({"previewUrl": "javascript://a.b/%0aalert(1)"}, "previewUrl"),
        ({"previewUrl": "http://example.org/a.png"}, "previewUrl"),
        ({"previewUrl": "https://a:b@c/"}, "previewUrl"),
        ({"previewUrl": "https://[x"}, "previewUrl"),
    ):
        answer = await studio.owner.attempt("updateModel", wanted, id=model_id, **change)
        assert [error["field"] for error in answer["userErrors"]] == [[field]], change
    stale = await studio.owner.attempt("updateModel", wanted, id=model_id, expectedVersion=1)
    assert (stale["userErrors"][0]["code"], stale["model"]["version"]) == ("CONFLICT", 2)


async def test_deleted_and_brought_back(studio: Studio, civitai: Serving) -> None:
    made = await imported(studio.owner, "11")
    await studio.owner.do("deleteModel", "deletedId", id=made["id"])
    assert await listed(studio.owner) == []
    fresh = await imported(studio.owner, "11")
    answer = await studio.owner.attempt("restoreModel", "model { id }", id=made["id"])
    assert [error["code"] for error in answer["userErrors"]] == ["CONFLICT"]
    await studio.owner.do("deleteModel", "deletedId", id=fresh["id"])
    await studio.owner.do("restoreModel", "model { id }", id=made["id"])
    assert await listed(studio.owner) == ["Ink"]


async def test_others_neither_see_nor_change_it(studio: Studio, civitai: Serving) -> None:
    made = await imported(studio.owner, "11")
    stranger = await studio.stranger()
    viewer = await studio.stranger(Role.VIEWER, same_workspace=True)
    assert await detail(stranger, made["id"]) is None
    for mutation, given in (
        ("updateModel", {"id": made["id"], "name": "x"}),
        ("deleteModel", {"id": made["id"]}),
        ("bookmarkModel", {"modelId": made["id"]}),
    ):
        answer = await stranger.attempt(mutation, "__typename", **given)
        assert [error["code"] for error in answer["userErrors"]] == ["NOT_FOUND"]
        answer = await viewer.attempt(mutation, "__typename", **given)
        codes = [] if mutation == "bookmarkModel" else ["FORBIDDEN"]
        assert [error["code"] for error in answer["userErrors"]] == codes


REFRESH = "changed endpoint { id }"


@pytest.mark.feature("MDL-1", "MDL-2")
async def test_an_endpoint_is_asked_for_its_models(studio: Studio) -> None:
    shelf = cast("ModelShelf", studio.runtime.services.models)
    with serve_comfyui("sdxl_base.safetensors", "bad\nname.ckpt") as comfy:
        place = await endpoint(studio, url=comfy.url)
        answer = await studio.owner.attempt("refreshEndpoint", REFRESH, endpointId=place)
        assert answer["userErrors"][0]["code"] == "INVALID_STATE"
        assert "STORYCANVAS_ALLOW_PRIVATE_ENDPOINTS" in answer["userErrors"][0]["message"]
        shelf._settings = shelf._settings.model_copy(update={"allow_private_endpoints": True})
        first = await studio.owner.do("refreshEndpoint", REFRESH, endpointId=place)
        assert first == {"changed": True, "endpoint": {"id": place}, "userErrors": []}
        assert await listed(studio.owner, endpointId=place) == ["sdxl_base"]
        again = await studio.owner.do("refreshEndpoint", REFRESH, endpointId=place)
        assert again["changed"] is False
    answer = await studio.owner.attempt("refreshEndpoint", REFRESH, endpointId=place)
    assert [error["code"] for error in answer["userErrors"]] == ["UNAVAILABLE"]
    assert await listed(studio.owner, endpointId=place) == ["sdxl_base"], "what was known stays"


async def test_an_endpoint_that_cannot_tell_says_so(studio: Studio) -> None:
    dialect = {"dialect": "worker-comfyui"}
    cloud = await endpoint(studio, "Cloud", provider="RUNPOD", options=dialect)
    answer = await studio.owner.attempt("refreshEndpoint", REFRESH, endpointId=cloud)
    assert "cannot be asked for its models" in answer["userErrors"][0]["message"]
    homeless = await endpoint(studio, "Homeless")
    answer = await studio.owner.attempt("refreshEndpoint", REFRESH, endpointId=homeless)
    assert "no address" in answer["userErrors"][0]["message"]
    for caller, code in (
        (await studio.stranger(), "NOT_FOUND"),
        (await studio.stranger(Role.VIEWER, same_workspace=True), "FORBIDDEN"),
    ):
        answer = await caller.attempt("refreshEndpoint", REFRESH, endpointId=cloud)
        assert [error["code"] for error in answer["userErrors"]] == [code]


async def test_the_workspace_hears_of_models(studio: Studio, civitai: Serving) -> None:
    query = """subscription($after: Int) { workspaceEvents(after: $after) { kind
      ... on ModelChanged { model { id name } } ... on ModelDeleted { modelId } } }"""
    async with studio.owner.follow(query, after=0) as followed:
        made = await imported(studio.owner, "11")
        told = await followed.until(lambda data: "model" in data["workspaceEvents"])
        assert told[-1]["workspaceEvents"] == {"kind": "MODEL_CHANGED", "model": made}
        await studio.owner.do("deleteModel", "deletedId", id=made["id"])
        gone = (await followed.next())["workspaceEvents"]
        assert gone == {"kind": "MODEL_DELETED", "modelId": made["id"]}


MOST_CALLS = 100_000
"""Of which to make all five thousand into objects takes more."""


@pytest.mark.slow
@pytest.mark.feature("MDL-2")
async def test_five_thousand_models_are_listed_by_index_and_searched_soon(studio: Studio) -> None:
    """Soon by what is called; what the database does is told by its plans."""
    place = await endpoint(studio)
    await note(studio, place, loras=[f"{uuid4().hex}_{n}.safetensors" for n in range(5_000)])
    async with studio.sessions() as session, session.begin():
        await session.execute(text("UPDATE models SET rating = random() * 5, tags = '{style,ink}'"))
        await session.execute(text("ANALYZE models"))
    for index, sort in (
        ("ix_models_workspace", "NAME"),
        ("ix_models_created", "CREATED"),
        ("ix_models_rating", "RATING"),
    ):
        async with studio.statements() as seen:
            with counted_calls() as listing:
                page = (await studio.owner.data(LIST, first=50, sort=sort))["models"]
        assert len(page["nodes"]) == 50
        print(f"{sort}: {listing.count} calls")
        assert listing.count < MOST_CALLS
        column = {"NAME": "name", "CREATED": "created_at", "RATING": "rating"}[sort]
        way = "" if sort == "NAME" else " DESC"
        async with studio.sessions() as session:
            rows = await session.execute(
                text(
                    f"EXPLAIN SELECT id FROM models WHERE workspace_id = :w AND deleted_at IS NULL"
                    f" AND nsfw IS false ORDER BY {column}{way}, id{way} LIMIT 51"
                ),
                {"w": studio.workspace_id},
            )
            plan = "\n".join(row for (row,) in rows)
        assert index in plan, plan
        assert len([one for one in seen if "models" in one]) == 1
    with counted_calls() as searching:
        assert len(await listed(studio.owner, search="_4999.")) == 1
    print(f"search: {searching.count} calls")
    assert searching.count < MOST_CALLS
