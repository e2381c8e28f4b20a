from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from studio.library.media import MediaKind
from studio.recipes.rules import (
    Again,
    Asked,
    canonical,
    differences,
    digest_of,
    fed_by,
    has_seed,
    keep_graph,
    recipe_digest,
    redraw,
)

JSON: st.SearchStrategy[Any] = st.recursive(
    st.booleans() | st.integers(-5, 2**64) | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text("abc.", max_size=2), inner, max_size=3)
    ),
    max_leaves=8,
)
GRAPH: dict[str, Any] = {
    "1": {"class_type": "Load", "inputs": {"name": "a.safetensors"}},
    "2": {"class_type": "Paint", "inputs": {"model": ["1", 0], "noise_seed": 7, "steps": 7}},
    "3": {"class_type": "Save", "inputs": {"images": ["2", 0], "filename_prefix": "x/1/a"}},
    "4": {"class_type": "Paint", "inputs": {"model": ["1", 0], "noise_seed": 8, "steps": 7}},
    "5": {"class_type": "Save", "inputs": {"images": ["4", 0], "filename_prefix": "x/1/b"}},
}
STAMPS = dict.fromkeys(
    [
        *(
            f"{kind}.{part}"
            for kind in ("IMAGE", "VIDEO")
            for part in ("PROMPT", "SHOT", "LOCATION", "MODEL", "PRESET")
        ),
        *("STYLE", "STYLE.WORDS", "STYLE.SETTING.cfg", "STYLE.SETTING.steps", "SOURCE_IMAGE"),
        *("CAST", "NEGATIVE_PROMPT", "SIZE", "RATE", "LENGTH"),
        *("REFERENCE.1", "REFERENCE.2", "REFERENCE.3"),
    ],
    "x",
)


def test_a_graph_is_kept_apart_from_its_attempt_and_drawn_again_word_for_word() -> None:
    kept = keep_graph(GRAPH, ("3", "5"), "x/1")
    assert (
        kept.digest
        == keep_graph(
            {
                node: {
                    **entry,
                    "inputs": {
                        name: value.replace("x/1", "y/2") if isinstance(value, str) else value
                        for name, value in entry["inputs"].items()
                    },
                }
                for node, entry in GRAPH.items()
            },
            ("3", "5"),
            "y/2",
        ).digest
    )
    same = redraw(kept, Again("", "3", 7, 7), "x/1")
    assert same == {node: GRAPH[node] for node in "123"}
    other = redraw(kept, Again("", "5", 8, 99), "z")
    assert set(other) == set("145")
    assert other["4"]["inputs"] == {"model": ["1", 0], "noise_seed": 99, "steps": 7}
    assert other["5"]["inputs"]["filename_prefix"] == "z/b"
    assert has_seed(kept, "3", 7)
    assert not has_seed(kept, "3", 8)


def test_a_digest_is_of_the_canonical_form() -> None:
    assert canonical({"b": [1, "é"], "a": None}) == '{"a":null,"b":[1,"é"]}'.encode()
    told, brief = {"seed": "1"}, {"prompt": "p"}
    assert recipe_digest(told, brief, None) == digest_of(
        {"graph": None, "brief": brief, "told": told}
    )
    assert recipe_digest(told, brief, "g") != recipe_digest(told, brief, None)
    assert recipe_digest(told, {"prompt": "q"}, None) != recipe_digest(told, brief, None)
    assert recipe_digest({"seed": "2"}, brief, None) != recipe_digest(told, brief, None)


@given(JSON, JSON)
def test_differences_are_none_for_equal_ones_alone_and_mirror_each_other(a: Any, b: Any) -> None:
    there, back = differences(a, b), differences(b, a)
    assert (there == []) == (canonical(a) == canonical(b))
    assert [(one.path, one.after, one.before) for one in there] == [
        (one.path, one.before, one.after) for one in back
    ]


def test_a_request_is_fed_by_what_it_does_not_bring_itself() -> None:
    def used(kind: MediaKind, **asked: Any) -> set[str]:
        return set(fed_by(kind, Asked(**asked), STAMPS))

    image, video = MediaKind.IMAGE, MediaKind.VIDEO
    words = {"CAST", "STYLE.WORDS"}
    still = {"IMAGE.PROMPT", "IMAGE.SHOT", "IMAGE.LOCATION"}
    moving = {"VIDEO.PROMPT", "VIDEO.SHOT", "VIDEO.LOCATION"}
    assert used(image) == still | words | {"NEGATIVE_PROMPT", "SIZE"}
    assert used(video) == moving | words | {"NEGATIVE_PROMPT", "SIZE", "RATE", "LENGTH"}
    assert used(video, chained=True) == used(video) | still
    chosen = {"VIDEO.MODEL", "VIDEO.PRESET"}
    assert used(video, inherits=True) == used(video) | chosen
    both = used(video, chained=True, inherits=True) - used(video, chained=True)
    assert both == chosen | {"IMAGE.MODEL", "IMAGE.PRESET"}
    assert used(video, picked=True) == used(video) | {"SOURCE_IMAGE"}
    assert used(image, usual=frozenset({"steps"})) == used(image) | {"STYLE.SETTING.steps"}
    assert used(image, own_prompt=True) == {"NEGATIVE_PROMPT", "SIZE"}
    assert used(video, own_prompt=True, own_negative=True, chained=True) == {
        *("SIZE", "RATE", "LENGTH"),
    }
    assert "SIZE" in used(image, settings=frozenset({"width"}))
    assert "SIZE" not in used(image, settings=frozenset({"width", "height"}))
    assert {"RATE", "LENGTH"} & used(video, settings=frozenset({"frames"})) == {"RATE"}
    assert {"RATE", "LENGTH"} & used(video, settings=frozenset({"fps"})) == {"RATE", "LENGTH"}
    assert {"RATE", "LENGTH"} & used(video, settings=frozenset({"frames", "fps"})) == set()
    assert used(image, references=2) == used(image) | {"REFERENCE.1", "REFERENCE.2"}
    assert used(image, references=2, own_prompt=True) == used(image, own_prompt=True)
    assert used(image, paints=False) == used(MediaKind.AUDIO) == set()
