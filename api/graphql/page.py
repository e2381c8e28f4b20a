"""GraphiQL, from our own files, and the routes that serve it all."""

from pathlib import Path

from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

ASSETS = Path(__file__).parents[1] / "static" / "graphiql"

# Its editor sets styles from scripts; nothing else departs from our own files.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)


def graphiql_page() -> Response:
    """Make the page; it holds no secret, so it is served without signing in."""
    return HTMLResponse(
        (ASSETS / "index.html").read_bytes(),
        headers={
            "Content-Security-Policy": CONTENT_SECURITY_POLICY,
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "Vary": "Accept",
        },
    )


def graphql_routes(app: ASGIApp, path: str = "/graphql") -> list[BaseRoute]:
    """Mount `app` for HTTP and WebSocket at `path`, and GraphiQL's files where its page looks."""
    return [
        Route(path, app),
        WebSocketRoute(path, app),
        Mount("/static/graphiql", StaticFiles(directory=ASSETS)),
    ]
