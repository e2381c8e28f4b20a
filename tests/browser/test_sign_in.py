"""Who gets in, and who does not any more."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from playwright.sync_api import Error, expect

from tests.browser.person import Person
from tests.browser.scripts import LAMP, LAMP_SHOTS
from tests.browser.studio import Served
from tests.e2e.rendering import until

pytestmark = pytest.mark.slow

LINK = "Link or token"


def refused(people: Callable[..., Person], studio: Served) -> Person:
    """Somebody whom the studio is expected to turn away."""
    person = people(studio)
    person.away = True
    return person


def test_an_old_link_and_then_a_good_one(people: Callable[..., Person], studio: Served) -> None:
    person = refused(people, studio)
    page = person.page
    page.goto(f"{studio.url}/endpoints#token=of-yesterday")
    expect(page.get_by_text("This link does not sign in")).to_be_visible()
    expect(page).to_have_url(f"{studio.url}/endpoints")
    field = page.get_by_label(LINK)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("Paste the link")).to_be_visible()
    field.fill("nonsense")
    page.keyboard.press("Enter")
    expect(page.get_by_text("This link does not sign in")).to_be_visible()
    field.fill(f"  {studio.link} ")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Endpoints")).to_be_visible()


def test_signing_out(people: Callable[..., Person], studio: Served) -> None:
    person = refused(people, studio)
    person.arrive("/endpoints")
    page = person.page
    page.get_by_role("button", name="Look and account").click()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page.get_by_label(LINK)).to_be_visible()
    assert page.context.cookies() == []
    person.go("/")
    expect(page.get_by_label(LINK)).to_be_visible()


@pytest.fixture
def ended(people: Callable[..., Person], studio: Served) -> Person:
    """Somebody whose session is taken away while a storyboard is open."""
    project = studio.imported(LAMP)
    person = refused(people, studio)
    person.open(project)
    expect(person.cards).to_have_count(LAMP_SHOTS)
    assert person.page.request.delete(f"{studio.url}/session").status == 204
    return person


def test_what_happens_is_no_longer_told(ended: Person, studio: Served) -> None:
    project = ended.page.url.split("/")[4].partition("?")[0]
    field = ended.page.get_by_label(LINK)

    def turned_away() -> bool:
        """The studio looks every few seconds, when it has something to tell."""
        studio.do("updateProject", "project { id }", id=project, name="After the fall")
        ended.page.wait_for_timeout(500)
        return field.is_visible()

    until(turned_away, 20)
    field.fill(studio.link)
    ended.page.keyboard.press("Enter")
    expect(ended.page.get_by_text("After the fall").first).to_be_visible()


def test_what_is_done_then_leads_to_the_door(ended: Person, studio: Served) -> None:
    with suppress(Error):  # on a busy machine the page has been told of it by now
        ended.cards.first.click(timeout=5_000)
        ended.page.keyboard.press("g")
    expect(ended.page.get_by_label(LINK)).to_be_visible()
    ended.page.get_by_label(LINK).fill(studio.link)
    ended.page.keyboard.press("Enter")
    expect(ended.cards).to_have_count(LAMP_SHOTS)
