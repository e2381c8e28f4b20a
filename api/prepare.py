"""`python -m api.prepare`: bring the database to where this version and its settings need it."""

import asyncio
import sys

from infra.bus import Bus
from infra.database import open_database, sessions_of
from infra.migrate import migrate
from infra.providers.videos_form import DEFAULT_MODEL
from infra.settings import Settings, SettingsError, load_settings
from studio.accounts.service import ensure_local_owner
from studio.catalogue.presets import ensure_builtins
from studio.kernel.work import unit_of_work
from studio.rendering.endpoints import (
    LOCAL_NAME,
    LOCAL_VIDEOS_NAME,
    SETTINGS_NAME,
    SORA_NAME,
    ensure_endpoint,
)


async def prepare(settings: Settings) -> None:
    """Migrate; then, with a local token, have its owner and the endpoints that settings name."""
    if settings.database_url is None or settings.redis_url is None:
        raise ValueError("DATABASE_URL and REDIS_URL say where to prepare; one is missing.")
    engine = open_database(settings.database_url, application="storycanvas prepare", pooled=False)
    bus = Bus(settings.redis_url)
    try:
        await migrate(engine)
        if settings.local_token is None:
            return
        async with unit_of_work(sessions_of(engine), bus) as work:
            workspace = await ensure_local_owner(work, settings.local_token.get_secret_value())
            await ensure_builtins(work, workspace)
            await ensure_endpoint(
                work,
                workspace,
                source="LOCAL",
                name=LOCAL_NAME,
                remote_id="local",
                options={"workers": 1},
                present=settings.local_endpoint_url is not None,
            )
            await ensure_endpoint(
                work,
                workspace,
                source="LOCAL",
                provider="OPENAI_VIDEOS",
                name=LOCAL_VIDEOS_NAME,
                remote_id="rehearsal",
                options={"preset": "rehearsal", "workers": 1},
                present=settings.local_videos_url is not None,
            )
            await ensure_endpoint(
                work,
                workspace,
                source="SETTINGS",
                provider="OPENAI_VIDEOS",
                name=SORA_NAME,
                remote_id=DEFAULT_MODEL,
                options={"preset": "sora", "model": DEFAULT_MODEL},
                present=settings.openai_api_key is not None,
            )
            await ensure_endpoint(
                work,
                workspace,
                source="SETTINGS",
                name=SETTINGS_NAME,
                remote_id=settings.runpod_endpoint_id,
                present=None not in (settings.runpod_api_key, settings.runpod_endpoint_id),
            )
    finally:
        await bus.close()
        await engine.dispose()


def main() -> None:
    try:
        asyncio.run(prepare(load_settings()))
    except (SettingsError, ValueError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
