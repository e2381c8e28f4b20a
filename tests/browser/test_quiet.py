"""Where nothing happens nothing is asked: the page is told, and never asks again by itself."""

import os
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.person import Person
from tests.browser.scripts import LAMP
from tests.browser.studio import Served

pytestmark = pytest.mark.slow

SECONDS = float(os.environ.get("STORYCANVAS_QUIET_SECONDS", "20"))
"""How long the network is watched; 60 for the whole minute."""


@pytest.mark.feature("LIV-1", "FX-21")
@pytest.mark.timeout(180)
def test_nothing_is_asked_while_nothing_happens(
    people: Callable[..., Person], studio: Served
) -> None:
    project = studio.imported(LAMP)
    board, wall, queue = (people(studio) for _ in range(3))
    board.open(project)
    wall.arrive("/")
    expect(wall.page.get_by_role("list", name="Projects").get_by_role("link").first).to_be_visible()
    queue.open(project, "?queue=true")
    expect(queue.page.get_by_role("dialog", name="Queue")).to_be_visible()

    asked: list[str] = []
    for person in (board, wall, queue):
        person.page.wait_for_load_state("networkidle")
        person.page.on("request", lambda request: asked.append(request.url))
    board.page.wait_for_timeout(SECONDS * 1000)
    assert asked == []

    board.cards.first.click()
    board.page.keyboard.press("g")
    done = queue.page.get_by_role("gridcell").get_by_text(re.compile("^Done"))
    expect(done.first).to_be_visible()
    assert any("/graphql" in url for url in asked), "the watch does not see requests"
