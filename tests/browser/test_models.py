"""Models: those that endpoints have, and those that are published, from search to a render."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import violations
from tests.browser.catalogue import BOX, Shelf, serve_shelf, told
from tests.browser.person import Person
from tests.browser.scripts import LAMP
from tests.doubles.civitai.server import Fault

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def shelf(page_built: object) -> Iterator[Shelf]:
    with serve_shelf() as running:
        yield running


@pytest.fixture
def person(people: Callable[..., Person], shelf: Shelf) -> Person:
    return people(shelf.studio)


def listed(page: Page) -> Locator:
    return page.get_by_role("list", name="Models", exact=True).get_by_role("link")


def beside(page: Page) -> Locator:
    return page.get_by_role("complementary", name=re.compile("^Model"))


@pytest.mark.feature("MDL-1", "MDL-2", "MDL-7", "MDL-8", "SRV-3")
def test_what_endpoints_have_is_found_by_family_and_name(person: Person) -> None:
    person.arrive("/models")
    page = person.page
    expect(listed(page)).to_have_count(4)
    page.get_by_label("Family").select_option(label="Wan 2.2")
    expect(listed(page)).to_have_count(1)
    expect(page).to_have_url(re.compile("family=wan_2_2"))
    page.reload()
    expect(listed(page)).to_have_count(1)
    listed(page).click()
    panel = beside(page)
    expect(panel).to_contain_text("Share the steps")
    expect(panel).to_contain_text("Multiples of 16")
    expect(panel).to_contain_text(BOX)
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    page.get_by_label("Family").select_option("")
    page.keyboard.press("/")
    page.keyboard.type("sdxl")
    expect(listed(page)).to_have_text(["sdxl_vae"])
    page.get_by_role("searchbox").fill("nothing like it")
    expect(page.get_by_role("heading", name="No model is like that")).to_be_visible()
    page.get_by_role("button", name="Show all").click()
    expect(listed(page)).to_have_count(4)


@pytest.mark.feature("MDL-2", "MDL-3", "MDL-5")
def test_a_published_model_is_looked_at_and_brought_in(person: Person, shelf: Shelf) -> None:
    page = person.page
    person.arrive("/models?tab=civitai")
    tiles = page.get_by_role("list", name="Models at CivitAI").get_by_role("link")
    expect(tiles).to_have_text(["Brush and ink", "Slow dolly", "Film grain", "Pencil"])
    page.get_by_role("button", name="Mature").click()
    expect(tiles).to_have_count(5)
    page.get_by_role("button", name="Mature").click()
    expect(tiles).to_have_count(4)

    page.get_by_role("searchbox", name="Search CivitAI").fill("brush")
    expect(tiles).to_have_count(1)
    tiles.click()
    panel = beside(page)
    expect(panel.get_by_role("button", name=re.compile("^Sample"))).to_have_count(1)
    shown = panel.locator("img").first
    expect(shown).to_have_js_property("naturalWidth", 64)
    address = shown.get_attribute("src") or ""
    assert address.startswith("/media/elsewhere/"), "by way of this studio"
    assert violations(page) == []

    panel.get_by_role("button", name="Sample 1").click()
    expect(page.get_by_role("dialog", name="Sample 1 of 1").locator("img")).to_be_visible()
    page.keyboard.press("Escape")
    panel.get_by_role("button", name="Add v2 to the catalogue").click()
    panel.get_by_role("link", name="In the catalogue").click()
    expect(panel.get_by_role("heading", name="Brush and ink")).to_be_visible()
    expect(panel).to_contain_text("loras/style/brush and ink.safetensors")
    expect(panel.get_by_role("button", name="Copy inkstyle")).to_be_visible()
    expect(panel).to_contain_text(re.compile(r"Rating\s*4\.\d of 5"))
    assert violations(page) == []


@pytest.mark.feature("MDL-5")
def test_what_no_endpoint_has_says_how_one_comes_by_it(person: Person) -> None:
    page = person.page
    person.arrive("/models?tab=civitai&origin=4")
    panel = beside(page)
    panel.get_by_role("button", name="Add v2 to the catalogue").click()
    panel.get_by_role("link", name="In the catalogue").click()
    expect(panel).to_contain_text("No endpoint has this file yet")
    expect(panel.get_by_role("link", name="Download pencil.safetensors")).to_be_visible()
    expect(panel).to_contain_text("models/loras")
    panel.get_by_role("button", name="Ask the endpoints again").click()
    expect(told(person, re.compile("files (as|than) before"))).to_be_visible()


@pytest.mark.feature("MDL-5")
def test_without_civitai_it_says_so_and_goes_on(person: Person, shelf: Shelf) -> None:
    page = person.page
    shelf.civitai.faults.append(Fault(503))
    person.arrive("/models?tab=civitai&q=grain")
    expect(page.get_by_role("heading", name="CivitAI cannot be asked now")).to_be_visible()
    expect(page.get_by_text("HTTP 503")).to_be_visible()
    page.get_by_role("button", name="Try again").click()
    tiles = page.get_by_role("list", name="Models at CivitAI").get_by_role("link")
    expect(tiles).to_have_text(["Film grain"])


@pytest.mark.feature("MDL-3", "MDL-4")
def test_models_are_marked_corrected_and_taken_out(person: Person) -> None:
    page = person.page
    person.arrive("/models?q=sd_xl")
    listed(page).click()
    panel = beside(page)
    expect(panel.get_by_role("heading", name="sd_xl_base_1.0")).to_be_visible()
    page.keyboard.press("b")
    expect(panel.get_by_role("button", name=re.compile("^Unmark"))).to_be_visible()
    page.keyboard.press("e")
    dialog = page.get_by_role("dialog", name=re.compile("^Correct"))
    dialog.get_by_label("Name", exact=True).fill("SDXL base")
    dialog.get_by_label("Tags").fill("base, plain")
    dialog.get_by_role("button", name="Save").click()
    expect(panel.get_by_role("heading", name="SDXL base")).to_be_visible()
    expect(panel).to_contain_text("base, plain")
    panel.get_by_text("4 stars").locator("..").click()
    expect(panel).to_contain_text("4.0 of 5 from 1 person here")
    assert violations(page) == []
    panel.get_by_role("button", name="Take back").click()
    expect(panel).to_contain_text("Nobody here has given stars yet")

    page.get_by_role("searchbox").fill("")
    page.get_by_role("button", name="Marked", exact=True).click()
    expect(listed(page)).to_have_text(["SDXL base"])
    page.get_by_role("button", name="Show as pictures").click()
    expect(listed(page)).to_have_text(["SDXL base"])
    page.keyboard.press("v")

    panel.get_by_role("button", name="More for this model").click()
    page.get_by_role("menuitem", name="Take out of the catalogue").click()
    expect(panel).to_be_hidden()
    expect(listed(page)).to_have_count(0)
    person.take_back("out of the catalogue")
    expect(listed(page)).to_have_text(["SDXL base"])


@pytest.mark.feature("MDL-4", "PRE-3")
def test_a_model_is_taken_along_to_a_render(person: Person, shelf: Shelf) -> None:
    page, studio = person.page, shelf.studio
    project = studio.imported(LAMP)
    person.arrive("/models?family=sdxl&kind=CHECKPOINT")
    listed(page).click()
    beside(page).get_by_role("button", name="Use in …").click()
    page.get_by_role("menu").get_by_role("menuitem").first.click()
    expect(person.cards.first).to_be_visible()
    person.cards.first.click()
    page.keyboard.press("Shift+G")
    dialog = page.get_by_role("dialog", name=re.compile("^Generate"))
    dialog.get_by_role("button", name=re.compile("^Model and settings")).click()
    settings = dialog.get_by_role("region", name="Model and settings")
    settings.get_by_label("Steps", exact=True).fill("7")
    settings.get_by_label("CFG", exact=True).fill("99")
    settings.get_by_label("Width", exact=True).fill("1000")
    settings.get_by_label("Height", exact=True).fill("1001")
    page.keyboard.press("Tab")
    settings.get_by_label("Priority").select_option(label="Rush")
    expect(settings.get_by_label("CFG", exact=True)).to_have_value("30")
    expect(settings.get_by_label("Height", exact=True)).to_have_value("1000")
    dialog.get_by_role("button", name=re.compile("^Generate")).click()
    expect(dialog).to_be_hidden()
    (job,) = asked_for(shelf, project)
    assert job["endpoint"]["name"] == BOX
    assert (job["model"], job["priority"]) == ("sd_xl_base_1.0.safetensors", "RUSH")


def asked_for(shelf: Shelf, project: str) -> list[dict[str, dict[str, str]]]:
    found = shelf.studio.ask(
        "query($id: ID!) { jobs(first: 9, filter: { projectId: $id }) "
        "{ nodes { model priority endpoint { name } } } }",
        id=project,
    )
    jobs: list[dict[str, dict[str, str]]] = found["jobs"]["nodes"]
    return jobs
