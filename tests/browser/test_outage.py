"""The web process is killed while shots are being drawn, and the page lives through it."""

import os
import re
import signal
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress

import pytest
from playwright.sync_api import expect

from tests.browser.person import Person
from tests.browser.scripts import LAMP, LAMP_SHOTS
from tests.browser.studio import Served
from tests.e2e.rendering import until

pytestmark = pytest.mark.slow

AWAY = "The studio does not answer."


@pytest.mark.feature("LIV-1", "BEY-6", "NOT-1")
@pytest.mark.timeout(180)
def test_killed_in_the_middle_of_renders(own_studio: Served, people: Callable[..., Person]) -> None:
    studio = own_studio
    project = studio.imported(LAMP)
    person = people(studio)
    page = person.page
    person.open(project)
    page.evaluate("window.stayed = true")
    studio.do("generateClips", "jobs { id }", projectId=project, idempotencyKey="all")
    expect(page.get_by_role("gridcell").get_by_text("Done").first).to_be_visible(timeout=60_000)

    person.away = True
    _keep_away(studio, page.get_by_text(AWAY).first.is_visible)
    _rename_meanwhile(person, studio)
    until(studio.answers)
    expect(page.get_by_role("status").filter(has_text=AWAY)).to_have_count(0, timeout=30_000)
    person.away = False
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", name="The tower")).to_be_visible()

    done = page.get_by_role("gridcell").get_by_text("Done")
    expect(done).to_have_count(LAMP_SHOTS, timeout=60_000)
    assert page.evaluate("window.stayed"), "the page was loaded anew"
    takes = Counter({clip["id"]: len(clip["gallery"]) for clip in studio.shots(project)})
    assert set(takes.values()) == {1}, takes
    assert all(len(clip["jobs"]) == 1 for clip in studio.shots(project))


def _keep_away(studio: Served, seen: Callable[[], bool]) -> None:
    """Kill the web process whenever there is one, until that is seen."""
    deadline = time.monotonic() + 20
    while not seen():
        assert time.monotonic() < deadline, "the page never said it"
        _kill(studio)
        time.sleep(0.1)


def _kill(studio: Served) -> None:
    with suppress(ProcessLookupError):  # killed already, and not yet started again
        os.kill(studio.pid("api"), signal.SIGKILL)


def _rename_meanwhile(person: Person, studio: Served) -> None:
    """What cannot be done now is told, and stays as it was."""
    _kill(studio)
    page = person.page
    page.get_by_role("button", name=re.compile("LIGHTHOUSE")).first.dblclick()
    page.get_by_role("textbox", name="Name of the scene").fill("The tower")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nothing was changed").first).to_be_visible()
