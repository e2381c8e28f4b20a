from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from api.cli.rendering.layout import LONGEST, MARGIN, WIDTH, lay_out
from tests.api.cli.rendering.films import clip, film


@given(
    st.lists(st.integers(0, 40), max_size=6),
    st.sampled_from([(1280, 720), (720, 1280), (4096, 64), (64, 4096), (1, 1)]),
)
def test_every_shot_has_its_place_and_none_overlap(
    scenes: list[int], picture: tuple[int, int]
) -> None:
    shots = [[clip(f"{s}-{c}") for c in range(count)] for s, count in enumerate(scenes)]
    project = film(*shots, width=picture[0], height=picture[1])
    pages = lay_out(project)
    placed = [cell.clip.id for page in pages for cell in page.cells]
    assert placed == [one.id for one in project.clips]
    for page in pages:
        assert page.height <= max(LONGEST, 2 * WIDTH + 2000)
        boxes = [cell.picture for cell in page.cells]
        for box in boxes:
            assert MARGIN <= box.left < box.right <= WIDTH - MARGIN
            assert MARGIN <= box.top < box.bottom < page.height
        for one, other in pairwise(boxes):
            assert one.right < other.left or one.bottom < other.top
        for heading in page.headings:
            assert all(box.bottom < heading.top or heading.top < box.top for box in boxes)


def test_a_scene_begins_under_its_heading() -> None:
    page = lay_out(film([clip("1A")], [clip("2A"), clip("2B")]))[0]
    assert [heading.number for heading in page.headings] == [1, 2]
    tops = {cell.clip.number: cell.picture.top for cell in page.cells}
    assert tops["1A"] < page.headings[1].top < tops["2A"] == tops["2B"]


def test_a_long_film_takes_several_pages_that_say_where_they_go_on() -> None:
    pages = lay_out(film([clip(str(number)) for number in range(200)]))
    assert len(pages) > 1
    assert [heading.again for page in pages for heading in page.headings] == [False] + [True] * (
        len(pages) - 1
    )
    assert all(page.height <= LONGEST for page in pages)


def test_few_shots_are_shown_larger() -> None:
    few = lay_out(film([clip("1"), clip("2")]))[0]
    many = lay_out(film([clip(str(number)) for number in range(40)]))[0]
    assert few.cells[0].picture.width > 2 * many.cells[0].picture.width
    assert few.scale > many.scale
