"""The film on a ruler: shots are laid and cut, music is put under them, and all is played in step."""

import io
import math
import re
import struct
import wave
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.axe import violations
from tests.browser.person import PATIENCE, Person
from tests.browser.scripts import LAMP
from tests.browser.studio import Served
from tests.infra.exporting.coded import coded_film

pytestmark = pytest.mark.slow

_LAID = """query($id: ID!) { project(id: $id) {
  scenes { clips { id number startFrame durationFrames sourceFrame transitionKind } }
  tracks { id name startFrame tempo analysis { beatCount } } } }"""


def clicks(seconds: int, bpm: int) -> bytes:
    """A WAV of a click on each beat."""
    rate, beat = 8_000, 60 * 8_000 // bpm
    heard = io.BytesIO()
    with wave.open(heard, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        values = (
            int(28_000 * math.exp(-(at % beat) / 60) * math.sin(at % beat))
            if at % beat < 400
            else 0
            for at in range(seconds * rate)
        )
        file.writeframes(b"".join(struct.pack("<h", value) for value in values))
    return heard.getvalue()


@pytest.fixture
def viewer(visitor: Person, studio: Served) -> Person:
    project = studio.imported(LAMP)
    visitor.arrive(f"/projects/{project}/timeline")
    expect(shots(visitor).first).to_be_visible()
    return visitor


def shots(person: Person) -> Locator:
    return person.page.get_by_role("gridcell", name=re.compile("^Shot"))


def laid(person: Person) -> dict[str, Any]:
    project = person.page.url.split("/")[4].partition("?")[0]
    found: dict[str, Any] = person.studio.ask(_LAID, id=project)["project"]
    return found


def clips(person: Person) -> list[tuple[int, int]]:
    """First frames and lengths of the shots of the first scene."""
    scene = laid(person)["scenes"][0]["clips"]
    return [(clip["startFrame"], clip["durationFrames"]) for clip in scene]


def playhead(person: Person) -> int:
    return int(
        person.page.get_by_role("slider", name="Playhead").get_attribute("aria-valuenow") or 0
    )


def drag(person: Person, shot: Locator, pixels: float, *, grip: float = 20) -> None:
    """By the shot's left side, or `grip` pixels from there, so far to the right."""
    shot.hover(position={"x": grip, "y": 40})  # once no notice lies over it
    box = shot.bounding_box()
    assert box is not None
    mouse = person.page.mouse
    mouse.move(box["x"] + grip, box["y"] + 40)
    mouse.down()
    mouse.move(box["x"] + grip + pixels / 2, box["y"] + 40)
    mouse.move(box["x"] + grip + pixels, box["y"] + 40)


def drop(person: Person) -> None:
    """Let go, and wait until the studio has answered."""
    person.page.mouse.up()
    expect(person.page.locator("[data-lifted]")).to_have_count(0)


def scale(person: Person) -> float:
    """Pixels a frame."""
    shot = shots(person).first.bounding_box()
    assert shot is not None
    return (shot["width"] + 1) / clips(person)[0][1]


@pytest.mark.feature("TML-1", "TML-2", "TML-3")
def test_shots_are_zoomed_dragged_to_where_they_rest_and_taken_back(viewer: Person) -> None:
    page, keys = viewer.page, viewer.page.keyboard
    expect(shots(viewer).first).to_have_accessible_name(
        re.compile(r"from 00:00:00:00, .* s, Nothing yet")
    )
    before = scale(viewer)
    keys.press("+")
    page.wait_for_function(
        "width => document.querySelector('[data-clip]').offsetWidth > width * 1.2",
        arg=before * clips(viewer)[0][1],
    )
    keys.press("\\")
    page.get_by_role("button", name="Ruler: Timecode").click()
    page.get_by_role("menuitem", name="Frames", exact=True).click()
    expect(page.get_by_role("button", name="Ruler: Frames")).to_be_visible()

    first = clips(viewer)
    last = shots(viewer).nth(len(first) - 1)
    end = first[-1][0] + first[-1][1]
    keys.press("r")
    page.get_by_role("slider", name="Playhead").focus()
    for _ in range(4):
        keys.press("ArrowRight")
    assert playhead(viewer) == 4
    # Free of others it goes where it is put: to what it snaps to, be it a little off.
    goal = end + 100 - first[-1][1]
    drag(viewer, last, 100 * scale(viewer))
    drop(viewer)
    viewer.sees(lambda: abs(clips(viewer)[-1][0] - goal) <= 12)
    moved = clips(viewer)[-1][0]
    assert moved > first[-1][0]
    last = shots(viewer).nth(len(first) - 1)
    drag(viewer, last, (first[-1][0] - moved) * scale(viewer) + 4)
    expect(page.locator("[data-snap]")).to_have_attribute("data-snap", str(first[-1][0]))
    drop(viewer)
    viewer.sees(lambda: clips(viewer) == first)
    keys.press("Control+z")
    viewer.sees(lambda: clips(viewer)[-1][0] == moved)
    keys.press("Control+z")
    viewer.sees(lambda: clips(viewer) == first)

    drag(viewer, shots(viewer).first, 30 * scale(viewer))
    drop(viewer)
    asked = page.get_by_role("dialog", name="Shots overlap")
    expect(asked).to_contain_text("overlap")
    assert violations(page) == []
    asked.get_by_role("button", name="Let them overlap").click()
    expect(page.get_by_role("button", name="1 overlap")).to_be_visible()
    assert clips(viewer) != first
    keys.press("Control+z")
    viewer.sees(lambda: clips(viewer) == first)


@pytest.mark.feature("TML-1", "TML-3")
def test_an_end_is_dragged_and_the_rest_makes_room(viewer: Person) -> None:
    page = viewer.page
    (start, length), (_, second), *_ = clips(viewer)
    shot = shots(viewer).first
    box = shot.bounding_box()
    assert box is not None
    shot.hover(position={"x": box["width"] - 3, "y": 40})
    drag(viewer, shot, 24 * scale(viewer), grip=box["width"] - 3)
    drop(viewer)
    viewer.sees(lambda: clips(viewer)[0][1] > length)
    longer = clips(viewer)[0][1]
    assert clips(viewer)[1] == (start + longer, second)
    shots(viewer).first.click(position={"x": 20, "y": 40})
    page.keyboard.press("Alt+ArrowDown")
    viewer.sees(lambda: clips(viewer)[0][1] == longer - 1)
    page.get_by_label("How the shot begins").select_option("DISSOLVE")
    expect(page.get_by_label("Frames of the transition")).to_have_value("12")
    assert laid(viewer)["scenes"][0]["clips"][0]["transitionKind"] == "DISSOLVE"
    # Between others instead, which make room as well.
    numbers = [clip["number"] for clip in laid(viewer)["scenes"][0]["clips"]]
    two = shots(viewer).nth(1).bounding_box()
    assert two is not None
    drag(viewer, shots(viewer).first, two["x"] + two["width"] - box["x"])
    drop(viewer)
    viewer.sees(
        lambda: (
            [clip["number"] for clip in laid(viewer)["scenes"][0]["clips"]][:2]
            == [numbers[1], numbers[0]]
        )
    )


@pytest.mark.feature("TML-4", "AUD-1", "MED-1", "PRS-1", "MED-5")
def test_music_is_laid_under_the_film_and_played_in_step(viewer: Person, tmp_path: Path) -> None:
    page, keys = viewer.page, viewer.page.keyboard
    wrong = tmp_path / "words.wav"
    wrong.write_bytes(b"no sound at all " * 40)
    viewer.away = True  # being refused is what is asked for
    page.get_by_label("A file of sound").set_input_files(wrong)
    expect(page.get_by_role("alert").filter(has_text="words.wav")).to_be_visible()
    viewer.away = False
    file = tmp_path / "drums.wav"
    file.write_bytes(clicks(20, 120))
    with page.expect_response(lambda came: "/waveforms/" in came.url and came.status == 200):
        page.get_by_label("A file of sound").set_input_files(file)
    sound = page.get_by_role("gridcell", name=re.compile("^Sound drums"))
    expect(sound).to_be_visible()
    panel = page.get_by_role("region", name="Sound", exact=True)
    expect(panel).to_contain_text("bpm found")
    expect(panel.get_by_role("button", name="Align cuts to beats")).to_be_visible()
    assert laid(viewer)["tracks"][0]["analysis"]["beatCount"] > 20
    assert violations(page) == []

    page.locator("body").press("Home")
    keys.press("Space")
    heard = page.locator("audio")
    page.wait_for_function(
        "() => Math.abs(Number(document.querySelector('audio').dataset.late ?? 9)) < 0.04"
        " && document.querySelector('audio').currentTime > 1",
        timeout=PATIENCE,
    )
    keys.press("k")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    at = playhead(viewer)
    assert at >= 23, "a second was heard, and the picture is within a frame of it"
    assert abs(float(heard.evaluate("sound => sound.currentTime")) - at / 24) < 0.5
    keys.press("ArrowRight")
    assert playhead(viewer) == at + 1

    panel.get_by_role("button", name="Align cuts to beats").click()
    viewer.sees(lambda: clips(viewer)[1][0] % 12 == 0)
    keys.press("m")
    expect(page.get_by_role("button", name="Unmute drums")).to_be_visible()
    panel.get_by_role("button", name="Delete drums").click()
    expect(sound).to_have_count(0)
    viewer.take_back("Deleted “drums”")
    expect(sound).to_be_visible()
    viewer.go(f"/projects/{page.url.split('/')[4].partition('?')[0]}/present")
    expect(page.get_by_role("dialog").locator("audio")).to_have_count(1)


def cut(person: Person, nth: int = 0) -> tuple[int, int, int]:
    """First frame, length and first frame of its take."""
    clip = laid(person)["scenes"][0]["clips"][nth]
    return clip["startFrame"], clip["durationFrames"], clip["sourceFrame"]


def becomes(person: Person, wanted: tuple[int, int, int], nth: int = 0) -> None:
    person.sees(lambda: cut(person, nth) == wanted)


def by_a_menu(viewer: Person, second: int, lasts: int) -> None:
    """The second shot, of this first frame and length, is split, merged and deleted, and is back."""
    page, keys = viewer.page, viewer.page.keyboard
    page.get_by_role("slider", name="Playhead").focus()
    keys.press("Home")
    for _ in range(4):
        keys.press("PageUp")
    shots(viewer).nth(1).click(button="right", position={"x": 30, "y": 40})
    menu = page.get_by_role("menu")
    expect(menu.get_by_role("menuitem", name="Begin with a cut")).to_be_visible()
    assert violations(page) == []
    menu.get_by_role("menuitem", name="Split at the playhead").click()
    becomes(viewer, (96, second + lasts - 96, 0), 2)
    keys.press("Control+z")
    becomes(viewer, (second, lasts, 0), 1)
    keys.press("Control+Shift+z")
    becomes(viewer, (96, second + lasts - 96, 0), 2)
    shots(viewer).nth(1).click(position={"x": 12, "y": 40})
    page.get_by_role("region", name="Shot on the timeline").get_by_role(
        "button", name="More"
    ).focus()
    keys.press("Enter")
    menu.get_by_role("menuitem", name="Merge with the next shot").press("Enter")
    becomes(viewer, (second, lasts, 0), 1)
    count = len(clips(viewer))
    shots(viewer).nth(1).click(position={"x": 30, "y": 40})
    keys.press("Delete")
    viewer.sees(lambda: len(clips(viewer)) == count - 1)
    expect(shots(viewer).nth(1)).to_be_focused()
    keys.press("Control+z")
    becomes(viewer, (second, lasts, 0), 1)


@pytest.mark.feature("TML-1", "TML-3", "TML-7")
def test_a_beginning_is_cut_and_a_menu_does_the_rest(viewer: Person, tmp_path: Path) -> None:
    page, keys, studio = viewer.page, viewer.page.keyboard, viewer.studio
    film = coded_film(
        tmp_path / "film.webm", 96, rate=Fraction(24), codec="libvpx-vp9", format="webm"
    )
    first = laid(viewer)["scenes"][0]["clips"][0]["id"]
    studio.put(f"uploads/{first}", film.read_bytes(), "film.webm")
    expect(shots(viewer).first).to_have_accessible_name(re.compile("Done"))
    length, (second, lasts) = clips(viewer)[0][1], clips(viewer)[1]
    keys.press("r")
    # What stands still has no other frame to begin with.
    drag(viewer, shots(viewer).nth(1), 12 * scale(viewer), grip=3)
    drop(viewer)
    viewer.sees(lambda: cut(viewer, 1)[0] > second)
    begins, rest, source = cut(viewer, 1)
    assert (begins + rest, source) == (second + lasts, 0)
    keys.press("Control+z")
    becomes(viewer, (second, lasts, 0), 1)
    keys.press("r")
    drag(viewer, shots(viewer).first, 24 * scale(viewer), grip=3)
    expect(page.locator("[data-tip]")).to_have_text(re.compile(r"^−2\d frames, 2(\.\d)? s$"))
    drop(viewer)
    viewer.sees(lambda: cut(viewer)[2])
    start, left, source = cut(viewer)
    assert (start, left + source) == (0, length), "its end shows the same frame of its take"
    assert clips(viewer)[1] == (second - source, lasts), "what follows closes up"
    keys.press("Control+z")
    becomes(viewer, (0, length, 0))
    assert clips(viewer)[1] == (second, lasts)

    shots(viewer).first.click(position={"x": 30, "y": 40})
    keys.press("r")
    keys.press("Alt+Shift+ArrowDown")
    becomes(viewer, (1, length - 1, 1))
    keys.press("Control+z")
    becomes(viewer, (0, length, 0))
    keys.press("Alt+Shift+ArrowUp")
    expect(page.get_by_text("begins with the first frame of its take")).to_be_visible()
    keys.press("Alt+.")
    becomes(viewer, (0, length, 1))
    keys.press("Control+z")
    becomes(viewer, (0, length, 0))
    by_a_menu(viewer, second, lasts)
