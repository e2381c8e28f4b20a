"""What is told at the edge of the page: beside what is open, and within reach of the keys."""

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.person import Person
from tests.browser.scripts import LAMP, LAMP_SHOTS
from tests.browser.studio import Served

pytestmark = pytest.mark.slow


@pytest.fixture(params=[(1440, 900), (1024, 640)], ids=["wide", "low"])
def board(visitor: Person, studio: Served, request: pytest.FixtureRequest) -> Person:
    width, height = request.param
    visitor.page.set_viewport_size({"width": width, "height": height})
    visitor.open(studio.imported(LAMP))
    expect(visitor.cards).to_have_count(LAMP_SHOTS)
    return visitor


def meet(one: Locator, other: Locator) -> bool:
    """Whether they cover one another anywhere."""
    a, b = one.bounding_box(), other.bounding_box()
    assert a is not None
    assert b is not None
    beside = a["x"] + a["width"] <= b["x"] or b["x"] + b["width"] <= a["x"]
    below = a["y"] + a["height"] <= b["y"] or b["y"] + b["height"] <= a["y"]
    return not (beside or below)


@pytest.mark.feature("UIX-2", "HOT-4")
def test_beside_a_dialog_and_reached_by_a_key(board: Person) -> None:
    page, keys = board.page, board.page.keyboard
    board.cards.first.click()
    keys.press("Delete")
    expect(board.cards).to_have_count(LAMP_SHOTS - 1)
    undo = page.get_by_role("button", name="Undo")
    expect(undo).to_be_visible()
    keys.press("F8")
    expect(undo).to_be_focused()
    keys.press("F8")
    expect(undo).not_to_be_focused()

    keys.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(dialog.get_by_text("To the notices and back")).to_be_visible()
    dialog.evaluate("node => Promise.all(node.getAnimations().map((one) => one.finished))")
    notice = page.get_by_role("region", name="Notices").locator("div > div").first
    expect(undo).to_be_in_viewport()
    assert not meet(notice, dialog)
    keys.press("F8")
    expect(undo).to_be_focused()
    keys.press("Enter")
    expect(board.cards).to_have_count(LAMP_SHOTS)
    expect(dialog).to_be_visible()
    keys.press("Escape")
    expect(dialog).to_be_hidden()


@pytest.mark.feature("UIX-2")
def test_pressing_one_leaves_the_dialog_open(board: Person) -> None:
    page, keys = board.page, board.page.keyboard
    board.cards.first.click()
    keys.press("Delete")
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    keys.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(dialog).to_be_visible()
    page.get_by_role("button", name="Dismiss").first.click()
    expect(page.get_by_role("button", name="Undo")).to_be_hidden()
    expect(dialog).to_be_visible()
