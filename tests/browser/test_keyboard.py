"""Everything by keys alone: from the wall to a chosen take and back."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.person import Person
from tests.browser.scripts import LAMP, LAMP_SHOTS
from tests.browser.studio import Served

pytestmark = pytest.mark.slow


def focused(page: Page) -> str:
    """What has the focus, told by its name and place."""
    told: str = page.evaluate(
        """() => {
            const { tagName, dataset, ariaLabel, innerText } = document.activeElement;
            return `${tagName} ${dataset.clip ?? ""} ${ariaLabel ?? innerText?.slice(0, 40) ?? ""}`;
        }"""
    )
    return told


@pytest.mark.feature("UIX-2", "HOT-4")
@pytest.mark.timeout(300)
def test_from_the_wall_to_a_take_and_back(people: Callable[..., Person], studio: Served) -> None:
    person = people(studio)
    page, keys = person.page, person.page.keyboard
    person.arrive("/")
    expect(page.get_by_role("main")).to_be_visible()
    keys.press("o")
    keys.press("i")
    script = page.get_by_role("textbox", name="Script")
    expect(script).to_be_visible()
    _tab_to(page, script.evaluate("node => node.tagName"))
    keys.insert_text(LAMP)
    expect(page.get_by_text(re.compile(rf"\b{LAMP_SHOTS} shots"))).to_be_visible()
    keys.press("Control+Enter")
    expect(person.cards).to_have_count(LAMP_SHOTS)
    expect(page.get_by_role("gridcell").get_by_text("Done")).to_have_count(
        LAMP_SHOTS, timeout=40_000
    )

    before = person.order()
    _tab_to(page, f"DIV {before[0]}")
    keys.press("Alt+ArrowRight")
    person.comes_to([before[1], before[0], *before[2:]])
    moved = page.locator(f"[data-clip={before[0]}]")
    expect(moved).to_be_focused()
    keys.press("g")
    expect(person.cards.nth(1).get_by_text("2 takes")).to_be_visible()
    keys.press("Enter")
    box = page.get_by_role("dialog", name=re.compile("^Shot"))
    expect(box.get_by_text("1 of 2")).to_be_visible()
    keys.press("ArrowRight")
    expect(box.get_by_text("2 of 2")).to_be_visible()
    keys.press("Escape")
    expect(box).to_be_hidden()
    expect(moved).to_be_focused()
    keys.press("Control+z")
    person.comes_to(before)


def _tab_to(page: Page, wanted: str, most: int = 60) -> None:
    """Press Tab until that has the focus."""
    for _ in range(most):
        if focused(page).startswith(wanted):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{wanted} is not reached by Tab; at {focused(page)}")


@pytest.fixture
def board(visitor: Person, studio: Served) -> Person:
    visitor.open(studio.imported(LAMP))
    expect(visitor.cards).to_have_count(LAMP_SHOTS)
    return visitor


@pytest.mark.feature("HOT-3")
def test_the_palette_finds_and_does(board: Person) -> None:
    page, keys = board.page, board.page.keyboard
    board.cards.first.focus()
    keys.press("Control+k")
    palette = page.get_by_role("dialog", name="Search and do")
    expect(palette.get_by_role("option").first).to_be_visible()
    keys.type("endpoi")
    expect(palette.get_by_role("option").first).to_contain_text("Endpoints")
    keys.press("Escape")
    expect(palette).to_be_hidden()
    expect(board.cards.first).to_be_focused()
    keys.press("Control+k")
    keys.type("endpoi")
    expect(palette.get_by_role("option").first).to_contain_text("Endpoints")
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Endpoints")).to_be_visible()


@pytest.mark.feature("HOT-3", "HOT-4")
def test_help_shows_the_keys_that_work_here(board: Person) -> None:
    page, keys = board.page, board.page.keyboard
    board.cards.first.focus()
    keys.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(dialog.get_by_text("Generate", exact=True).first).to_be_visible()
    expect(dialog.get_by_text("Move shot later")).to_be_visible()
    keys.press("Escape")
    expect(dialog).to_be_hidden()
    expect(board.cards.first).to_be_focused()
    page.goto(f"{board.studio.url}/endpoints")
    expect(page.get_by_role("heading", name="Endpoints")).to_be_visible()
    keys.press("?")
    expect(dialog.get_by_text("Add an endpoint")).to_be_visible()
    expect(dialog.get_by_text("Move shot later")).to_have_count(0)


@pytest.mark.feature("HOT-4", "UIX-2")
def test_single_letters_rest_while_somebody_types(board: Person) -> None:
    page, keys = board.page, board.page.keyboard
    board.cards.first.click()
    keys.press("/")
    expect(page.get_by_role("searchbox", name="Filter shots")).to_be_focused()
    keys.type("qg?n")
    expect(page.get_by_role("searchbox", name="Filter shots")).to_have_value("qg?n")
    expect(page.get_by_role("dialog")).to_have_count(0)
    keys.press("Escape")
    expect(board.cards).to_have_count(LAMP_SHOTS)
    project = page.url.split("/")[4].partition("?")[0]
    assert all(clip["jobs"] == [] for clip in board.studio.shots(project))


@pytest.mark.feature("UIX-2")
def test_single_letters_can_be_turned_off(board: Person) -> None:
    page, keys = board.page, board.page.keyboard
    page.get_by_role("button", name="Keyboard shortcuts").click()
    box = page.get_by_role("checkbox", name=re.compile("Single letters"))
    box.uncheck()
    keys.press("Escape")
    expect(box).to_be_hidden()
    page.reload()
    expect(board.cards).to_have_count(LAMP_SHOTS)
    keys.press("q")
    keys.press("Control+k")
    expect(page.get_by_role("dialog", name="Search and do")).to_be_visible()
    keys.press("Escape")
    expect(page.get_by_role("dialog", name="Queue")).to_have_count(0)
    page.evaluate("localStorage.clear()")
    keys.press("q")
    expect(page.get_by_role("dialog", name="Queue")).to_be_visible()


@pytest.mark.feature("HOT-3", "HOT-4")
def test_help_shows_the_keys_of_the_presentation_in_it(board: Person) -> None:
    page, keys = board.page, board.page.keyboard
    project = page.url.split("/")[4].partition("?")[0]
    board.go(f"/projects/{project}/present")
    film = page.get_by_role("dialog", name=re.compile("^Presentation of"))
    expect(film.get_by_role("button", name="Play")).to_be_visible()
    keys.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    for words in ("Play or pause", "One frame on", "Captions", "Full screen"):
        expect(dialog.get_by_text(words, exact=True)).to_be_visible()
    expect(dialog.get_by_text("Move shot later")).to_have_count(0)
    # What is behind a dialog rests, also where the dialog does not have the focus.
    page.evaluate("document.activeElement.blur()")
    keys.press("c")
    dialog.focus()
    keys.press("Escape")
    expect(dialog).to_be_hidden()
    expect(film.get_by_role("button", name="Show captions")).to_be_visible()
    film.get_by_role("button", name="Keyboard shortcuts").click()
    expect(dialog.get_by_text("Play or pause")).to_be_visible()
    expect(dialog).to_be_focused()
    keys.press("Escape")
    expect(dialog).to_be_hidden()
    expect(film).to_be_visible()
    keys.press("c")
    expect(film.get_by_role("button", name="Hide captions")).to_be_visible()
