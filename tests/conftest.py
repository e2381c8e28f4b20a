import functools
import gc
import signal
import sys
import zlib
from collections.abc import Generator
from typing import Any

import hypothesis
import pytest
import redis.utils
from httpx._transports import default as httpx_transport

# All that is loaded stays: to look for garbage in it while it grows is a third of the time that takes.
gc.disable()
# A run in the background of a shell is deaf to Ctrl-C, and so would be all that it starts and stops.
signal.signal(signal.SIGINT, signal.default_int_handler)
# Thousands of clients, and each would read all certificates of the world: 24 ms of the CPU.
httpx_transport.create_ssl_context = functools.cache(httpx_transport.create_ssl_context)
# Each client of Valkey would read our packages for its own version, and each request look for this.
redis.utils.get_lib_version = functools.cache(redis.utils.get_lib_version)
sys.modules.setdefault("sniffio", None)  # type: ignore[arg-type]

FIRST = (
    *("tests/e2e/test_kills.py", "tests/e2e/test_render.py", "tests/e2e/test_keeping.py"),
    "tests/browser/",
)
"""The files that take longest, which mostly wait, and beside them those that mostly work."""
LONG = tuple(
    f"tests/{folder}/"
    for folder in ("bench", "chaos", "contract", "e2e", "infra", "schema", "workers")
)
"""The folders with most of the rest of a run's time."""

SOAK = "soak"
MORE = 20
"""So many times the examples of a rule that a soak tries."""

pytest_plugins = ["tests.servers", "tests.running"]

hypothesis.settings.register_profile(SOAK, deadline=None, derandomize=False)


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long comes first, so that what is short fills the end of a run.

    The runs of one file stay together, and in their order.
    """
    items.sort(key=lambda item: _rank(item.location[0]))
    if hypothesis.settings.get_current_profile_name() == SOAK:
        rules = {getattr(item, "obj", None) for item in items}
        for rule in {getattr(one, "__func__", one) for one in rules}:
            _try_more(rule)


def _rank(file: str) -> tuple[int, int]:
    """All after the first are mixed, so that those that wait and those that work meet."""
    for rank, place in enumerate(FIRST):
        if file.startswith(place):
            return rank, 0
    return len(FIRST) + (not file.startswith(LONG)), zlib.crc32(file.encode())


def _try_more(rule: Any) -> None:
    """Where a rule names its number of examples, no profile changes that."""
    named = getattr(rule, "_hypothesis_internal_use_settings", None)
    if named is not None:
        many = hypothesis.settings(named, max_examples=named.max_examples * MORE)
        rule._hypothesis_internal_use_settings = many


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Where others run the tests, nothing is collected, but this is called there too."""
    try:
        return (yield)
    finally:
        gc.enable()


def pytest_collection_finish() -> None:
    """Nor is there to be looked for garbage in it afterwards, test by test."""
    gc.collect()
    gc.freeze()
