import pytest

from tests.workers.endpoint.rehearsal.pictures import brief
from workers.endpoint.rehearsal import caption, words


def read(**shot):
    return words.read(brief(**shot))


@pytest.mark.parametrize(
    ("scene", "place", "inside", "hour"),
    [
        ("EXT. ELSINORE. A PLATFORM BEFORE THE CASTLE - NIGHT", "castle", False, "night"),
        ("INT. CASTLE - DAY", "hall", True, "day"),
        ("INT. THE QUEEN'S CLOSET - EVENING", "room", True, "dusk"),
        ("EXT. A CHURCHYARD - DAWN", "graveyard", False, "dawn"),
        ("EXT. HEATH - SUNSET", "field", False, "dusk"),
        ("EXT. BAKER STREET, LONDON - MIDNIGHT", "street", False, "night"),
        ("INT. LIGHTHOUSE - MORNING", "room", True, "dawn"),
        ("EXT. OFFICE - CONTINUOUS", "street", False, "day"),
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
        ("Nothing.", "stand"),
    ],
)
def test_verbs(told, pose):
    assert read(caption=told).pose == pose


@pytest.mark.parametrize(
    ("prompt", "move"),
    [
        ("slow push in", "push_in"),
        ("camera pans left", "pan_left"),
        ("pan right across the hall", "pan_right"),
        ("tilt up", "tilt_up"),
        ("pull back", "pull_out"),
        ("zoom in", "zoom_in"),
        ("handheld", "handheld"),
        ("static shot", "still"),
        ("", "push_in"),
    ],
)
def test_moves(prompt, move):
    assert words.read(brief(prompt=prompt)).move == move


def test_framing_from_words_when_none_is_given():
    assert words.read(brief(prompt="an extreme close-up of an eye", framing=None)).framing == (
        "EXTREME_CLOSE"
    )
    assert read(framing="over the shoulder").framing == "OVER_THE_SHOULDER"
    assert read(framing="SIDEWAYS").framing == "WIDE"


def test_whom_the_caption_names_first_leads():
    shot = read(caption="Ophelia turns to Hamlet.", characters=["HAMLET", "OPHELIA", "HAMLET"])
    assert shot.cast == ("OPHELIA", "HAMLET")


def test_style_and_weather():
    shot = words.read(brief(prompt="film noir, heavy rain"))
    assert (shot.style, shot.weather) == ("noir", "rain")


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
