from hypothesis import given
from hypothesis import strategies as st

from infra.comfyui.messages import (
    Cached,
    Executing,
    Message,
    NodeState,
    NodeStates,
    Preview,
    Started,
    Stepped,
)
from infra.comfyui.progress import Tracker
from tests.infra.comfyui.graphs import picture

_NODES = st.sampled_from(["1", "2", "3", "4", "5", "6", "7", "unknown"])
_NUMBERS = st.floats(0, 30)
_MESSAGES = st.one_of(
    st.builds(Cached, st.just("p"), st.lists(_NODES).map(tuple)),
    st.builds(Executing, st.just("p"), _NODES),
    st.builds(Stepped, st.just("p"), _NODES, _NUMBERS, _NUMBERS),
    st.builds(
        NodeStates,
        st.just("p"),
        st.dictionaries(
            _NODES,
            st.builds(NodeState, _NUMBERS, _NUMBERS, st.sampled_from(["running", "finished"])),
        ),
    ),
    st.builds(Preview, st.just(b"x"), st.just("image/jpeg"), st.just("p"), _NODES),
)


@given(st.lists(_MESSAGES, max_size=30))
def test_progress_never_falls_and_stays_within_bounds(messages: list[Message]) -> None:
    tracker = Tracker(picture(), "p")
    seen = [update.progress for message in messages if (update := tracker.take(message))]
    assert seen == sorted(seen)
    assert all(0 <= progress <= 1 for progress in seen)


def test_steps_weigh_what_they_take() -> None:
    tracker = Tracker(picture(steps=14), "p")
    tracker.take(Started("p"))
    tracker.take(Cached("p", ("1", "2", "3", "4")))
    tracker.take(Executing("p", "5"))
    update = tracker.take(Stepped("p", "5", 7, 14))
    assert update is not None
    assert update.progress == (4 + 7) / (6 + 14)
    assert update.message == "step 7 of 14"


def test_models_load_until_another_node_runs() -> None:
    tracker = Tracker(picture(), "p")
    first = tracker.take(Executing("p", "1"))
    second = tracker.take(Executing("p", "2"))
    assert first is not None
    assert second is not None
    assert (first.loading, second.loading) == (True, False)
    assert "loading models" in first.message


def test_another_prompt_is_not_ours() -> None:
    assert Tracker(picture(), "p").take(Executing("q", "1")) is None
