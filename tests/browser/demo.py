"""The film of which the pictures of screens are taken: drawn whole, with music and a cast of its own."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

import httpx
import numpy as np
from PIL import Image

from tests.browser.studio import Served
from tests.browser.timelines import cut_elsewhere, told
from tests.e2e.rendering import until
from tests.sounds import RATE, wav

SEED = 1887
HERO = 3
"""Which shot of the film is opened."""
TEMPO, BARS = 96, 20
_EXAMPLES = "{ exampleScripts { id title text } }"
_ENDPOINTS = "{ endpoints { nodes { id } } }"
_TAKES = "query($id: ID!) { project(id: $id) { scenes { clips { selectedTake { url } } } } }"
_HEARD = "query($id: ID!) { project(id: $id) { tracks { analysis { beatCount } } } }"


@dataclass(frozen=True)
class Demo:
    """The film that is shown: drawn whole, with several takes of one shot, and music under it."""

    studio: Served
    project: str
    clip: str
    takes: list[str]

    @property
    def home(self) -> str:
        return f"/projects/{self.project}"


def set_prices(studio: Served) -> None:
    """What is drawn here is free: a price is made up, so that there is something to show."""
    local = studio.ask(_ENDPOINTS)["endpoints"]["nodes"]
    for endpoint in local:
        studio.do(
            "createPrice",
            "price { id }",
            endpointId=endpoint["id"],
            unit="TAKE",
            amount="12000",
            label="A price for this picture",
        )
    studio.do(
        "setBudget",
        "budget { id }",
        scope="WORKSPACE",
        period="MONTH",
        softLimit="4000000",
        hardLimit="5000000",
    )


def make_demo(studio: Served) -> Demo:
    """Each example as a project; the first is drawn whole, of the others what the wall shows."""
    set_prices(studio)
    scripts = studio.ask(_EXAMPLES)["exampleScripts"]
    projects = [studio.imported(script["text"]) for script in reversed(scripts)]
    for project in projects[:-1]:
        draw(studio, project, only=4)
    main = projects[-1]
    draw(studio, main)
    clip = studio.shots(main)[HERO]
    studio.do(
        "generateClip", "jobs { id }", clipId=clip["id"], count=3, seed=SEED + 1, idempotencyKey="3"
    )
    until(lambda: len(studio.shots(main)[HERO]["gallery"]) == 4, 120)
    lay_music(studio, main)
    takes = [take["id"] for take in studio.shots(main)[HERO]["gallery"]]
    return Demo(studio, main, clip["id"], takes)


def draw(studio: Served, project: str, only: int | None = None) -> None:
    clips = [clip["id"] for clip in studio.shots(project)][:only]
    studio.do("generateClips", "jobs { id }", clipIds=clips, seed=SEED, idempotencyKey=project)
    until(lambda: all(c["selectedTake"] for c in studio.shots(project)[: len(clips)]), 600)


def lay_music(studio: Served, project: str) -> None:
    studio.put(f"tracks/{project}", wav(song()), "Lantern song")

    def heard() -> bool:
        (track,) = studio.ask(_HEARD, id=project)["project"]["tracks"]
        return track["analysis"] is not None and track["analysis"]["beatCount"] > 0

    until(heard, 60)


def song() -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    """A drum on each beat, one twice as fast and softer from the fifth bar on, and a bass that swells."""
    beat = 60 / TEMPO
    at = np.arange(round(4 * BARS * beat * RATE)) / RATE
    bar = at / (4 * beat)
    drum = np.exp(-18 * (at % beat)) * np.sin(2 * np.pi * 70 * (at % beat))
    ticks = np.exp(-60 * (at % (beat / 2))) * np.sin(2 * np.pi * 3000 * at) * (bar > 4)
    bass = np.sin(2 * np.pi * np.take([55, 65.4, 49, 58.3], bar.astype(int) % 4) * at)
    swell = 0.5 - 0.5 * np.cos(2 * np.pi * bar / BARS * 2.5)
    return (0.55 * drum + 0.15 * ticks + 0.3 * bass * swell).astype(np.float32)


def recut(studio: Served, project: str, folder: Path) -> Path:
    """The film as somebody cut it elsewhere."""
    file = folder / "lighthouse-cut-2.otio"
    file.write_text(cut_elsewhere(told(studio, project)))
    return file


def panels_of(demo: Demo) -> list[Image.Image]:
    """The chosen pictures, in the order of the film."""
    scenes = demo.studio.ask(_TAKES, id=demo.project)["project"]["scenes"]
    takes = [clip["selectedTake"] for scene in scenes for clip in scene["clips"]]
    panels = []
    for take in takes:
        answer = httpx.get(urljoin(demo.studio.url, take["url"]), trust_env=False, timeout=30)
        panels.append(Image.open(io.BytesIO(answer.raise_for_status().content)).convert("RGB"))
    return panels
