"""A web process of the real application on a real socket, and clients of it."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
import uvicorn
import websockets
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from api.app import create_app
from api.runtime import Runtime, compose
from infra.settings import Settings
from studio.access.viewer import Role, Viewer
from studio.accounts.models import AccessToken, Account, Member, Workspace
from studio.accounts.queries import digest_of
from studio.accounts.service import ensure_local_owner
from studio.kernel.ids import uuid7
from studio.kernel.work import unit_of_work
from studio.rendering.endpoints import ensure_endpoint
from tests.doubles.waiting import PATIENCE, until

pytest_plugins = ["tests.plugins.rules"]


@dataclass(frozen=True)
class Caller:
    """Somebody with a token, speaking GraphQL over HTTP and WebSocket."""

    url: str
    token: str
    http: httpx.AsyncClient

    async def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        """The whole answer."""
        answer = await self.http.post(
            f"{self.url}/graphql",
            content=orjson.dumps({"query": query, "variables": variables}),
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"},
        )
        body: dict[str, Any] = answer.json()
        return body

    async def data(self, query: str, **variables: Any) -> dict[str, Any]:
        """The data of an answer without errors."""
        answer = await self.ask(query, **variables)
        assert "errors" not in answer, answer["errors"]
        data: dict[str, Any] = answer["data"]
        return data

    async def do(self, mutation: str, wanted: str, **given: Any) -> dict[str, Any]:
        """The payload of `mutation` with this input, which must have no user errors."""
        payload = await self.attempt(mutation, wanted, **given)
        assert payload["userErrors"] == [], payload["userErrors"]
        return payload

    async def attempt(self, mutation: str, wanted: str, **given: Any) -> dict[str, Any]:
        name = mutation[0].upper() + mutation[1:]
        data = await self.data(
            f"mutation($input: {name}Input!) {{ {mutation}(input: $input) {{ {wanted} "
            "userErrors { code field message } } }",
            input=given,
        )
        payload: dict[str, Any] = data[mutation]
        return payload

    @asynccontextmanager
    async def follow(self, query: str, **variables: Any) -> AsyncIterator["Followed"]:
        """A subscription over graphql-transport-ws."""
        address = self.url.replace("http", "ws") + "/graphql"
        async with websockets.connect(address, subprotocols=["graphql-transport-ws"]) as socket:  # type: ignore[list-item]
            await socket.send(
                orjson.dumps(
                    {
                        "type": "connection_init",
                        "payload": {"authorization": f"Bearer {self.token}"},
                    }
                ).decode()
            )
            assert orjson.loads(await socket.recv())["type"] == "connection_ack"
            message = {"id": "1", "type": "subscribe", "payload": {"query": query}}
            message["payload"]["variables"] = variables  # type: ignore[index]
            await socket.send(orjson.dumps(message).decode())
            yield Followed(socket)


@dataclass(frozen=True)
class Followed:
    socket: Any

    async def message(self, seconds: float = PATIENCE) -> dict[str, Any]:
        async with asyncio.timeout(seconds):
            return orjson.loads(await self.socket.recv())  # type: ignore[no-any-return]

    async def next(self, seconds: float = PATIENCE) -> dict[str, Any]:
        """The data of the next result."""
        message = await self.message(seconds)
        assert message["type"] == "next", message
        assert "errors" not in message["payload"], message["payload"]["errors"]
        return message["payload"]["data"]  # type: ignore[no-any-return]

    async def until(
        self, found: Callable[[dict[str, Any]], bool], seconds: float = PATIENCE
    ) -> list[dict[str, Any]]:
        """All results up to and with the one that is looked for."""
        seen: list[dict[str, Any]] = []
        async with asyncio.timeout(seconds):
            while not (seen and found(seen[-1])):
                seen.append(await self.next(seconds))
        return seen

    async def to_the_end(self, seconds: float = PATIENCE) -> list[dict[str, Any]]:
        """All results until it is complete: the last state may be told more than once."""
        seen: list[dict[str, Any]] = []
        async with asyncio.timeout(seconds):
            while (message := await self.message(seconds))["type"] == "next":
                seen.append(message["payload"]["data"])
        assert message["type"] == "complete", message
        return seen


@dataclass(frozen=True)
class Studio:
    """The running web process, its owner, and a way to count what it asks of Postgres."""

    runtime: Runtime
    url: str
    owner: Caller
    workspace_id: Any

    @property
    def sessions(self) -> async_sessionmaker[AsyncSession]:
        return self.runtime.sessions

    async def stranger(self, role: Role = Role.OWNER, *, same_workspace: bool = False) -> Caller:
        """Somebody else: of a workspace of their own or, if told so, of the owner's."""
        token = secrets.token_urlsafe(16)
        async with unit_of_work(self.sessions, self.runtime.bus) as work:
            account = Account(id=uuid7(), name="Stranger")
            workspace = Workspace(id=uuid7(), name="Elsewhere")
            work.session.add_all([account, workspace])
            await work.session.flush()
            place = self.workspace_id if same_workspace else workspace.id
            work.session.add(Member(workspace_id=place, account_id=account.id, role=role.value))
            work.session.add(
                AccessToken(
                    id=uuid7(),
                    digest=digest_of(token),
                    account_id=account.id,
                    workspace_id=place,
                    purpose="API",
                )
            )
        return Caller(self.url, token, self.owner.http)

    async def viewer(self) -> Viewer:
        async with self.sessions() as session:
            row = (
                await session.execute(
                    text("SELECT account_id FROM members WHERE workspace_id = :id LIMIT 1"),
                    {"id": self.workspace_id},
                )
            ).scalar_one()
        return Viewer(row, self.workspace_id, Role.OWNER)

    async def listens(self, followed: Any, times: int = 1) -> None:
        """Returns once so many subscriptions to the project or workspace have begun."""
        stream = followed.partition("_")[2] if isinstance(followed, str) else followed.hex
        listeners = self.runtime.bus._subscription._listeners
        await until(lambda: len(listeners.get(f"sc:stream:{stream}", ())) >= times)

    @asynccontextmanager
    async def statements(self) -> AsyncIterator[list[str]]:
        """The statements that are executed meanwhile, without those of transactions."""
        seen: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            seen.append(statement)

        engine = self.runtime.engine.sync_engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
async def studio(database_url: str, redis_url: str, tmp_path: Path) -> AsyncIterator[Studio]:
    """The application on an empty, migrated database, with a local owner and a local endpoint."""
    token = secrets.token_urlsafe(16)
    settings = Settings(
        database_url=database_url,
        redis_url=redis_url,
        data=tmp_path,
        local_token=token,  # type: ignore[arg-type]
    )
    runtime = compose(settings)
    async with unit_of_work(runtime.sessions, runtime.bus) as work:
        workspace = await ensure_local_owner(work, token)
        await ensure_endpoint(
            work, workspace, source="LOCAL", name="Local", remote_id="local", present=True
        )
    config = uvicorn.Config(
        create_app(runtime), port=0, ws="websockets-sansio", log_config=None, lifespan="on"
    )
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 (uvicorn has no event to wait for)
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    async with httpx.AsyncClient(timeout=90) as http:
        yield Studio(runtime, url, Caller(url, token, http), workspace)
    server.should_exit = True
    await serving
