"""On a studio that draws: the whole way of somebody who has never seen it, and an outage of it."""

import os
import re
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.person import Person
from tests.browser.scripts import LAMP, LAMP_SHOTS
from tests.browser.studio import HAMLET, Served
from tests.e2e.rendering import pausing, until

pytestmark = pytest.mark.slow

SHORT = """Title: The Lamp

INT. LIGHTHOUSE - NIGHT

Mara (60s, red raincoat) climbs the stair.

CLOSE ON her hands.

EXT. SHORE - DAY

A boat comes in.
"""
SHOTS = 3
PROMPT = "Mara in a red raincoat, seen from far below, ink"

AWAY = "The studio does not answer."
NOT_NOW = "Try again when it is back"


@pytest.mark.feature("LIV-1", "GAL-2")
@pytest.mark.timeout(300)
def test_from_the_printed_address_to_the_film(
    drawing_studio: Served, people: Callable[..., Person]
) -> None:
    studio = drawing_studio
    person = people(studio)
    page = person.page
    page.goto(studio.link)
    expect(page.get_by_role("heading", name="A script becomes a storyboard")).to_be_visible()
    _the_token_is_gone(page, studio)

    _drop(page, HAMLET.name, HAMLET.read_text(encoding="utf-8"))
    expect(page.get_by_text(re.compile(r"39 shots"))).to_be_visible()
    script = page.get_by_role("textbox", name=re.compile("script", re.IGNORECASE))
    script.fill(SHORT)
    expect(page.get_by_text(re.compile(rf"\b{SHOTS} shots"))).to_be_visible()
    page.get_by_role("button", name=re.compile("^Make the storyboard")).click()

    page.evaluate("window.stayed = true")
    expect(person.cards).to_have_count(SHOTS)
    expect(page.get_by_role("gridcell").get_by_text("Done")).to_have_count(SHOTS, timeout=60_000)
    for number in range(SHOTS):
        shown = person.cards.nth(number).locator("img").first
        expect(shown).to_have_js_property("complete", value=True)
        assert shown.evaluate("image => image.naturalWidth") > 100

    first = person.cards.first
    first.click()
    inspector = page.get_by_role("complementary", name="Inspector")
    inspector.get_by_role("textbox", name="Picture").fill(PROMPT)
    first.focus()
    _two_takes_more(page, first)
    _the_second_is_picked(page, first)

    page.get_by_role("link", name="Present").click()
    expect(page.get_by_role("button", name="Leave")).to_be_visible()
    page.keyboard.press("Escape")
    expect(person.cards).to_have_count(SHOTS)
    assert page.evaluate("window.stayed"), "the page was loaded anew"
    prompts = [clip["imagePrompt"] for clip in studio.shots(page.url.split("/")[4].split("?")[0])]
    assert PROMPT in prompts


def _the_token_is_gone(page: Page, studio: Served) -> None:
    expect(page).to_have_url(f"{studio.url}/")
    (cookie,) = page.context.cookies()
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Strict"
    assert studio.running.token not in cookie["value"]
    assert studio.running.token not in page.evaluate(
        "JSON.stringify({ ...localStorage, ...sessionStorage }) + document.cookie"
    )


def _drop(page: Page, name: str, text: str) -> None:
    """A file let go over the window."""
    carried = page.evaluate_handle(
        """([name, text]) => {
            const carried = new DataTransfer();
            carried.items.add(new File([text], name, { type: "text/plain" }));
            return carried;
        }""",
        [name, text],
    )
    for event in ("dragenter", "dragover", "drop"):
        page.dispatch_event("main", event, {"dataTransfer": carried})


def _two_takes_more(page: Page, card: Locator) -> None:
    page.keyboard.press("Shift+G")
    dialog = page.get_by_role("dialog", name=re.compile("^Generate"))
    dialog.get_by_label("Takes of each shot").fill("2")
    dialog.get_by_role("button", name=re.compile("^Generate")).click()
    expect(dialog).to_be_hidden()
    expect(card.get_by_text("3 takes")).to_be_visible(timeout=60_000)


def _the_second_is_picked(page: Page, card: Locator) -> None:
    card.focus()
    page.keyboard.press("Enter")
    box = page.get_by_role("dialog", name=re.compile("^Shot"))
    expect(box.get_by_text(re.compile(r"^Take \d of 3$"))).to_be_visible()
    box.get_by_role("button", name="Take 2").click()
    page.keyboard.press("p")
    expect(box.get_by_role("button", name="Take 2, picked")).to_be_visible()
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()


@pytest.mark.feature("LIV-1", "BEY-6", "NOT-1")
@pytest.mark.timeout(300)
def test_killed_in_the_middle_of_renders(
    drawing_studio: Served, people: Callable[..., Person]
) -> None:
    studio = drawing_studio
    project = studio.imported(LAMP)
    person = people(studio)
    page = person.page
    person.open(project)
    page.evaluate("window.stayed = true")
    studio.do("generateClips", "jobs { id }", projectId=project, idempotencyKey="all")
    expect(page.get_by_role("gridcell").get_by_text("Done").first).to_be_visible(timeout=60_000)

    person.away = True
    with _api_gone(studio):
        expect(page.get_by_text(AWAY).first).to_be_visible(timeout=20_000)
        _rename_meanwhile(page)
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


@contextmanager
def _api_gone(studio: Served) -> Iterator[None]:
    """The web process is killed, and is started again only at the end."""
    with pausing(studio.launcher()):
        os.kill(studio.pid("api"), signal.SIGKILL)
        yield


def _rename_meanwhile(page: Page) -> None:
    """What cannot be done now is told, and stays as it was."""
    page.get_by_role("button", name=re.compile("LIGHTHOUSE")).first.dblclick()
    page.get_by_role("textbox", name="Name of the scene").fill("The tower")
    page.keyboard.press("Enter")
    expect(page.get_by_text(NOT_NOW).first).to_be_visible()
