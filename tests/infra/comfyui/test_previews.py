import io
import random

from PIL import Image

from infra.comfyui.previews import fit_preview

LIMIT = 48 * 1024


def noise(kind: str, side: int) -> bytes:
    data = random.Random(1).randbytes(side * side * 3)
    buffer = io.BytesIO()
    Image.frombytes("RGB", (side, side), data).save(buffer, kind)
    return buffer.getvalue()


def test_a_small_jpeg_stays_as_it_is() -> None:
    small = noise("JPEG", 64)
    assert fit_preview(small, LIMIT) is small


def test_what_is_too_large_or_no_jpeg_becomes_a_small_jpeg() -> None:
    for raw in (noise("JPEG", 900), noise("PNG", 64), noise("PNG", 900)):
        fitted = fit_preview(raw, LIMIT)
        assert fitted is not None
        assert len(fitted) <= LIMIT
        with Image.open(io.BytesIO(fitted)) as image:
            assert image.format == "JPEG"


def test_what_is_no_picture_is_left_out() -> None:
    assert fit_preview(b"no picture", LIMIT) is None
    assert fit_preview(noise("PNG", 64)[:100], LIMIT) is None
    assert fit_preview(noise("JPEG", 900), 10) is None


def test_a_picture_of_too_many_pixels_is_not_opened() -> None:
    buffer = io.BytesIO()
    Image.new("1", (4_100, 4_100)).save(buffer, "PNG")
    assert fit_preview(buffer.getvalue(), LIMIT) is None
