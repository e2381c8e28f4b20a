"""Signing in: bearer tokens, and the cookie that a browser swaps its token for."""

import time
from datetime import UTC, datetime
from typing import Any

import orjson
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, Response

from api.graphql.requests import bearer_of
from api.runtime import Runtime
from studio.access.viewer import Viewer
from studio.accounts.queries import is_current, viewer_of
from studio.accounts.service import close_session, open_session
from studio.kernel.work import unit_of_work

COOKIE = "storycanvas_session"
LOOK_AGAIN = 5.0
"""Seconds for which a viewer that was found good is taken to be so."""
MOST_SEEN = 10_000


class Gate:
    """Tells who a connection is from."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._seen: dict[Viewer, float] = {}

    async def viewer(self, connection: HTTPConnection, bearer: str | None) -> Viewer | None:
        secret = bearer or connection.cookies.get(COOKIE)
        if not secret:
            return None
        async with self._runtime.sessions() as session:
            viewer = await viewer_of(session, secret, datetime.now(UTC))
        if viewer is not None:
            self._note(viewer, time.monotonic())
        return viewer

    async def viewer_of(self, request: Request) -> Viewer | None:
        """By the Authorization header, else by the cookie."""
        return await self.viewer(request, bearer_of(request.headers.get("authorization")))

    async def still_good(self, viewer: Any) -> bool:
        """Whether what the viewer signed in with has not ended meanwhile, or been taken away."""
        assert isinstance(viewer, Viewer)
        if viewer.expires_at is not None and viewer.expires_at <= datetime.now(UTC):
            return False
        now = time.monotonic()
        if now - self._seen.get(viewer, -LOOK_AGAIN) < LOOK_AGAIN:
            return True
        async with self._runtime.sessions() as session:
            good = await is_current(session, viewer)
        if good:
            self._note(viewer, now)
        return good

    def _note(self, viewer: Viewer, now: float) -> None:
        if len(self._seen) >= MOST_SEEN:
            self._seen.clear()
        self._seen[viewer] = now

    async def sign_in(self, request: Request) -> Response:
        """POST /session with a bearer token: a cookie for it. DELETE ends the session."""
        if request.method == "DELETE":
            return await self._sign_out(request)
        bearer = bearer_of(request.headers.get("authorization"))
        viewer = await self.viewer(request, bearer) if bearer else None
        if viewer is None:
            return refusal(401, "UNAUTHENTICATED", "This token does not sign in (any more).")
        async with unit_of_work(self._runtime.sessions, self._runtime.bus) as work:
            session = await open_session(work, viewer, datetime.now(UTC))
        response = Response(status_code=204)
        response.set_cookie(
            COOKIE,
            session.secret,
            expires=session.expires_at,
            httponly=True,
            samesite="strict",
            secure=request.url.scheme == "https",
        )
        return response

    async def _sign_out(self, request: Request) -> Response:
        secret = request.cookies.get(COOKIE)
        if secret:
            async with unit_of_work(self._runtime.sessions, self._runtime.bus) as work:
                await close_session(work, secret)
        response = Response(status_code=204)
        response.delete_cookie(COOKIE, httponly=True, samesite="strict")
        return response


def refusal(status: int, code: str, message: str) -> JSONResponse:
    return JSONResponse({"error": {"code": code, "message": message}}, status_code=status)


async def read_json(request: Request, limit: int) -> dict[str, Any] | None:
    """The body as a JSON object, or None for anything else or more than `limit` bytes."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            return None
    try:
        value = orjson.loads(body)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None
