"""The web process: one Starlette application, its routes in one visible list."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import FileResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles

from api.auth import Gate
from api.graphql.view import GraphQLApp
from api.health import Health, Measured
from api.hooks import Hooks
from api.media import Media
from api.runtime import Runtime
from schema.build import graph
from schema.context import Context

STATIC = Path(__file__).parent / "static"
_PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; form-action 'self'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


async def landing(_: Request) -> Response:
    return FileResponse(STATIC / "landing" / "index.html", headers=_PAGE_HEADERS)


def create_app(runtime: Runtime) -> Starlette:
    """The application over a composed runtime, which it closes at shutdown."""
    gate, hooks, media = Gate(runtime), Hooks(runtime), Media(runtime)
    health = Health(runtime, gate)

    def context(_: HTTPConnection, viewer: Any) -> Context:
        return Context(runtime.services, viewer)

    graphql = GraphQLApp(
        graph,
        gate.viewer,
        context,
        viewer_valid=gate.still_good,
        allowed_origins=runtime.settings.allowed_origins,
    )
    routes = [
        Route("/", landing, methods=["GET"]),
        Route("/graphql", graphql),
        Route("/session", gate.sign_in, methods=["POST", "DELETE"]),
        Route("/media/previews/{job}/{seq:int}", media.preview, methods=["GET"]),
        Route("/media/{asset}", media.asset, methods=["GET"]),
        Route("/hooks/reports/{secret}", hooks.report, methods=["POST"]),
        Route("/hooks/webhooks/{secret}", hooks.call_back, methods=["POST"]),
        Route("/hooks/outputs/{secret}/{index:int}", hooks.upload, methods=["PUT"]),
        Route("/healthz", health.alive, methods=["GET"]),
        Route("/readyz", health.ready, methods=["GET"]),
        Route("/metrics", health.metrics, methods=["GET"]),
    ]

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        await runtime.close()

    return Starlette(
        routes=[
            *routes,
            WebSocketRoute("/graphql", graphql),
            Mount("/static", StaticFiles(directory=STATIC)),
        ],
        middleware=[Middleware(Measured, routes=routes)],
        lifespan=lifespan,
    )
