import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workers.endpoint.rehearsal.figures import vocabulary
from workers.endpoint.rehearsal.figures.garment import CUTS
from workers.endpoint.rehearsal.figures.look import look_of

NAMES = st.text(min_size=1, max_size=30)
WORDS = st.text(max_size=120)


@given(NAMES, WORDS)
@settings(max_examples=60)
def test_a_look_is_a_function_of_name_and_words(name, words):
    look = look_of(name, words)
    assert look == look_of(f"  {name.upper()} ", words)
    assert look.garment in CUTS
    assert 0.4 < look.height < 1.2
    assert 0.8 <= look.broad < 1.6
    assert all(0 <= part <= 255 for part in (*look.cloth, *look.trim, *look.hair, *look.skin))


@pytest.mark.parametrize("colour", ["red", "blue", "green", "black", "white", "purple"])
@pytest.mark.parametrize("garment", ["coat", "dress", "cloak", "uniform", "jacket", "robe"])
def test_clothes_are_as_said(colour, garment):
    look = look_of("KIM", f"a woman in a {colour} {garment}, brown hair")
    assert look.cloth == vocabulary.COLOURS[colour]
    assert look.hair == vocabulary.HAIR["brown"]
    assert look.garment == garment


@pytest.mark.parametrize(
    ("words", "field", "value"),
    [
        ("young sentry, frost in his beard, long spear", "beard", "full"),
        ("young sentry, frost in his beard, long spear", "carried", "spear"),
        ("young sentry, frost in his beard, long spear", "age", "young"),
        ("pale scholar, spectacles, ink on his fingers", "glasses", "clear"),
        ("pale scholar, spectacles, ink on his fingers", "skin", vocabulary.SKIN["pale"]),
        ("woman in a red coat, grey hair", "hair", vocabulary.HAIR["grey"]),
        ("woman in a red coat, grey hair", "her", True),
        ("an old fisherman, long white beard", "beard", "long"),
        ("an old fisherman, long white beard", "age", "old"),
        ("a bald man with a moustache", "hair_style", "bald"),
        ("a bald man with a moustache", "beard", "moustache"),
        ("a girl of eight in a yellow raincoat", "age", "child"),
        ("a policewoman", "her", True),
        ("a policewoman", "hat", "peak"),
        ("a hooded stranger", "hat", "hood"),
        ("her long hair in a bun", "hair_style", "bun"),
        ("dark glasses and a scarf", "glasses", "dark"),
        ("dark glasses and a scarf", "scarf", True),
        ("a pirate with an eye patch", "mark", "patch"),
        ("a man in an old coat", "age", "grown"),
    ],
)
def test_words_have_their_say(words, field, value):
    assert getattr(look_of("P", words), field) == value


def test_builds_differ():
    broad, thin = look_of("KIM", "a burly man"), look_of("KIM", "a thin man")
    assert broad.broad > 1.3
    assert thin.broad < 0.9
    child, tall = look_of("KIM", "a little boy"), look_of("KIM", "a tall man")
    assert child.height < 0.8 < tall.height
    assert look_of("KIM", "a toddler").height < child.height


def test_what_is_not_said_stays_with_the_name():
    plain, said = look_of("KIM", "a woman"), look_of("KIM", "a woman with glasses")
    assert said.glasses
    assert (plain.cloth, plain.hair, plain.skin, plain.hair_style) == (
        said.cloth, said.hair, said.skin, said.hair_style,
    )  # fmt: skip


def test_names_are_told_apart():
    looks = [look_of(f"PERSON {k}") for k in range(30)]
    assert len({look.cloth for look in looks}) > 25
    assert len({(look.garment, look.hair_style, look.hair) for look in looks}) > 20


@pytest.mark.parametrize(
    ("words", "age"),
    [
        ("10 years old, drenched", "child"), ("aged 9", "child"), ("22, a nurse", "young"),
        ("30s, elegant thief", "grown"), ("70s, weathered", "old"), ("80s, blind", "old"),
    ],
)  # fmt: skip
def test_years_are_an_age(words, age):
    look = look_of("KIM", words)
    assert look.age == age
    if age == "child":
        assert look.height < 0.8
        assert look.beard == ""


def test_a_robot_is_of_metal():
    look = look_of("BOLT", "knee-high robot, dented copper body, one round blue eye")
    assert look.metal == "one"
    assert look.height < 0.5
    assert look.cloth == vocabulary.PLATES["copper"]
    assert (look.beard, look.hat) == ("", "")
    assert look_of("HAMLET", "sad prince").metal == ""


@pytest.mark.parametrize(
    ("name", "field", "value"),
    [
        ("QUEEN GERTRUDE", "her", True), ("KING CLAUDIUS", "her", False), ("OPHELIA", "her", True),
        ("HAMLET", "her", False), ("MRS. DALLOWAY", "her", True), ("LITTLE BOY", "age", "child"),
        ("OLD SAILOR", "age", "old"), ("A KNIGHT", "garment", "armour"), ("A GUARD", "garment", "uniform"),
    ],
)  # fmt: skip
def test_names_say_something_too(name, field, value):
    assert getattr(look_of(name), field) == value


@pytest.mark.parametrize(
    ("words", "years"),
    [
        ("ten years old, blue jumper", 10), ("a nine-year-old in pigtails", 9), ("a girl of eight", 8), ("aged seven", 7),
        ("7, red coat", 7), ("in her 70s", 70), ("a robot, ADA-7", None), ("two swords", None),
    ],
)  # fmt: skip
def test_ages_are_read_in_figures_and_in_words(words, years):
    assert vocabulary.years_of(words) == years
    younger, older = (look_of("KIM", f"{age} years old").height for age in ("six", "ten"))
    assert 0.5 < younger < older < 0.8
