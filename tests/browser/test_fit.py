"""Windows of all widths, large type and little motion: nothing is cut off, small or too close."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.fit import sideways, small_targets, small_text
from tests.browser.person import Person
from tests.browser.scripts import LAMP
from tests.browser.studio import Served

pytestmark = pytest.mark.slow

# 200 % of a window of 1440 x 900 leaves it half of its pixels, each twice as large.
WINDOWS: dict[str, dict[str, Any]] = {
    "wide": {"viewport": {"width": 1440, "height": 900}},
    "900": {"viewport": {"width": 900, "height": 800}},
    "400": {"viewport": {"width": 400, "height": 800}},
    "zoomed": {"viewport": {"width": 720, "height": 450}, "device_scale_factor": 2},
}
PLACES = (
    "/",
    "/import?example=lighthouse",
    "/endpoints",
    "board",
    "shot",
    "script",
    "queue",
    "take",
)


@pytest.fixture(scope="module")
def project(studio: Served) -> str:
    made = studio.imported(LAMP)
    studio.drawn(made, only=1)
    return made


def address(studio: Served, project: str, place: str) -> str:
    first = studio.shots(project)[0]
    return {
        "board": f"/projects/{project}",
        "shot": f"/projects/{project}?clip={first['id']}",
        "script": f"/projects/{project}/script",
        "queue": f"/projects/{project}?queue=true",
        "take": f"/projects/{project}?take={first['gallery'][0]['id']}",
    }.get(place, place)


@pytest.mark.feature("UIX-1", "UIX-3")
@pytest.mark.parametrize("window", WINDOWS)
def test_it_fits(people: Callable[..., Person], studio: Served, project: str, window: str) -> None:
    person = people(studio, **WINDOWS[window])
    found = {}
    for place in PLACES:
        person.arrive(address(studio, project, place))
        person.page.wait_for_load_state("networkidle")
        found[place] = [
            *sideways(person.page),
            *small_text(person.page),
            *small_targets(person.page),
        ]
    assert {place: ills for place, ills in found.items() if ills} == {}


@pytest.mark.feature("UIX-3")
def test_little_motion(people: Callable[..., Person], studio: Served, project: str) -> None:
    person = people(studio, reduced_motion="reduce")
    person.open(project)
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
