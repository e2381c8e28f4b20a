"""The local endpoint is the other side in these tests."""

from tests.infra.embedded.endpoint.conftest import client, server

__all__ = ["client", "server"]
