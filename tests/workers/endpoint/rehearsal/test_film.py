import io
from fractions import Fraction
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image

from tests.workers.endpoint.rehearsal.pictures import brief, file, steps
from workers.endpoint.rehearsal import (
    File,
    Step,
    finish,
    lexicon,
    motion,
    panel,
    sprites,
    styles,
    words,
)
from workers.endpoint.rehearsal import film as films
from workers.endpoint.rehearsal.weather import Weather
from workers.endpoint.rehearsal.words import FRAMINGS


def film(prompt="", *, width=320, height=180, frames=6, fps="24", start=None, **shot):
    told = brief(width=width, height=height, prompt=prompt, **shot)
    told |= {"frames": frames, "fps": fps}
    return file(told, kind="VIDEO", start=start)


def decoded(drawn: File):
    with av.open(io.BytesIO(drawn.data)) as container:
        stream = container.streams.video[0]
        images = [frame.to_ndarray(format="rgb24") for frame in container.decode(stream)]
        context = stream.codec_context
        return images, stream.average_rate, context.name, context.pix_fmt


@pytest.mark.parametrize(
    ("fps", "frames"), [("24", 1), ("24", 7), ("24000/1001", 13), ("25", 5), ("12.5", 6)]
)
def test_frames_and_rate_are_exact(fps, frames):
    drawn = film(fps=fps, frames=frames)
    images, rate, codec, layout = decoded(drawn)
    assert (len(images), codec, layout) == (frames, "h264", "yuv420p")
    assert rate == Fraction(fps)
    assert drawn.media_type == "video/mp4"
    assert drawn.frames == frames
    assert Fraction(drawn.fps or "0") == Fraction(fps)


def test_the_index_stands_in_front():
    data = film().data
    assert 0 < data.index(b"moov") < data.index(b"mdat")


@pytest.mark.parametrize(
    ("size", "even"), [((321, 181), (320, 180)), ((65, 64), (64, 64)), ((64, 513), (64, 512))]
)
def test_odd_sizes_are_rounded_down(size, even):
    drawn = film(width=size[0], height=size[1], frames=2)
    images, *_ = decoded(drawn)
    assert (drawn.width, drawn.height) == even
    assert images[0].shape == (even[1], even[0], 3)


@pytest.mark.parametrize("framing", FRAMINGS)
def test_every_framing_moves(framing):
    images, *_ = decoded(film(width=160, height=96, frames=3, framing=framing))
    assert len(images) == 3


@pytest.mark.parametrize(
    "move",
    [
        "pan left",
        "tilt up",
        "zoom in",
        "handheld",
        "pull back",
        "truck right",
        "crane down",
        "whip pan",
    ],
)
def test_moves_are_seen(move):
    images, *_ = decoded(film(move, frames=6, fps="12"))
    first, last = images[0].astype(np.float32), images[-1].astype(np.float32)
    if move == "handheld":
        last = images[3].astype(np.float32)
    assert np.abs(first - last).mean() > 4


def moved(one, other, band):
    """How many pixels to the right the columns of a band have gone, by what fits best."""
    top, low = band
    a, b = (image[top:low].mean(axis=(0, 2)) for image in (one, other))
    a, b = a - a.mean(), b - b.mean()
    fits = {k: float((np.roll(a, k)[40:-40] * b[40:-40]).sum()) for k in range(-36, 37)}
    return max(fits, key=lambda k: fits[k])


def layered(move):
    """Plates at four depths with stripes of their own, the same of each frame."""
    shot = words.read(brief(prompt=move))
    rng = np.random.Generator(np.random.PCG64(4))
    canvas = (round(320 / (1 - 2 * motion.BLEED)), round(180 / (1 - 2 * motion.BLEED)))
    paper = finish.Paper((320, 180), shot, 1)
    scene = films.Scene(shot, 1, (320, 180), canvas, 1.0, paper)
    band = canvas[1] // 4
    for k, depth in enumerate((films.SKY, films.FAR, films.NEAR, films.FRONT)):
        row = rng.integers(0, 255, (1, canvas[0] // 6 + 1, 1), dtype=np.uint8)
        stripes = np.repeat(np.repeat(row, 6, axis=1)[:, : canvas[0]], band, axis=0)
        image = Image.fromarray(np.repeat(stripes, 3, axis=2))
        scene.behind.append(
            finish.Plate(image, Image.new("L", image.size, 255), depth, (0, k * band))
        )
    return scene


def test_what_is_near_goes_by_faster():
    scene = layered("truck right")
    first, last = (np.asarray(scene.frame(now), dtype=np.float32) for now in (0.42, 0.58))
    bands = [(4, 24), (44, 74), (96, 124), (146, 172)]
    gone = [-moved(first, last, band) for band in bands]
    assert gone == sorted(gone)
    assert gone[3] > gone[2] > gone[1] + 1
    assert gone[3] > 2 * gone[1]


def test_a_camera_that_turns_sees_all_go_by():
    scene = layered("pan right")
    first, last = (np.asarray(scene.frame(now), dtype=np.float32) for now in (0.35, 0.65))
    gone = [-moved(first, last, band) for band in ((44, 74), (96, 124), (146, 172))]
    assert min(gone) > 3
    assert max(gone) < 1.5 * min(gone)


@pytest.mark.parametrize("weather", ["rain", "snow", "storm"])
def test_weather_moves_before_a_still_camera(weather):
    told: dict[str, Any] = {"frames": 4, "fps": "4", "characters": [], "caption": ""}
    calm, *_ = decoded(film("static shot", **told))
    wild, *_ = decoded(film(f"static shot, {weather}", **told))
    still, moving = (
        np.abs(images[0].astype(np.float32) - images[-1]).mean() for images in (calm, wild)
    )
    assert moving > still + 0.5


def test_fog_drifts():
    shot = words.read(brief(prompt="fog"))
    light = panel.light_of(shot)
    fog = Weather((320, 180), shot, light, styles.medium(None), 1)
    seen = []
    for now in (0.0, 4.0):
        sheet = Image.new("RGB", (320, 180), (10, 10, 10))
        fog.fall(sheet, 1, now)
        seen.append(np.asarray(sheet, dtype=np.float32))
    assert seen[0].mean() > 14
    assert np.abs(seen[0] - seen[1]).mean() > 0.5


def test_who_walks_gets_on():
    told = {"framing": "FULL", "frames": 12, "fps": "12"}
    stands, *_ = decoded(film("static shot", caption="Hamlet stands.", **told))
    walks, *_ = decoded(film("static shot", caption="Hamlet walks.", **told))
    changed = [
        np.abs(images[0].astype(np.float32) - images[-1]).mean() for images in (stands, walks)
    ]
    assert changed[1] > changed[0] + 3


@pytest.mark.parametrize(("pace", "gone"), [(10.0, 40.0), (-10.0, -40.0), (500.0, 100.0)])
def test_a_walk_goes_its_way_and_stays_in_reach(pace, gone):
    plate = finish.Plate(Image.new("RGB", (4, 4)), None, 1.1)
    walker = sprites.Sprite(((plate,),), 1.1, pace, 50.0, (1.0, 0.0), 1.0, 0.0, 0.0, False)
    begin, middle, end = (walker.at(now, 4.0)[1] for now in (0.0, 2.0, 4.0))
    assert middle == 0
    assert end - begin == pytest.approx(gone)


def test_lips_move_while_somebody_speaks():
    told = {"framing": "CLOSE", "frames": 12, "fps": "12"}
    silent, *_ = decoded(film("static shot", caption="Hamlet waits.", **told))
    speaks, *_ = decoded(film("static shot", kind="DIALOGUE", caption="HAMLET: Ah.", **told))
    changed = [
        max(np.abs(images[0].astype(np.float32) - image).mean() for image in images)
        for images in (silent, speaks)
    ]
    assert changed[1] > changed[0] + 0.2


def test_a_film_has_subtitles_but_no_arrows():
    plain, *_ = decoded(film("static shot", frames=2, caption="Hamlet waits.", framing="MEDIUM"))
    said, *_ = decoded(
        film("static shot", frames=2, kind="DIALOGUE", caption="HAMLET: Words, words, words.", framing="MEDIUM")
    )  # fmt: skip
    white = [(image[140:] > 225).all(axis=2).mean() for image in (plain[0], said[0])]
    assert white[1] > white[0] + 0.01
    panned, *_ = decoded(film("pan left", frames=2, caption="A field.", characters=[]))
    blue = (panned[0][..., 2] > 140) & (panned[0][..., 0] < 60)
    assert blue[:120].mean() < 0.001


def test_a_still_camera_is_still():
    images, *_ = decoded(film("static shot", frames=6))
    assert np.abs(images[0].astype(np.float32) - images[-1]).mean() < 2.5


def test_steps_rise():
    told = brief(width=960, height=540) | {"frames": 9}
    *before, last = steps(told, kind="VIDEO")
    assert isinstance(last, File)
    progress = [step.progress for step in before if isinstance(step, Step)]
    assert progress == sorted(set(progress))
    assert sum(step.message.startswith("frame") for step in before if isinstance(step, Step)) >= 3
    for step in before:
        assert isinstance(step, Step)
        if step.preview is None:
            continue
        assert len(step.preview) <= 48 * 1024
        with Image.open(io.BytesIO(step.preview)) as image:
            image.load()


def test_a_start_image_is_panned_over():
    ramp = np.tile(np.arange(256, dtype=np.uint8)[None, :, None], (144, 1, 3))
    data = io.BytesIO()
    Image.fromarray(ramp).save(data, "PNG")
    images, *_ = decoded(film("pan right", frames=8, start=data.getvalue()))
    middle = [image[40:110, 120:200].astype(np.float32).mean() for image in images]
    assert middle[-1] > middle[0] + 8


def test_a_film_may_be_left_half_way():
    told = brief(width=320, height=180) | {"frames": 500}
    from workers.endpoint.rehearsal import Rehearsal

    drawing = Rehearsal().draw(told, kind="VIDEO", seed=1, start_image=None)
    for step in drawing:
        if isinstance(step, Step) and step.message.startswith("frame"):
            break
    drawing.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("told", "fps"),
    [
        ("24000/1001", Fraction(24000, 1001)),
        ("0", 24),
        ("24/0", 24),
        ("1e99999999", 24),
        ("-5", 24),
        (None, 24),
        ("x", 24),
    ],
)
def test_rates(told, fps):
    assert motion.rate(told) == fps


def test_counts():
    assert [motion.count(v) for v in (5, 0, -1, None, True, "7", 2.5)] == [5, *[48] * 6]


@pytest.mark.parametrize("move", [*lexicon.MOVES, "breath"])
@pytest.mark.parametrize("depth", [0.2, 1.0, 1.6])
def test_the_camera_never_leaves_the_canvas(move, depth):
    for k in range(41):
        left, top, right, low = motion.window(motion.gaze(move, k / 40, 4.0, 3), (200, 100), depth)
        assert 0 <= left < right <= 200
        assert 0 <= top < low <= 100


@pytest.mark.parametrize("move", ["push_in", "pan_left", "crane_up", "zoom_out"])
def test_moves_begin_and_end_gently(move):
    looks = [motion.gaze(move, t, 4.0, 1) for t in (0.0, 0.02, 0.49, 0.51, 0.98, 1.0)]
    steps = [
        abs(b.zoom - a.zoom) + abs(b.x - a.x) + abs(b.y - a.y)
        for a, b in zip(looks[::2], looks[1::2], strict=True)
    ]
    assert steps[0] < steps[1] / 5
    assert steps[2] < steps[1] / 5
