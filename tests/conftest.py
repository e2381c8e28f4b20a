import signal

import pytest

# A run in the background of a shell is deaf to Ctrl-C, and so would be all that it starts and stops.
signal.signal(signal.SIGINT, signal.default_int_handler)

LONG = (
    *("tests/e2e/test_kills.py", "tests/e2e/test_render.py", "tests/browser/", "tests/e2e/"),
    *("tests/workers/", "tests/infra/", "tests/contract/"),
)
"""Where most of a run's time goes, the longest first."""

pytest_plugins = ["tests.servers", "tests.running"]


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The folders that take long come first, so that what is short fills the end of a run.

    The runs of one file stay together, and in their order.
    """
    items.sort(key=lambda item: _rank(item.nodeid))


def _rank(nodeid: str) -> int:
    ranks = (rank for rank, place in enumerate(LONG) if nodeid.startswith(place))
    return next(ranks, len(LONG))
