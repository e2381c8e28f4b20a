"""What stands in a set, by the colours and the shapes that only it has."""

import pytest

from tests.workers.endpoint.rehearsal.pictures import brief
from tests.workers.endpoint.rehearsal.sets import built, staged
from tests.workers.endpoint.rehearsal.test_props import held
from tests.workers.endpoint.rehearsal.test_staging import boarded
from workers.endpoint.rehearsal import setting, staging, words
from workers.endpoint.rehearsal.figures.figure import head_of
from workers.endpoint.rehearsal.setting import aboard, market, woodland
from workers.endpoint.rehearsal.stage import Stage


def counted(monkeypatch, module, name, place, **more):
    """How often a set draws a thing."""
    calls = []
    draw = getattr(module, name)
    monkeypatch.setattr(module, name, lambda *a, **k: (calls.append(a), draw(*a, **k))[1])
    built(place, **more)
    return calls


@pytest.mark.parametrize(
    ("heading", "place"),
    [
        ("EXT. MARKET - DAY", "market"), ("EXT. OLD MARKET SQUARE - DAY", "market"), ("INT. SHOP - DAY", "shop"),
        ("INT. BAKERY - DAY", "shop"), ("INT. SHIP'S CABIN - NIGHT", "cabin"), ("INT. CAPTAIN'S CABIN - DAY", "cabin"),
        ("INT. CABIN OF THE SHIP - DAY", "cabin"), ("EXT. FOREST ROAD - DAY", "forest_road"), ("INT. CABIN - DAY", "room"),
        ("EXT. ROAD THROUGH THE WOODS - DAY", "forest_road"), ("EXT. FOREST - DAY", "forest"), ("INT. WORKSHOP - DAY", "warehouse"),
    ],
)  # fmt: skip
def test_headings_of_places_of_their_own(heading, place):
    shot = words.read(brief(scene=heading, caption="", characters=[]))
    assert shot.place == place


def test_a_market_has_stalls_on_both_sides(monkeypatch):
    stalls = counted(monkeypatch, market, "stall", "market")
    assert len(stalls) >= 8
    assert {x > 0 for _, x, *_ in stalls} == {True, False}
    assert len({hue for *_, hue, _ in stalls}) > 3


def test_awnings_are_striped(monkeypatch):
    laid = []
    facet = Stage.facet
    monkeypatch.setattr(
        Stage, "facet", lambda self, corners, colour, **k: (laid.append(colour), facet(self, corners, colour, **k))[1]
    )  # fmt: skip
    hue = market.AWNINGS[0]
    market.stall(staged("market"), 3.0, 4.0, hue, 0)
    stripes = [colour for colour in laid if colour in {hue, market.CREAM}]
    assert stripes == [market.CREAM, hue] * 4


def test_a_cabin_has_portholes_with_the_sea(monkeypatch):
    holes = counted(monkeypatch, aboard, "porthole", "cabin")
    assert len(holes) == 3


def test_a_shop_has_a_counter_and_shelves(monkeypatch):
    assert counted(monkeypatch, market, "_counter", "shop")
    assert counted(monkeypatch, market.f, "shelf", "shop")


def test_a_forest_road_is_free_of_trunks_and_narrows(monkeypatch):
    boles = counted(monkeypatch, woodland, "_bole", "forest_road")
    assert len(boles) > 20
    assert min(abs(x) for _, x, _ in boles) > 2.2
    stage = staged("forest_road")
    wide = [stage.camera.at(1.9, 0, z)[0] - stage.camera.at(-1.9, 0, z)[0] for z in (0, 10, 40)]
    assert wide[0] > 2 * wide[1] > 4 * wide[2]


@pytest.mark.parametrize("place", ["forest", "forest_road"])
def test_from_far_off_whole_trees_are_seen(monkeypatch, place):
    assert not counted(monkeypatch, woodland, "_bole", place, framing="EXTREME_WIDE")
    monkeypatch.undo()
    assert len(counted(monkeypatch, woodland.plants, "tree", place, framing="EXTREME_WIDE")) > 20


def test_a_sunflower_is_yellow_around_a_dark_face():
    image = held("sunflower")
    middle, ring = image[40:54, 58:70, :3], image[[20, 75, 47, 47], [64, 64, 34, 94], :3]
    assert middle.mean() < 110
    yellow = image[..., 3] > 128
    hue = image[yellow][:, :3]
    assert ((hue[:, 0] > 190) & (hue[:, 1] > 120) & (hue[:, 2] < 130)).mean() > 0.25
    assert ring[:, 2].mean() < ring[:, 0].mean()


@pytest.mark.parametrize(
    ("words_", "thing"),
    [
        ("Tom reads a newspaper.", "newspaper"), ("Tom folds the paper.", "newspaper"),
        ("Tom holds a sunflower.", "sunflower"), ("Tom holds a rose.", "flower"), ("Tom studies a map.", "map"),
        ("Tom carries a torch.", "torch"), ("Tom plays the violin.", "violin"), ("Tom eats bread.", "food"),
    ],
)  # fmt: skip
def test_what_the_action_names_is_in_the_hand(words_, thing):
    board = boarded(characters=["TOM"], caption=words_, framing="MEDIUM")
    assert board.parts[0].prop == thing


@pytest.mark.parametrize("name", ["ANNA", "TOM", "GHOST"])
def test_what_stands_in_the_set_is_where_one_looks(name, monkeypatch):
    calls = []
    monkeypatch.setattr(setting.props, "stand", lambda *a, **k: calls.append(a))
    board = boarded(
        scene="EXT. STREET - DAY", characters=[name], caption=f"{name} points at the car.",
        framing="FULL",
    )  # fmt: skip
    setting.build(board.stage)
    ((stage, thing, x, z),) = calls
    (part,) = [part for part in board.parts if part.stance == "point"]
    assert thing == "car"
    assert (stage.camera.at(x, 0, z)[0] - part.feet[0]) * part.way > 0


def test_a_ship_is_on_the_water_only(monkeypatch):
    for scene, seen_ in (("EXT. BEACH - DAY", 1), ("EXT. STREET - DAY", 0)):
        calls = []
        monkeypatch.setattr(setting.props, "stand", lambda *a, calls=calls, **k: calls.append(a))
        board = boarded(scene=scene, characters=["TOM"], caption="Tom points at the ship.")
        setting.build(board.stage)
        assert len(calls) == seen_


@pytest.mark.parametrize("framing", ["WIDE", "FULL", "MEDIUM", "TWO_SHOT"])
def test_in_a_car_people_sit_beside_each_other_behind_the_board(framing):
    told = {"characters": ["TOM", "ANNA"], "caption": "Anna drives.", "framing": framing}
    board = boarded(scene="INT. CAR - DAY", **told)
    setting.build(board.stage)
    high = board.stage.near.size[1]
    heads = [head_of(part).at for part in board.parts]
    assert all(0.3 < y / high < 0.5 for _, y in heads)
    assert {part.stance for part in board.parts} == {"drive"}
    assert all(abs(head_of(part).yaw) < 0.8 for part in board.parts), "they are turned to us"
    assert board.parts[-1].look == staging.look_for(words.Actor("ANNA")), "she is at the wheel"
    wheel = board.parts[-1]
    off = wheel.feet[0] - board.stage.near.size[0] / 2
    assert off * board.stage.side > 0
    assert board.stage.front.image.getchannel("A").getbbox()[1] > high * 0.6
