"""What comes from other programs, and out of films: timelines that were cut elsewhere, single frames."""

import base64
import io
import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.person import PATIENCE, Person
from tests.browser.scripts import LAMP, LAMP_SHOTS
from tests.browser.studio import Served
from tests.browser.timelines import cut_elsewhere, told
from tests.e2e.rendering import until
from tests.infra.exporting.coded import coded_film, number_of
from tests.sounds import beating, wav

pytestmark = pytest.mark.slow

_LAID = """query($id: ID!) { project(id: $id) {
  scenes { clips { id name startFrame durationFrames } } } }"""
_HEARD = "query($id: ID!) { project(id: $id) { tracks { name } } }"
_DROP = """([name, text]) => {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([text], name));
  const card = document.querySelector("[data-clip]");
  for (const kind of ["dragover", "drop"])
    card.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer }));
}"""
_SEEN = """film => {
  if (film.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return null;
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [film.videoWidth, film.videoHeight];
  canvas.getContext("2d").drawImage(film, 0, 0);
  return canvas.toDataURL("image/png").split(",")[1];
}"""


def laid(studio: Served, project: str) -> list[list[dict[str, Any]]]:
    return [scene["clips"] for scene in studio.ask(_LAID, id=project)["project"]["scenes"]]


def heard(studio: Served, project: str) -> list[str]:
    """What the tracks of sound are called."""
    return [track["name"] for track in studio.ask(_HEARD, id=project)["project"]["tracks"]]


def bring(person: Person, studio: Served, origin: str, folder: Path) -> str:
    """What is no timeline is refused on the wall, what is one becomes a project: its id."""
    page = person.page
    person.arrive("/")
    wrong, brought = folder / "words.edl", folder / "lamp.otio"
    wrong.write_text("no list at all")
    brought.write_text(told(studio, origin))
    button = page.get_by_role("button", name="From timeline")
    person.away = True  # being refused is what is asked for
    with page.expect_file_chooser() as asked:
        button.click()
    asked.value.set_files(wrong)
    expect(
        page.get_by_role("alert").filter(has_text="words.edl: This is no timeline")
    ).to_be_visible()
    person.away = False
    with page.expect_file_chooser() as asked:
        button.click()
    asked.value.set_files(brought)
    expect(page).to_have_url(re.compile("/projects/project_"))
    expect(person.cards).to_have_count(LAMP_SHOTS)
    project = page.url.split("/")[4].partition("?")[0]
    assert project != origin
    return project


def take_back_and_again(
    page: Page, studio: Served, project: str, before: list[Any], after: list[Any]
) -> None:
    made = page.locator(f"[data-clip={after[1][-1]['id']}]")
    expect(made).to_be_visible()
    page.keyboard.press("Control+z")
    until(lambda: laid(studio, project) == before, PATIENCE / 1000)
    expect(made).to_have_count(0)
    until(lambda: heard(studio, project) == ["Waves"], PATIENCE / 1000)
    page.keyboard.press("Control+Shift+z")
    lengths = [[clip["durationFrames"] for clip in scene] for scene in after]
    until(
        lambda: (
            [[clip["durationFrames"] for clip in scene] for scene in laid(studio, project)]
            == lengths
        ),
        PATIENCE / 1000,
    )


@pytest.mark.feature("BEY-8")
@pytest.mark.timeout(300)
def test_a_timeline_becomes_a_project_and_what_changed_elsewhere_is_done(
    visitor: Person, studio: Served, tmp_path: Path
) -> None:
    person, page = visitor, visitor.page
    project = bring(person, studio, studio.imported(LAMP), tmp_path)
    studio.put(f"tracks/{project}", wav(beating(120, 3)), "Waves")
    text = told(studio, project)
    before = laid(studio, project)
    dialog = page.get_by_role("dialog", name="What changed elsewhere")
    page.evaluate(_DROP, ["same.otio", text])
    expect(dialog.get_by_role("heading", name="Nothing changed")).to_be_visible()
    page.keyboard.press("Escape")
    cut = tmp_path / "cut.otio"
    cut.write_text(cut_elsewhere(text))
    page.get_by_role("button", name="What to do with the project").click()
    with page.expect_file_chooser() as asked:
        page.get_by_role("menuitem", name="Compare with a timeline").click()
    asked.value.set_files(cut)
    summary = "1 moved, 1 trimmed, 1 renamed, 1 new, 1 gone, 1 change of sound, 1 as they are"
    expect(dialog.get_by_text(summary)).to_be_visible()
    gone = dialog.get_by_role("checkbox", name="All of: Gone")
    expect(gone).not_to_be_checked()
    make = dialog.get_by_role("button", name=re.compile("^Make"))
    expect(make).to_have_text("Make 4 changes")
    assert violations(page) == []

    studio.do("updateClip", "clip { id }", id=before[1][0]["id"], caption="A boat, far off")
    make.click()
    expect(dialog.get_by_role("alert")).to_contain_text("changed since it was compared")
    expect(make).to_be_disabled()
    assert laid(studio, project) == before
    dialog.get_by_role("button", name="Compare again").click()
    gone.check()
    silent = dialog.get_by_role("checkbox", name="All of: Sound gone")
    expect(silent).not_to_be_checked()
    silent.check()
    expect(make).to_have_text("Make 6 changes")
    make.click()
    expect(dialog).to_be_hidden()
    notices = page.get_by_role("region", name="Notices")
    expect(notices).to_contain_text("Made 6 changes of cut.otio")
    after = laid(studio, project)
    assert heard(studio, project) == []
    assert [[clip["name"] for clip in scene][-1] for scene in after] == [
        before[0][2]["name"],
        "A gull",
    ]
    assert after[0][1]["name"] == "Her hands, closer"
    assert after[0][2]["durationFrames"] == before[0][2]["durationFrames"] - 12
    take_back_and_again(page, studio, project, before, after)
    until(lambda: heard(studio, project) == [], PATIENCE / 1000)


@pytest.mark.feature("MED-5", "MED-6")
@pytest.mark.timeout(300)
def test_a_film_is_leafed_through_by_its_frames_and_one_is_kept(
    visitor: Person, studio: Served, tmp_path: Path
) -> None:
    project = studio.imported(LAMP)
    clip = studio.shots(project)[0]["id"]
    film = coded_film(
        tmp_path / "film.webm", 30, rate=Fraction(24), codec="libvpx-vp9", format="webm"
    )
    come = studio.put(f"uploads/{clip}", film.read_bytes(), "film.webm")
    person = visitor
    page, keys = person.page, person.page.keyboard
    person.arrive(f"/projects/{project}?take={come['takeId']}")
    bar = page.get_by_role("toolbar", name="Film")
    expect(bar).to_contain_text("Frame 1 of 30")
    playing = page.locator("video")

    def seen() -> int | None:
        """The number that the film shows; None while it shows nothing yet."""
        picture = playing.evaluate(_SEEN)
        return picture and number_of(Image.open(io.BytesIO(base64.b64decode(picture))))

    def comes_to(number: int) -> None:
        until(lambda: seen() == number)

    for number in (1, 2, 3):
        keys.press(".")
        expect(bar).to_contain_text(f"Frame {number + 1} of 30")
        comes_to(number)
    keys.press(",")
    expect(bar).to_contain_text("00:00:00:02 Frame 3 of 30")
    comes_to(2)
    bar.get_by_label("Speed").select_option("0.5")
    assert playing.evaluate("film => film.playbackRate") == 0.5
    bar.get_by_role("slider", name="Frame").fill("17")
    comes_to(17)
    assert violations(page) == []

    keys.press("f")
    notices = page.get_by_role("region", name="Notices")
    expect(notices).to_contain_text("Frame 18 is a take of its own now")
    notices.get_by_role("button", name="Show").click()
    still = page.get_by_role("dialog").get_by_role("img", name=re.compile("take 2"))
    expect(still).to_be_visible()
    picture = page.request.get(str(still.evaluate("image => image.src"))).body()
    assert number_of(Image.open(io.BytesIO(picture))) == 17
