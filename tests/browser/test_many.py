"""Two thousand shots in one film: the page holds only what can be seen of them."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.person import Person
from tests.browser.scripts import long_script
from tests.browser.studio import Served

pytestmark = pytest.mark.slow

SCENES, SHOTS = 100, 20
MOST_NODES = 3_000
STEPS = 12
_COUNT = "document.querySelectorAll('*').length"


@pytest.mark.feature("UIX-5")
@pytest.mark.timeout(180)
def test_few_nodes_while_scrolling_through_all(
    people: Callable[..., Person], studio: Served
) -> None:
    project = studio.imported(long_script(SCENES, SHOTS))
    clips = studio.shots(project)
    assert len(clips) == SCENES * SHOTS
    person = people(studio)
    page = person.page
    loaded: list[str] = []
    page.on("response", lambda came: loaded.append(came.url))
    person.open(project)
    most = page.evaluate(_COUNT)
    board = page.locator("[data-board]")
    height = board.evaluate("node => node.scrollHeight - node.clientHeight")
    assert height > 20_000
    for step in range(1, STEPS + 1):
        board.evaluate("(node, to) => node.scrollTo(0, to)", height * step / STEPS)
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
        expect(person.cards.first).to_be_visible()
        most = max(most, page.evaluate(_COUNT))
    expect(page.locator(f"[data-clip={clips[-1]['id']}]")).to_be_visible()
    print(f"at most {most} nodes")
    assert most <= MOST_NODES
