import signal

import pytest

# A run in the background of a shell is deaf to Ctrl-C, and so would be all that it starts and stops.
signal.signal(signal.SIGINT, signal.default_int_handler)

pytest_plugins = ["tests.servers", "tests.running"]


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"
