import pytest

from tests.workers.endpoint.rehearsal.pictures import brief
from workers.endpoint.rehearsal import caption, deeds, lexicon, words


def read(prompt="", **shot):
    return words.read(brief(prompt=prompt, **shot))


@pytest.mark.parametrize(
    ("scene", "place", "inside", "hour"),
    [
        ("EXT. ELSINORE. A PLATFORM BEFORE THE CASTLE - NIGHT", "castle", False, "night"),
        ("EXT. ELSINORE - THE PLATFORM - MIDNIGHT", "castle", False, "night"),
        ("INT. CASTLE - DAY", "hall", True, "day"),
        ("INT. THE QUEEN'S CLOSET - EVENING", "bedroom", True, "dusk"),
        ("EXT. A CHURCHYARD - DAWN", "graveyard", False, "dawn"),
        ("EXT. HEATH - SUNSET", "field", False, "dusk"),
        ("EXT. BAKER STREET, LONDON - MIDNIGHT", "city", False, "night"),
        ("INT. LIGHTHOUSE - MORNING", "room", True, "dawn"),
        ("EXT. OFFICE - CONTINUOUS", "city", False, "day"),
        ("INT. CAR - NIGHT", "car", True, "night"),
        ("EXT. CAR - NIGHT", "road", False, "night"),
        ("EXT. NIGHT MARKET - DAY", "market", False, "day"),
        ("INT. STARSHIP, COCKPIT - DAY", "spaceship", True, "day"),
        ("INT./EXT. FOREST - NOON", "forest", False, "day"),
        ("", "open", False, "day"),
    ],
)
def test_headings(scene, place, inside, hour):
    shot = read(scene=scene, caption="")
    assert (shot.place, shot.inside, shot.hour) == (place, inside, hour)


@pytest.mark.parametrize(
    ("told", "pose"),
    [
        ("Hamlet sits and then runs.", "sit"),
        ("He points at the ghost.", "point"),
        ("She kneels.", "kneel"),
        ("They embrace.", "embrace"),
        ("Ophelia, running, looks back.", "run"),
        ("Ophelia lies dead.", "lie"),
        ("She sneaks along the wall.", "sneak"),
        ("He shakes hands with nobody.", "shake"),
        ("He does not run, he walks.", "walk"),
        ("Nothing.", "stand"),
        ("GHOST (dead king, sleeping face) crosses the hall.", "walk"),
    ],
)
def test_verbs(told, pose):
    assert read(caption=told).pose == pose


@pytest.mark.parametrize(
    ("told", "poses"),
    [
        ("HAMLET kneels, the GHOST points.", {"HAMLET": "kneel", "GHOST": "point"}),
        ("The GHOST beckons. HAMLET runs after him.", {"GHOST": "wave", "HAMLET": "run"}),
        ("HAMLET follows the GHOST.", {"HAMLET": "walk", "GHOST": "walk"}),
        ("HAMLET fights the GHOST.", {"HAMLET": "fight", "GHOST": "fight"}),
        ("They run.", {"HAMLET": "run", "GHOST": "run"}),
        ("HAMLET sits. The GHOST stands by.", {"HAMLET": "sit"}),
    ],
)
def test_a_deed_is_of_the_nearest_name_before_it(told, poses):
    assert deeds.deeds(told, ["HAMLET", "GHOST"]) == poses


@pytest.mark.parametrize(
    ("told", "poses"),
    [
        ("Snow falls. Hamlet walks between the trees.", {"HAMLET": "walk"}),
        ("Night falls.", {}),
        ("The autumn leaves slowly fall on Hamlet.", {}),
        ("Hamlet falls.", {"HAMLET": "fall"}),
        ("Hamlet leaves.", {"HAMLET": "walk"}),
    ],
)
def test_what_weather_and_light_do_is_nobodys_deed(told: str, poses: dict[str, str]) -> None:
    assert deeds.deeds(told, ["HAMLET"]) == poses


@pytest.mark.parametrize(
    ("told", "crowd"),
    [
        ("The KING sits. The soldiers kneel.", "kneel"),
        ("A crowd of people.", "idle"),
        ("The KING runs from the crowd.", "idle"),
        ("The KING sits.", None),
        ("The bride walks. Guests on both sides.", "idle"),
    ],
)
def test_a_crowd_does_something(told, crowd):
    assert read(caption=told, characters=["KING"]).crowd == crowd


def test_every_pose_is_one_that_is_drawn():
    from workers.endpoint.rehearsal.figures.pose import STANCES

    assert set(deeds.POSES) <= set(STANCES)


@pytest.mark.parametrize(
    ("prompt", "move"),
    [
        ("slow push in", "push_in"),
        ("camera pans left", "pan_left"),
        ("pan right across the hall", "pan_right"),
        ("whip pan", "whip_right"),
        ("tilt up", "tilt_up"),
        ("crane down", "crane_down"),
        ("tracking shot", "truck_right"),
        ("dolly left", "truck_left"),
        ("dolly zoom", "vertigo"),
        ("pull back", "pull_out"),
        ("zoom in", "zoom_in"),
        ("zoom out", "zoom_out"),
        ("handheld", "handheld"),
        ("static shot", "still"),
        ("a frying pan", "breath"),
        ("she tilts her head", "breath"),
        ("", "breath"),
    ],
)
def test_moves(prompt, move):
    assert read(prompt).move == move


def test_of_a_caption_only_the_camera_moves_it():
    assert not read(caption="He moves in with her and pulls back the curtain.").moves
    assert read(caption="The camera pulls back.").move == "pull_out"


@pytest.mark.parametrize(
    ("told", "framing"),
    [
        ("extreme wide shot", "EXTREME_WIDE"),
        ("a wide shot", "WIDE"),
        ("full shot", "FULL"),
        ("cowboy shot", "MEDIUM_WIDE"),
        ("medium shot", "MEDIUM"),
        ("medium close-up", "MEDIUM_CLOSE"),
        ("close-up", "CLOSE"),
        ("an extreme close-up of an eye", "EXTREME_CLOSE"),
        ("over the shoulder", "OVER_THE_SHOULDER"),
        ("POV", "POV"),
        ("two-shot", "TWO_SHOT"),
        ("insert", "INSERT"),
        ("no close-up, please", "WIDE"),
    ],
)
def test_framing_words(told, framing):
    assert read(told, framing=None).framing == framing
    assert read(framing=None, caption=told).framing == framing


def test_a_framing_given_goes_before_words():
    assert read("wide", framing="over the shoulder").framing == "OVER_THE_SHOULDER"
    assert read(framing="SIDEWAYS").framing == "WIDE"


@pytest.mark.parametrize(
    ("told", "angles"),
    [
        ("low angle", {"low"}),
        ("bird's-eye view", {"overhead"}),
        ("high angle", {"high"}),
        ("canted frame", {"dutch"}),
        ("low + dutch", {"low", "dutch"}),
        ("high angle, dutch tilt", {"high", "dutch"}),
        ("a Dutch sailor", set()),
        ("tilt up", set()),
    ],
)
def test_angles_may_hold_together(told, angles):
    assert read(told).angles == angles
    assert read(caption=told).angles == angles


@pytest.mark.parametrize(
    ("told", "weather"),
    [
        ("heavy rain", "rain"),
        ("no rain", None),
        ("without any rain or snow", None),
        ("It isn't raining.", None),
        ("Fog, but no rain.", "fog"),
        ("a thunderstorm", "storm"),
        ("its feet not quite touching the snow", "snow"),
    ],
)
def test_what_is_denied_is_not_there(told, weather):
    assert read(told).weather == weather


@pytest.mark.parametrize(
    ("prompt", "style"),
    [
        ("film noir", "noir"),
        ("pen and ink", "ink"),
        ("pencil sketch", "pencil"),
        ("charcoal on paper", "charcoal"),
        ("a watercolor painting", "watercolour"),
        ("soft pastels", "pastel"),
        ("sepia", "sepia"),
        ("manga", "manga"),
        ("comic book", "comic"),
        ("oil painting", "oil"),
        ("a blueprint", "blueprint"),
        ("marker", "marker"),
        ("wide shot", None),
    ],
)
def test_styles(prompt, style):
    shot = read(prompt)
    assert shot.style == style
    assert shot.thing is None


@pytest.mark.parametrize(
    ("prompt", "style"),
    [
        ("Close-up of Horatio (pale scholar, ink on his fingers), speaking.", None),
        ("Close-up. His smile goes. HORATIO: pale scholar, ink on his fingers.", None),
        ("A rough sea, a canvas tent, chalk cliffs, a pencil behind his ear.", None),
        ("She opens a comic beside the oil lamp, in western boots.", None),
        ("Wide shot of a street, in ink", "ink"),
        ("A street at night. Style: charcoal.", "charcoal"),
        ("A street, ink drawing, rain", "ink"),
        ("A street, soft pencil, rain", "pencil"),
        ("A street drawn in chalk", "pastel"),
        ("A street, film noir", "noir"),
    ],
)
def test_only_words_that_speak_of_style_choose_one(prompt, style):
    cast = [{"name": "HORATIO", "look": "pale scholar, ink on his fingers"}]
    assert read(prompt, characters=["HORATIO"], cast=cast, caption="He waits.").style == style


def test_a_look_is_no_weather_thing_or_deed():
    look = "dead king, frost and snow in his beard, long spear, taxi driver"
    cast = [{"name": "GHOST", "look": look}]
    for prompt in (f"Medium shot. Ghost ({look}).", f"Medium shot. GHOST: {look}."):
        shot = read(prompt, characters=["GHOST"], cast=cast, caption="Ghost.")
        assert (shot.weather, shot.thing, shot.pose) == (None, None, "stand")


def test_the_name_of_a_place_is_no_deed():
    prompt = "Medium shot of Vera. Corridor of the Sleeping Car, interior, night."
    scene = "INT. CORRIDOR OF THE SLEEPING CAR - NIGHT"
    shot = read(prompt, scene=scene, characters=["VERA"], caption="")
    assert (shot.place, shot.pose, shot.thing) == ("corridor", "stand", None)


def test_what_a_thing_does_is_not_done_by_whom_is_named_later():
    shot = read(caption="A cart wheel strikes it. Bolt falls.", characters=["BOLT"])
    assert shot.pose == "fall"
    assert read(caption="Bolt falls to his knees.", characters=["BOLT"]).pose == "kneel"


def test_whom_the_caption_names_first_leads():
    shot = read(caption="Ophelia turns to Hamlet.", characters=["HAMLET", "OPHELIA", "HAMLET"])
    assert [actor.name for actor in shot.cast] == ["OPHELIA", "HAMLET"]


def test_the_cast_tells_looks():
    cast = [{"name": "Francisco", "look": "young sentry"}, {"name": 5}, "junk", {"look": "x"}]
    (one,) = read(caption="He waits.", characters=["FRANCISCO"], cast=cast).cast
    assert one.look == "young sentry"
    (two,) = read(caption="FRANCISCO (old, bald) waits.", characters=["FRANCISCO"], cast=cast).cast
    assert two.look == "young sentry"
    (three,) = read(caption="FRANCISCO (old, bald) waits.", characters=["FRANCISCO"]).cast
    assert three.look == "old, bald"
    (named,) = read(caption="Francisco waits.", characters=[], cast=cast).cast
    assert named.name == "FRANCISCO"


def test_people_without_a_name():
    shot = read("an old man in a red coat and a woman walk", caption="", characters=[])
    assert [actor.name for actor in shot.cast] == ["OLD MAN", "WOMAN"]
    assert "red coat" in shot.cast[0].look
    assert read("an empty field", caption="", characters=[]).cast == ()


@pytest.mark.parametrize(
    ("told", "speeches"),
    [
        ("HAMLET: Who's there?", [("HAMLET", "Who's there?")]),
        (
            "BERNARDO: 'Tis here! MARCELLUS: 'Tis gone!",
            [("BERNARDO", "'Tis here!"), ("MARCELLUS", "'Tis gone!")],
        ),
        ("MAN'S VOICE (O.S.): Hello.", [("MAN'S VOICE", "Hello.")]),
        ("To be: or not.", [("HAMLET", "To be: or not.")]),
        ("", []),
    ],
)
def test_what_is_said(told, speeches):
    shot = read(kind="DIALOGUE", caption=told, characters=["HAMLET", "BERNARDO", "MARCELLUS"])
    assert [(speech.name, speech.text) for speech in shot.speeches] == speeches


def test_what_is_said_is_not_done():
    shot = read(kind="DIALOGUE", caption="HAMLET: I run in the rain to kneel, low angle!")
    assert (shot.pose, shot.weather, shot.angles) == ("stand", None, frozenset())
    assert read(kind="ACTION", caption="HAMLET: I run.").speeches == ()


def test_a_style_is_no_thing():
    assert lexicon.unstyled("comic book, a letter").split() == [",", "a", "letter"]


def test_spelling_keeps_to_the_font():
    assert caption.spell("Élan") == "E\u0301lan"
    assert caption.spell("Straße") == "Strasse"
    assert caption.spell("Достоевский") == "Dostoevskiy"
    assert caption.spell("Ωμέγα").startswith("Ome")
    assert caption.spell("東") == "·"


def test_wrapping_ends_in_an_ellipsis():
    rows = caption.wrap("word " * 90, 20, 300, 2)
    assert len(rows) == 2
    assert rows[1].endswith("…")
    assert all(caption.length(row, 20) <= 300 for row in rows)
    assert caption.wrap("x" * 400, 20, 100, 2)[1].endswith("…")
    assert caption.wrap("", 20, 100, 2) == []
