import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.catalogue.rules import FOLDERS, KINDS, SETTINGS, check_settings, merge
from studio.kernel.errors import UserError


def test_every_folder_holds_a_kind_there_is() -> None:
    assert set(FOLDERS.values()) == set(KINDS)


def test_what_is_not_given_is_left_out() -> None:
    assert check_settings({"steps": 20, "cfg": None, "sampler": "euler"}) == {
        "steps": 20,
        "sampler": "euler",
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("steps", 0),
        ("steps", 201),
        ("steps", 1.5),
        ("steps", True),
        ("steps", "20"),
        ("cfg", float("nan")),
        ("cfg", float("inf")),
        ("seed", -1),
        ("seed", 2**64),
        ("sampler", ""),
        ("sampler", "x" * 65),
        ("sampler", "a\nb"),
        ("sampler", 7),
        ("colour", "red"),
    ],
)
def test_what_may_not_be_is_named(name: str, value: object) -> None:
    with pytest.raises(UserError) as caught:
        check_settings({name: value})
    assert caught.value.field == ("settings", name)
    assert name in caught.value.message


LAYER = st.dictionaries(
    st.sampled_from([*SETTINGS, "sampler"]), st.none() | st.integers(1, 9), max_size=5
)


@given(st.lists(LAYER, max_size=4))
def test_the_last_layer_that_says_something_wins(layers: list[dict[str, int | None]]) -> None:
    merged = merge(*layers)
    for name in {name for layer in layers for name in layer}:
        said = [layer[name] for layer in layers if layer.get(name) is not None]
        assert merged.get(name) == (said[-1] if said else None)
    assert None not in merged.values()
