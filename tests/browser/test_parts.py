"""Parts of the page that nobody has opened yet, while there is no way to the studio."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.person import Person
from tests.browser.places import Film
from tests.browser.studio import Served

pytestmark = pytest.mark.slow

_KEPT = """() => {
  const parts = document.querySelector('meta[name="parts"]').content.split(" ");
  const had = new Set(performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname));
  return parts.every((part) => had.has(part));
}"""


@pytest.mark.feature("LIV-1", "UIX-5")
def test_what_was_never_opened_opens_while_the_studio_is_away(
    people: Callable[..., Person], studio: Served, film: Film
) -> None:
    person = people(studio, reduced_motion="reduce")
    page = person.page
    person.open(film.project)
    page.wait_for_function(_KEPT)
    person.away = True
    page.context.set_offline(True)
    page.keyboard.press("Control+e")
    expect(page.get_by_role("dialog", name=re.compile("^Export"))).to_be_visible()


@pytest.mark.feature("LIV-1")
def test_what_could_not_be_loaded_is_said_and_leaves_the_rest(
    people: Callable[..., Person], studio: Served, film: Film
) -> None:
    person = people(studio, reduced_motion="reduce")
    page = person.page
    person.open(film.project)
    page.evaluate("window.stayed = true")
    person.away = True
    page.route("**/assets/dialog-*.js", lambda route: route.abort())
    page.keyboard.press("Control+e")
    notices = page.get_by_role("region", name="Notices")
    expect(notices).to_contain_text("A part of this page could not be loaded")
    expect(notices.get_by_role("button", name="Load the page anew")).to_be_visible()
    expect(person.cards.first).to_be_visible()
    expect(page.get_by_text("This part of the page could not be loaded")).to_have_count(0)
    assert page.evaluate("window.stayed")
    assert person.troubles == []
