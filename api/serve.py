"""`python -m api.serve`: the web process by itself, on the servers its settings name."""

import logging
import sys

import uvicorn

from api.app import create_app
from api.graphql.requests import MAX_BODY_BYTES
from api.runtime import compose
from infra.settings import SettingsError, load_settings


def main() -> None:
    try:
        settings = load_settings()
        runtime = compose(settings)
    except (SettingsError, ValueError) as error:
        sys.exit(str(error))
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    logging.getLogger("httpx").setLevel(logging.WARNING)
    uvicorn.run(
        create_app(runtime),
        host=settings.host,
        port=settings.port,
        ws="websockets-sansio",
        ws_max_size=MAX_BODY_BYTES,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
    )


if __name__ == "__main__":
    main()
