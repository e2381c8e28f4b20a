"""Words that people may give their projects and shots, and that must stay words."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.fit import sideways
from tests.browser.person import Person, somebody
from tests.browser.scripts import HOSTILE, LAMP
from tests.browser.studio import Served

pytestmark = pytest.mark.slow

WATCH = """addEventListener("securitypolicyviolation", (event) =>
  (window.violated ??= []).push(`${event.violatedDirective} ${event.blockedURI}`))"""


@pytest.fixture(scope="module")
def project(studio: Served) -> str:
    """A film whose title, scenes, shots and words are all of that kind."""
    made = studio.imported(LAMP, HOSTILE[0])
    scenes = studio.ask("query($id: ID!) { project(id: $id) { scenes { id } } }", id=made)
    for scene, words in zip(scenes["project"]["scenes"], HOSTILE, strict=False):
        studio.do("updateScene", "scene { id }", id=scene["id"], name=words)
    for clip, words in zip(studio.shots(made), HOSTILE, strict=False):
        studio.do(
            "updateClip", "clip { id }", id=clip["id"], name=words, caption=words, imagePrompt=words
        )
    for words in HOSTILE[1:]:
        studio.imported(LAMP, words)
    return made


@pytest.fixture(scope="module")
def reader(browser: Browser, studio: Served) -> Iterator[Person]:
    with somebody(browser, studio, reduced_motion="reduce") as person:
        person.page.add_init_script(WATCH)
        yield person


@pytest.mark.parametrize("place", ["wall", "board", "script", "present", "queue"])
def test_they_stay_words(reader: Person, studio: Served, project: str, place: str) -> None:
    page = reader.page
    page.set_viewport_size({"width": 1440, "height": 900})
    home = f"/projects/{project}"
    first = studio.shots(project)[0]["id"]
    reader.arrive(
        {
            "wall": "/",
            "board": f"{home}?clip={first}",
            "script": f"{home}/script",
            "present": f"{home}/present",
            "queue": f"{home}?queue=true",
        }[place]
    )
    shown = page.get_by_text("window.broken = 1", exact=False)
    if place in {"wall", "board", "queue"}:
        expect(shown.first).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.broken ?? null") is None
    assert page.evaluate("window.violated ?? []") == []
    assert sideways(page) == []
    page.set_viewport_size({"width": 900, "height": 900})
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    assert sideways(page) == []
