"""Endpoints: what they run on, a new key, and taking one away with what waits for it."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from infra.embedded.ports import free_port
from tests.browser.catalogue import BOX, CHECKPOINT, told
from tests.browser.person import Person
from tests.browser.scripts import LAMP
from tests.browser.studio import Served
from tests.doubles.comfyui.server import serve_comfyui
from tests.e2e.rendering import until

pytestmark = pytest.mark.slow


_ENDPOINTS = "{ endpoints { nodes { id } } }"


@pytest.fixture(autouse=True)
def box(studio: Served) -> Iterator[None]:
    """One more endpoint; whatever a test adds goes with it."""

    def known() -> set[str]:
        return {str(one["id"]) for one in studio.ask(_ENDPOINTS)["endpoints"]["nodes"]}

    before = known()
    with serve_comfyui(CHECKPOINT) as comfy:
        studio.do("addEndpoint", "endpoint { id }", provider="COMFYUI", name=BOX, url=comfy.url)
        yield
        for one in known() - before:
            studio.do("deleteEndpoint", "deletedId", id=one)


@pytest.mark.feature("SRV-4")
def test_what_it_runs_on_is_shown_once_it_was_asked(visitor: Person, studio: Served) -> None:
    visitor.arrive("/endpoints")
    card = visitor.page.get_by_role("article", name=BOX)
    card.get_by_role("button", name="Test").click()
    expect(card.get_by_role("progressbar", name=re.compile("^Memory of"))).to_be_visible(
        timeout=30_000
    )
    expect(card).to_contain_text("ComfyUI 0.8.0")


@pytest.mark.feature("SRV-2")
def test_a_new_key_is_shown_once(visitor: Person, studio: Served) -> None:
    studio.do("addEndpoint", "key", provider="PULL", name="Workshop", generateKey=True)
    visitor.arrive("/endpoints")
    page = visitor.page
    page.get_by_role("button", name="More for Workshop").click()
    page.get_by_role("menuitem", name="Make a new key").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("shut out at once")
    dialog.get_by_role("button", name="Make a new key").click()
    expect(page.get_by_role("dialog", name="Key of Workshop")).to_contain_text("=")
    page.get_by_role("button", name="Done").click()


@pytest.mark.feature("SRV-5")
def test_what_waits_goes_elsewhere_when_one_is_removed(visitor: Person, studio: Served) -> None:
    silent = f"http://127.0.0.1:{free_port()}"
    given = {"provider": "COMFYUI", "name": "Old machine", "url": silent}
    endpoint = studio.do("addEndpoint", "endpoint { id }", **given)["endpoint"]["id"]
    clip = studio.shots(studio.imported(LAMP))[0]["id"]
    wish = {"clipIds": [clip], "endpointId": endpoint, "idempotencyKey": "waits"}
    (job,) = studio.do("generateClips", "jobs { id }", **wish)["jobs"]
    until(lambda: studio.do("pauseJobs", "count", jobIds=[job["id"]])["count"] == 1, 30)
    visitor.arrive("/endpoints")
    page = visitor.page
    page.get_by_role("button", name="More for Old machine").click()
    page.get_by_role("menuitem", name="Remove").click()
    dialog = page.get_by_role("dialog", name="Remove Old machine?")
    expect(dialog.get_by_role("button", name="Remove")).to_be_disabled()
    dialog.get_by_label("Where 1 render that waits goes").select_option(label="Local rehearsal")
    dialog.get_by_role("button", name="Remove").click()
    expect(told(visitor, "1 render moved to another")).to_be_visible()
    expect(page.get_by_role("article", name="Old machine")).to_have_count(0)
    found = studio.ask("query($id: ID!) { job(id: $id) { endpoint { name } } }", id=job["id"])
    assert found["job"]["endpoint"]["name"] == "Local rehearsal"
    studio.do("cancelJobs", "cancelledCount", jobIds=[job["id"]])
