"""Whether this process lives, whether it can work, and its numbers."""

import time

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Match, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.auth import Gate, refusal
from api.runtime import Runtime
from studio.accounts.models import AccessToken
from studio.kernel.events import OutboxMessage
from studio.rendering.models import RenderJob

REGISTRY = CollectorRegistry()
SECONDS = Histogram(
    "storycanvas_http_seconds",
    "Time to answer a request",
    ["method", "route"],
    registry=REGISTRY,
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
ANSWERS = Counter(
    "storycanvas_http_answers", "Answers by status", ["route", "status"], registry=REGISTRY
)
JOBS = Gauge("storycanvas_jobs", "Render jobs by state", ["state"], registry=REGISTRY)
OUTBOX = Gauge("storycanvas_outbox", "Messages not yet in the queue", registry=REGISTRY)


class Health:
    def __init__(self, runtime: Runtime, gate: Gate) -> None:
        self._runtime = runtime
        self._gate = gate

    async def alive(self, _: Request) -> Response:
        return JSONResponse({"status": "alive"})

    async def ready(self, _: Request) -> Response:
        """200 when Postgres and Redis answer, 503 with which one does not."""
        state = {"postgres": await self._postgres(), "redis": await self._runtime.bus.answers()}
        words = {name: "ok" if good else "away" for name, good in state.items()}
        return JSONResponse(words, status_code=200 if all(state.values()) else 503)

    async def metrics(self, request: Request) -> Response:
        """Of all workspaces, so for the studio's own owner alone: whoever STORYCANVAS_LOCAL_TOKEN is."""
        viewer = await self._gate.viewer_of(request)
        if viewer is None:
            return refusal(401, "UNAUTHENTICATED", "Sign in to read metrics.")
        async with self._runtime.sessions() as session:
            local = AccessToken.account_id == viewer.account_id, AccessToken.purpose == "LOCAL"
            if await session.scalar(select(AccessToken.id).where(*local)) is None:
                return refusal(
                    403,
                    "FORBIDDEN",
                    "Metrics tell of all workspaces. Sign in with STORYCANVAS_LOCAL_TOKEN.",
                )
            states = await session.execute(
                select(RenderJob.state, func.count()).group_by(RenderJob.state)
            )
            for state, count in states:
                JOBS.labels(state).set(count)
            OUTBOX.set(await session.scalar(select(func.count()).select_from(OutboxMessage)) or 0)
        return Response(generate_latest(REGISTRY), media_type="text/plain; version=0.0.4")

    async def _postgres(self) -> bool:
        try:
            async with self._runtime.engine.connect() as connection:
                await connection.execute(text("SELECT 1"))
        except (SQLAlchemyError, OSError, TimeoutError):
            return False
        return True


class Measured:
    """Counts and times every HTTP answer by its route, never by its address."""

    def __init__(self, app: ASGIApp, routes: list[Route]) -> None:
        self._app = app
        self._routes = routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        status = 500

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noting)
        finally:
            route = self._route(scope)
            SECONDS.labels(scope["method"], route).observe(time.perf_counter() - began)
            ANSWERS.labels(route, str(status)).inc()

    def _route(self, scope: Scope) -> str:
        for route in self._routes:
            if route.matches(scope)[0] is not Match.NONE:
                return route.path
        return "other"
