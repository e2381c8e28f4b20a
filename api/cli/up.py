"""`storycanvas up`: the whole studio on this machine, as processes of its own."""

import asyncio
import os
import secrets
import sys
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.embedded.data import kept_secret, prepare_data
from infra.embedded.errors import PortTakenError, ServiceFailedError, StartRefusedError
from infra.embedded.ports import is_free, remembered_port
from infra.embedded.process import Service
from infra.embedded.studio import Plan, Run, run_studio
from infra.settings import Settings, SettingsError, load_settings, variable
from infra.webpage.source import HERE
from infra.webpage.state import last_failure

ALLOW_PRIVATE = variable("allow_private_endpoints")

OnReady = Callable[[str, str], Awaitable[int | None]]
"""Given the studio's address and token, what to do once it is ready; an exit code ends it."""

Beside = Callable[[Run], Coroutine[Any, Any, None]]
"""What is done meanwhile, with a way to run programs; it ends with the studio."""


@dataclass(frozen=True, slots=True)
class Local:
    """One studio on this machine: its settings, where it answers, and its secrets."""

    settings: Settings
    data: Path
    token: str
    endpoint_port: int
    endpoint_key: str
    videos_port: int
    videos_key: str

    @property
    def url(self) -> str:
        host = self.settings.host
        shown = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104
        return f"http://{shown}:{self.settings.port}"

    @property
    def may_call_private(self) -> bool:
        """What the settings say or, where they do not, whether nobody else can reach this studio."""
        said = "allow_private_endpoints" in self.settings.model_fields_set
        here = self.settings.host in {"127.0.0.1", "::1", "localhost"}
        alone = here and self.settings.public_url is None
        return self.settings.allow_private_endpoints if said else alone

    def environment(self, database_url: str, redis_url: str) -> dict[str, str]:
        """What our own processes are told; settings of the user stay as they are."""
        return {
            **os.environ,
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "STORYCANVAS_DATA": str(self.data),
            "STORYCANVAS_PORT": str(self.settings.port),
            "STORYCANVAS_LOCAL_TOKEN": self.token,
            "STORYCANVAS_LOCAL_ENDPOINT_URL": f"http://127.0.0.1:{self.endpoint_port}/v2",
            "STORYCANVAS_LOCAL_ENDPOINT_KEY": self.endpoint_key,
            "STORYCANVAS_LOCAL_VIDEOS_URL": f"http://127.0.0.1:{self.videos_port}/v1",
            "STORYCANVAS_LOCAL_VIDEOS_KEY": self.videos_key,
            ALLOW_PRIVATE: str(self.may_call_private).lower(),
            "PYTHONUNBUFFERED": "1",
        }

    def services(self, database_url: str, redis_url: str) -> Sequence[Service]:
        """Our own processes, in no particular order: each names what it needs."""
        environment = self.environment(database_url, redis_url)
        python = sys.executable
        return [
            Service("prepare", [python, "-m", "api.prepare"], environment, once=True),
            Service(
                "api",
                [python, "-m", "api.serve"],
                environment,
                ready=lambda _: answers(self.settings.host, self.settings.port, "/readyz"),
            ),
            Service("worker", [python, "-m", "workers"], environment, after=("prepare",)),
            Service(
                "endpoint",
                [
                    *(python, "-m", "infra.embedded.endpoint"),
                    *("--data", str(self.data), "--port", str(self.endpoint_port)),
                    *("--studio", self.url),
                ],
                endpoint_environment(environment),
            ),
            Service(
                "videos",
                [
                    *(python, "-m", "infra.embedded.videos"),
                    *("--data", str(self.data), "--port", str(self.videos_port)),
                ],
                endpoint_environment(environment),
            ),
        ]


class PageBuild:
    """The build of the page beside the start of the studio, where it is not up to date."""

    def __init__(self) -> None:
        self.running = HERE.has_sources and not HERE.is_current
        self.replaces = (HERE.dist / "index.html").is_file()

    async def run(self, run: Run) -> None:
        if not self.running:
            return
        try:
            await run(Service("page", [sys.executable, "-m", "infra.webpage"], dict(os.environ)))
            _say("The page is built.")
        except ServiceFailedError as error:
            failure = last_failure(HERE.dist)
            _say(f"The page could not be built. {failure.words if failure else error}")
            _say("The studio runs without: GraphQL is at /graphql.")
        finally:
            self.running = False


def run(*, port: int | None, data: Path | None) -> int:
    """Run until stopped; says where to go once it is ready."""
    page = PageBuild()

    async def show(url: str, token: str) -> int | None:
        lines = ["", f"  StoryCanvas is ready:  {url}/#token={token}", ""]
        if page.running:
            lines += [
                "  A newer page is being built, about half a minute; reload then."
                if page.replaces
                else "  The page is being built, about half a minute; it opens by itself.",
                "",
            ]
        lines += ["  Ctrl-C stops it.", "", ""]
        sys.stdout.write("\n".join(lines))
        sys.stdout.flush()
        return None

    return run_local(port=port, data=data, on_ready=show, beside=page.run)


async def _nothing(_run: Run) -> None:
    return None


def run_local(
    *, port: int | None, data: Path | None, on_ready: OnReady, beside: Beside = _nothing
) -> int:
    """Run a studio of this machine's own; words instead of a traceback where that cannot be."""
    if port is not None:
        os.environ["STORYCANVAS_PORT"] = str(port)
    if data is not None:
        os.environ["STORYCANVAS_DATA"] = str(data)
    try:
        local = _local(load_settings())
        plan = Plan(
            data=local.data,
            url=local.url,
            token=local.token,
            services=local.services,
            say=_say,
            on_ready=lambda: on_ready(local.url, local.token),
            beside=beside,
            database_url=local.settings.database_url,
            redis_url=local.settings.redis_url,
        )
        return asyncio.run(run_studio(plan))
    except (SettingsError, StartRefusedError) as error:
        _say(str(error))
        return 1


def _local(settings: Settings) -> Local:
    if not is_free(settings.port, settings.host):
        raise PortTakenError(
            f"Port {settings.port} is taken by another program. Choose another with PORT=."
        )
    data = prepare_data(settings.data)
    given = settings.local_token
    return Local(
        settings=settings,
        data=data,
        token=given.get_secret_value() if given else secrets.token_urlsafe(24),
        endpoint_port=remembered_port(data, "endpoint"),
        endpoint_key=kept_secret(data / "endpoint-key"),
        videos_port=remembered_port(data, "videos"),
        videos_key=kept_secret(data / "videos-key"),
    )


def endpoint_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """What a local endpoint may know: nothing of databases, accounts and keys but their own."""
    own = {"STORYCANVAS_LOCAL_ENDPOINT_KEY", "STORYCANVAS_LOCAL_VIDEOS_KEY"}
    kept = own | {"COMFYUI_URL", "PYTHONUNBUFFERED"}
    ordinary = {"PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ", "VIRTUAL_ENV"}
    return {
        name: value
        for name, value in environment.items()
        if name in kept | ordinary or name.startswith("STORYCANVAS_ENDPOINT_")
    }


async def answers(host: str, port: int, path: str) -> bool:
    """Whether a GET of this path on this machine is answered with 200."""
    try:
        async with asyncio.timeout(5):
            reader, writer = await asyncio.open_connection(host, port)
            writer.write(f"GET {path} HTTP/1.0\r\nHost: {host}\r\n\r\n".encode())
            status = await reader.readline()
            writer.close()
    except (OSError, TimeoutError):
        return False
    return b" 200 " in status


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201
