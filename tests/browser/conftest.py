"""One browser and few studios for a run, and as many persons as a test asks for."""

import os
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from infra.webpage.build import build
from infra.webpage.source import HERE
from tests.browser.chromium import QUIET, find_chromium, may_sandbox
from tests.browser.person import PATIENCE, Person, somebody
from tests.browser.places import Film
from tests.browser.scripts import LAMP
from tests.browser.studio import SOME_PICTURES, Served, served

_FAILED = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
def page_built() -> Path:
    """The folder of the page of today's sources, from which `storycanvas up` serves it."""
    build(HERE, print)
    return HERE.dist


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Ended with these tests: while Playwright runs, no other event loop can in this thread."""
    found = find_chromium()
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(
            executable_path=found.program,
            args=list(QUIET),
            chromium_sandbox=may_sandbox(),
            env={**os.environ, **found.environment},
        )


@pytest.fixture(scope="module")
def drawing_studio(page_built: Path) -> Iterator[Served]:
    """A studio for one module alone: empty at first, and free to be killed. It draws real panels."""
    with served() as running:
        yield running


@pytest.fixture(scope="package")
def studio(page_built: Path) -> Iterator[Served]:
    """A studio whose renders take no time and show nothing, for all these tests of a process."""
    with served(
        STORYCANVAS_ENDPOINT_RENDERER=SOME_PICTURES, STORYCANVAS_ALLOW_PRIVATE_ENDPOINTS="true"
    ) as running:
        yield running


@pytest.fixture(scope="package")
def film(studio: Served) -> Film:
    project = studio.imported(LAMP)
    studio.drawn(project, count=2, only=1)
    first = studio.shots(project)[0]
    return Film(project, first["id"], (first["gallery"][0]["id"], first["gallery"][1]["id"]))


@pytest.fixture(scope="package")
def regular(browser: Browser, studio: Served) -> Iterator[Person]:
    """Without movements, the ends of which would have to be waited for."""
    with somebody(browser, studio, reduced_motion="reduce") as person:
        yield person


@pytest.fixture
def visitor(regular: Person, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Person]:
    """Somebody who comes anew, signed out, but whose browser has the page's files already."""
    yield regular
    failed = request.node.stash.get(_FAILED, False)
    if failed:
        _keep_what_they_saw([regular], tmp_path)
    troubles, regular.troubles = regular.troubles, []
    regular.forget()
    if failed:
        regular.renew()
    assert troubles == []


@pytest.fixture
def people(
    browser: Browser, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Callable[..., Person]]:
    """Makes persons: `people(studio, viewport=…)`; each must have met no trouble in the end.

    Where a test fails, what they saw is kept in its folder.
    """
    came: list[Person] = []
    with ExitStack() as stack:

        def come(studio: Served, **options: Any) -> Person:
            came.append(stack.enter_context(somebody(browser, studio, **options)))
            return came[-1]

        yield come
        if request.node.stash.get(_FAILED, False):
            _keep_what_they_saw(came, tmp_path)


def _keep_what_they_saw(people: list[Person], folder: Path) -> None:
    for number, person in enumerate(people, start=1):
        picture = folder / f"person-{number}.png"
        person.page.screenshot(path=picture)
        print(f"person {number} saw {picture}, at {person.page.url}, with {person.troubles}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    item.stash[_FAILED] = item.stash.get(_FAILED, False) or report.failed
    return report
