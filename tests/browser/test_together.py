"""Two browsers on one project: what one does, the other sees without asking."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.person import SOON, Person
from tests.browser.scripts import LAMP, LAMP_SHOTS
from tests.browser.studio import Served

pytestmark = pytest.mark.slow


@pytest.fixture
def two(people: Callable[..., Person], studio: Served) -> tuple[Person, Person]:
    """Ann and Ben, each with the same storyboard open."""
    project = studio.imported(LAMP)
    ann, ben = people(studio), people(studio)
    for person in (ann, ben):
        person.open(project)
        expect(person.cards).to_have_count(LAMP_SHOTS)
    return ann, ben


def test_a_new_name_of_a_scene(two: tuple[Person, Person]) -> None:
    ann, ben = two
    rail = ann.page.get_by_role("navigation", name="Scenes")
    rail.get_by_role("button", name=re.compile("LIGHTHOUSE")).dblclick()
    ann.page.get_by_role("textbox", name="Name of the scene").fill("The tower at night")
    ann.page.keyboard.press("Enter")
    expect(ben.page.get_by_role("heading", name="The tower at night")).to_be_visible(timeout=SOON)


def test_another_order(two: tuple[Person, Person]) -> None:
    ann, ben = two
    before = ben.order()
    ann.cards.first.click()
    ann.page.keyboard.press("Alt+ArrowRight")
    wanted = [before[1], before[0], *before[2:]]
    ben.comes_to(wanted)
    ann.comes_to(wanted)


def test_a_shot_deleted_and_brought_back(two: tuple[Person, Person]) -> None:
    ann, ben = two
    before = ben.order()
    ann.cards.first.click()
    ann.page.keyboard.press("Delete")
    expect(ben.cards).to_have_count(LAMP_SHOTS - 1, timeout=SOON)
    ann.take_back("Deleted")
    ben.comes_to(before)


@pytest.mark.feature("GAL-2", "LIV-1")
def test_a_take(two: tuple[Person, Person]) -> None:
    ann, ben = two
    ann.cards.first.click()
    ann.page.keyboard.press("g")
    expect(ann.cards.first.get_by_text("Done")).to_be_visible()
    expect(ben.cards.first.get_by_text("Done")).to_be_visible(timeout=SOON)
