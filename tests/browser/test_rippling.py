"""A film without holes: what the board shows is what is presented, whatever was done to its shots."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.person import Person
from tests.browser.scripts import LAMP, LAMP_SHOTS
from tests.browser.studio import Served

pytestmark = pytest.mark.slow


@pytest.fixture
def board(visitor: Person, studio: Served) -> Person:
    visitor.open(studio.imported(LAMP))
    expect(visitor.cards).to_have_count(LAMP_SHOTS)
    return visitor


def project_of(page: Page) -> str:
    return page.url.split("/")[4].partition("?")[0]


def placed(board: Person) -> list[tuple[str, int, int]]:
    """Ids, starts and lengths of the shots, which must lie end to end in their scenes."""
    found = board.studio.ask(
        "query($id: ID!) { project(id: $id) { scenes { clips { id startFrame durationFrames } } } }",
        id=project_of(board.page),
    )
    clips = []
    for scene in found["project"]["scenes"]:
        end = 0
        for clip in scene["clips"]:
            assert clip["startFrame"] == end, scene
            end += clip["durationFrames"]
            clips.append((clip["id"], clip["startFrame"], clip["durationFrames"]))
    return clips


@pytest.mark.feature("CLP-2", "CLP-3")
def test_what_is_deleted_or_copied_leaves_no_hole_and_comes_back_exactly(board: Person) -> None:
    page, keys = board.page, board.page.keyboard
    before, order = placed(board), board.order()
    board.cards.nth(1).click()
    keys.press("Delete")
    board.comes_to([order[0], *order[2:]])
    assert len(placed(board)) == len(before) - 1
    keys.press("Control+z")
    board.sees(lambda: placed(board) == before)
    board.comes_to(order)
    keys.press("Delete")
    board.comes_to([order[0], *order[2:]])
    assert presented(board) == sum(length for _, _, length in placed(board))
    board.cards.nth(0).click()
    keys.press("Control+d")
    expect(board.cards).to_have_count(LAMP_SHOTS)
    assert presented(board) == sum(length for _, _, length in placed(board))
    numbers = [clip["number"] for clip in board.studio.shots(project_of(page))]
    assert len(set(numbers)) == len(numbers)


def presented(board: Person) -> int:
    """How many frames the presentation has at 24 a second; the board is there again after it."""
    page = board.page
    there = page.url
    board.go(f"/projects/{project_of(page)}/present")
    shown = page.get_by_role("dialog").get_by_text(re.compile(r"/ \d\d:\d\d:\d\d:\d\d"))
    hours, minutes, seconds, frames = map(int, shown.inner_text().split("/")[1].split(":"))
    page.goto(there)
    expect(board.cards.first).to_be_visible()
    return ((hours * 60 + minutes) * 60 + seconds) * 24 + frames


@pytest.mark.feature("CLP-6")
def test_a_prompt_follows_the_framing_until_somebody_writes_it(board: Person) -> None:
    page = board.page
    board.cards.nth(1).click()
    panel = page.get_by_role("complementary", name=re.compile("Shot|Inspector"))
    prompt = panel.get_by_role("textbox", name="Picture")
    first = prompt.input_value()
    panel.get_by_label("Framing").select_option("EXTREME_WIDE")
    expect(prompt).to_have_value(re.compile("^Extreme wide shot"))
    again = panel.get_by_role("button", name="Write the prompts from the shot again")
    prompt.fill("A cat.")
    expect(again).to_be_disabled()
    prompt.blur()
    expect(again).to_be_enabled()
    panel.get_by_label("Framing").select_option("CLOSE")
    expect(board.cards.nth(1)).to_contain_text("Close")
    expect(prompt).to_have_value("A cat.")
    again.click()
    expect(prompt).to_have_value(re.compile("^Close-up"))
    board.take_back("Wrote the prompts")
    expect(prompt).to_have_value("A cat.")
    assert first
