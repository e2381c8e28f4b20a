"""What the rehearsal renderer costs: stills and films beside the encoding of the same pictures."""

import io
import time
from collections.abc import AsyncIterator, Iterator
from fractions import Fraction
from statistics import median
from typing import Any

import av
from PIL import Image

from tests.bench.measure import Effort, Measured
from workers.endpoint.rehearsal import File, Rehearsal, motion

_SIZE = (1280, 720)
_FPS = 24
_STILLS: tuple[tuple[str, str, str, tuple[str, ...], str], ...] = (
    ("EXT. CASTLE - NIGHT", "EXTREME_WIDE", "Snow over the walls.", (), ""),
    (
        "EXT. CASTLE - NIGHT",
        "TWO_SHOT",
        "BERNARDO: Long live the king.",
        ("BERNARDO", "FRANCISCO"),
        "",
    ),
    (
        "INT. KITCHEN - MORNING",
        "MEDIUM",
        "ANNA: You never said you were leaving.",
        ("ANNA", "TOM"),
        "",
    ),
    (
        "INT. OFFICE - NIGHT",
        "MEDIUM_WIDE",
        "MARLOWE sits behind the desk.",
        ("MARLOWE",),
        "film noir",
    ),
    ("EXT. STREET - DAY", "WIDE", "A crowd. JACK runs after the taxi.", ("JACK",), "tracking"),
    ("EXT. FOREST - DAWN", "FULL", "ELLA kneels, WILL points. Fog.", ("ELLA", "WILL"), ""),
    ("EXT. BEACH - DUSK", "MEDIUM", "SAM and LUCY embrace.", ("SAM", "LUCY"), "watercolour"),
    ("INT. CELL - NIGHT", "CLOSE", "PRISONER: They come at four.", ("PRISONER",), "charcoal"),
    (
        "EXT. ROOFTOP - NIGHT",
        "FULL",
        "KATE and the ASSASSIN fight. Storm.",
        ("KATE", "ASSASSIN"),
        "dutch",
    ),
    ("INT. BEDROOM - NIGHT", "INSERT", "The letter on the table.", (), ""),
    ("INT. BAR - NIGHT", "OVER_THE_SHOULDER", "RICK: She walks into mine.", ("RICK", "SAM"), ""),
    ("INT. THRONE ROOM - DAY", "WIDE", "The KING sits. The soldiers kneel.", ("KING",), "push in"),
)
_FILMS = {
    "plain": ("INT. HALL - DAY", "MEDIUM", "", ("ANNA", "TOM"), ""),
    "worst": (
        "EXT. FOREST - DAY",
        "FULL",
        "SAM and ANNA walk.",
        ("SAM", "ANNA"),
        "dutch, handheld, fog, oil painting",
    ),
}  # fmt: skip


async def drawing(effort: Effort) -> AsyncIterator[Measured]:
    """CPU seconds of this process alone, at 1280x720: nothing waits for anybody."""
    _still(_STILLS[0])
    runs = [_still(told) for told in _STILLS[:: effort.of(1, 3)]]
    cpu = sorted(seconds for seconds, _ in runs)
    png = median(_png(data) for _, data in runs)
    of = f"of {len(runs)} typical briefs, beside the PNG of the same picture"
    yield Measured("still_cpu", median(cpu), f"CPU s, median {of}", png)
    yield Measured("still_cpu_worst", cpu[-1], f"CPU s, worst {of}", png)
    seconds = effort.of(4, 1)
    for name, told in _FILMS.items():
        begun = time.process_time()
        data = _drawn(told, "VIDEO", seconds * _FPS)
        spent = time.process_time() - begun
        unit = f"CPU s for {seconds} s at {_FPS} fps, {name}, beside x264 of the same frames"
        yield Measured(f"film_cpu_{name}", spent, unit, _x264(data))


def _still(told: tuple[str, str, str, tuple[str, ...], str]) -> tuple[float, bytes]:
    begun = time.process_time()
    data = _drawn(told, "IMAGE", 1)
    return time.process_time() - begun, data


def _drawn(told: tuple[str, str, str, tuple[str, ...], str], kind: str, frames: int) -> bytes:
    scene, framing, caption, names, prompt = told
    shot: dict[str, Any] = {
        "number": "3A",
        "scene": scene,
        "kind": "DIALOGUE" if ":" in caption else "ACTION",
        "framing": framing,
        "caption": caption,
        "characters": list(names),
    }
    brief = {
        "prompt": prompt,
        "width": _SIZE[0],
        "height": _SIZE[1],
        "fps": str(_FPS),
        "shot": shot,
    }
    *_, last = Rehearsal().draw(brief | {"frames": frames}, kind=kind, seed=7, start_image=None)
    assert isinstance(last, File)
    return last.data


def _png(data: bytes) -> float:
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        begun = time.process_time()
        image.save(io.BytesIO(), "PNG")
        return time.process_time() - begun


def _x264(data: bytes) -> float:
    """Encoding the frames of a film anew; what it takes to decode them is left out."""
    spent = 0.0

    def frames() -> Iterator[Image.Image]:
        nonlocal spent
        with av.open(io.BytesIO(data), "r") as film:
            for frame in film.decode(video=0):
                image = Image.fromarray(frame.to_ndarray(format="rgb24"))
                begun = time.process_time()
                yield image
                spent += time.process_time() - begun

    for _ in motion.film(frames(), _SIZE, Fraction(_FPS)):
        pass
    return spent
