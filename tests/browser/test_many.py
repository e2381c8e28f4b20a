"""Two thousand shots in one film: the page holds only what can be seen of them."""

from collections.abc import Callable
from functools import partial

import pytest
from playwright.sync_api import expect

from tests.browser.cpu import least
from tests.browser.person import Person
from tests.browser.scripts import long_script
from tests.browser.studio import Served

pytestmark = pytest.mark.slow

SCENES, SHOTS = 100, 20
MOST_NODES = 3_000
STEPS = 12
SHORT, TURNS = 10, 5
_COUNT = "document.querySelectorAll('*').length"


@pytest.mark.feature("UIX-5")
@pytest.mark.timeout(300)
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


@pytest.mark.feature("UIX-5")
@pytest.mark.timeout(300)
def test_what_others_change_costs_no_more_in_a_long_film(
    people: Callable[..., Person], studio: Served
) -> None:
    took = {scenes: _cost_of_changes(people(studio), scenes) for scenes in (SHORT, SCENES)}
    print({scenes: f"{cost:.1f} ms for four events" for scenes, cost in took.items()})
    assert took[SCENES] < 0.4 * SCENES / SHORT * took[SHORT]


def _cost_of_changes(person: Person, scenes: int) -> float:
    """Of the page's processor, in milliseconds, for four changes by another: three out of sight."""
    page, studio = person.page, person.studio
    project = studio.imported(long_script(scenes, SHOTS))
    clips = studio.shots(project)
    person.arrive(f"/projects/{project}")
    expect(person.cards.first).to_be_visible(timeout=60_000)
    page.wait_for_load_state("networkidle")

    def change(clip: str, caption: str) -> None:
        studio.do("updateClip", "clip { id }", id=clip, caption=caption)

    def others_change(turn: int) -> None:
        for number in range(3 * turn, 3 * turn + 3):
            change(clips[-1 - number]["id"], f"unseen {number}")
            page.wait_for_timeout(150)
        change(clips[turn]["id"], f"told {turn}")
        expect(page.get_by_text(f"told {turn}", exact=True)).to_be_visible()

    others_change(0)
    cost = least(page, (partial(others_change, turn) for turn in range(1, TURNS)))
    page.locator("[data-board]").evaluate("node => node.scrollTo(0, node.scrollHeight)")
    for number in range(3 * TURNS):
        expect(page.get_by_text(f"unseen {number}", exact=True)).to_be_visible()
    return cost
