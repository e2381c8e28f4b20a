"""A contact sheet whose panels appear one after the other, as an animated picture."""

from collections.abc import Iterator
from pathlib import Path

from PIL import Image

COLUMNS = 6
WIDTH = 960
GAP = 6
GROUND = (20, 20, 20)
EMPTY = (34, 34, 34)
STEP_MS = 160
FADES = (0.4, 1.0)
HOLD_MS = 3_500
MOST_BYTES = 2_500_000


def write_film(panels: list[Image.Image], target: Path) -> int:
    """Write the panels (whole rows of them) as a film of them appearing; its size in bytes."""
    whole = panels[: len(panels) // COLUMNS * COLUMNS] or panels
    frames = list(_frames(whole))
    last = len(frames) - 1
    pace = [HOLD_MS if at == last else STEP_MS // len(FADES) for at in range(len(frames))]
    for quality in range(80, 30, -10):
        frames[0].save(
            target,
            save_all=True,
            append_images=frames[1:],
            duration=pace,
            loop=0,
            quality=quality,
            method=6,
        )
        if target.stat().st_size <= MOST_BYTES:
            break
    return target.stat().st_size


def _frames(panels: list[Image.Image]) -> Iterator[Image.Image]:
    width = (WIDTH - GAP * (COLUMNS + 1)) // COLUMNS
    height = round(width * panels[0].height / panels[0].width)
    rows = -(-len(panels) // COLUMNS)
    sheet = Image.new("RGB", (WIDTH, rows * (height + GAP) + GAP), GROUND)
    slate = Image.new("RGB", (width, height), EMPTY)
    places = [
        (GAP + at % COLUMNS * (width + GAP), GAP + at // COLUMNS * (height + GAP))
        for at in range(len(panels))
    ]
    for place in places:
        sheet.paste(slate, place)
    yield sheet.copy()
    for panel, place in zip(panels, places, strict=True):
        small = panel.resize((width, height), Image.Resampling.LANCZOS)
        for shown in FADES:
            sheet.paste(Image.blend(slate, small, shown), place)
            yield sheet.copy()
