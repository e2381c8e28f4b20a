import io
from fractions import Fraction

import av
import numpy as np
import pytest
from PIL import Image

from tests.workers.endpoint.rehearsal.pictures import brief, file, steps
from workers.endpoint.rehearsal import File, Step, motion
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


@pytest.mark.parametrize("move", ["", "pan left", "tilt up", "zoom in", "handheld", "pull back"])
def test_moves_are_seen_in_the_picture_and_not_in_the_caption(move):
    images, *_ = decoded(film(move, frames=12))
    first, last = images[0].astype(np.float32), images[-1].astype(np.float32)
    if move == "handheld":
        last = images[6].astype(np.float32)
    assert np.abs(first - last)[:155].mean() > 2
    assert np.abs(first - last)[166:].mean() < 2


def test_a_still_camera_is_still():
    images, *_ = decoded(film("static shot", frames=6))
    assert np.abs(images[0].astype(np.float32) - images[-1]).mean() < 1.5


def test_steps_rise():
    told = brief(width=960, height=540) | {"frames": 9}
    *before, last = steps(told, kind="VIDEO")
    assert isinstance(last, File)
    progress = [step.progress for step in before if isinstance(step, Step)]
    assert progress == sorted(set(progress))
    assert sum(step.message.startswith("frame") for step in before if isinstance(step, Step)) >= 3
    for step in before:
        assert isinstance(step, Step)
        assert step.preview is not None
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


@pytest.mark.parametrize(
    "move", sorted({"pan_left", "pan_right", "tilt_up", "tilt_down", "handheld", "push_in"})
)
def test_the_camera_never_leaves_the_canvas(move):
    from workers.endpoint.rehearsal.finish import Plate

    plate = Plate(Image.new("RGB", (200, 100)), None, 1.6)
    for k in range(41):
        left, top, right, low = motion.window(motion.gaze(move, k / 40, 4.0, 3), plate)
        assert 0 <= left < right <= 200
        assert 0 <= top < low <= 100
