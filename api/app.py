"""The web process: one Starlette application, its routes in one visible list."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles

from api.auth import Gate
from api.downloads import Downloads
from api.elsewhere import Elsewhere
from api.graphql.page import ASSETS
from api.graphql.view import GraphQLApp
from api.health import Health, Measured
from api.hooks import Hooks
from api.hooks_videos import VideoHooks
from api.imports import Imports
from api.media import Media
from api.outages import Outages
from api.page import Page
from api.pull import PullApi
from api.runtime import Runtime
from api.tracks import Tracks
from api.uploads import Uploads
from infra.webpage.source import HERE
from schema.build import graph
from schema.context import Context


def create_app(runtime: Runtime, page_dist: Path = HERE.dist) -> Starlette:
    """The application over a composed runtime, which it closes at shutdown."""
    gate, hooks, media = Gate(runtime), Hooks(runtime), Media(runtime)
    elsewhere = Elsewhere(runtime.settings, runtime.secrets.media_key)
    tracks = Tracks(runtime, gate)
    health, page = Health(runtime, gate), Page(runtime.settings, page_dist)

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
        Route("/graphql", graphql),
        Route("/session", gate.sign_in, methods=["POST", "DELETE"]),
        Route("/media/previews/{job}/{seq:int}", media.preview, methods=["GET"]),
        Route("/media/elsewhere/{address}", elsewhere.picture, methods=["GET"]),
        Route("/media/shared/{take}", media.shared, methods=["GET"]),
        Route("/media/exports/{export}", media.export, methods=["GET"]),
        Route("/media/{asset}", media.asset, methods=["GET"]),
        Route("/downloads", Downloads(runtime, gate).archive, methods=["GET"]),
        Route("/uploads/{clip}", Uploads(runtime, gate).put, methods=["PUT"]),
        Route("/imports", Imports(runtime, gate).put, methods=["PUT"]),
        Route("/tracks/{project}", tracks.put, methods=["PUT"]),
        Route("/waveforms/{track}", tracks.waveform, methods=["GET"]),
        Route("/hooks/reports/{secret}", hooks.report, methods=["POST"]),
        Route("/hooks/webhooks/{secret}", hooks.call_back, methods=["POST"]),
        Route("/hooks/outputs/{secret}/{index:int}", hooks.upload, methods=["PUT"]),
        *PullApi(runtime).routes(),
        Route("/hooks/videos/{endpoint}", VideoHooks(runtime).event, methods=["POST"]),
        Route("/healthz", health.alive, methods=["GET"]),
        Route("/readyz", health.ready, methods=["GET"]),
        Route("/metrics", health.metrics, methods=["GET"]),
        Route("/page-status", page.status, methods=["GET"]),
        Route("/assets/{path:path}", page.asset, methods=["GET"]),
    ]

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        await runtime.close()

    app = Starlette(
        routes=[
            *routes,
            WebSocketRoute("/graphql", graphql),
            Mount("/static/graphiql", StaticFiles(directory=ASSETS)),
        ],
        middleware=[Middleware(Measured, routes=routes), Middleware(Outages)],
        lifespan=lifespan,
    )
    reserved = {route.path.split("/")[1] for route in routes} | {"static"}
    app.router.default = page.otherwise(reserved, app.router.default)
    return app
