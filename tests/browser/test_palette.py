"""Finding by a few letters: shots, scenes, projects and themes, also in a long film."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.cpu import least
from tests.browser.person import Person
from tests.browser.scripts import LAMP, LAMP_SHOTS, long_script
from tests.browser.studio import Served

pytestmark = pytest.mark.slow

SCENES, SHOTS = 100, 20
SHORT = 10


def looks_for(page: Page, text: str) -> Locator:
    """The palette's options for this text."""
    page.keyboard.press("Control+k")
    page.keyboard.type(text)
    return page.get_by_role("dialog", name="Search and do").get_by_role("option")


@pytest.fixture
def board(visitor: Person, studio: Served) -> Person:
    visitor.open(studio.imported(LAMP, name="The Harbour Film"))
    expect(visitor.cards).to_have_count(LAMP_SHOTS)
    return visitor


@pytest.mark.feature("HOT-3")
def test_shots_by_number_and_words_scenes_and_what_was_found_before(board: Person) -> None:
    page, keys = board.page, board.page.keyboard
    shots = board.studio.shots(page.url.split("/")[4].partition("?")[0])
    found = looks_for(page, shots[3]["number"])
    expect(found.first).to_contain_text(shots[3]["number"])
    keys.press("Enter")
    expect(page.locator(f"[data-clip={shots[3]['id']}]")).to_be_focused()
    assert f"clip={shots[3]['id']}" in page.url
    expect(looks_for(page, "boat comes").first).to_contain_text(shots[3]["number"])
    keys.press("Escape")
    expect(looks_for(page, "lghthouse").first).to_contain_text("LIGHTHOUSE")
    keys.press("Enter")
    expect(page.locator(f"[data-clip={shots[0]['id']}]")).to_be_focused()
    latest = looks_for(page, "")
    expect(latest.nth(0)).to_contain_text("LIGHTHOUSE")
    expect(latest.nth(1)).to_contain_text(shots[3]["number"])


@pytest.mark.feature("HOT-3")
def test_projects_and_themes(board: Person) -> None:
    page, keys = board.page, board.page.keyboard
    board.go("/endpoints")
    expect(page.get_by_role("heading", name="Endpoints")).to_be_visible()
    expect(looks_for(page, "theme light").first).to_contain_text("Theme: light")
    keys.press("Enter")
    expect(page.locator("html[data-theme=light]")).to_be_attached()
    expect(looks_for(page, "harbour f").first).to_contain_text("The Harbour Film")
    keys.press("Enter")
    expect(board.cards).to_have_count(LAMP_SHOTS)


@pytest.mark.feature("HOT-3", "UIX-5")
@pytest.mark.timeout(300)
def test_at_once_among_two_thousand_shots(people: Callable[..., Person], studio: Served) -> None:
    took = {scenes: _cost_of_letters(people(studio), scenes) for scenes in (SHORT, SCENES)}
    print({scenes: f"{cost:.1f} ms for a letter" for scenes, cost in took.items()})
    assert took[SCENES] < 0.4 * SCENES / SHORT * took[SHORT]


def _cost_of_letters(person: Person, scenes: int) -> float:
    """Of the page's processor, in milliseconds, for a letter and all that is shown anew for it."""
    page, studio = person.page, person.studio
    project = studio.imported(long_script(scenes, SHOTS))
    person.arrive(f"/projects/{project}")
    expect(person.cards.first).to_be_visible(timeout=60_000)
    last, rest = studio.shots(project)[-1], f" {scenes} {SHOTS}"
    found = looks_for(page, "door")
    expect(found.first).to_be_visible()

    def type_and_erase() -> None:
        page.keyboard.type(rest, delay=60)
        expect(found.first).to_contain_text(last["number"])
        for _ in rest:
            page.keyboard.press("Backspace")

    cost = least(page, [type_and_erase] * 4) / (2 * len(rest))
    page.keyboard.type(rest)
    expect(found.first).to_contain_text(last["number"])
    page.keyboard.press("Enter")
    card = page.locator(f"[data-clip={last['id']}]")
    expect(card).to_be_focused()
    expect(card).to_be_in_viewport()
    return cost


@pytest.mark.feature("HOT-3")
def test_what_is_typed_before_it_comes_is_not_lost(
    people: Callable[..., Person], studio: Served
) -> None:
    person = people(studio, reduced_motion="reduce")
    page = person.page
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/assets/palette-*.js", hold)
    person.arrive("/endpoints")
    expect(page.get_by_role("heading", name="Endpoints")).to_be_visible()
    page.keyboard.press("Control+k")
    expect(page.get_by_label("Search and do").and_(page.locator("input"))).to_be_focused()
    page.keyboard.type("theme")
    for route in held:
        route.continue_()
    field = page.get_by_role("dialog", name="Search and do").get_by_role("combobox")
    expect(field).to_be_focused()
    expect(field).to_have_value("theme")
    page.keyboard.type(" light")
    page.keyboard.press("Enter")
    expect(page.locator("html[data-theme=light]")).to_be_attached()
