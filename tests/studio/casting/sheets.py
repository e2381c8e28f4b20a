"""Sheets for property tests."""

from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from studio.casting.rules import Look, LoraUse, Sheet, StyleSheet, Trait
from studio.casting.words import Placement

words = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12
) | st.sampled_from(["", " ", "tall, red coat.", "  ", "a\nscar", ";"])
traits = st.lists(st.sampled_from(Trait), unique=True, max_size=3).map(tuple)
uuids = st.integers(1, 2**128 - 1).map(lambda number: UUID(int=number))


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    looks = draw(st.lists(st.tuples(uuids, words), max_size=3, unique_by=lambda one: one[0]))
    default = draw(st.integers(-1, 2))
    always = draw(traits)
    told: dict[str, Any] = {trait.value.lower(): draw(words) for trait in Trait}
    return Sheet(
        **told,
        notes=draw(words),
        placement=draw(st.sampled_from(Placement)),
        triggers=draw(st.lists(st.sampled_from(["ohwx", "sks"]), unique=True).map(tuple)),
        always=always,
        never=tuple(one for one in draw(traits) if one not in always),
        loras=tuple(
            LoraUse(one, draw(st.floats(-10, 10)))
            for one in draw(st.lists(uuids, unique=True, max_size=2))
        ),
        looks=tuple(
            Look(look, f"look {place}", told, place == default)
            for place, (look, told) in enumerate(looks)
        ),
    )


styles = st.builds(
    StyleSheet,
    **dict.fromkeys(
        ("art_style", "palette", "lighting", "camera", "mood", "technical", "negative"), words
    ),
    notes=words,
    tags=st.lists(st.sampled_from(["a", "b"]), unique=True).map(tuple),
    settings=st.fixed_dictionaries({}, optional={"steps": st.integers(1, 200)}),
)
