from typing import Any, cast
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update

from infra.providers.video_shelf import VideoShelf
from studio.access.viewer import Role
from studio.kernel.ids import typed, uuid7
from studio.rendering.models import Attempt, Endpoint
from tests.api.test_hooks import under_way
from tests.doubles.videos.server import KEY, Fault, Serving, serve_videos
from tests.running import Caller, Studio

LIST = """query($endpoint: ID!, $first: Int, $after: String) {
  providerVideos(endpointId: $endpoint, first: $first, after: $after) {
    nodes { id state progress model prompt width height seconds createdAt problem remixedFrom }
    edges { cursor node { name: id } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    problem
  }
}"""


@pytest.fixture
def serving() -> Any:
    with serve_videos() as serving:
        yield serving


async def add(studio: Studio, serving: Serving, *, private: bool = True, key: str = KEY) -> str:
    """An endpoint of the workspace at the server."""
    endpoint_id = uuid7()
    async with studio.sessions() as session, session.begin():
        session.add(
            Endpoint(
                id=endpoint_id,
                workspace_id=studio.workspace_id,
                provider="OPENAI_VIDEOS",
                source="USER",
                name=f"Videos {uuid4().hex[:6]}",
                url=serving.url,
                remote_id="videos",
                sealed_key=studio.runtime.secrets.seal(key),
                version=1,
            )
        )
    shelf = cast("VideoShelf", studio.runtime.services.shelf)
    shelf._settings = studio.runtime.settings.model_copy(
        update={"allow_private_endpoints": private}
    )
    return typed("endpoint", endpoint_id)


async def listed(caller: Caller, endpoint: str, **more: Any) -> dict[str, Any]:
    found = await caller.data(LIST, endpoint=endpoint, **more)
    page: dict[str, Any] = found["providerVideos"]
    return page


@pytest.mark.feature("OAI-2", "OAI-3")
async def test_an_accounts_videos_are_listed_page_by_page(studio: Studio, serving: Serving) -> None:
    endpoint = await add(studio, serving)
    blocked = {"code": "moderation_blocked", "message": "no"}
    failed = serving.server.add("a face", status="failed", error=blocked)
    running = serving.server.add("a ghost", status="in_progress", progress=40)
    done = serving.server.add("a castle", status="completed", remixed_from_video_id=running)
    first = await listed(studio.owner, endpoint, first=2)
    assert [node["id"] for node in first["nodes"]] == [done, running]
    assert first["nodes"][1] == {
        "id": running,
        "state": "RUNNING",
        "progress": 0.4,
        "model": "sora-2",
        "prompt": "a ghost",
        "width": 1280,
        "height": 720,
        "seconds": 4.0,
        "createdAt": first["nodes"][1]["createdAt"],
        "problem": None,
        "remixedFrom": None,
    }
    assert first["nodes"][1]["createdAt"].endswith(".000000Z")
    assert first["nodes"][0]["remixedFrom"] == running
    assert [edge["node"]["name"] for edge in first["edges"]] == [done, running]
    info = first["pageInfo"]
    assert (info["hasNextPage"], info["hasPreviousPage"]) == (True, False)
    assert info["endCursor"] == first["edges"][1]["cursor"]
    rest = await listed(studio.owner, endpoint, first=2, after=info["endCursor"])
    assert [node["id"] for node in rest["nodes"]] == [failed]
    assert "Reword the prompt" in rest["nodes"][0]["problem"]
    assert rest["pageInfo"]["hasNextPage"] is False
    assert rest["pageInfo"]["hasPreviousPage"] is True


async def test_what_cannot_be_understood_is_left_out_and_passed_over(
    studio: Studio, serving: Serving
) -> None:
    endpoint = await add(studio, serving)
    known = serving.server.add()
    serving.server.add(status="dreaming")
    first = await listed(studio.owner, endpoint, first=1)
    assert (first["nodes"], first["pageInfo"]["hasNextPage"]) == ([], True)
    rest = await listed(studio.owner, endpoint, first=1, after=first["pageInfo"]["endCursor"])
    assert [node["id"] for node in rest["nodes"]] == [known]


async def test_a_cursor_that_is_not_ours_gives_an_empty_page(
    studio: Studio, serving: Serving
) -> None:
    endpoint = await add(studio, serving)
    serving.server.add()
    before = len(serving.server.asked)
    for more in ({"after": "junk"}, {"after": "é"}, {"after": "eA"}, {"first": 0}, {"first": -3}):
        page = await listed(studio.owner, endpoint, **more)
        assert (page["nodes"], page["edges"], page["problem"]) == ([], [], None)
    assert len(serving.server.asked) == before


@pytest.mark.feature("OAI-3")
async def test_why_they_cannot_be_listed_is_data(studio: Studio, serving: Serving) -> None:
    for fault, private, key, words in (
        (Fault(503, {}), True, KEY, "HTTP 503"),
        (Fault(405, {}), True, KEY, "does not list"),
        (None, True, "sk-wrong", "API key"),
        (None, False, KEY, "STORYCANVAS_ALLOW_PRIVATE_ENDPOINTS"),
    ):
        endpoint = await add(studio, serving, private=private, key=key)
        if fault is not None:
            serving.server.misbehave("list", fault)
        page = await listed(studio.owner, endpoint)
        assert words in page["problem"]
        assert "sk-wrong" not in page["problem"]
        assert page["nodes"] == []
    runpod = (await studio.owner.data("{ endpoints { nodes { id provider } } }"))["endpoints"]
    other = next(node["id"] for node in runpod["nodes"] if node["provider"] == "RUNPOD")
    assert "keeps no videos" in (await listed(studio.owner, other))["problem"]


@pytest.mark.feature("OAI-5")
async def test_a_video_is_deleted_at_its_provider(studio: Studio, serving: Serving) -> None:
    endpoint = await add(studio, serving)
    video = serving.server.add(status="completed")
    for _ in range(2):
        gone = await studio.owner.do(
            "deleteProviderVideo", "deletedId", endpointId=endpoint, videoId=video
        )
        assert gone["deletedId"] == video
    assert serving.server.deleted == [video]


async def test_what_cannot_be_deleted_says_why(studio: Studio, serving: Serving) -> None:
    endpoint = await add(studio, serving)
    begun = serving.server.add()
    busy = serving.server.add(status="completed")
    for video, fault, code in (
        (begun, None, "INVALID_STATE"),
        (busy, Fault(503, {}), "UNAVAILABLE"),
        ("", None, "BAD_USER_INPUT"),
        ("..", None, "INVALID_STATE"),
        ("é", None, "BAD_USER_INPUT"),
        ("x" * 600, None, "BAD_USER_INPUT"),
    ):
        if fault is not None:
            serving.server.misbehave("delete", fault)
        answer = await studio.owner.attempt(
            "deleteProviderVideo", "deletedId", endpointId=endpoint, videoId=video
        )
        assert answer["deletedId"] is None
        assert [error["code"] for error in answer["userErrors"]] == [code]
    assert serving.server.deleted == []


async def test_only_who_may_render_there_sees_and_deletes(studio: Studio, serving: Serving) -> None:
    endpoint = await add(studio, serving)
    video = serving.server.add(status="completed")
    for role, same, code in ((Role.VIEWER, True, "FORBIDDEN"), (Role.OWNER, False, "NOT_FOUND")):
        caller = await studio.stranger(role, same_workspace=same)
        assert await listed(caller, endpoint) is None
        answer = await caller.attempt(
            "deleteProviderVideo", "deletedId", endpointId=endpoint, videoId=video
        )
        assert (answer["deletedId"], answer["userErrors"][0]["code"]) == (None, code)
    assert await listed(studio.owner, "junk") is None
    assert serving.server.asked == []
    editor = await studio.stranger(Role.EDITOR, same_workspace=True)
    assert len((await listed(editor, endpoint))["nodes"]) == 1


async def move_endpoint(studio: Studio, endpoint: str, attempt: UUID) -> None:
    """Have the attempt be one of this endpoint's."""
    async with studio.sessions() as session, session.begin():
        await session.execute(
            update(Attempt)
            .where(Attempt.id == attempt)
            .values(endpoint_id=UUID(endpoint.removeprefix("endpoint_")))
        )


async def test_the_video_of_a_render_under_way_stays(studio: Studio, serving: Serving) -> None:
    endpoint = await add(studio, serving)
    _, attempt = await under_way(studio)
    await move_endpoint(studio, endpoint, attempt)
    answer = await studio.owner.attempt(
        "deleteProviderVideo", "deletedId", endpointId=endpoint, videoId="remote-secret"
    )
    assert answer["userErrors"][0]["code"] == "INVALID_STATE"
    assert "Cancel the render" in answer["userErrors"][0]["message"]
    assert serving.server.asked == []
