"""Workflows of one's own: from a file or a template to a render."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from studio.graphs.build import build
from studio.graphs.families import FAMILIES
from studio.graphs.family import Task
from tests.browser.axe import violations
from tests.browser.person import Person
from tests.browser.places import Film
from tests.browser.scripts import LAMP
from tests.browser.studio import Served
from tests.studio.graphs.orders import order

pytestmark = pytest.mark.slow


@pytest.fixture
def person(visitor: Person) -> Person:
    return visitor


@pytest.fixture(scope="module")
def film(studio: Served) -> Film:
    """One of this module's own: its first shot has a picture, and gets more."""
    project = studio.imported(LAMP)
    studio.drawn(project, only=1)
    first = studio.shots(project)[0]
    take = first["gallery"][0]["id"]
    return Film(project, first["id"], (take, take))


def with_two_results() -> str:
    """A graph that paints from a picture, and saves what it makes twice."""
    family = FAMILIES["sdxl"]
    nodes = build(order(family, family.setups[0], Task.IMAGE_TO_IMAGE)).nodes
    (save,) = (one for one in nodes.values() if one["class_type"] == "SaveImage")
    return json.dumps({**nodes, "second": save})


def beside(page: Page, label: str = "Workflow") -> Locator:
    return page.get_by_role("complementary", name=label, exact=True)


def asked_for(page: Page, act: Callable[[], Any]) -> dict[str, Any]:
    """What the page asks to be rendered when this is done."""
    with page.expect_request(lambda one: "GenerateClips" in (one.post_data or "")) as sent:
        act()
    wanted: dict[str, Any] = json.loads(sent.value.post_data or "")["variables"]["input"]
    return wanted


@pytest.mark.feature("SRV-7")
def test_a_workflow_is_brought_in_looked_over_and_rendered_with(person: Person, film: Film) -> None:
    page = person.page
    person.arrive("/workflows")
    page.get_by_role("button", name="Import", exact=True).click()
    dialog = page.get_by_role("dialog", name="Bring in a workflow")
    dialog.get_by_label("Or paste its text").fill("{}")
    dialog.get_by_role("button", name="Look into the text").click()
    expect(dialog.get_by_role("alert")).to_contain_text("no nodes")
    dialog.get_by_label("Or paste its text").fill(with_two_results())
    dialog.get_by_role("button", name="Look into the text").click()

    expect(dialog.get_by_label("Where Prompt goes")).not_to_have_value("")
    dialog.get_by_label("Name", exact=True).fill("Ink")
    save = dialog.get_by_role("button", name="Bring it in")
    expect(save).to_be_disabled()
    dialog.get_by_role("radio").last.check()
    values = dialog.get_by_label("Add a value of a node")
    denoise = values.get_by_role("option", name=re.compile("denoise"))
    values.select_option(denoise.get_attribute("value"))
    dialog.get_by_label("What to call denoise").fill("How much is new")
    dialog.get_by_role("button", name="Leave out Steps").click()
    assert violations(page) == []
    save.click()

    panel = beside(page)
    expect(panel).to_contain_text("How much is new")
    expect(panel).to_contain_text("Sketch only")
    page.keyboard.press("e")
    again = page.get_by_role("dialog", name="Edit “Ink”")
    expect(again.get_by_label("Where Steps goes")).to_have_count(0)
    again.get_by_label("Description").fill("Drawn over")
    again.get_by_role("button", name="Save").click()
    expect(panel).to_contain_text("Drawn over")
    expect(panel).to_contain_text(re.compile(r"Revision\s*1"))

    person.open(film.project)
    person.cards.first.click()
    page.keyboard.press("Shift+G")
    generate = page.get_by_role("dialog", name=re.compile("^Generate"))
    generate.get_by_role("button", name=re.compile("^Model and settings")).click()
    settings = generate.get_by_role("region", name="Model and settings")
    settings.get_by_label("Model", exact=True).select_option(label="Ink")
    expect(generate.get_by_text("Choose a picture: picture to start from.")).to_be_visible()
    settings.get_by_role("button", name="Choose: Picture to start from").click()
    settings.get_by_role("list", name="Pictures of this film").get_by_role("button").last.click()
    settings.get_by_label("How much is new").fill("0.4")
    assert violations(page) == []
    wanted = asked_for(page, generate.get_by_role("button", name=re.compile("^Generate")).click)
    given = {one["name"]: one["value"] for one in wanted["workflowInputs"]}
    assert given == {"denoise": 0.4, "startImage": film.takes[0]}
    expect(generate).to_be_hidden()


@pytest.mark.feature("SRV-7")
def test_a_template_is_made_ones_own_changed_and_taken_back(person: Person) -> None:
    page = person.page
    person.arrive("/workflows?tab=templates")
    page.get_by_role("searchbox").fill("wan 2.2 first")
    rows = page.get_by_role("main").get_by_role("listitem")
    expect(rows).to_have_count(1)
    rows.get_by_role("link").click()
    template = beside(page, "Template")
    template.get_by_label("Name", exact=True).fill("Ends well")
    template.get_by_label("Steps").fill("12")
    assert violations(page) == []
    template.get_by_role("button", name="Make a workflow").click()
    panel = beside(page)
    expect(panel.get_by_role("heading", name="Ends well")).to_be_visible()
    expect(panel).to_contain_text("Picture to end with")

    with page.expect_download() as saved:
        page.keyboard.press("s")
    assert saved.value.suggested_filename == "ends-well.json"
    page.keyboard.press("r")
    dialog = page.get_by_role("dialog", name="Another file for “Ends well”")
    dialog.get_by_label("A workflow as a file").set_input_files(saved.value.path())
    dialog.get_by_role("button", name="Leave out Frames", exact=True).click()
    dialog.get_by_role("button", name="Save").click()
    expect(panel).to_contain_text(re.compile(r"Revision\s*2"))
    person.take_back("Changed “Ends well”")
    expect(panel).to_contain_text(re.compile(r"Revision\s*3"))

    listed = page.get_by_role("list", name="Workflows").get_by_role("link", name="Ends well")
    expect(listed).to_have_count(1)
    page.keyboard.press("Delete")
    expect(panel).to_be_hidden()
    expect(listed).to_have_count(0)
    person.take_back("Deleted “Ends well”")
    expect(listed).to_have_count(1)


@pytest.mark.feature("GEN-5", "FFU-1")
def test_pictures_of_the_film_go_where_the_family_can_use_them(person: Person, film: Film) -> None:
    page = person.page
    person.open(film.project)
    person.cards.first.click()
    page.keyboard.press("Shift+G")
    dialog = page.get_by_role("dialog", name=re.compile("^Generate"))
    dialog.get_by_role("button", name=re.compile("^Model and settings")).click()
    settings = dialog.get_by_role("region", name="Model and settings")
    model = settings.get_by_label("Model", exact=True)

    def choose(role: str) -> None:
        settings.get_by_role("button", name=f"Choose: {role}").click()
        pictures = settings.get_by_role("list", name="Pictures of this film")
        pictures.get_by_role("button").last.click()

    model.select_option(label="Stable Diffusion XL")
    expect(settings.get_by_text("Reference pictures are for families that edit.")).to_be_visible()
    model.select_option(label="Qwen-Image-Edit")
    choose("Picture to edit")
    choose("Reference")
    choose("Face")
    settings.get_by_role("slider", name="How much of the face shows").fill("0.6")
    expect(settings.get_by_text("the model above paints nothing")).to_be_visible()
    assert violations(page) == []
    wanted = asked_for(page, dialog.get_by_role("button", name=re.compile("^Generate")).click)
    pictures = {name: one for name, one in wanted.items() if name.endswith(("TakeId", "TakeIds"))}
    assert pictures == {"startTakeId": film.takes[0], "faceTakeId": film.takes[0]}
    assert (wanted["faceStrength"], "family" in wanted) == (0.6, False)
    expect(dialog).to_be_hidden()
