"""Sounds are laid where one is, called otherwise, and put into another order."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.person import Person
from tests.browser.scripts import LAMP
from tests.browser.studio import Served
from tests.browser.test_timeline_view import clicks, laid, playhead, shots

pytestmark = pytest.mark.slow

_DRAG = """([kind, bytes, x]) => {
  const line = document.querySelector('[data-timeline]');
  const { left, top } = line.getBoundingClientRect();
  const dataTransfer = new DataTransfer();
  const file = new File([new Uint8Array(bytes)], 'bell.wav', { type: 'audio/wav' });
  dataTransfer.items.add(file);
  const [clientX, clientY] = [left + x, top + 120];
  const place = { bubbles: true, cancelable: true, clientX, clientY };
  line.dispatchEvent(new DragEvent(kind, { ...place, dataTransfer }));
}"""


def sounds(person: Person) -> list[tuple[str, int]]:
    """Names and first frames, in their order."""
    return [(track["name"], track["startFrame"]) for track in laid(person)["tracks"]]


@pytest.mark.feature("TML-4", "AUD-1")
def test_sounds_are_laid_at_a_place_renamed_and_reordered(
    visitor: Person, studio: Served, tmp_path: Path
) -> None:
    person = visitor
    person.arrive(f"/projects/{studio.imported(LAMP)}/timeline")
    page, keys = person.page, person.page.keyboard
    expect(shots(person).first).to_be_visible()
    page.get_by_role("slider", name="Playhead").focus()
    keys.press("PageUp")
    keys.press("PageUp")
    assert playhead(person) == 48
    (tmp_path / "drums.wav").write_bytes(clicks(3, 120))
    page.get_by_label("A file of sound").set_input_files(tmp_path / "drums.wav")
    drums = page.get_by_role("gridcell", name=re.compile("^Sound drums"))
    expect(drums).to_be_visible()
    assert sounds(person) == [("drums", 48)]

    at = drums.bounding_box()
    line = page.locator("[data-timeline]").bounding_box()
    assert at is not None
    assert line is not None
    # Near enough to where the other begins to rest there.
    bell = [list(clicks(1, 120)), at["x"] - line["x"] + 4]
    page.evaluate(_DRAG, ["dragover", *bell])
    expect(page.get_by_text("Lay the sound here, 00:00:02:00")).to_be_visible()
    page.evaluate(_DRAG, ["drop", *bell])
    brought = page.get_by_role("gridcell", name=re.compile("^Sound bell"))
    expect(brought).to_be_visible()
    assert sounds(person) == [("drums", 48), ("bell", 48)]

    brought.press("F2")
    name = page.get_by_label("Name of the sound")
    expect(name).to_be_focused()
    name.fill("Fog bell")
    keys.press("Enter")
    person.sees(lambda: sounds(person)[1][0] == "Fog bell")
    expect(page.get_by_role("button", name="Fog bell", exact=True)).to_be_focused()

    handle = page.get_by_role("button", name="Place of Fog bell")
    handle.press("ArrowUp")
    person.sees(lambda: sounds(person)[0][0] == "Fog bell")
    expect(handle).to_be_focused()
    box = handle.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 8, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + 8, box["y"] + 80, steps=2)
    page.mouse.up()
    person.sees(lambda: sounds(person)[0][0] == "drums")
    keys.press("Control+z")
    person.sees(lambda: sounds(person)[0][0] == "Fog bell")

    page.get_by_role("slider", name="Playhead").focus()
    keys.press("PageUp")
    drums.click(button="right")
    menu = page.get_by_role("menu")
    expect(menu.get_by_role("menuitem", name="Mute the sound")).to_be_visible()
    assert violations(page) == []
    menu.get_by_role("menuitem", name="Move the sound to the playhead").click()
    person.sees(lambda: ("drums", 72) in sounds(person))
