from itertools import product
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from studio.casting.feeding import (
    Cast,
    Facts,
    Known,
    KnownPlace,
    KnownStyle,
    Person,
    feed_of,
)
from studio.casting.rules import Look, Sheet, StyleSheet, Surroundings
from studio.casting.words import Origin

EVE, NED, INK, OIL, FLUX = (UUID(int=one) for one in range(1, 6))
COAT = UUID(int=10)
KNOWN = Known(
    people={
        EVE: Person(
            EVE,
            "EVE",
            Sheet(look="tall", looks=(Look(COAT, "Coat", "a red coat"),)),
            {None: "plain", COAT: "coat"},
        ),
        NED: Person(NED, "Ned", Sheet(), {None: "ned"}),
    },
    styles={
        INK: KnownStyle(INK, "Ink", StyleSheet(art_style="ink"), "ink"),
        OIL: KnownStyle(OIL, "Oil", StyleSheet(art_style="oil", negative="text"), "oil"),
    },
    places={"the hall": KnownPlace(UUID(int=20), "The Hall", Surroundings("dusty"), "hall")},
    loras={},
    choices={FLUX},
)
LEVELS = (Origin.PROJECT, Origin.SCENE, Origin.CLIP)


def facts(*names: str, location: str = "") -> Facts:
    return Facts(names, location, {"time": "night"})


def test_the_script_casts_those_it_names_in_its_order() -> None:
    feed = feed_of(facts("ned", "Eve", "Nobody", "NED"), [], KNOWN)
    assert [(one.name, one.origin, one.digest) for one in feed.cast] == [
        ("Ned", Origin.SCRIPT, "ned"),
        ("EVE", Origin.SCRIPT, "plain"),
    ]
    assert feed.variables == {"time": "night"}


def test_those_who_are_cast_besides_come_after_them() -> None:
    castings = [Cast(Origin.CLIP, NED), Cast(Origin.SCENE, EVE)]
    names = [one.name for one in feed_of(facts("ned"), castings, KNOWN).cast]
    assert names == ["Ned", "EVE"]


@given(st.sets(st.sampled_from(LEVELS)), st.sets(st.sampled_from(LEVELS)), st.booleans())
def test_the_nearest_word_holds(said: set[Origin], denied: set[Origin], named: bool) -> None:
    levels = said | denied
    castings = [
        Cast(level, EVE, prominence=0.5 + LEVELS.index(level) / 4, absent=level in denied)
        for level in sorted(levels, key=lambda one: one.value)
    ]
    feed = feed_of(facts("EVE") if named else facts(), castings, KNOWN)
    nearest = max(levels, key=LEVELS.index, default=None)
    if nearest is None:
        assert [one.origin for one in feed.cast] == [Origin.SCRIPT] * named
    elif nearest in denied:
        assert feed.cast == ()
    else:
        (member,) = feed.cast
        assert member.origin is nearest
        assert member.prominence == 0.5 + LEVELS.index(nearest) / 4


def test_a_look_that_was_chosen_is_what_the_digest_is_of() -> None:
    feed = feed_of(facts(), [Cast(Origin.CLIP, EVE, look_id=COAT)], KNOWN)
    (eve,) = feed.cast
    assert (eve.look, eve.look_id, eve.digest, eve.source_id) == (
        "tall, a red coat",
        COAT,
        "coat",
        COAT,
    )
    gone = feed_of(facts(), [Cast(Origin.CLIP, EVE, look_id=UUID(int=99))], KNOWN)
    assert (gone.cast[0].look, gone.cast[0].source_id) == ("tall", EVE)


def test_one_style_a_clip_and_none_where_it_is_denied() -> None:
    for near, far in product((INK, OIL), repeat=2):
        castings = [Cast(Origin.CLIP, style_id=near), Cast(Origin.PROJECT, style_id=far)]
        style = feed_of(facts(), castings, KNOWN).style
        assert style is not None
        assert (style.source_id, style.origin) == (near, Origin.CLIP)
    denied = [Cast(Origin.SCENE, style_id=INK, absent=True), Cast(Origin.PROJECT, style_id=OIL)]
    assert feed_of(facts(), denied, KNOWN).style is None
    gone = [Cast(Origin.CLIP, style_id=UUID(int=99)), Cast(Origin.PROJECT, style_id=OIL)]
    style = feed_of(facts(), gone, KNOWN).style
    assert style is not None
    assert (style.positive, style.negative, style.origin) == ("oil", "text", Origin.PROJECT)


def test_a_location_is_found_by_its_name_whatever_the_case() -> None:
    place = feed_of(facts(location=" THE  hall"), [], KNOWN).place
    assert place is not None
    assert (place.words, place.name, place.digest) == ("dusty", "The Hall", "hall")
    assert feed_of(facts(location="hall"), [], KNOWN).place is None


def test_models_and_presets_are_inherited_while_they_are_there() -> None:
    castings = [Cast(Origin.PROJECT, model_id=FLUX), Cast(Origin.CLIP, preset_id=UUID(int=98))]
    feed = feed_of(facts(), castings, KNOWN)
    assert feed.model is not None
    assert (feed.model.id, feed.model.origin, feed.preset) == (FLUX, Origin.PROJECT, None)
    castings.append(Cast(Origin.SCENE, model_id=FLUX, absent=True))
    assert feed_of(facts(), castings, KNOWN).model is None
