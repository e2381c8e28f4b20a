"""Windows of all widths, large type and little motion: nothing is cut off, small or too close."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser import places
from tests.browser.axe import come_to_rest
from tests.browser.fit import sideways, small_targets, small_text
from tests.browser.person import Person
from tests.browser.places import Film, Open
from tests.browser.studio import Served

pytestmark = pytest.mark.slow

# 200 % of a window of 1440 x 900 leaves it half of its pixels, each twice as large.
WINDOWS: dict[str, dict[str, Any]] = {
    "wide": {"viewport": {"width": 1440, "height": 900}},
    "900": {"viewport": {"width": 900, "height": 800}},
    "400": {"viewport": {"width": 400, "height": 800}},
    "zoomed": {"viewport": {"width": 720, "height": 450}, "device_scale_factor": 2},
}
PLACES: tuple[Open, ...] = (
    *(places.wall, places.importing_example, places.endpoints, places.board_top),
    *(
        places.models,
        places.presets,
        places.preset,
        places.workflow_template,
        places.inspector,
        places.script,
        places.queue,
        places.lightbox,
        places.spending,
        places.history,
        places.cast,
    ),
)


@pytest.mark.feature("UIX-1", "UIX-3")
@pytest.mark.parametrize("window", WINDOWS)
def test_it_fits(people: Callable[..., Person], studio: Served, film: Film, window: str) -> None:
    person = people(studio, reduced_motion="reduce", **WINDOWS[window])
    person.stays = True
    found = {}
    for place in PLACES:
        place(person, film)
        come_to_rest(person.page)
        found[place.__name__] = [
            *sideways(person.page),
            *small_text(person.page),
            *small_targets(person.page),
        ]
    assert {place: ills for place, ills in found.items() if ills} == {}


@pytest.mark.feature("UIX-3")
def test_little_motion(people: Callable[..., Person], studio: Served, film: Film) -> None:
    person = people(studio, reduced_motion="reduce")
    person.open(film.project)
    page = person.page
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    moving = page.evaluate(
        """() => document.getAnimations().filter(({ effect, playState }) => {
            const { duration, iterations } = effect.getComputedTiming();
            return playState === "running" && duration * iterations > 100;
        }).map(({ animationName, effect }) => `${animationName} ${effect.target.className}`)"""
    )
    assert moving == []
