"""Where nothing happens nothing is asked: the page is told, and never asks again by itself."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.person import Person
from tests.browser.scripts import LAMP
from tests.browser.studio import Served

pytestmark = pytest.mark.slow

SECONDS = 60
AHEAD = 12_000
"""Milliseconds after which a page has begun to fetch what may be opened later."""
BREATH = 20
"""Milliseconds in which an answer comes while the clocks of the pages run a second."""


@pytest.mark.feature("LIV-1", "FX-21")
@pytest.mark.timeout(300)
def test_nothing_is_asked_while_nothing_happens(
    people: Callable[..., Person], studio: Served
) -> None:
    project = studio.imported(LAMP)
    board, wall, queue = three = [people(studio) for _ in range(3)]
    for person in three:
        person.page.clock.install()
    board.open(project)
    wall.arrive("/")
    expect(wall.page.get_by_role("list", name="Projects").get_by_role("link").first).to_be_visible()
    queue.open(project, "?queue=true")
    expect(queue.page.get_by_role("dialog", name="Queue")).to_be_visible()
    asked: list[str] = []
    for person in three:
        person.page.on("request", lambda request: asked.append(request.url))
    _come_to_rest(three, asked)
    _pass_a_minute(three)
    assert asked == []

    for person in three:
        person.page.evaluate("setTimeout(() => void fetch('/readyz'), 50_000)")
    _pass_a_minute(three)
    assert asked == [f"{studio.url}/readyz"] * len(three), "the watch does not see requests"
    board.cards.first.click()
    board.page.keyboard.press("g")
    done = queue.page.get_by_role("gridcell").get_by_text(re.compile("^Done"))
    expect(done.first).to_be_visible()
    assert any("/graphql" in url for url in asked)


def _come_to_rest(people: list[Person], asked: list[str]) -> None:
    """What was not opened yet is fetched, and prices once nothing has changed for a while."""
    for person in people:
        person.page.clock.run_for(AHEAD)
    for _ in range(30):
        before = len(asked)
        for person in people:
            person.page.clock.run_for(2000)
            person.page.wait_for_timeout(1000)
        if len(asked) == before:
            break
    asked.clear()


def _pass_a_minute(people: list[Person]) -> None:
    """On the pages' clocks; what they hear of the studio comes in between."""
    for _ in range(SECONDS):
        for person in people:
            person.page.clock.run_for(1000)
        people[0].page.wait_for_timeout(BREATH)
