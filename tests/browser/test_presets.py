"""Presets: made, changed, gone back to, shared as files, tried and kept from a render."""

import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.catalogue import told
from tests.browser.person import SOON, Person
from tests.browser.scripts import LAMP
from tests.browser.studio import Served

pytestmark = pytest.mark.slow


@pytest.fixture
def person(visitor: Person) -> Person:
    return visitor


def beside(page: Page) -> Locator:
    return page.get_by_role("complementary", name="Preset")


def made(studio: Served, name: str, **more: object) -> tuple[str, str]:
    """A preset with a name of its own; that, and its id."""
    own = f"{name} {os.urandom(3).hex()}"
    given = {"category": "ARTISTIC", "settings": {"steps": 20, "sampler": "euler"}, **more}
    return own, studio.do("createPreset", "preset { id }", name=own, **given)["preset"]["id"]


@pytest.mark.feature("PRE-1", "PRE-5")
def test_a_preset_is_made_for_a_family_within_its_limits(person: Person) -> None:
    page = person.page
    person.arrive("/presets")
    expect(page.get_by_role("region", name="Quality")).to_be_visible()
    page.keyboard.press("n")
    dialog = page.get_by_role("dialog", name="New preset")
    dialog.get_by_label("Name", exact=True).fill("Ink on paper")
    dialog.get_by_label("Category").select_option(label="Artistic")
    expect(dialog.get_by_label("CFG", exact=True)).to_be_visible()
    dialog.get_by_label("For", exact=True).select_option(label="FLUX.1 dev")
    expect(dialog.get_by_label("Clip skip")).to_be_hidden()
    expect(dialog.get_by_label("Steps", exact=True)).to_have_attribute("placeholder", "28")
    expect(dialog.get_by_label("Width", exact=True)).to_have_attribute("min", "256")
    dialog.get_by_label("Steps", exact=True).fill("30")
    dialog.get_by_role("button", name="Make preset").click()
    expect(beside(page).get_by_role("heading", name="Ink on paper")).to_be_visible()
    expect(beside(page)).to_contain_text("FLUX.1 dev")
    group = page.get_by_role("region", name="Artistic")
    expect(group.get_by_role("link", name="Ink on paper")).to_be_visible()

    page.keyboard.press("n")
    dialog.get_by_label("Name", exact=True).fill("Ink on paper")
    dialog.get_by_role("button", name="Make preset").click()
    expect(dialog.get_by_label("Name", exact=True)).to_have_attribute("aria-invalid", "true")
    page.keyboard.press("Escape")
    person.take_back("Ink on paper")
    expect(group.get_by_role("link", name="Ink on paper")).to_be_hidden()


@pytest.mark.feature("PRE-4")
def test_each_edit_can_be_gone_back_to(person: Person, studio: Served) -> None:
    name, preset = made(studio, "Edited")
    page = person.page
    person.arrive(f"/presets?preset={preset}")
    panel = beside(page)
    expect(panel).to_contain_text("No edits yet")
    page.keyboard.press("e")
    dialog = page.get_by_role("dialog", name=f"Edit {name}")
    dialog.get_by_label("Steps", exact=True).fill("40")
    dialog.get_by_label("Sampler", exact=True).fill("")
    dialog.get_by_role("button", name="Save").click()
    expect(panel).to_contain_text("Steps 40 instead of 20, Sampler left to the family")
    panel.get_by_role("button", name="Go back to version 1").click()
    history = panel.get_by_role("list").filter(has_text="Made")
    expect(history.get_by_role("listitem")).to_have_count(3)
    expect(panel.get_by_role("definition").filter(has_text=re.compile("^20$"))).to_be_visible()
    person.take_back("as in version 1")
    expect(panel.get_by_role("definition").filter(has_text=re.compile("^40$"))).to_be_visible()


def test_it_is_duplicated_deleted_and_brought_back(person: Person, studio: Served) -> None:
    name, preset = made(studio, "Copied")
    page = person.page
    person.arrive(f"/presets?preset={preset}")
    expect(beside(page).get_by_role("heading", name=name)).to_be_visible()
    page.keyboard.press("Control+d")
    copy = page.get_by_role("link", name=re.compile(rf"^{name}.+"))
    expect(copy).to_be_visible()
    expect(beside(page).get_by_role("heading", name=re.compile(rf"^{name}.+"))).to_be_visible()
    page.keyboard.press("Delete")
    expect(beside(page)).to_be_hidden()
    expect(copy).to_be_hidden()
    person.take_back("Deleted")
    expect(copy).to_be_visible()


@pytest.mark.feature("PRE-6")
def test_a_file_takes_it_elsewhere(person: Person, studio: Served, tmp_path: Path) -> None:
    name, preset = made(studio, "Shared")
    page = person.page
    person.arrive(f"/presets?preset={preset}")
    expect(beside(page).get_by_role("heading", name=name)).to_be_visible()
    with page.expect_download() as carried:
        page.keyboard.press("s")
    file = tmp_path / carried.value.suggested_filename
    carried.value.save_as(file)
    assert file.name == f"{name.lower().replace(' ', '-')}.storycanvas.json"
    (written,) = json.loads(file.read_text())["presets"]
    assert (written["name"], written["settings"]["steps"]) == (name, 20)

    page.get_by_label("A file of presets").set_input_files(file)
    expect(beside(page).get_by_role("heading", name=re.compile(rf"^{name}.+"))).to_be_visible()
    expect(told(person, "Brought in 1 preset")).to_be_visible()
    bad = tmp_path / "bad.json"
    bad.write_text(json.dumps({"format": "something else"}))
    page.get_by_label("A file of presets").set_input_files(bad)
    expect(page.get_by_role("button", name="Try again")).to_be_visible()


@pytest.mark.feature("PRE-2")
def test_one_is_the_default(person: Person, studio: Served) -> None:
    name, preset = made(studio, "Usual", family="hidream")
    page = person.page
    person.arrive(f"/presets?preset={preset}")
    box = beside(page).get_by_role("checkbox")
    expect(beside(page)).to_contain_text("Now: HiDream-I1: quality")
    box.click()
    expect(box).to_be_checked()
    row = page.get_by_role("listitem").filter(has_text=name)
    expect(row.get_by_text("Default")).to_be_visible()
    before = page.get_by_role("listitem").filter(has_text="HiDream-I1: quality")
    expect(before.get_by_text("Default")).to_be_hidden()
    person.take_back(f"{name}” is the default")
    expect(before.get_by_text("Default")).to_be_visible()
    expect(box).not_to_be_checked()


@pytest.mark.feature("PRE-7")
def test_it_is_tried_on_a_sample_prompt(person: Person, studio: Served) -> None:
    name, preset = made(studio, "Tried")
    page = person.page
    person.arrive(f"/presets?preset={preset}")
    beside(page).get_by_role("button", name="Try").click()
    dialog = page.get_by_role("dialog", name=f"Try {name}")
    prompt = dialog.get_by_label("Sample prompt")
    prompt.fill("A lamp in the rain")
    dialog.get_by_label("Seed").fill("7")
    page.keyboard.press("Control+Enter")
    shown = dialog.get_by_role("figure").locator("img")
    expect(shown).to_be_visible(timeout=30_000)
    expect(shown).to_have_js_property("complete", value=True)
    assert shown.evaluate("image => image.naturalWidth") > 0
    page.keyboard.press("Control+Enter")
    expect(dialog.get_by_role("list", name="Earlier tries").get_by_role("listitem")).to_have_count(
        1
    )
    dialog.get_by_role("link", name="All samples").click()
    expect(person.cards.filter(has_text=name)).to_be_visible()


def test_another_sees_what_is_shared(people: Callable[..., Person], studio: Served) -> None:
    ann, ben = people(studio), people(studio)
    for person in (ann, ben):
        person.arrive("/presets")
        expect(person.page.get_by_role("region", name="Quality")).to_be_visible()
    name, preset = made(studio, "Seen")
    theirs = ben.page.get_by_role("link", name=name)
    expect(theirs).to_be_visible(timeout=SOON)
    theirs.click()
    studio.do("updatePreset", "preset { id }", id=preset, settings={"steps": 33})
    expect(beside(ben.page)).to_contain_text("Steps 33 instead of 20", timeout=SOON)


@pytest.mark.feature("PRE-1", "PRE-3")
def test_the_settings_of_a_render_are_kept_as_a_preset(person: Person, studio: Served) -> None:
    page = person.page
    name = f"From a render {os.urandom(3).hex()}"
    person.open(studio.imported(LAMP))
    person.cards.first.click()
    page.keyboard.press("Shift+G")
    dialog = page.get_by_role("dialog", name=re.compile("^Generate"))
    dialog.get_by_role("button", name=re.compile("^Model and settings")).click()
    settings = dialog.get_by_role("region", name="Model and settings")
    settings.get_by_label("Model", exact=True).select_option(label="Stable Diffusion XL")
    settings.get_by_label("Steps", exact=True).fill("17")
    settings.get_by_role("button", name="Keep these settings as a preset").click()
    settings.get_by_label("Name of the preset").fill(name)
    page.keyboard.press("Enter")
    expect(told(person, name)).to_be_visible()
    expect(settings.get_by_label("Preset", exact=True).locator("option:checked")).to_have_text(name)
    expect(settings.get_by_label("Steps", exact=True)).to_have_attribute("placeholder", "17")
    settings.get_by_label("Model", exact=True).select_option(label="FLUX.1 dev")
    expect(settings.get_by_label("Keep away from")).to_be_hidden()
    expect(
        settings.get_by_label("Preset", exact=True).locator("option", has_text=name)
    ).to_have_count(0)
