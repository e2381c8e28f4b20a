"""Takes that came: marked on the cards, looked at in their order, and picked, one or all."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.person import Person
from tests.browser.scripts import LAMP, LAMP_SHOTS
from tests.browser.studio import Served
from tests.e2e.rendering import until

pytestmark = pytest.mark.slow


@pytest.fixture
def drawn(visitor: Person, studio: Served) -> tuple[Person, str]:
    """Somebody before a film whose every shot is drawn once."""
    project = studio.imported(LAMP)
    studio.drawn(project)
    visitor.open(project)
    expect(visitor.cards).to_have_count(LAMP_SHOTS)
    return visitor, project


def marks(page: Page) -> Locator:
    return page.get_by_role("button", name=re.compile("new takes? of shot"))


@pytest.mark.feature("GAL-1", "GAL-2")
@pytest.mark.timeout(300)
def test_new_takes_are_marked_shown_and_picked_at_once(
    drawn: tuple[Person, str], studio: Served
) -> None:
    person, project = drawn
    page = person.page
    expect(marks(page)).to_have_count(0)
    before = [clip["selectedTake"] for clip in studio.shots(project)]
    studio.drawn(project, count=2, only=2)
    expect(marks(page)).to_have_text(["2 new", "2 new"])

    page.get_by_role("button", name="2 new: show").click()
    expect(page).to_have_url(re.compile("show=new"))
    expect(person.cards).to_have_count(2)
    page.get_by_role("button", name="Pick newest of all").click()
    expect(page.get_by_role("heading", name="No new takes")).to_be_visible()
    for clip in studio.shots(project)[:2]:
        assert clip["selectedTake"] == clip["gallery"][-1]
    page.keyboard.press("Control+z")
    expect(marks(page)).to_have_text(["2 new", "2 new"])
    assert [clip["selectedTake"] for clip in studio.shots(project)] == before

    page.get_by_role("button", name="Show: New takes").click()
    page.get_by_role("menuitem", name="All shots").click()
    expect(person.cards).to_have_count(LAMP_SHOTS)
    person.cards.first.click()
    page.keyboard.press("Control+a")
    page.keyboard.press("p")
    expect(marks(page)).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(marks(page)).to_have_text(["2 new", "2 new"])


@pytest.mark.timeout(300)
def test_what_is_dragged_is_what_is_inspected(drawn: tuple[Person, str]) -> None:
    person, _ = drawn
    page = person.page
    first, _, third = person.order()[:3]
    page.locator(f"[data-clip={first}]").click()
    expect(page).to_have_url(re.compile(f"clip={first}"))
    drag(page, page.locator(f"[data-clip={third}]"), page.locator(f"[data-clip={first}]"))
    expect(person.cards.first).to_have_attribute("data-clip", third)
    chosen = page.get_by_role("gridcell", selected=True)
    expect(chosen).to_have_count(1)
    expect(chosen).to_have_attribute("data-clip", third)
    expect(page).to_have_url(re.compile(f"clip={third}"))
    number = chosen.locator("strong").inner_text()
    expect(page.get_by_role("complementary", name="Inspector")).to_contain_text(f"Shot {number}")


def drag(page: Page, what: Locator, before: Locator) -> None:
    what.hover()
    page.mouse.down()
    box = before.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 60, box["y"] + 60, steps=4)
    page.mouse.move(box["x"] + 4, box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()


_ESCAPE_AT_ONCE = """() => addEventListener("focusin", ({ target }) => {
  target.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true }));
  window.escaped = true;
}, { once: true })"""
"""In the moment in which what opens gets the focus."""


@pytest.mark.feature("GAL-5", "GAL-6", "HOT-4")
@pytest.mark.timeout(300)
def test_takes_stand_in_the_order_of_their_numbers(
    drawn: tuple[Person, str], studio: Served
) -> None:
    person, project = drawn
    page, keys = person.page, person.page.keyboard
    studio.drawn(project, count=3, only=1)
    marks(page).click()
    box = page.get_by_role("dialog", name=re.compile("^Shot"))
    expect(box.get_by_text("Take 4 of 4")).to_be_visible()
    strip = box.get_by_role("list", name="Takes of this shot").get_by_role("button")
    expect(strip).to_have_text(["1", "2 new", "3 new", "4 new"])
    keys.press("ArrowRight")
    expect(box.get_by_text("Take 4 of 4")).to_be_visible()
    keys.press("ArrowLeft")
    expect(box.get_by_text("Take 3 of 4")).to_be_visible()

    keys.press("c")
    expect(box.get_by_role("region", name="Left")).to_contain_text(re.compile("Take 1.*seed 1"))
    right = box.get_by_role("region", name="Right")
    expect(right).to_contain_text("Take 3")
    keys.press("ArrowRight")
    expect(right).to_contain_text("Take 4")
    keys.press("?")
    help_ = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(help_.get_by_text("Pick the right take")).to_be_visible()
    expect(help_.locator(":focus").or_(help_.and_(page.locator(":focus")))).to_be_attached()
    keys.press("2")
    keys.press("Escape")
    expect(help_).to_be_hidden()
    expect(right.get_by_role("button", name="Pick take 4")).to_be_visible()
    page.evaluate(_ESCAPE_AT_ONCE)
    keys.press("?")
    page.wait_for_function("window.escaped")
    expect(help_).to_be_hidden()
    keys.press("2")
    expect(right.get_by_role("button", name="Picked")).to_be_visible()
    keys.press("1")
    expect(strip.first).to_have_accessible_name("Take 1, left, picked")
    keys.press("Escape")
    expect(box).to_be_hidden()
    expect(marks(page)).to_have_count(0)


@pytest.mark.feature("GEN-1")
@pytest.mark.timeout(300)
def test_what_is_drawn_is_not_drawn_again_unasked(
    drawn: tuple[Person, str], studio: Served
) -> None:
    person, project = drawn
    page = person.page
    page.get_by_role("button", name=re.compile("^Generate scene")).first.click()
    dialog = page.get_by_role("dialog", name=re.compile("^Generate"))
    expect(dialog.get_by_text("shots have a still")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert all(len(clip["jobs"]) == 1 for clip in studio.shots(project))

    page.get_by_role("button", name="Generate all shots").click()
    dialog.get_by_label("What").select_option("video")
    dialog.get_by_role("button", name=re.compile("^Generate 5 shots")).click()
    expect(dialog).to_be_hidden()
    person.cards.first.click()
    page.keyboard.press("g")
    until(lambda: kinds(studio, project) == ["IMAGE"] + 2 * ["VIDEO"])


def kinds(studio: Served, project: str) -> list[str]:
    """Of the renders of the first shot."""
    read = "query($id: ID!) { project(id: $id) { scenes { clips { jobs { kind } } } } }"
    scenes = studio.ask(read, id=project)["project"]["scenes"]
    return sorted(job["kind"] for job in scenes[0]["clips"][0]["jobs"])
