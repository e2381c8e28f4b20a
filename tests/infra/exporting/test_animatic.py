from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any
from uuid import UUID

import av
import numpy as np
import pytest
from PIL import Image, ImageDraw

from infra.exporting.animatic import make_animatic
from infra.exporting.task import CannotExport, Task
from infra.pictures import picture_of
from studio.exporting.animatic import shown_frame
from studio.exporting.cutlist import Level, Media, Transition
from studio.exporting.options import Quality
from studio.library.media import MediaKind
from studio.timeline.rules import Span
from tests.infra.exporting.coded import number_of
from tests.infra.exporting.films import (
    BLACK,
    BLUE,
    DISSOLVE,
    FADE,
    GREEN,
    NTSC,
    NTSC_FILM,
    OPTIONS,
    RED,
    WIPE,
    Studio,
    blended,
    colour,
    cut,
    like,
    shot,
)
from tests.infra.exporting.sounds import RATE, clicks, heard_in, onsets, tone, write
from tests.infra.exporting.test_mixing import heard, loudness_of


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    return Studio(tmp_path)


@pytest.mark.parametrize(
    ("rate", "drop"),
    [(Fraction(24), False), (NTSC_FILM, False), (Fraction(25), False), (NTSC, True)],
)
def test_it_has_exactly_the_frames_and_the_rate(studio: Studio, rate: Fraction, drop: bool) -> None:
    of = cut(shot(0, 13, studio.still(RED)), shot(13, 31, studio.still(BLUE)), rate=rate, drop=drop)

    made = studio.make(of)

    (path,) = made.files
    with av.open(str(path)) as file:
        stream = file.streams.video[0]
        frames = list(file.decode(stream))
        assert (stream.frames, stream.average_rate) == (31, rate)
        assert stream.duration * stream.time_base == 31 / rate
        assert [frame.pts * frame.time_base for frame in frames] == [
            rank / rate for rank in range(31)
        ]
        context = stream.codec_context
        assert (context.name, context.pix_fmt, context.width, context.height) == (
            *("h264", "yuv420p"),
            *(64, 36),
        )
        tags = (context.colorspace, context.color_range, context.color_primaries, context.color_trc)
        assert tags == (1, 1, 1, 1)
        assert file.metadata["title"] == "The Film"
    assert path.name == "The-Film.mp4"
    assert (made.facts["frames"], made.facts["rate"]) == (31, str(rate))
    data = path.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


def test_each_shot_is_shown_in_its_colours_and_a_gap_is_black(studio: Studio) -> None:
    of = cut(shot(0, 5, studio.still(RED)), shot(8, 12, studio.still(GREEN)))

    frames = studio.shown(of)

    wanted = [RED] * 5 + [BLACK] * 3 + [GREEN] * 4
    assert [colour(frame) for frame in frames] == [like(one) for one in wanted]


def test_the_highest_track_is_seen_and_alternates_are_not(studio: Studio) -> None:
    red, green, blue = (studio.still(one) for one in (RED, GREEN, BLUE))
    low = shot(0, 12, red, alternates=(blue,))

    frames = studio.shown(cut(low, shot(4, 8, green)))

    wanted = [RED] * 4 + [GREEN] * 4 + [RED] * 4
    assert [colour(frame) for frame in frames] == [like(one) for one in wanted]


@pytest.mark.parametrize("own", [Fraction(24), Fraction(16), NTSC, NTSC_FILM])
@pytest.mark.parametrize("source", [0, 7])
def test_a_film_shows_the_frame_that_the_plan_says(
    studio: Studio, own: Fraction, source: int
) -> None:
    event = shot(0, 30, studio.film(40, own), source=source)

    frames = studio.shown(cut(event, size=(64, 48)))

    wanted = [shown_frame(event, frame, Fraction(24)) for frame in range(30)]
    assert [number_of(frame) for frame in frames] == wanted


@pytest.mark.parametrize("options", [{}, {"gop": 400}, {"x264-params": "open-gop=1:bframes=4"}])
def test_far_in_a_film_it_is_exact_too(studio: Studio, options: dict[str, Any]) -> None:
    event = shot(0, 6, studio.film(240, Fraction(24), **options), source=200)

    frames = studio.shown(cut(event, size=(64, 48)))

    assert [number_of(frame) for frame in frames] == list(range(200, 206))


def test_a_film_that_is_too_short_holds_its_last_frame(studio: Studio) -> None:
    frames = studio.shown(cut(shot(0, 20, studio.film(12, Fraction(24))), size=(64, 48)))

    assert [number_of(frame) for frame in frames] == [*range(12), *[11] * 8]


SPACES = {
    "unsaid": (5, 1, {}),
    "bt709": (1, 1, {"colorspace": 1, "color_range": 1}),
    "bt601": (5, 1, {"colorspace": 6, "color_range": 1}),
    "full": (1, 2, {"colorspace": 1, "color_range": 2}),
}
"""The matrix and range that a film's pixels are in, and what it says of them."""


@pytest.mark.parametrize("space", SPACES)
def test_the_colours_of_films_are_kept(studio: Studio, space: str) -> None:
    matrix, range_, said = SPACES[space]
    path = studio.folder / space
    picture = av.VideoFrame.from_image(Image.new("RGB", (64, 36), GREEN)).reformat(
        format="yuv420p", dst_colorspace=matrix, dst_color_range=range_
    )
    with av.open(str(path), "w", format="mp4") as file:
        stream = file.add_stream("libx264", rate=24, options={"crf": "4"})
        stream.width, stream.height, stream.pix_fmt = 64, 36, "yuv420p"
        for name, value in said.items():
            setattr(stream.codec_context, name, value)
            setattr(picture, name, value)
        for rank in range(3):
            picture.pts = rank
            file.mux(stream.encode(picture))
        file.mux(stream.encode(None))

    frames = studio.shown(cut(shot(0, 3, studio.film(3, Fraction(24), path))))

    assert [colour(frame) for frame in frames] == [like(GREEN, 6)] * 3


def test_an_animation_moves_at_its_own_pace(studio: Studio) -> None:
    parts = [Image.new("RGB", (64, 36), one) for one in (RED, GREEN, BLUE)]
    path = studio.folder / "animation"
    parts[0].save(path, "GIF", save_all=True, append_images=parts[1:], duration=100)

    frames = studio.shown(cut(shot(0, 9, studio.film(3, Fraction(10), path)), rate=Fraction(30)))

    wanted = [RED] * 3 + [GREEN] * 3 + [BLUE] * 3
    assert [colour(frame) for frame in frames] == [like(one) for one in wanted]


def test_a_dissolve_mixes_both_shots(studio: Studio) -> None:
    second = shot(10, 20, studio.still(BLUE), transition=Transition(DISSOLVE, 8))

    frames = studio.shown(cut(shot(0, 10, studio.still(RED)), second))

    shares = [0.0] * 6 + [(2 * rank + 1) / 16 for rank in range(8)] + [1.0] * 6
    wanted = [like(blended(RED, BLUE, share), 8) for share in shares]
    assert [colour(frame) for frame in frames] == wanted


def test_in_a_dissolve_films_go_on_beyond_their_edges(studio: Studio) -> None:
    second = shot(10, 30, studio.film(60, Fraction(24)), source=20, transition=Transition(WIPE, 10))
    of = cut(shot(0, 10, studio.film(60, Fraction(24))), second, size=(64, 48))

    frames = studio.shown(of)

    # The last stripe is of numbers from 128 on, the others of the film that is left, or to come.
    assert [number_of(frame) for frame in frames[:5]] == list(range(5))
    assert [number_of(frame) for frame in frames[15:]] == list(range(25, 40))
    assert number_of(frames[14]) & 31 == 24 & 31
    assert number_of(frames[5]) & ~1 == 5 & ~1


def test_a_fade_goes_through_black(studio: Studio) -> None:
    second = shot(10, 20, studio.still(GREEN), transition=Transition(FADE, 9))

    frames = studio.shown(cut(shot(0, 10, studio.still(RED)), second))

    assert colour(frames[5]) == like(RED)
    assert colour(frames[8]) == like(blended(BLACK, RED, 4 / 9), 8)
    assert colour(frames[10]) == like(BLACK)
    assert colour(frames[12]) == like(blended(BLACK, GREEN, 4 / 9), 8)
    assert colour(frames[15]) == like(GREEN)


def test_a_wipe_comes_from_the_left(studio: Studio) -> None:
    second = shot(10, 20, studio.still(BLUE), transition=Transition(WIPE, 8))

    frames = studio.shown(cut(shot(0, 10, studio.still(RED)), second), width=128, height=72)

    for rank in range(8):
        edge = (2 * rank + 1) / 16
        assert colour(frames[6 + rank], edge - 0.05) == like(BLUE, 10)
        assert colour(frames[6 + rank], edge + 0.05) == like(RED, 10)


@pytest.mark.parametrize(("size", "x", "y"), [((36, 36), 0.05, 0.5), ((128, 36), 0.5, 0.1)])
def test_nothing_is_stretched(studio: Studio, size: tuple[int, int], x: float, y: float) -> None:
    (frame, *_) = studio.shown(cut(shot(0, 2, studio.still(Image.new("RGB", size, GREEN)))))

    assert colour(frame, x, y) == like(BLACK)
    assert colour(frame, 1 - x, 1 - y) == like(BLACK)
    assert colour(frame) == like(GREEN)


PICTURES: Mapping[str, tuple[Callable[[], Image.Image], str, Sequence[int]]] = {
    "grey": (lambda: Image.new("L", (64, 36), 90), "png", (90, 90, 90)),
    "deep": (
        lambda: Image.fromarray(np.full((36, 64), 90 * 257, np.uint16)),
        *("png", (90, 90, 90)),
    ),
    "palette": (lambda: Image.new("RGB", (64, 36), RED).convert("P"), "png", (204, 51, 51)),
    "see-through": (lambda: Image.new("RGBA", (64, 36), (0, 0, 0, 0)), "png", (255, 255, 255)),
    "jpeg": (lambda: Image.new("RGB", (640, 360), BLUE), "jpeg", BLUE),
    "webp": (lambda: Image.new("RGB", (64, 36), GREEN), "webp", GREEN),
}


@pytest.mark.parametrize("name", PICTURES)
def test_pictures_of_all_kinds_are_shown(studio: Studio, name: str) -> None:
    made, form, wanted = PICTURES[name]

    (frame, *_) = studio.shown(cut(shot(0, 2, studio.still(made(), form))))

    assert colour(frame) == like(wanted, 8)


def test_a_photo_is_shown_upright(studio: Studio) -> None:
    picture = Image.new("RGB", (36, 64), RED)
    ImageDraw.Draw(picture).rectangle((0, 32, 36, 64), fill=BLUE)
    picture.getexif()[0x0112] = 8  # its left is up

    (frame, *_) = studio.shown(cut(shot(0, 2, studio.still(picture, "jpeg"))))

    assert colour(frame, 0.25) == like(RED, 10)
    assert colour(frame, 0.75) == like(BLUE, 10)


def spot(x: float = 0.5, y: float = 0.5, size: tuple[int, int] = (320, 180)) -> Image.Image:
    """A bright square on dark grey."""
    picture = Image.new("RGB", size, (30, 30, 30))
    across, down = x * size[0], y * size[1]
    ImageDraw.Draw(picture).rectangle(
        (across - 12, down - 12, across + 12, down + 12), fill="white"
    )
    return picture


def middle(frame: Image.Image) -> tuple[float, float]:
    """Where the bright square is."""
    light = np.clip(np.asarray(frame.convert("L"), float) - 50, 0, None)
    across, down = light.sum(axis=0), light.sum(axis=1)
    places = (np.average(np.arange(one.size), weights=one) for one in (across, down))
    x, y = map(float, places)
    return x, y


@pytest.mark.parametrize("quality", Quality)
@pytest.mark.parametrize(
    ("note", "size"), [("pan left", (320, 180)), ("tilt down", (160, 180)), ("push in", (640, 360))]
)
def test_pan_and_zoom_go_smoothly_over_a_still(
    studio: Studio, note: str, size: tuple[int, int], quality: Quality
) -> None:
    of = cut(shot(0, 30, studio.still(spot(0.3, 0.4, size)), note=note), size=(320, 180))

    frames = studio.shown(of, pan_and_zoom=True, quality=quality)

    places = np.array([middle(frame) for frame in frames])
    steps = np.diff(places, axis=0)
    gone = places[-1] - places[0]
    assert np.hypot(*gone) > 0.5
    assert np.abs(steps).max() <= (0.6 if quality is Quality.FINAL else 1.1)
    for axis in (0, 1):
        straight = np.sign(steps[:, axis]) * np.sign(gone[axis])
        assert (steps[:, axis][straight < 0] ** 2).sum() < 0.15


@pytest.mark.parametrize("quality", Quality)
def test_a_still_lies_in_the_same_place_whether_it_moves_or_not(
    studio: Studio, quality: Quality
) -> None:
    of = cut(shot(0, 24, studio.still(spot(0.4, 0.6)), note="push in"), size=(320, 180))

    (still, *_), (moving, *_) = (
        studio.shown(of, quality=quality, pan_and_zoom=moves) for moves in (False, True)
    )

    assert middle(moving) == like(middle(still), 0.3)


def test_without_pan_and_zoom_a_still_stands_still(studio: Studio) -> None:
    of = cut(shot(0, 20, studio.still(spot(0.3)), note="push in"), size=(320, 180))

    first, *_, last = studio.shown(of)

    assert middle(first) == like(middle(last), 0.2)


def test_a_range_has_the_frames_that_the_whole_has_there(studio: Studio) -> None:
    second = shot(
        20, 40, studio.film(60, Fraction(24)), source=5, transition=Transition(DISSOLVE, 8)
    )
    of = cut(shot(0, 20, studio.still(spot()), note="push in"), second, size=(320, 180))
    more = {"quality": Quality.FINAL, "pan_and_zoom": True, "burn_timecode": True}

    whole = studio.shown(of, **more)
    part = studio.shown(of, first_frame=11, last_frame=30, **more)

    assert len(part) == 20
    for one, other in zip(part, whole[11:31], strict=True):
        assert np.abs(np.asarray(one, np.int16) - np.asarray(other, np.int16)).mean() < 1.5


def test_what_has_no_picture_is_a_slate_in_grey(studio: Studio) -> None:
    missing = Media(UUID(int=999), "Film/gone.png", MediaKind.IMAGE, "0" * 64, 64, 36)
    (studio.folder / "bad").write_bytes(b"\x89PNG\r\n\x1a\nnothing")
    bad = studio.keep(studio.folder / "bad", MediaKind.IMAGE)
    (studio.folder / "worse").write_bytes(b"\x00\x00\x00\x18ftypisomnothing")
    worse = replace(
        studio.keep(studio.folder / "worse", MediaKind.VIDEO), frames=9, rate=Fraction(24)
    )
    of = cut(
        *(
            shot(4 * rank, 4 * rank + 4, one)
            for rank, one in enumerate((None, missing, bad, worse))
        ),
        size=(640, 360),
    )

    made = studio.make(of)

    with av.open(str(made.files[0])) as file:
        frames = [picture_of(frame) for frame in file.decode(video=0)]
    assert len(frames) == 16
    assert made.facts["slates"] == 4
    assert set(made.facts["unreadable"]) == {bad.name, worse.name}
    for frame in frames:
        red, green, blue = colour(frame, 0.5, 0.2)
        assert red == green == blue == like(27)
        assert np.asarray(frame.convert("L")).max() > 200
    assert words(frames[0], frames[4]) != []  # why it has none is told differently


def words(one: Image.Image, other: Image.Image, by: int = 60) -> list[tuple[int, int]]:
    """Where two pictures differ much, as shares of a hundred of their height."""
    far = np.abs(np.asarray(one, np.int16) - np.asarray(other, np.int16)).max(axis=2) > by
    return [(int(x * 100 / far.shape[1]), int(y * 100 / far.shape[0])) for y, x in np.argwhere(far)]


def bounds(places: list[tuple[int, int]]) -> tuple[int, int, int, int]:
    across, down = zip(*places, strict=True)
    return min(across), min(down), max(across), max(down)


def test_captions_stand_below_in_two_lines_at_most(studio: Studio) -> None:
    note = "Marlowe sits behind the desk. Rain runs down the window. " * 6
    of = cut(shot(0, 2, studio.still(BLUE), note=note), size=(640, 360))

    (plain, _), (said, _) = studio.shown(of), studio.shown(of, captions=True)

    left, top, right, bottom = bounds(words(plain, said))
    assert left >= 5
    assert right <= 95
    assert top >= 75
    assert bottom <= 96
    assert abs(left + right - 100) <= 4


def test_timecode_and_names_are_burnt_in_above(studio: Studio) -> None:
    of = cut(shot(0, 4, studio.still(BLUE)), size=(640, 360))

    plain = studio.shown(of)[0]
    timed, _, _, later = studio.shown(of, burn_timecode=True)
    named = studio.shown(of, burn_names=True)[0]

    left, _, right, bottom = bounds(words(plain, timed))
    assert left >= 70
    assert right <= 97
    assert bottom <= 12
    assert words(timed, later)
    left, _, right, bottom = bounds(words(plain, named))
    assert left >= 2
    assert right <= 60
    assert bottom <= 12


def test_the_timecode_is_that_of_the_cut(studio: Studio) -> None:
    """Drop-frame counts with a semicolon; a range goes on where it is."""
    still = studio.still(BLUE)
    whole = cut(shot(0, 1802, still), rate=NTSC, size=(320, 180))
    dropped = cut(shot(0, 1802, still), rate=NTSC, drop=True, size=(320, 180))

    plain = studio.shown(whole, burn_timecode=True, first_frame=1798, last_frame=1801)
    other = studio.shown(dropped, burn_timecode=True, first_frame=1798, last_frame=1801)
    again = studio.shown(whole, burn_timecode=True, first_frame=1798, last_frame=1801)

    assert not words(plain[0], again[0])
    before, after = words(plain[1], other[1]), words(plain[2], other[2])
    assert before, "a sign is another"
    assert len(after) > len(before), "after a minute the numbers are others too"


def test_the_timecode_counts_from_where_the_cut_begins(studio: Studio) -> None:
    of = cut(shot(0, 12, studio.still(BLUE)), size=(640, 360))

    late = studio.shown(of, burn_timecode=True, first_frame=10)[0]
    begun, *_ = studio.shown(replace(of, begins=of.begins + 10), burn_timecode=True)
    other, *_ = studio.shown(replace(of, begins=of.begins + 11), burn_timecode=True)

    assert words(late, begun) == []
    assert words(late, other)


@pytest.mark.parametrize("rate", [Fraction(24), NTSC_FILM])
@pytest.mark.parametrize("first", [0, 7])
def test_sound_begins_with_its_frame(studio: Studio, rate: Fraction, first: int) -> None:
    path = write(studio.folder / "click.wav", clicks(0.5, [0]))
    music = studio.keep(path, MediaKind.AUDIO)
    sounds = [heard(50 + at, Span(at, at + 10), music) for at in (9, 24)]
    of = cut(shot(0, 48, studio.still(RED)), rate=rate, sounds=sounds)

    made = studio.make(of, first_frame=first)

    found = onsets(heard_in(made.files[0]))
    wanted = [round((at - first) / rate * RATE) for at in (9, 24)]
    assert len(found) == 2
    for onset, sample in zip(found, wanted, strict=True):
        assert abs(onset - sample) <= RATE // 1000
    with av.open(str(made.files[0])) as file:
        audio = file.streams.audio[0]
        assert (audio.codec_context.name, audio.rate, audio.channels) == ("aac", RATE, 2)
        assert float(audio.duration * audio.time_base) == pytest.approx(
            (48 - first) / rate, abs=0.03
        )
        assert audio.start_time == 0


@pytest.mark.parametrize("level", [-40, -12])
def test_the_sound_is_as_loud_as_is_asked_for(studio: Studio, level: float) -> None:
    music = studio.keep(write(studio.folder / "tone.wav", tone(3, level)), MediaKind.AUDIO)
    sounds = [heard(50, Span(0, 72), music, level=Level(-6))]

    made = studio.make(cut(shot(0, 72, studio.still(RED)), sounds=sounds), loudness=-18.0)

    assert loudness_of(heard_in(made.files[0])) == pytest.approx(-18, abs=0.5)
    assert made.facts["loudness"] == pytest.approx(-18, abs=0.1)


def test_without_sound_there_is_none(studio: Studio) -> None:
    music = studio.keep(write(studio.folder / "tone.wav", tone(1, -20)), MediaKind.AUDIO)
    of = cut(shot(0, 4, studio.still(RED)), sounds=[heard(50, Span(0, 4), music)])

    silent = studio.make(of, sound=False)
    muted = studio.make(cut(shot(0, 4, studio.still(RED))))

    for made in (silent, muted):
        with av.open(str(made.files[0])) as file:
            assert not file.streams.audio


def test_progress_is_told_up_to_the_end(studio: Studio) -> None:
    told: list[float] = []
    (out := studio.folder / "out").mkdir()
    of = cut(shot(0, 20, studio.still(RED)))

    make_animatic(Task(of, OPTIONS, studio.files, out), told.append)

    assert told == sorted(told)
    assert told[-1] == 1
    assert 0 < told[0] <= 0.1


@pytest.mark.parametrize("options", [{}, {"first_frame": 40}])
def test_where_there_is_no_frame_nothing_is_made(studio: Studio, options: dict[str, int]) -> None:
    events = [shot(0, 20, studio.still(RED))] if options else []

    with pytest.raises(CannotExport, match="There is no frame to show"):
        studio.make(cut(*events), **options)
