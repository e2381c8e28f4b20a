"""The cookie of a browser: over HTTP and WebSocket, from our own pages alone, until it signs out."""

import orjson
import pytest
import websockets
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.running import Studio
from tests.schema.graphs import make_film

EVENTS = "subscription($id: ID!) { projectEvents(projectId: $id) { seq } }"


async def signed_in(studio: Studio) -> str:
    """A Cookie header."""
    answer = await studio.owner.http.post(
        f"{studio.url}/session", headers={"Authorization": f"Bearer {studio.owner.token}"}
    )
    studio.owner.http.cookies.clear()
    return answer.headers["set-cookie"].partition(";")[0]


def dial(studio: Studio, cookie: str, origin: str) -> websockets.connect:
    return websockets.connect(
        studio.url.replace("http", "ws") + "/graphql",
        subprotocols=["graphql-transport-ws"],  # type: ignore[list-item]
        origin=origin,  # type: ignore[arg-type]
        additional_headers={"Cookie": cookie},
    )


async def say(socket: websockets.ClientConnection, **message: object) -> None:
    await socket.send(orjson.dumps(message).decode())


async def test_a_socket_of_our_own_page_is_signed_in_by_the_cookie(studio: Studio) -> None:
    cookie = await signed_in(studio)
    async with dial(studio, cookie, studio.url) as socket:
        await say(socket, type="connection_init")
        assert orjson.loads(await socket.recv())["type"] == "connection_ack"
    async with dial(studio, "storycanvas_session=nonsense", studio.url) as socket:
        await say(socket, type="connection_init")
        with pytest.raises(ConnectionClosed, match="4403"):
            await socket.recv()


@pytest.mark.parametrize("origin", ["http://evil.test", "http://127.0.0.1:1", "null"])
async def test_a_socket_of_a_page_elsewhere_is_refused(studio: Studio, origin: str) -> None:
    cookie = await signed_in(studio)
    with pytest.raises(InvalidStatus, match="403"):
        async with dial(studio, cookie, origin):
            pass


async def test_signing_out_ends_what_the_session_is_subscribed_to(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.auth.LOOK_AGAIN", 0.0)
    film = await make_film(studio.owner, scenes=1, clips=1)
    cookie = await signed_in(studio)
    change = {"id": film.project, "name": "Other"}
    async with dial(studio, cookie, studio.url) as socket:
        await say(socket, type="connection_init")
        await socket.recv()
        payload = {"query": EVENTS, "variables": {"id": film.project}}
        await say(socket, id="1", type="subscribe", payload=payload)
        await say(socket, type="ping")
        assert orjson.loads(await socket.recv())["type"] == "pong"
        await studio.listens(film.project)
        gone = await studio.owner.http.delete(f"{studio.url}/session", headers={"Cookie": cookie})
        assert gone.status_code == 204
        assert "max-age=0" in gone.headers["set-cookie"].lower()
        await studio.owner.do("updateProject", "project { name }", **change)
        with pytest.raises(ConnectionClosed, match="4403"):
            await socket.recv()
