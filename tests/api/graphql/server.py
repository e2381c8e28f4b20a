"""A real server on loopback for the tests of this folder."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from api.graphql.page import ASSETS
from api.graphql.requests import MAX_MESSAGE_BYTES
from tests.doubles.waiting import PATIENCE


@contextmanager
def served(app: ASGIApp) -> Iterator[str]:
    """Serve `app` at /graphql on a free port, in a thread; gives its host and port."""
    listener = socket.create_server(("127.0.0.1", 0))
    routes = [
        Route("/graphql", app),
        WebSocketRoute("/graphql", app),
        Mount("/static/graphiql", StaticFiles(directory=ASSETS)),
    ]
    config = uvicorn.Config(
        Starlette(routes=routes),
        log_level="warning",
        lifespan="off",
        ws="websockets-sansio",
        ws_max_size=4 * MAX_MESSAGE_BYTES,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield "{}:{}".format(*listener.getsockname())
    finally:
        server.should_exit = True
        thread.join(PATIENCE)
        listener.close()
