import math

import numpy as np
import pytest
from PIL import Image

from tests.workers.endpoint.rehearsal.pictures import brief, file, pixels
from workers.endpoint.rehearsal import lettering, panel, staging, words

LONG = "What art thou that usurp'st this time of night? By heaven I charge thee, speak! " * 4
SHOTS = ("WIDE", "FULL", "MEDIUM", "MEDIUM_CLOSE", "CLOSE", "TWO_SHOT", "OVER_THE_SHOULDER")


def lettered(framing, text, *, size=(640, 360), seed=1):
    told = brief(
        width=size[0],
        height=size[1],
        framing=framing,
        kind="DIALOGUE",
        caption=f"HAMLET: {text}",
        characters=["HAMLET", "HORATIO"],
    )
    board = panel.set_up(words.read(told), seed, size, 0.0)
    board.parts = staging.block(board.stage)
    sheet = Image.new("RGB", size, (90, 90, 90))
    drawn = lettering.speech(sheet, board.stage.shot, board.heads, board.mouths)
    return board, drawn, sheet


@pytest.mark.parametrize("text", ["No.", "Stand, and unfold yourself!", LONG], ids=("a", "b", "c"))
@pytest.mark.parametrize("framing", SHOTS)
def test_words_are_read_and_cover_no_face(framing, text):
    board, (balloon,), _ = lettered(framing, text)
    assert balloon.size >= 0.042 * 360
    assert 1 <= len(balloon.rows) <= 3
    left, top, right, low = balloon.box
    assert left >= 0
    assert top >= 0
    assert right <= 640
    assert low <= 360
    for x, y, radius in board.heads:
        # A face may fill the picture; then the words go where the least of it is.
        if radius < 90:
            away = math.hypot(max(left - x, 0, x - right), max(top - y, 0, y - low))
            assert away >= radius * 0.9


@pytest.mark.parametrize("size", [(640, 360), (360, 640)])
@pytest.mark.parametrize("framing", ["FULL", "MEDIUM", "TWO_SHOT"])
def test_a_balloon_lies_over_no_body(framing, size):
    text = "You never said you were leaving. Not once in eleven years."
    board, (balloon,), _ = lettered(framing, text, size=size)
    if balloon.tail is None:
        return
    left, top, right, low = balloon.box
    over = 0.0
    for x, y, r in board.heads:
        wide = min(right, x + 1.6 * r) - max(left, x - 1.6 * r)
        over += max(0.0, wide) * max(0.0, min(low, y + 6 * r) - max(top, y + r))
    assert over < 0.25 * (right - left) * (low - top)


@pytest.mark.parametrize("text", ["No.", "Stand, and unfold yourself!", LONG], ids=("a", "b", "c"))
def test_letters_of_a_tall_picture_can_be_read(text):
    _, (balloon,), _ = lettered("MEDIUM", text, size=(360, 640))
    assert balloon.size >= 0.035 * 640
    assert 0 <= balloon.box[0] <= balloon.box[2] <= 360


def test_a_balloon_has_a_tail_to_the_mouth():
    board, (balloon,), sheet = lettered("MEDIUM", "No.")
    assert balloon.tail is not None
    x, y, radius = board.mouths["HAMLET"]
    assert math.hypot(balloon.tail[0] - x, balloon.tail[1] - y) <= radius
    assert (np.asarray(sheet) == (253, 251, 245)).all(axis=2).any()


def test_what_is_too_long_says_so():
    _, (balloon,), _ = lettered("MEDIUM", LONG)
    assert balloon.rows[-1].endswith("…")
    _, (short,), _ = lettered("MEDIUM", "No.")
    assert short.rows == ("No.",)


def test_who_is_not_seen_speaks_under_the_picture():
    told = brief(kind="DIALOGUE", caption="VOICE: Who's there?", characters=["HAMLET"])
    board = panel.set_up(words.read(told), 1, (640, 360), 0.0)
    board.parts = staging.block(board.stage)
    (balloon,) = lettering.speech(
        Image.new("RGB", (640, 360)), board.stage.shot, board.heads, board.mouths
    )
    assert balloon.tail is None
    assert balloon.box[1] > 250


def test_two_speak_apart():
    told = brief(
        framing="TWO_SHOT",
        kind="DIALOGUE",
        caption="HAMLET: Who? HORATIO: The king!",
        characters=["HAMLET", "HORATIO"],
    )
    board = panel.set_up(words.read(told), 1, (640, 360), 0.0)
    board.parts = staging.block(board.stage)
    one, other = lettering.speech(
        Image.new("RGB", (640, 360)), board.stage.shot, board.heads, board.mouths
    )
    a, b = one.box, other.box
    assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
    assert a[1] < b[1]


def test_the_slate_tells_number_and_framing():
    blank = Image.new("RGB", (320, 180), (90, 90, 90))
    lettering.slate(blank, words.read(brief(number="12B", framing="CLOSE")), [])
    marked = np.abs(np.asarray(blank, dtype=np.float32) - 90).max(axis=2) > 20
    rows, columns = np.nonzero(marked)
    assert columns.max() < 120
    assert 11 <= rows.max() - rows.min() < 30
    assert set(lettering.SHORT) == set(words.FRAMINGS)


def test_the_slate_goes_where_no_head_is():
    blank = Image.new("RGB", (320, 180), (90, 90, 90))
    lettering.slate(blank, words.read(brief(number="12B")), [(30.0, 20.0, 25.0)])
    marked = np.abs(np.asarray(blank, dtype=np.float32) - 90).max(axis=2) > 20
    assert np.nonzero(marked)[1].min() > 160


def test_action_is_not_written_into_the_picture():
    plain = pixels(file(brief(caption="A field.", characters=[])))
    longer = pixels(file(brief(caption="A field, and all its many flowers in it.", characters=[])))
    assert np.abs(plain - longer).mean() < 0.5
