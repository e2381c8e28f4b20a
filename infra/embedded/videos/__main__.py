"""`python -m infra.embedded.videos`: rehearse a Videos API on this machine until SIGTERM."""

import argparse
import asyncio
import logging
import os
import socket
import sys
from contextlib import suppress
from pathlib import Path

import uvicorn
from starlette.applications import Starlette

from infra.embedded.errors import DataUnusableError, PortTakenError, StartRefusedError
from infra.embedded.videos.drawing import draw
from infra.embedded.videos.public import PublicApi
from infra.embedded.videos.service import Studio
from infra.embedded.videos.shelf import Shelf

KEY_VARIABLE = "STORYCANVAS_LOCAL_VIDEOS_KEY"
_HOST = "127.0.0.1"


async def serve(data: Path, port: int, key: str) -> None:
    """Serve until SIGTERM or SIGINT. Raises StartRefusedError."""
    listener = _listen(port)
    try:
        studio = Studio(Shelf(data / "videos"), draw)
    except OSError as error:
        listener.close()
        raise DataUnusableError(f"{data} cannot be written ({error.strerror}).") from None
    config = uvicorn.Config(
        Starlette(routes=PublicApi(studio, key).routes()),
        log_config=None,
        access_log=False,
        lifespan="off",
        timeout_keep_alive=75,
        timeout_graceful_shutdown=1,
    )
    drawing = asyncio.create_task(studio.run())
    sys.stdout.write(f"Videos are rehearsed at http://{_HOST}:{listener.getsockname()[1]}/v1\n")
    sys.stdout.flush()
    try:
        await uvicorn.Server(config).serve(sockets=[listener])
    finally:
        drawing.cancel()
        with suppress(asyncio.CancelledError):
            await drawing


def _listen(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((_HOST, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise PortTakenError(
            f"The rehearsal of videos cannot listen on {_HOST}:{port} ({error.strerror})."
        ) from None
    return listener


def main() -> None:
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
    parser = argparse.ArgumentParser(prog="python -m infra.embedded.videos", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="DATA; its own is DATA/videos")
    parser.add_argument("--port", type=int, default=0, help="0 takes any free one and prints it")
    given = parser.parse_args()
    key = os.environ.get(KEY_VARIABLE, "")
    if not key:
        parser.error(f"set {KEY_VARIABLE} to the API key that clients shall use")
    try:
        asyncio.run(serve(given.data, given.port, key))
    except StartRefusedError as refused:
        sys.exit(str(refused))


if __name__ == "__main__":
    main()
