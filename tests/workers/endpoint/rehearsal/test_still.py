import io
import json
import struct
import subprocess
import sys
import zlib
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.workers.endpoint.rehearsal.pictures import brief, file, pixels, steps
from workers.endpoint.rehearsal import File, Step, UnreadableStartImageError, finish
from workers.endpoint.rehearsal.words import FRAMINGS

ROOT = Path(__file__).resolve().parents[4]
ALONE = """
import hashlib, json, sys
from workers.endpoint.rehearsal import Rehearsal
told = json.load(sys.stdin)
for kind in ("IMAGE", "VIDEO"):
    *_, last = Rehearsal().draw(told, kind=kind, seed=7, start_image=None)
    print(hashlib.sha256(last.data).hexdigest())
"""


def alone(told: dict[str, object], hash_seed: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", ALONE],
        input=json.dumps(told),
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={"PYTHONHASHSEED": hash_seed},
        check=True,
    )
    return done.stdout.split()


def test_two_processes_draw_the_same_bytes():
    told = brief(
        width=320,
        height=180,
        prompt="rain, handheld, watercolour",
        characters=["HAMLET", "GHOST"],
        scene="EXT. FOREST - DUSK",
    )
    told["frames"] = 4
    turned = dict(reversed(told.items())) | {"shot": dict(reversed(told["shot"].items()))}
    assert alone(told, "1") == alone(turned, "2")


def test_seeds_differ_visibly():
    one, other = (pixels(file(brief(), seed=seed)) for seed in (1, 2))
    assert np.abs(one - other).mean() > 4


def test_another_caption_for_the_same_scene_keeps_the_set():
    plain = pixels(file(brief(caption="A field.", characters=[])))
    again = pixels(file(brief(caption="The field.", characters=[])))
    assert np.abs(plain[:300] - again[:300]).mean() < 1


@pytest.mark.parametrize("framing", FRAMINGS)
def test_every_framing_draws(framing):
    place = "INT. ROOM - NIGHT" if FRAMINGS.index(framing) % 2 else "EXT. CASTLE - DUSK"
    told = brief(
        width=320, height=180, framing=framing, scene=place, characters=["HAMLET", "HORATIO"]
    )
    drawn = file(told)
    assert (drawn.media_type, drawn.frames, drawn.fps) == ("image/png", None, None)
    with Image.open(io.BytesIO(drawn.data)) as image:
        assert (image.format, image.size) == ("PNG", (drawn.width, drawn.height))
    assert pixels(drawn)[10:150].std() > 12


@pytest.mark.parametrize("scene", ["INT. HALL", "EXT. STREET", "EXT. BEACH", "NOWHERE"])
def test_the_night_is_dark(scene):
    night, day = (
        pixels(
            file(brief(width=320, height=180, scene=f"{scene} - {hour}", framing="EXTREME_WIDE"))
        )
        for hour in ("NIGHT", "DAY")
    )
    assert night[5:155, 5:-5].mean() < day[5:155, 5:-5].mean() - 25


def test_framings_give_different_pictures():
    drawn = {
        framing: pixels(file(brief(width=320, height=180, framing=framing)))[4:156, 4:-4]
        for framing in FRAMINGS
    }
    nearest = min(np.abs(drawn[a] - drawn[b]).mean() for a, b in combinations(FRAMINGS, 2))
    assert nearest > 6


def test_hours_give_different_pictures():
    drawn = [
        pixels(file(brief(width=320, height=180, scene=f"EXT. FIELD - {hour}")))[4:156]
        for hour in ("DAY", "NIGHT", "DUSK", "DAWN")
    ]
    assert min(np.abs(a - b).mean() for a, b in combinations(drawn, 2)) > 20


def test_steps_rise_and_carry_small_jpegs():
    *before, last = steps(brief(width=1280, height=720, prompt="charcoal", scene="EXT. FOREST"))
    assert isinstance(last, File)
    assert all(isinstance(step, Step) for step in before)
    progress = [step.progress for step in before if isinstance(step, Step)]
    assert len(progress) >= 6
    assert progress == sorted(set(progress))
    assert 0 < progress[0] < progress[-1] < 1
    shown = [step.preview for step in before if isinstance(step, Step) and step.preview]
    assert len(set(shown)) >= 5
    for data in shown:
        assert len(data) <= 48 * 1024
        with Image.open(io.BytesIO(data)) as image:
            image.load()
            assert image.format == "JPEG"


def test_a_preview_of_noise_is_small_too():
    noise = np.random.Generator(np.random.PCG64(1)).integers(0, 256, (600, 600, 3), dtype=np.uint8)
    assert len(finish.preview(Image.fromarray(noise))) <= 48 * 1024


@pytest.mark.parametrize(
    "size", [(64, 64), (64, 1024), (1024, 64), (65, 131), (361, 641), (4096, 64), (64, 4096)]
)
def test_any_size_is_kept(size):
    drawn = file(brief(width=size[0], height=size[1], framing="MEDIUM", prompt="pastel, snow"))
    assert (drawn.width, drawn.height) == size
    assert pixels(drawn).shape == (size[1], size[0], 3)


@pytest.mark.slow
def test_the_largest_size_draws():
    drawn = file(brief(width=4096, height=2304, scene="INT. HALL - NIGHT"))
    assert pixels(drawn).shape == (2304, 4096, 3)


HOSTILE = [
    None,
    "",
    "\x00\x01\x02",
    "\ud800 lone",
    "a" * 200_000,
    "é" * 5000,
    "\u0301" * 500,
    "\u202etxet",
    "東京 Достоевский Ωμέγα عربى 👩‍🚀",
    "%s {0} <b> $(rm) \\",
    "((((" * 2000,
    10**5000,
    float("nan"),
    {"a": 1},
    ["x"] * 999,
    True,
]


@pytest.mark.parametrize("junk", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_is_too_strange(junk):
    told = brief(width=160, height=160, prompt=junk)
    told["shot"] = dict.fromkeys(told["shot"], junk)
    told["negative_prompt"] = told["fps"] = told["frames"] = junk
    assert file(told).data
    told["shot"] = junk
    assert file(told).data


@settings(max_examples=15, deadline=None)
@given(
    caption=st.text(max_size=80),
    number=st.text(max_size=10),
    names=st.lists(st.text(max_size=12), max_size=4),
    framing=st.sampled_from(FRAMINGS),
)
def test_any_text_draws(caption, number, names, framing):
    told = brief(
        width=200, height=160, caption=caption, number=number, characters=names, framing=framing
    )
    assert file(told).media_type == "image/png"


def test_a_start_image_is_the_picture():
    red = io.BytesIO()
    Image.new("RGB", (80, 60), (200, 20, 20)).save(red, "PNG")
    middle = pixels(file(brief(), start=red.getvalue()))[100:200, 200:400].mean(axis=(0, 1))
    assert middle[0] > 150
    assert middle[1] < 60


def test_a_start_image_may_not_be_a_bomb():
    head = b"IHDR" + struct.pack(">IIBBBBB", 12_000, 8_000, 8, 2, 0, 0, 0)
    chunks = [head, b"IDAT" + zlib.compress(b"\0"), b"IEND"]
    bomb = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
        for chunk in chunks
    )
    with pytest.raises(UnreadableStartImageError, match="pixels"):
        file(brief(), start=bomb)


@pytest.mark.parametrize("data", [b"", b"not a picture", b"\x89PNG\r\n\x1a\n" + b"\0" * 40])
def test_an_unreadable_start_image_is_said(data):
    with pytest.raises(UnreadableStartImageError):
        file(brief(), start=data)


STYLES = (
    "", "ink", "pencil", "charcoal", "watercolour", "pastel", "noir", "sepia", "manga", "comic",
    "oil", "blueprint",
)  # fmt: skip


def test_styles_are_told_apart():
    drawn = {
        style: pixels(file(brief(width=480, height=270, prompt=style, framing="MEDIUM")))
        for style in STYLES
    }
    assert min(np.abs(drawn[a] - drawn[b]).mean() for a, b in combinations(STYLES, 2)) > 9
    plain = ("ink", "pencil", "charcoal", "noir", "manga")
    hue = {style: np.ptp(drawn[style][20:-20, 20:-20], axis=2).mean() for style in STYLES}
    assert max(hue[style] for style in plain) < 16
    assert min(hue[style] for style in ("", "watercolour", "comic", "oil")) > 24


def test_the_picture_goes_to_the_edges():
    inside = pixels(file(brief()))[4:-4, 4:-4]
    edges = [inside[:, :6], inside[:, -6:], inside[-6:]]
    assert all(edge.std(axis=(0, 1)).max() > 4 for edge in edges)


def test_one_look_in_every_shot():
    cast = [{"name": "ANNA", "look": "red coat, white hair, thirty"}]
    told = [
        brief(framing=framing, characters=["ANNA"], caption=caption, cast=cast)
        for framing, caption in (("MEDIUM", "Anna waits."), ("MEDIUM", "Anna (in blue) laughs."))
    ]
    red = []
    for shot in told:
        picture = pixels(file(shot))
        red.append(((picture[..., 0] > 110) & (picture[..., 1:].max(axis=2) < 90)).mean())
    assert min(red) > 0.02
    assert red[0] == pytest.approx(red[1], rel=0.6)


def test_angles_change_the_picture():
    drawn = {
        angle: pixels(file(brief(width=320, height=180, prompt=angle, framing="FULL")))
        for angle in ("", "low angle", "high angle", "overhead", "dutch angle")
    }
    assert min(np.abs(drawn[a] - drawn[b]).mean() for a, b in combinations(drawn, 2)) > 8
