"""The whole application while its Postgres is away, and when it is back."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx
import pytest
from redis.asyncio import Redis
from sqlalchemy.engine import make_url
from websockets.exceptions import ConnectionClosed

from infra import bus, subscription
from studio.kernel.ids import typed
from tests.doubles.cable import Cable, cable_to
from tests.doubles.waiting import PATIENCE
from tests.running import Studio
from tests.schema.graphs import make_film
from tests.servers import Servers

AWAY = (
    "The studio's database is away or too busy at the moment. Try again. Nothing is left half done, "
    "though a change may have been made already."
)
NAMES = "{ projects(first: 9) { nodes { name } } }"


@pytest.fixture
async def cable(real_servers: Servers) -> AsyncIterator[Cable]:
    url = make_url(real_servers.database_url)
    async with cable_to(url.host or "", url.port or 0) as cable:
        yield cable


@pytest.fixture
def database_url(database_url: str, cable: Cable) -> str:
    """The studio's way to its database."""
    return make_url(database_url).set(port=cable.port).render_as_string(hide_password=False)


@pytest.fixture(autouse=True)
def lines(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.WARNING)
    return caplog


async def post(studio: Studio, query: str, accept: str = "application/json") -> httpx.Response:
    return await studio.owner.http.post(
        f"{studio.url}/graphql",
        json={"query": query},
        headers={"Authorization": f"Bearer {studio.owner.token}", "Accept": accept},
    )


async def test_a_request_while_postgres_is_away_is_to_be_tried_again(
    studio: Studio, cable: Cable, lines: pytest.LogCaptureFixture
) -> None:
    await make_film(studio.owner, scenes=1, clips=1)
    await cable.pull_out()
    for query in (NAMES, 'mutation { createProject(input: {name: "B"}) { project { id } } }'):
        answer = await post(studio, query)
        assert answer.status_code == 503
        assert int(answer.headers["retry-after"]) > 0
        assert answer.json() == {
            "errors": [{"message": AWAY, "extensions": {"code": "UNAVAILABLE"}}]
        }
    assert [record.levelname for record in lines.records] == ["WARNING"] * 2
    assert "Traceback" not in lines.text
    await cable.plug_in()
    nodes = (await studio.owner.data(NAMES))["projects"]["nodes"]
    assert len(nodes) == 1, "nothing was kept to be done later"


async def test_subscriptions_end_with_it_and_new_sockets_are_put_off(
    studio: Studio, cable: Cable
) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    query = f'subscription {{ projectEvents(projectId: "{film.project}") {{ seq }} }}'
    asked = asyncio.create_task(post(studio, query, "text/event-stream"))
    async with studio.owner.follow(query) as followed:
        await studio.listens(film.project, 2)
        await cable.pull_out()
        message = await followed.message()
        assert message["type"] == "error"
        assert message["payload"][0]["extensions"] == {"code": "UNAVAILABLE"}
        assert message["payload"][0]["message"] == AWAY
    streamed = await asyncio.wait_for(asked, PATIENCE)
    assert '"code":"UNAVAILABLE"' in streamed.text
    assert streamed.text.rstrip().splitlines()[-2] == "event: complete"
    with pytest.raises(ConnectionClosed) as closed:
        async with studio.owner.follow(query) as followed:
            await followed.message()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1013
    await cable.plug_in()
    async with studio.owner.follow(query.replace('")', '", after: 0)')) as followed:
        assert (await followed.next())["projectEvents"]["seq"] == 1


async def test_a_change_whose_commit_was_not_confirmed_is_repeated_by_its_key(
    studio: Studio, cable: Cable
) -> None:
    create = """mutation { createProject(input: {name: "Once", idempotencyKey: "k"})
        { project { name } userErrors { code } } }"""
    cable.lose(b"COMMIT")
    answer = await post(studio, create)
    assert answer.status_code == 200
    [error] = answer.json()["errors"]
    assert (error["message"], error["path"]) == (AWAY, ["createProject"])
    assert error["extensions"] == {"code": "UNAVAILABLE"}
    made = (await studio.owner.data(NAMES))["projects"]["nodes"]
    assert made == [{"name": "Once"}], "it was done all the same"
    again = (await studio.owner.data(create))["createProject"]
    assert again == {"project": {"name": "Once"}, "userErrors": []}
    assert (await studio.owner.data(NAMES))["projects"]["nodes"] == made


async def test_without_a_free_connection_one_is_told_so(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = studio.runtime.engine.sync_engine.pool
    async with AsyncExitStack() as held:
        for _ in range(20):
            await held.enter_async_context(studio.runtime.engine.connect())
        monkeypatch.setattr(pool, "_timeout", 0.1)
        answer = await post(studio, NAMES)
        assert (answer.status_code, answer.json()["errors"][0]["message"]) == (503, AWAY)
        monkeypatch.undo()
    assert (await post(studio, NAMES)).status_code == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "/uploads/{clip}"),
        ("PUT", "/tracks/{project}"),
        ("PUT", "/imports"),
        ("GET", "/downloads?take=x"),
        ("GET", "/waveforms/{track}"),
        ("GET", "{shared}"),
        ("GET", "/metrics"),
        ("POST", "/session"),
        ("POST", "/hooks/webhooks/secret"),
        ("PUT", "/hooks/outputs/secret/0"),
        ("GET", "/pull/{endpoint}/ping/machine"),
    ],
)
async def test_every_route_says_that_postgres_is_away(
    studio: Studio, cable: Cable, lines: pytest.LogCaptureFixture, method: str, path: str
) -> None:
    until = datetime.now(UTC) + timedelta(hours=1)
    names = {kind: typed(kind, uuid4()) for kind in ("clip", "project", "track", "endpoint")}
    shared = studio.runtime.services.media.shared_url(typed("take", uuid4()), until)
    await cable.pull_out()
    answer = await studio.owner.http.request(
        method,
        studio.url + path.format(**names, shared=shared),
        content=b"{}",
        headers={"Authorization": f"Bearer {studio.owner.token}"},
    )
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    assert answer.json() == {"error": {"code": "UNAVAILABLE", "message": AWAY}}
    [record] = lines.records
    assert (record.levelname, record.exc_info) == ("WARNING", None)
    assert "secret" not in record.getMessage()
    ready = await studio.owner.http.get(f"{studio.url}/readyz")
    assert (ready.status_code, ready.json()["postgres"]) == (503, "away")
    await cable.plug_in()
    assert (await studio.owner.http.get(f"{studio.url}/readyz")).status_code == 200


async def test_while_redis_is_away_the_graph_goes_on(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bus, "_PATIENCE", 1.0)
    monkeypatch.setattr(subscription, "_CONFIRMED_WITHIN", 0.1)
    # Given back before the studio ends, which closes its own.
    with monkeypatch.context() as away:
        nowhere: Redis = Redis.from_url("redis://127.0.0.1:9")
        for client in (studio.runtime.bus, studio.runtime.bus._subscription):
            away.setattr(client, "_redis", nowhere)
        film = await make_film(studio.owner, scenes=1, clips=1)
        query = f'subscription {{ projectEvents(projectId: "{film.project}", after: 3) {{ seq }} }}'
        async with studio.owner.follow(query) as followed:
            await studio.owner.do("createScene", "scene { id }", projectId=film.project, name="New")
            assert (await followed.next())["projectEvents"]["seq"] == 4
        ready = await studio.owner.http.get(f"{studio.url}/readyz")
        assert (ready.status_code, ready.json()) == (503, {"postgres": "ok", "redis": "away"})
        await nowhere.aclose()


async def test_a_mistake_is_not_taken_for_an_outage(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise FileNotFoundError("/a/secret/place")

    monkeypatch.setattr(type(studio.runtime.bus), "answers", broken)
    answer = await studio.owner.http.get(f"{studio.url}/readyz")
    assert (answer.status_code, answer.text) == (500, "Internal Server Error")
