import io
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from infra.providers.videos_answers import read_page, read_report, read_video
from infra.providers.videos_form import (
    MENUS,
    Menu,
    fit_picture,
    menu_of,
    nearest_seconds,
    nearest_size,
)
from studio.rendering.ports import ProviderBusy, ProviderRefused

LISTS = st.lists(st.integers(1, 60), min_size=1, max_size=6).map(tuple)
SIZES = st.tuples(st.integers(1, 8_000), st.integers(1, 8_000))


@settings(deadline=None)
@given(st.fractions(0, 60), LISTS)
def test_no_length_is_nearer_and_of_two_the_longer_is_taken(
    wanted: Fraction, allowed: tuple[int, ...]
) -> None:
    found = nearest_seconds(wanted, allowed)
    assert found in allowed
    rest = [one for one in allowed if abs(one - wanted) <= abs(found - wanted)]
    assert found == max(rest)


@pytest.mark.parametrize(
    ("wanted", "seconds"), [("0", 1), ("1/100", 1), ("3/2", 2), ("5/2", 3), ("7", 7)]
)
def test_a_free_length_is_in_whole_seconds(wanted: str, seconds: int) -> None:
    assert nearest_seconds(Fraction(wanted), None) == seconds


@settings(deadline=None)
@given(SIZES, st.lists(SIZES, min_size=1, max_size=5).map(tuple))
def test_what_a_model_has_is_taken_exactly(
    wanted: tuple[int, int], others: tuple[tuple[int, int], ...]
) -> None:
    assert nearest_size(wanted, None) == wanted
    assert nearest_size(wanted, (*others, wanted)) == wanted
    assert nearest_size(wanted, others) in others


@pytest.mark.parametrize(
    ("wanted", "model", "size"),
    [
        ((1920, 1080), "sora-2", (1280, 720)),
        ((1080, 1920), "sora-2-pro", (720, 1280)),
        ((3500, 2000), "sora-2-pro", (1792, 1024)),
        ((512, 512), "sora-2", (1280, 720)),
    ],
)
def test_the_shape_counts_before_the_pixels(
    wanted: tuple[int, int], model: str, size: tuple[int, int]
) -> None:
    assert nearest_size(wanted, MENUS[model].sizes) == size


@pytest.mark.parametrize(
    ("options", "menu"),
    [
        ({}, MENUS["sora-2"]),
        (
            {"seconds": [5, 10, True, -1, "6"], "sizes": ["640x360", "x", "0x9", 7]},
            Menu((5, 10), ((640, 360),)),
        ),
        ({"seconds": "5", "sizes": []}, MENUS["sora-2"]),
    ],
)
def test_options_tell_what_a_model_can_do(options: dict[str, Any], menu: Menu) -> None:
    assert menu_of("sora-2", options) == menu
    assert menu_of(None, {}) == Menu()


@pytest.mark.parametrize(("mode", "kind"), [("RGBA", "PNG"), ("L", "JPEG"), ("P", "PNG")])
def test_any_picture_is_fitted(mode: str, kind: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (30, 90)).save(out, kind)
    with Image.open(io.BytesIO(fit_picture(out.getvalue(), (64, 36)))) as opened:
        assert (opened.size, opened.mode) == ((64, 36), "RGB")


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_bytes_that_are_no_picture_are_refused(data: bytes) -> None:
    with pytest.raises(ProviderRefused):
        fit_picture(data, (64, 36))


NAMES = (
    *("id", "status", "progress", "error", "code", "message", "data", "created_at"),
    *("size", "seconds", "last_id", "has_more", "expires_at"),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(NAMES),
            inner | st.sampled_from(["failed", "in_progress", "completed", "video_1"]),
            max_size=6,
        )
    ),
    max_leaves=12,
)


@settings(deadline=None)
@given(JSON)
def test_whatever_a_server_says_is_understood_or_asked_again(value: object) -> None:
    for read in (read_report, read_page):
        try:
            read(value)
        except ProviderBusy:
            continue
    video = read_video(value)
    assert video is None or (video.progress is None or 0 <= video.progress <= 1)
