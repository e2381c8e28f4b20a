"""`python -m infra.embedded.endpoint`: serve a RunPod endpoint on this machine until SIGTERM."""

import argparse
import asyncio
import fcntl
import logging
import os
import secrets
import shlex
import signal
import socket
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import uvicorn
from starlette.applications import Starlette

from infra.embedded.endpoint.children import Children
from infra.embedded.endpoint.journal import Journal
from infra.embedded.endpoint.public import PublicApi
from infra.embedded.endpoint.service import Endpoint
from infra.embedded.endpoint.settings import Settings
from infra.embedded.endpoint.webhooks import Webhooks
from infra.embedded.endpoint.worker import WorkerApi
from infra.embedded.errors import (
    DataInUseError,
    DataUnusableError,
    PortTakenError,
    StartRefusedError,
)

KEY_VARIABLE = "STORYCANVAS_LOCAL_ENDPOINT_KEY"


def read_settings(arguments: Sequence[str] | None = None) -> Settings:
    """The settings of a command line; the key comes from the environment alone."""
    parser = argparse.ArgumentParser(prog="python -m infra.embedded.endpoint", description=__doc__)
    add = parser.add_argument
    add("--data", type=Path, required=True, help="DATA; the journal is in DATA/endpoint")
    add("--host", default="127.0.0.1")
    add("--port", type=int, default=0, help="0 takes any free one and prints it")
    add("--endpoint-id", default="local")
    add("--studio", help="the address at which the studio is now; jobs may know an older one")
    add("--key-env", default=KEY_VARIABLE, help="the variable that holds the API key")
    add("--worker", default="workers.endpoint", help="the module a worker runs, and its arguments")
    add("--workers-min", type=int, default=0, help="workers kept without work")
    add("--workers-max", type=int, default=1)
    add("--idle-timeout", type=float, help="seconds until an idle worker is stopped; else never")
    add("--retention", type=float, default=1800, help="seconds an ended job is kept")
    add("--webhook-pause", type=float, default=10, help="seconds between tries")
    add("--silent-after", type=float, default=30, help="seconds until a silent worker is killed")
    add("--rotate-at", type=int, default=64, help="megabytes of a journal that is begun anew")
    add("--fast", action="store_true", help="take policy values below RunPod's smallest")
    given = parser.parse_args(arguments)
    key = os.environ.get(given.key_env, "")
    if not key:
        parser.error(f"set {given.key_env} to the API key that clients shall use")
    return Settings(
        data=given.data,
        key=key,
        endpoint_id=given.endpoint_id,
        studio=given.studio,
        host=given.host,
        port=given.port,
        worker=tuple(shlex.split(given.worker)),
        workers_min=given.workers_min,
        workers_max=given.workers_max,
        idle_timeout=None if given.idle_timeout is None else int(given.idle_timeout * 1000),
        fast=given.fast,
        retention=int(given.retention * 1000),
        webhook_pause=given.webhook_pause,
        silent_after=int(given.silent_after * 1000),
        rotate_at=given.rotate_at * 2**20,
    )


async def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT. Raises StartRefusedError."""
    folder = settings.data / "endpoint"
    listener = _listen(settings)
    journal = _open_journal(folder)
    base = f"http://{settings.host}:{listener.getsockname()[1]}/v2/{settings.endpoint_id}"
    async with _running(settings, journal, base, folder) as (app, children):
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            lifespan="off",
            timeout_keep_alive=75,
            timeout_graceful_shutdown=1,
        )
        for number in (signal.SIGTERM, signal.SIGINT):
            # Beside uvicorn's own handling: those who wait must leave before it can.
            asyncio.get_running_loop().add_signal_handler(number, children.begin_close)
        sys.stdout.write(f"The local endpoint listens at {base}\n")
        sys.stdout.flush()
        await uvicorn.Server(config).serve(sockets=[listener])


@asynccontextmanager
async def _running(
    settings: Settings, journal: Journal, base: str, folder: Path
) -> AsyncIterator[tuple[Starlette, Children]]:
    worker_key = secrets.token_urlsafe(24)
    # No proxy from the environment: call-backs go to this machine.
    async with httpx.AsyncClient(timeout=10, trust_env=False) as client:
        endpoint = Endpoint(settings, journal)
        webhooks = Webhooks(client, settings.webhook_pause, endpoint.notified, settings.studio)
        endpoint.ended = webhooks.send
        endpoint.resume()
        children = Children(endpoint, base, worker_key, folder)
        running = asyncio.create_task(children.run())
        routes = [*WorkerApi(endpoint, worker_key).routes(), *PublicApi(endpoint).routes()]
        try:
            yield Starlette(routes=routes), children
        finally:
            await children.close()
            await running
            await webhooks.close()
            journal.close()


def _listen(settings: Settings) -> socket.socket:
    # With the protocol named asyncio turns Nagle's algorithm off: 40 ms less for each answer.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
        listener.listen(1024)  # from now on whoever connects is served
    except OSError as error:
        listener.close()
        raise PortTakenError(
            f"The local endpoint cannot listen on {settings.host}:{settings.port} "
            f"({error.strerror}). Choose another port."
        ) from None
    return listener


def _open_journal(folder: Path) -> Journal:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)  # held until the end
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return Journal(folder)
    except BlockingIOError:
        raise DataInUseError(f"Another local endpoint runs on {folder}. Stop it first.") from None
    except OSError as error:
        raise DataUnusableError(f"{folder} cannot be written ({error.strerror}).") from None


def main() -> None:
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    settings = read_settings()
    try:
        asyncio.run(serve(settings))
    except StartRefusedError as refused:
        sys.exit(str(refused))


if __name__ == "__main__":
    main()
