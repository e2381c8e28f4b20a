"""Files are made of a film in the background, and options are kept for another time."""

import json
import re
import zipfile
from pathlib import Path

import opentimelineio as otio
import pytest
from playwright.sync_api import Locator, expect

from tests.browser.axe import violations
from tests.browser.person import Person
from tests.browser.places import Film, exporting

pytestmark = pytest.mark.slow


def _dialog(visitor: Person) -> Locator:
    return visitor.page.get_by_role("dialog", name="Export")


def _choose(dialog: Locator, name: str) -> None:
    dialog.get_by_role("radio", name=name).check()


def _ask(dialog: Locator) -> None:
    dialog.get_by_role("button", name="Export", exact=True).click()


@pytest.mark.feature("EXP-6", "EXP-7", "BEY-8")
def test_a_bundle_is_made_while_one_goes_on(visitor: Person, film: Film, tmp_path: Path) -> None:
    page, dialog = visitor.page, _dialog(visitor)
    exporting(visitor, film)
    _choose(dialog, "Bundle with media")
    dialog.get_by_label("What of it").select_option("scenes")
    expect(dialog.get_by_role("checkbox", name="1. INT. LIGHTHOUSE")).to_be_checked()
    expect(dialog.get_by_role("region", name="What is in it")).to_contain_text("3 shots")
    _ask(dialog)
    expect(dialog.get_by_role("list", name="Exports").get_by_role("listitem")).to_have_count(1)
    page.keyboard.press("Escape")
    notices = page.get_by_role("region", name="Notices")
    expect(notices).to_contain_text("is ready")
    with page.expect_download() as taken:
        notices.get_by_role("button", name="Download").click()
    file = tmp_path / taken.value.suggested_filename
    taken.value.save_as(file)
    with zipfile.ZipFile(file) as bundle:
        names = bundle.namelist()
        (text,) = [bundle.read(name) for name in names if name.endswith(".otio")]
        manifest = json.loads(bundle.read(next(n for n in names if n.endswith("manifest.json"))))
    timeline = otio.adapters.read_from_string(text.decode(), "otio_json")
    assert len(list(timeline.find_clips())) == 3
    assert any(name.endswith((".png", ".webp", ".jpg")) for name in names), names
    assert manifest["format"] == "BUNDLE"
    page.keyboard.press("Control+e")
    dialog.get_by_role("tab", name="Made").click()
    expect(dialog.get_by_role("link", name="Download")).to_be_visible()
    assert violations(page) == []
    dialog.get_by_role("button", name="More for").click()
    page.get_by_role("menuitem", name="Delete the file").click()
    expect(dialog).to_contain_text("Nothing was exported yet")


@pytest.mark.feature("EXP-6", "EXP-7")
def test_frames_of_the_film_come_as_a_folder(visitor: Person, film: Film, tmp_path: Path) -> None:
    page, dialog = visitor.page, _dialog(visitor)
    exporting(visitor, film)
    dialog.get_by_label("To frame, inclusive").fill("23")
    ends = dialog.get_by_text(re.compile("01:00:00:00 to 01:00:0"))
    expect(ends).to_have_text("01:00:00:00 to 01:00:01:00")
    _choose(dialog, "OpenTimelineIO folder")
    expect(dialog.get_by_role("region", name="What is in it")).to_contain_text("1 shot")
    assert violations(page) == []
    _ask(dialog)
    made = dialog.get_by_role("list", name="Exports").get_by_role("listitem").first
    expect(made).to_contain_text("from frame 0 to 23")
    with page.expect_download() as taken:
        made.get_by_role("link", name="Download").click()
    file = tmp_path / taken.value.suggested_filename
    taken.value.save_as(file)
    with zipfile.ZipFile(file) as folder:
        (text,) = [folder.read(n) for n in folder.namelist() if n.endswith(".otiod/content.otio")]
    timeline = otio.adapters.read_from_string(text.decode(), "otio_json")
    (clip,) = timeline.find_clips()
    assert clip.duration().to_frames() == 24


@pytest.mark.feature("EXP-9", "BEY-7")
def test_a_film_on_its_way_is_cancelled(visitor: Person, film: Film) -> None:
    dialog = _dialog(visitor)
    exporting(visitor, film)
    _choose(dialog, "Animatic")
    dialog.get_by_label("Size").select_option("2160")
    _ask(dialog)
    made = dialog.get_by_role("list", name="Exports").get_by_role("listitem").first
    made.get_by_role("button", name="Cancel").click()
    expect(made).to_contain_text("Cancelled")
    expect(made.get_by_role("button", name="Try again")).to_be_visible()
    expect(made.get_by_role("link", name="Download")).to_have_count(0)
    made.get_by_role("button", name="More for").click()
    visitor.page.get_by_role("menuitem", name="Remove from the list").click()
    expect(dialog.get_by_text("Cancelled")).to_have_count(0)


@pytest.mark.feature("PST-4", "EXP-6", "EXP-7")
def test_options_are_kept_and_shots_are_found(visitor: Person, film: Film) -> None:
    page, dialog = visitor.page, _dialog(visitor)
    exporting(visitor, film)
    presets = dialog.get_by_label("Preset", exact=True)
    presets.select_option(label="Client animatic, 720p with timecode")
    expect(dialog.get_by_role("radio", name="Animatic")).to_be_checked()
    expect(dialog.get_by_role("checkbox", name="Timecode in the picture")).to_be_checked()
    dialog.get_by_role("checkbox", name="Captions").uncheck()
    expect(dialog.get_by_label("Preset, changed")).to_be_visible()
    dialog.get_by_role("button", name="Save, rename or delete presets").click()
    page.get_by_role("menuitem", name="Save these options").click()
    page.keyboard.type("For the producer")
    page.keyboard.press("Enter")
    expect(presets.locator("option:checked")).to_have_text("For the producer")

    exporting(visitor, film)
    presets.select_option(label="For the producer")
    expect(dialog.get_by_role("radio", name="Animatic")).to_be_checked()
    expect(dialog.get_by_role("checkbox", name="Captions")).not_to_be_checked()
    expect(dialog.get_by_role("checkbox", name="Timecode in the picture")).to_be_checked()
    dialog.get_by_role("button", name="Save, rename or delete presets").click()
    page.get_by_role("menuitem", name="Delete").click()
    expect(presets.locator("option", has_text="For the producer")).to_have_count(0)
    visitor.take_back("Deleted the preset")
    expect(presets.locator("option", has_text="For the producer")).to_have_count(1)

    dialog.get_by_role("button", name=re.compile(r"^Show \d shots")).first.click()
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("region", name="Selected shots")).to_contain_text("shots")
