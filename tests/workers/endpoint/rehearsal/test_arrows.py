import numpy as np
import pytest
from PIL import Image

from tests.workers.endpoint.rehearsal.pictures import brief
from workers.endpoint.rehearsal import arrows, panel, staging, words
from workers.endpoint.rehearsal.words import FRAMINGS


def boarded(prompt="", *, names=("HAMLET",), **shot):
    told = brief(prompt=prompt, characters=list(names), **shot)
    board = panel.set_up(words.read(told), 1, (640, 360), 0.0)
    board.parts = staging.block(board.stage)
    return board


def drawn(prompt="", **shot):
    """Where arrows were drawn on an empty sheet."""
    board = boarded(prompt, **shot)
    sheet = Image.new("RGB", (640, 360), (90, 90, 90))
    arrows.draw(sheet, board)
    return board, np.abs(np.asarray(sheet, dtype=np.float32) - 90).max(axis=2) > 20


@pytest.mark.parametrize(
    ("prompt", "caption", "some"),
    [
        ("", "Hamlet stands.", False),
        ("", "Hamlet walks.", True),
        ("", "Hamlet runs.", True),
        ("", "Hamlet falls.", True),
        ("", "Hamlet climbs.", True),
        ("static shot", "Hamlet sits.", False),
        ("handheld", "Hamlet sits.", False),
        ("pan left", "Hamlet sits.", True),
        ("tilt up", "Hamlet sits.", True),
        ("dolly in", "Hamlet sits.", True),
        ("zoom out", "Hamlet sits.", True),
    ],
)
def test_arrows_only_where_something_moves(prompt, caption, some):
    _, marks = drawn(prompt, caption=caption, framing="FULL")
    assert marks.any() == some
    assert marks.mean() < 0.06


@pytest.mark.parametrize("framing", [f for f in FRAMINGS if "CLOSE" in f])
def test_near_shots_show_no_way_on_the_ground(framing):
    _, marks = drawn(caption="Hamlet walks.", framing=framing)
    assert not marks.any()


def test_a_walker_s_arrow_points_where_he_goes():
    board, marks = drawn(caption="Hamlet walks.", framing="FULL")
    (part,) = board.parts
    feet = board.seen(part.feet)[0]
    assert (np.nonzero(marks)[1].mean() - feet) * part.way > 20


def test_pans_point_their_way():
    heads = {}
    for way in ("left", "right"):
        _, marks = drawn(f"pan {way}", caption="")
        columns = np.flatnonzero(marks.any(axis=0))
        broad = int(np.argmax(marks.sum(axis=0)))
        heads[way] = (broad - columns[0]) / (columns[-1] - columns[0])
    assert heads["left"] < 0.5 < heads["right"]


@pytest.mark.parametrize("framing", ["WIDE", "FULL", "MEDIUM_WIDE", "MEDIUM", "TWO_SHOT"])
@pytest.mark.parametrize("deed", ["runs", "falls", "climbs"])
def test_an_arrow_lies_within_the_picture_and_over_nobodys_face(framing, deed):
    for name in ("HAMLET", "OPHELIA", "LITTLE GIRL"):
        board = boarded(
            f"{deed}, dolly in", caption=f"{name} {deed}.", framing=framing, names=[name, "TOM"]
        )
        boxes = arrows.draw(Image.new("RGB", (640, 360)), board)
        for left, top, right, low in boxes:
            assert left >= 0 <= top
            assert right <= 640
            assert low <= 360
            for x, y, r in board.heads:
                assert not (left < x + r and x - r < right and top < y + r and y - r < low)
