from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.timeline.reports.facts import ShownTake
from studio.timeline.reports.statistics import Share, statistics_of
from tests.studio.timeline.reports.films import STILL, film, scene, shot
from tests.studio.timeline.tracks import Timeline, timelines


def test_a_film_in_numbers() -> None:
    one = scene(
        1,
        shot(1, 0, 48),
        shot(2, 60, 84, ShownTake(moving=True), kind="DIALOGUE", framing="CLOSE"),
    )
    two = scene(2, shot(3, 0, 12, None), shot(4, 12, 36))
    found = statistics_of(film(one, two, scene(3)))
    assert (found.length, found.filled, found.clips) == (84 + 36, 48 + 24 + 12 + 24, 4)
    assert found.lengths is not None
    assert found.lengths.shortest.id == shot(3, 0, 1).id
    assert found.lengths.longest.id == shot(1, 0, 1).id
    assert (found.lengths.mean, found.lengths.median) == (27.0, 24.0)
    assert [(part.clips, part.length, part.share) for part in found.scenes] == [
        (2, 84, 0.7),
        (2, 36, 0.3),
        (0, 0, 0.0),
    ]
    assert found.kinds == (Share("ACTION", 3, 84), Share("DIALOGUE", 1, 24))
    assert found.framings == (Share("MEDIUM", 3, 84), Share("CLOSE", 1, 24))
    assert (found.stills, found.moving, found.without) == (2, 1, 1)


def test_of_nothing_there_is_nothing_to_tell() -> None:
    found = statistics_of(film(scene(1)))
    assert (found.length, found.clips, found.lengths) == (0, 0, None)
    assert found.scenes[0].share == 0.0


@given(st.lists(timelines(), max_size=3))
def test_the_parts_are_the_whole(tracks: list[Timeline]) -> None:
    scenes = [
        scene(
            rank,
            *(
                replace(
                    shot(1, 0, 1, STILL if key.int % 2 else None, kind=f"K{key.int % 3}"),
                    id=key,
                    span=span,
                )
                for key, span in track.items()
            ),
        )
        for rank, track in enumerate(tracks)
    ]
    found = statistics_of(film(*scenes))
    assert sum(part.length for part in found.scenes) == found.length
    assert sum(part.clips for part in found.scenes) == found.clips
    assert sum(kind.frames for kind in found.kinds) == found.filled
    assert sum(kind.clips for kind in found.framings) == found.clips
    assert found.stills + found.moving + found.without == found.clips
    if found.length:
        assert sum(part.share for part in found.scenes) == pytest.approx(1)
    if found.lengths is not None:
        shortest, longest = found.lengths.shortest, found.lengths.longest
        assert shortest.span.duration <= found.lengths.median <= longest.span.duration
        assert found.lengths.mean * found.clips == pytest.approx(found.filled)
