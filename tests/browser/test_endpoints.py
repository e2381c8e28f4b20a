"""Endpoints: what they run on, a new key, and taking one away with what waits for it."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from infra.embedded.ports import free_port
from tests.browser.catalogue import BOX, Shelf, serve_shelf, told
from tests.browser.person import Person
from tests.browser.scripts import LAMP
from tests.e2e.rendering import until

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def shelf(page_built: object) -> Iterator[Shelf]:
    with serve_shelf() as running:
        yield running


@pytest.fixture
def person(people: Callable[..., Person], shelf: Shelf) -> Person:
    return people(shelf.studio)


@pytest.mark.feature("SRV-4")
def test_what_it_runs_on_is_shown_once_it_was_asked(person: Person, shelf: Shelf) -> None:
    person.arrive("/endpoints")
    card = person.page.get_by_role("article", name=BOX)
    card.get_by_role("button", name="Test").click()
    expect(card.get_by_role("progressbar", name=re.compile("^Memory of"))).to_be_visible(
        timeout=30_000
    )
    expect(card).to_contain_text("ComfyUI 0.8.0")


@pytest.mark.feature("SRV-2")
def test_a_new_key_is_shown_once(person: Person, shelf: Shelf) -> None:
    shelf.studio.do("addEndpoint", "key", provider="PULL", name="Workshop", generateKey=True)
    person.arrive("/endpoints")
    page = person.page
    page.get_by_role("button", name="More for Workshop").click()
    page.get_by_role("menuitem", name="Make a new key").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("shut out at once")
    dialog.get_by_role("button", name="Make a new key").click()
    expect(page.get_by_role("dialog", name="Key of Workshop")).to_contain_text("=")
    page.get_by_role("button", name="Done").click()


@pytest.mark.feature("SRV-5")
def test_what_waits_goes_elsewhere_when_one_is_removed(person: Person, shelf: Shelf) -> None:
    studio = shelf.studio
    silent = f"http://127.0.0.1:{free_port()}"
    given = {"provider": "COMFYUI", "name": "Old machine", "url": silent}
    endpoint = studio.do("addEndpoint", "endpoint { id }", **given)["endpoint"]["id"]
    clip = studio.shots(studio.imported(LAMP))[0]["id"]
    wish = {"clipIds": [clip], "endpointId": endpoint, "idempotencyKey": "waits"}
    (job,) = studio.do("generateClips", "jobs { id }", **wish)["jobs"]
    until(lambda: studio.do("pauseJobs", "count", jobIds=[job["id"]])["count"] == 1, 30)
    person.arrive("/endpoints")
    page = person.page
    page.get_by_role("button", name="More for Old machine").click()
    page.get_by_role("menuitem", name="Remove").click()
    dialog = page.get_by_role("dialog", name="Remove Old machine?")
    expect(dialog.get_by_role("button", name="Remove")).to_be_disabled()
    dialog.get_by_label("Where 1 render that waits goes").select_option(label="Local rehearsal")
    dialog.get_by_role("button", name="Remove").click()
    expect(told(person, "1 render moved to another")).to_be_visible()
    expect(page.get_by_role("article", name="Old machine")).to_have_count(0)
    found = studio.ask("query($id: ID!) { job(id: $id) { endpoint { name } } }", id=job["id"])
    assert found["job"]["endpoint"]["name"] == "Local rehearsal"
