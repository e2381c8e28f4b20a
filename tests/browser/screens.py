"""`make screens`: pictures of every screen, and of a film being drawn, from one demo with fixed seeds."""

from __future__ import annotations

import argparse
import io
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

from infra.webpage.build import build
from infra.webpage.source import HERE
from tests.browser.chromium import QUIET, find_chromium, may_sandbox
from tests.browser.demo import Demo, make_demo, panels_of, recut
from tests.browser.film import write_film
from tests.browser.person import Person, somebody
from tests.browser.studio import ROOT, Served, served

OUT = ROOT / "docs" / "screens"
MOST_BYTES = 250_000
MADE = "2026-06-01T10:00:00+00:00"
NOW = datetime.fromisoformat("2026-06-01T10:04:00+00:00")
REST_MS = 700
"""For what fades in to have done so."""
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[^\"]*")


Act = Callable[[Page], Any]


@dataclass(frozen=True)
class Screen:
    """Where it is, and what is done there before the picture is taken."""

    name: str
    path: str
    act: Act = lambda page: None
    theme: str = "dark"


def screens_of(demo: Demo) -> list[Screen]:
    home, take, beside = demo.home, demo.takes[1], demo.takes[2]
    return [
        Screen("wall", "/"),
        Screen("import", "/import?example=lighthouse", at_a_shot),
        Screen("storyboard", f"{home}?clip={demo.clip}"),
        Screen("storyboard-light", f"{home}?clip={demo.clip}", theme="light"),
        Screen("script", f"{home}/script?clip={demo.clip}"),
        Screen("inspector", f"{home}?clip={demo.clip}", at_the_prompts),
        Screen("lightbox", f"{home}?take={take}", with_facts),
        Screen("compare", f"{home}?take={take}&with={beside}", side_by_side),
        Screen("presentation", f"{home}/present?from={demo.clip}"),
        Screen("endpoints", "/endpoints", tested),
        Screen("timeline", f"{home}/timeline", at_the_music),
        Screen("export", home, about_to_export),
        Screen("recut", home, compared_with(demo)),
        Screen("cast", f"{home}/cast"),
        Screen("generate", home, asked_for),
        Screen("presets", "/presets"),
        Screen("workflows", "/workflows?tab=templates"),
        Screen("spending", "/spending"),
        Screen("history", "/history"),
        Screen("palette", home, press("Control+k")),
        Screen("help", home, press("?")),
        Screen("queue", f"{home}?queue=true", some_under_way),  # last: it makes takes
    ]


def press(keys: str) -> Act:
    return lambda page: page.keyboard.press(keys)


def at_a_shot(page: Page) -> None:
    page.get_by_role("region", name="What it becomes").get_by_role("button").nth(3).hover()


def with_facts(page: Page) -> None:
    expect(page.get_by_role("dialog").get_by_text("2 of 4")).to_be_visible()
    page.keyboard.press("i")


def side_by_side(page: Page) -> None:
    expect(page.get_by_role("dialog").get_by_role("img")).to_have_count(2)


def asked_for(page: Page) -> None:
    """What a render of all shots is going to cost."""
    page.get_by_role("button", name="Generate all shots").click()
    expect(page.get_by_role("dialog", name=re.compile("^Generate"))).to_contain_text("$")


def at_the_prompts(page: Page) -> None:
    """The lower half of the inspector: prompts, takes and renders."""
    panel = page.get_by_role("complementary", name="Inspector")
    panel.get_by_role("textbox", name="Picture").evaluate("node => node.scrollIntoView()")


def at_the_music(page: Page) -> None:
    """The sound chosen, the playhead some way in."""
    page.get_by_role("gridcell", name=re.compile("^Sound")).click()
    expect(page.get_by_role("region", name="Sound", exact=True)).to_contain_text("bpm")


def about_to_export(page: Page) -> None:
    page.keyboard.press("Control+e")
    expect(page.get_by_role("dialog", name="Export")).to_contain_text("01:00:00:00 to")


def compared_with(demo: Demo) -> Act:
    """What changed in a cut that comes back, before it is made so."""

    def act(page: Page) -> None:
        page.get_by_role("button", name="What to do with the project").click()
        with TemporaryDirectory() as folder, page.expect_file_chooser() as asked:
            page.get_by_role("menuitem", name="Compare with a timeline").click()
            asked.value.set_files(recut(demo.studio, demo.project, Path(folder)))
            expect(page.get_by_role("dialog", name="What changed elsewhere")).to_contain_text("new")

    return act


def some_under_way(page: Page) -> None:
    """Shots being drawn once more, with the queue open beside them."""
    page.locator("[data-clip]").first.click()
    page.locator("[data-clip]").nth(4).click(modifiers=["Shift"])
    page.keyboard.press("g")
    drawer = page.get_by_role("dialog", name="Queue")
    expect(drawer.get_by_role("progressbar").first).to_be_visible(timeout=60_000)


def tested(page: Page) -> None:
    page.get_by_role("button", name="Test").first.click()
    expect(page.get_by_text("It works.")).to_be_visible(timeout=60_000)


def without_clock(route: Route) -> None:
    """What the studio answers, as if all of it had been made at one time."""
    answer = route.fetch()
    route.fulfill(response=answer, body=_TIME.sub(MADE, answer.text()))


def take_picture(person: Person, screen: Screen, out: Path) -> None:
    """The screen at rest, at one time of all clocks, as small as will do."""
    page = person.page
    page.clock.set_fixed_time(NOW)
    page.route("**/graphql", without_clock)
    person.themed(screen.theme)
    person.arrive(screen.path)
    page.wait_for_load_state("networkidle")
    screen.act(page)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(REST_MS)
    shown = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    target = out / f"{screen.name}.jpg"
    for quality in range(92, 40, -4):
        shown.save(target, quality=quality, subsampling=0, optimize=True, progressive=True)
        if target.stat().st_size <= MOST_BYTES:
            break
    print(f"{target.name}  {target.stat().st_size // 1000} kB", flush=True)


def take_all(browser: Browser, studio: Served, out: Path, only: str | None) -> None:
    demo = make_demo(studio)
    out.mkdir(parents=True, exist_ok=True)
    for screen in screens_of(demo):
        if only is None or only in screen.name:
            with somebody(browser, studio) as person:
                take_picture(person, screen, out)
    if only is None or only == "film":
        size = write_film(panels_of(demo), out / "film.webp")
        print(f"film.webp  {size // 1000} kB")


def main() -> None:
    parser = argparse.ArgumentParser(prog="make screens", description=__doc__)
    parser.add_argument("--out", type=Path, default=OUT, help="the folder of the pictures")
    parser.add_argument("--only", help="those with this in their names")
    given = parser.parse_args()
    build(HERE, print)
    found = find_chromium()
    with served() as studio, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found.program,
            args=[*QUIET, "--font-render-hinting=none"],
            chromium_sandbox=may_sandbox(),
            env={**os.environ, **found.environment},
        )
        take_all(browser, studio, given.out, given.only)


if __name__ == "__main__":
    main()
