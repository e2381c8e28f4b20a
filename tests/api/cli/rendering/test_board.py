from api.cli.rendering.board import Board
from tests.api.cli.rendering.films import clip, film, job, take

WHY = {"code": "RENDER_FAILED", "message": "It broke."}


def test_only_what_has_no_take_and_no_render_under_way_is_missing() -> None:
    shots = [
        clip("1", gallery=[take("a")]),
        clip("2", jobs=[job("clip_2", "RUNNING")]),
        clip("3", jobs=[job("clip_3", "FAILED", error=WHY)]),
        clip("4"),
    ]
    board = Board(film(shots), ["IMAGE"])
    missing = [picture.clip.number for shot in shots for picture in board.missing(shot.id)]
    assert missing == ["3", "4"]
    assert board.in_flight == 1
    assert [picture.clip.number for picture in board if picture.inherited] == ["2"]
    assert board.done == 0


def test_the_selected_take_is_shown_else_the_newest_of_the_kind() -> None:
    takes = [take("a"), take("b"), take("v", kind="VIDEO", media_type="video/mp4")]
    assert clip("1", gallery=takes).take("IMAGE") == takes[1]
    assert clip("1", gallery=takes, selected_take={"id": "take_a"}).take("IMAGE") == takes[0]
    assert clip("1", gallery=takes, selected_take={"id": "take_a"}).take("VIDEO") == takes[2]
    assert clip("1").take("IMAGE") is None


def test_a_render_is_heard_to_its_end_once() -> None:
    board = Board(film([clip("1")]), ["IMAGE"])
    picture = board.hear(job("clip_1", "RUNNING"))
    assert picture is not None
    assert picture.in_flight
    board.hear(job("clip_1", "COMPLETED", takes=[take("a")]))
    assert picture.take == take("a")
    assert board.hear(job("clip_1", "FAILED", error=WHY)) is None
    assert board.done == 0
    picture.saved = True
    assert board.done == 1


def test_a_failure_is_final_unless_somebody_tries_again() -> None:
    board = Board(film([clip("1")]), ["IMAGE"])
    picture = board.hear(job("clip_1", "FAILED", error=WHY))
    assert picture is not None
    assert picture.failure is not None
    assert board.done == 1
    assert board.missing("clip_1") == []
    again = board.hear(job("clip_1", "QUEUED"))
    assert again is picture
    assert again.failure is None
    ended = board.hear(job("clip_1", "CANCELLED"))
    assert ended is not None
    assert ended.failure is not None
    assert ended.failure.code == "CANCELLED"


def test_renders_of_others_are_not_ours() -> None:
    board = Board(film([clip("1")]), ["IMAGE"])
    assert board.hear(job("clip_9")) is None
    assert board.hear(job("clip_1", kind="VIDEO")) is None
    assert board.hear(job("clip_1").model_copy(update={"clip": None})) is None


def test_a_later_reading_tells_what_was_not_heard() -> None:
    board = Board(film([clip("1"), clip("2"), clip("3"), clip("4")]), ["IMAGE"])
    for number in "124":
        board.hear(job(f"clip_{number}", "QUEUED"))
    now = film(
        [
            clip("1", gallery=[take("a")], jobs=[job("clip_1")]),
            clip("2", jobs=[job("clip_2", "FAILED", error=WHY)]),
            clip("3"),
        ]
    )
    changed = board.refresh(now)
    assert [(p.clip.number, p.take is not None) for p in changed] == [("1", True), ("2", False)]
    assert board.refresh(now) == []
    assert len(board.pictures) == 3
    assert [picture.clip.number for picture in board.missing("clip_3")] == ["3"]


def test_a_deleted_shot_is_wanted_no_more() -> None:
    board = Board(film([clip("1"), clip("2")]), ["IMAGE", "VIDEO"])
    assert [picture.kind for picture in board.forget("clip_1")] == ["IMAGE", "VIDEO"]
    assert len(board.pictures) == 2
    assert board.missing("clip_1") == []
