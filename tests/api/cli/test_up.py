from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from api.cli.up import Local, endpoint_environment
from infra.settings import Settings


def local(**given: Any) -> Local:
    return Local(
        settings=Settings(**given),
        data=Path("/data"),
        token="token",
        endpoint_port=1,
        endpoint_key="endpoint-key",
        videos_port=2,
        videos_key="videos-key",
    )


@pytest.mark.parametrize(
    ("given", "allowed"),
    [
        ({}, "true"),
        ({"host": "::1"}, "true"),
        ({"host": "0.0.0.0"}, "false"),
        ({"public_url": "https://studio.test"}, "false"),
        ({"allow_private_endpoints": False}, "false"),
        ({"host": "0.0.0.0", "allow_private_endpoints": True}, "true"),
    ],
)
def test_private_addresses_are_called_where_nobody_else_can_ask_for_it(
    given: dict[str, Any], allowed: str
) -> None:
    environment = local(**given).environment("postgresql://", "redis://")
    assert environment["STORYCANVAS_ALLOW_PRIVATE_ENDPOINTS"] == allowed


def test_by_itself_a_studio_calls_no_private_address() -> None:
    assert Settings().allow_private_endpoints is False


def test_the_rehearsals_are_told_their_own_keys_alone() -> None:
    studio = local(runpod_api_key=SecretStr("cloud"))
    services = {service.name: service for service in studio.services("postgresql://", "redis://")}
    assert services["videos"].env is not None
    assert services["videos"].env["STORYCANVAS_LOCAL_VIDEOS_KEY"] == "videos-key"
    assert "DATABASE_URL" not in services["videos"].env
    told = endpoint_environment(studio.environment("postgresql://", "redis://"))
    assert "STORYCANVAS_LOCAL_TOKEN" not in told
