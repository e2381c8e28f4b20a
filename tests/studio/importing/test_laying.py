"""Clips of a film, laid into scenes that follow one another."""

from hypothesis import given
from hypothesis import strategies as st

from studio.importing.laying import Lying, laid
from studio.timeline.rules import Span

CLIPS = st.lists(
    st.tuples(st.integers(0, 300), st.integers(1, 60), st.none() | st.integers(0, 5)), max_size=25
)


def lying(clips: list[tuple[int, int, int | None]]) -> list[Lying[int]]:
    return [
        Lying(key, Span.of(start, length), scene)
        for key, (start, length, scene) in enumerate(clips)
    ]


def film(clips: list[Lying[int]]) -> dict[int, int]:
    """Where they lie in the film: scene after scene, each as long as its clips reach."""
    places = laid(clips)
    begins, found = 0, {}
    for scene in sorted({one.scene for one in places.values()}):
        inside = [one for one in clips if places[one.key].scene == scene]
        for one in inside:
            assert places[one.key].start >= 0
            found[one.key] = begins + places[one.key].start
        begins += max(places[one.key].start + one.span.duration for one in inside)
    return found


@given(CLIPS)
def test_all_lie_in_the_film_where_they_should(clips: list[tuple[int, int, int | None]]) -> None:
    wanted = lying(clips)
    assert film(wanted) == {one.key: one.span.start for one in wanted}


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 60)), max_size=20), st.data())
def test_what_lies_scene_after_scene_stays_there(
    gaps: list[tuple[int, int]], data: st.DataObject
) -> None:
    reached = scene = 0
    clips = []
    for gap, length in gaps:
        scene += data.draw(st.integers(0, 2))
        clips.append((reached + gap, length, scene))
        reached += gap + length
    places = laid(lying(list(clips)))
    assert [places[key].scene for key in range(len(clips))] == [scene for *_, scene in clips]


def test_one_that_was_moved_goes_with_its_neighbours() -> None:
    clips = [(10 * place, 10, scene) for place, scene in enumerate([0, 1, 1, 0, 1])]
    assert laid(lying(list(clips)))[3].scene == 1


def test_one_that_begins_before_the_scene_ahead_has_ended_belongs_to_that() -> None:
    places = laid(lying([(0, 10, 0), (5, 10, 1), (15, 5, 1)]))
    assert [places[key].scene for key in range(3)] == [0, 0, 1]
