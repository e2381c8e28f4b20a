import asyncio
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from studio.access.viewer import Role
from studio.kernel.errors import UserError
from studio.kernel.work import unit_of_work
from studio.library.media import MediaKind
from studio.rendering.endpoints import ensure_endpoint
from studio.rendering.models import Endpoint
from studio.rendering.ports import Check, EndpointFacts
from studio.rendering.removing import delete_endpoint
from studio.rendering.service.generating import request_render
from studio.rendering.service.planning import Wish
from studio.rendering.service.quoting import Paying
from tests.running import Studio
from tests.schema.graphs import make_film

FIELDS = "id name enabled version isRemovable isLocal note url endpointId hasKey activeJobCount lastJobAt"


async def local(studio: Studio) -> dict[str, Any]:
    found = await studio.owner.data(f"{{ endpoints {{ nodes {{ {FIELDS} }} }} }}")
    return next(node for node in found["endpoints"]["nodes"] if node["isLocal"])


async def add(studio: Studio, name: str = "Cloud", **given: str) -> dict[str, Any]:
    made = await studio.owner.do(
        "addEndpoint",
        f"endpoint {{ {FIELDS} }}",
        **{
            "provider": "RUNPOD",
            "name": name,
            "endpointId": "abc123",
            "apiKey": "rpa_secret",
            **given,
        },
    )
    endpoint: dict[str, Any] = made["endpoint"]
    return endpoint


async def sealed(studio: Studio, endpoint: str) -> Endpoint:
    async with studio.sessions() as session:
        return await session.get_one(Endpoint, UUID(endpoint.removeprefix("endpoint_")))


async def test_an_endpoint_tells_what_renders_there_and_what_is_under_way(studio: Studio) -> None:
    before = await local(studio)
    assert before["note"].startswith("Rehearsal: draws storyboard panels")
    assert (before["isRemovable"], before["activeJobCount"], before["lastJobAt"]) == (
        False,
        0,
        None,
    )
    cloud = await add(studio, url="https://api.runpod.ai/v2")
    assert cloud["note"].startswith("RunPod")
    assert (cloud["isRemovable"], cloud["url"]) == (True, "https://api.runpod.ai/v2")
    film = await make_film(studio.owner, scenes=1, clips=3)
    made = await studio.owner.do(
        "generateClips",
        "jobs { id createdAt }",
        projectId=film.project,
        endpointId=before["id"],
        idempotencyKey="k",
    )
    await studio.owner.do("cancelJob", "job { id }", jobId=made["jobs"][0]["id"])
    after = await local(studio)
    assert (after["activeJobCount"], after["lastJobAt"]) == (2, made["jobs"][0]["createdAt"])


@pytest.mark.feature("SRV-2")
async def test_it_is_renamed_disabled_and_given_another_key(studio: Studio) -> None:
    endpoint = await add(studio)
    kept = (await sealed(studio, endpoint["id"])).sealed_key
    changed = await studio.owner.do(
        "updateEndpoint",
        f"endpoint {{ {FIELDS} }}",
        id=endpoint["id"],
        expectedVersion=1,
        name="Night shift",
        enabled=False,
    )
    assert changed["endpoint"] | {"version": 1, "name": "Cloud", "enabled": True} == endpoint
    stale = await studio.owner.attempt(
        "updateEndpoint",
        "endpoint { name }",
        id=endpoint["id"],
        expectedVersion=1,
        apiKey="rpa_other",
    )
    assert stale["userErrors"][0]["code"] == "CONFLICT"
    assert stale["endpoint"] == {"name": "Night shift"}
    assert (await sealed(studio, endpoint["id"])).sealed_key == kept
    await studio.owner.do(
        "updateEndpoint",
        "endpoint { id }",
        id=endpoint["id"],
        expectedVersion=2,
        apiKey="rpa_other",
        endpointId="xyz",
    )
    row = await sealed(studio, endpoint["id"])
    assert row.sealed_key is not None
    assert studio.runtime.secrets.unseal(row.sealed_key) == "rpa_other"
    assert row.remote_id == "xyz"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"name": " "}, "BAD_USER_INPUT"),
        ({"endpointId": "../x"}, "BAD_USER_INPUT"),
        ({"apiKey": ""}, "BAD_USER_INPUT"),
        ({"name": "Local"}, "CONFLICT"),
        ({"id": "junk"}, "NOT_FOUND"),
    ],
)
async def test_a_change_that_makes_no_sense_changes_nothing(
    studio: Studio, given: dict[str, str], code: str
) -> None:
    endpoint = await add(studio)
    answer = await studio.owner.attempt(
        "updateEndpoint", "endpoint { id }", **{"id": endpoint["id"], "enabled": False, **given}
    )
    assert [(error["code"], error["field"]) for error in answer["userErrors"]] == [
        (code, list(given))
    ]
    assert (await sealed(studio, endpoint["id"])).enabled is True


async def test_only_an_owner_changes_endpoints(studio: Studio) -> None:
    endpoint = await add(studio)
    for role, same, code in (
        (Role.VIEWER, True, "FORBIDDEN"),
        (Role.EDITOR, True, "FORBIDDEN"),
        (Role.OWNER, False, "NOT_FOUND"),
    ):
        caller = await studio.stranger(role, same_workspace=same)
        for mutation, wanted, given in (
            ("updateEndpoint", "endpoint { id }", {"name": "mine"}),
            ("deleteEndpoint", "deletedId", {}),
        ):
            answer = await caller.attempt(mutation, wanted, id=endpoint["id"], **given)
            assert answer["userErrors"][0]["code"] == code
    assert (await sealed(studio, endpoint["id"])).deleted_at is None


async def test_what_comes_with_the_studio_is_disabled_and_never_deleted(studio: Studio) -> None:
    endpoint = await local(studio)
    refused = await studio.owner.attempt("deleteEndpoint", "deletedId", id=endpoint["id"])
    assert refused["userErrors"][0]["code"] == "INVALID_STATE"
    assert "Disable it instead" in refused["userErrors"][0]["message"]
    for given in ({"apiKey": "k"}, {"endpointId": "x"}):
        answer = await studio.owner.attempt(
            "updateEndpoint", "endpoint { id }", id=endpoint["id"], **given
        )
        assert answer["userErrors"][0]["code"] == "INVALID_STATE"
    await studio.owner.do("updateEndpoint", "endpoint { id }", id=endpoint["id"], enabled=False)
    film = await make_film(studio.owner, scenes=1, clips=1)
    answer = await studio.owner.attempt(
        "generateClips", "jobs { id }", projectId=film.project, idempotencyKey="k"
    )
    assert answer["userErrors"][0]["code"] == "NO_ENDPOINT"
    await _start(studio, present=True)
    assert (await local(studio))["enabled"] is False
    await studio.owner.do("updateEndpoint", "endpoint { id }", id=endpoint["id"], enabled=True)
    await _start(studio, present=False)
    assert (await local(studio))["enabled"] is False
    answer = await studio.owner.attempt(
        "updateEndpoint", "endpoint { id }", id=endpoint["id"], enabled=True
    )
    assert answer["userErrors"][0]["code"] == "INVALID_STATE"
    await _start(studio, present=True)
    assert (await local(studio))["enabled"] is True


async def _start(studio: Studio, *, present: bool) -> None:
    """What happens to the local endpoint when the studio starts."""
    async with unit_of_work(studio.sessions, studio.runtime.bus) as work:
        await ensure_endpoint(
            work,
            studio.workspace_id,
            source="LOCAL",
            name="Local",
            remote_id="local",
            present=present,
        )


async def test_an_endpoint_goes_with_its_key_once_it_is_idle(studio: Studio) -> None:
    endpoint = await add(studio)
    film = await make_film(studio.owner, scenes=1, clips=1)
    made = await studio.owner.do(
        "generateClip", "jobs { id }", clipId=film.clips[0][0], idempotencyKey="k"
    )
    job = made["jobs"][0]["id"]
    async with studio.sessions() as session:
        await session.execute(
            text("UPDATE render_jobs SET endpoint_id = :endpoint"),
            {"endpoint": UUID(endpoint["id"].removeprefix("endpoint_"))},
        )
        await session.commit()
    for mutation, wanted, given in (
        ("deleteEndpoint", "deletedId", {}),
        ("updateEndpoint", "endpoint { id }", {"endpointId": "elsewhere"}),
    ):
        busy = await studio.owner.attempt(mutation, wanted, id=endpoint["id"], **given)
        assert busy["userErrors"][0]["code"] == "INVALID_STATE"
        assert "1 render is under way" in busy["userErrors"][0]["message"]
    await studio.owner.do("cancelJob", "job { id }", jobId=job)
    gone = await studio.owner.do("deleteEndpoint", "deletedId", id=endpoint["id"])
    assert gone["deletedId"] == endpoint["id"]
    assert (await sealed(studio, endpoint["id"])).sealed_key is None
    found = await studio.owner.data(
        "query($id: ID!, $e: ID!) { endpoints { nodes { name } } node(id: $e) { id }"
        " job(id: $id) { canRetry endpoint { name } } }",
        id=job,
        e=endpoint["id"],
    )
    assert found == {
        "endpoints": {"nodes": [{"name": "Local"}]},
        "node": None,
        "job": {"canRetry": False, "endpoint": {"name": "Cloud"}},
    }
    retried = await studio.owner.attempt("retryJob", "job { id }", jobId=job, idempotencyKey="r")
    assert retried["userErrors"][0]["code"] == "INVALID_STATE"
    await add(studio)


async def test_nothing_is_queued_on_an_endpoint_that_goes_at_the_same_moment(
    studio: Studio,
) -> None:
    endpoint = UUID((await add(studio))["id"].removeprefix("endpoint_"))
    film = await make_film(studio.owner, scenes=1, clips=6)
    viewer = await studio.viewer()
    services = studio.runtime.services
    paying = Paying(services.sealer, services.clock.now(), 1800)

    async def render(clip: str) -> str:
        clip_id = UUID(clip.removeprefix("clip_"))
        wish = Wish([MediaKind.IMAGE], reachable=True, endpoint_id=endpoint)
        try:
            async with unit_of_work(studio.sessions, studio.runtime.bus) as work:
                await request_render(work, viewer, clip_id, wish, paying)
                await asyncio.sleep(0.05)
        except UserError as error:
            return error.code.value
        return "queued"

    async def remove() -> str:
        try:
            async with unit_of_work(studio.sessions, studio.runtime.bus) as work:
                await delete_endpoint(work, viewer, endpoint, paying)
                await asyncio.sleep(0.05)
        except UserError as error:
            return error.code.value
        return "removed"

    *asked, removed = await asyncio.gather(*map(render, film.clips[0]), remove())
    assert set(asked) <= {"queued", "NOT_FOUND"}
    assert removed == ("INVALID_STATE" if "queued" in asked else "removed")


async def test_a_test_tells_what_to_do_and_to_whom(studio: Studio) -> None:
    wanted = "endpoint { id } ok checks { name ok detail todo }"
    endpoint = await local(studio)
    for role, same, code in ((Role.VIEWER, True, "FORBIDDEN"), (Role.OWNER, False, "NOT_FOUND")):
        caller = await studio.stranger(role, same_workspace=same)
        answer = await caller.attempt("testEndpoint", wanted, id=endpoint["id"])
        assert answer["userErrors"][0]["code"] == code
        assert (answer["endpoint"], answer["ok"], answer["checks"]) == (None, False, [])
    editor = await studio.stranger(Role.EDITOR, same_workspace=True)
    tested = await editor.do("testEndpoint", wanted, id=endpoint["id"])
    assert (tested["endpoint"], tested["ok"]) == ({"id": endpoint["id"]}, False)
    assert tested["checks"][0]["name"] == "Connection"
    assert "make up" in tested["checks"][0]["todo"]
    assert tested["checks"][1] == {
        "name": "Results",
        "ok": True,
        "detail": "It runs on this machine, so results come back.",
        "todo": None,
    }


async def test_no_connection_is_held_while_a_test_waits(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = studio.runtime.engine.pool
    seen: list[int] = []

    async def probe(_self: object, _endpoint: EndpointFacts) -> tuple[Check, ...]:
        seen.append(pool.checkedout())  # type: ignore[attr-defined]
        return (Check("Connection", True, "It answers."),)

    monkeypatch.setattr(type(studio.runtime.services.prober), "probe", probe)
    tested = await studio.owner.do(
        "testEndpoint", "ok checks { todo }", id=(await local(studio))["id"]
    )
    assert (tested["ok"], tested["checks"], seen) == (True, [{"todo": None}], [0])
