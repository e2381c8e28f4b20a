import numpy as np
import pytest
from PIL import Image

from tests.workers.endpoint.rehearsal.pictures import brief
from workers.endpoint.rehearsal import arrows, panel, staging, words
from workers.endpoint.rehearsal.words import FRAMINGS


def drawn(prompt="", **shot):
    """Where arrows were drawn on an empty sheet."""
    board = panel.set_up(words.read(brief(prompt=prompt, **shot)), 1, (640, 360), 0.0)
    board.parts = staging.block(board.stage)
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
        tall = marks.sum(axis=0)
        heads[way] = int(np.argmax(tall))
    assert heads["left"] < 320 < heads["right"]
