"""AAF as pyaaf2 reads it."""

from fractions import Fraction
from pathlib import Path
from typing import Any
from uuid import UUID

import aaf2
import pytest
from hypothesis import HealthCheck, given, settings

from infra.exporting.aaf import make_aaf
from infra.exporting.task import CannotExport, Task
from studio.exporting.cutlist import HOUR, CutList, Event, Media, Track, url_of
from studio.exporting.formats.joints import joints_of
from studio.exporting.options import ExportFormat, ExportOptions
from studio.kernel.time import seconds_to_frame
from studio.kernel.timecode import Timecode
from studio.library.media import MediaKind
from studio.timeline.rules import Span
from studio.timeline.transitions import TransitionKind
from tests.infra.exporting.aafs import FOLDER, choice, clip_of, opened, takes_of
from tests.studio.exporting.cuts import cut_lists


def read(cut: CutList) -> dict[str, Any]:
    """Tracks as lists of what lies on them, by their names; and the timecode."""
    with opened(cut) as file:
        (film,) = file.content.toplevel()
        timed = [slot for slot in film.slots if isinstance(slot, aaf2.mobslots.TimelineMobSlot)]
        found = {slot.name: told(slot) for slot in timed}
        found["name"] = film.name
        found["essence"] = len(list(file.content.essencedata))
        return found


def told(slot: Any) -> Any:
    segment = slot.segment
    if isinstance(segment, aaf2.components.Timecode):
        return segment.start, segment.fps, segment.drop, Fraction(slot.edit_rate)
    if isinstance(segment, aaf2.components.OperationGroup):
        (segment,) = segment.segments
    return segment.length, [one_of(item) for item in segment.components]


def one_of(item: Any) -> tuple[Any, ...]:
    if isinstance(item, aaf2.components.Transition):
        return "blend", item.length, item["CutPoint"].value
    if isinstance(item, aaf2.components.Filler):
        return "gap", item.length
    item, _ = clip_of(choice(item).take)
    (file,) = [slot.segment.mob for slot in item.mob.slots if slot.segment.length is not None]
    urls = [locator["URLString"].value for locator in file.descriptor["Locator"].value]
    reach = file.descriptor["Length"].value
    return "clip", item.length, item.start, item.mob.name, tuple(urls), reach


@pytest.mark.slow
@pytest.mark.feature("EXP-3", "BEY-8")
@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(cut_lists(most=5).filter(lambda cut: any(shown(track) for track in tracks_of(cut))))
def test_every_clip_is_where_it_was(cut: CutList) -> None:
    found = read(cut)
    timecode = cut.timecode
    assert found["TC"] == (cut.begins, timecode.base, timecode.drop, cut.rate)
    assert found["name"] == cut.name
    assert found["essence"] == 0
    for name, track in named(cut):
        if not shown(track):
            assert name not in found
            continue
        length, items = found[name]
        assert length == track[-1].span.end
        assert [one for one in places(items) if one[0] == "clip"] == [
            ("clip", event.span.start, event.span.end, event.name) for event in shown(track)
        ]
        clips = [one for one in items if one[0] == "clip"]
        for clip, event in zip(clips, shown(track), strict=True):
            media = takes_of(event)[0]
            assert clip[4] == (url_of(media, FOLDER),)
            if media.kind is not MediaKind.AUDIO:
                assert clip[2] >= 0
                assert clip[2] + clip[1] <= clip[5]


def places(items: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """What lies where, from cut to cut: blends lie over both of their neighbours."""
    found: list[tuple[Any, ...]] = []
    reached = 0
    ahead = 0
    for place, item in enumerate(items):
        if item[0] == "blend":
            reached -= item[1]
            ahead = item[2]
            continue
        after = items[place + 1] if place + 1 < len(items) else ("end",)
        behind = after[1] - after[2] if after[0] == "blend" else 0
        found.append((item[0], reached + ahead, reached + item[1] - behind, *item[3:4]))
        reached += item[1]
        ahead = 0
    return found


@pytest.mark.slow
@settings(max_examples=4, deadline=None, suppress_health_check=[*HealthCheck])
@given(cut_lists(most=5).filter(lambda cut: any(shown(track) for track in cut.tracks)))
def test_blends_are_dissolves_and_stills_have_handles(cut: CutList) -> None:
    found = read(cut)
    hour = seconds_to_frame(Fraction(HOUR), cut.rate)
    for rank, track in enumerate(cut.tracks, start=1):
        if not shown(track):
            continue
        _, items = found[f"V{rank}"]
        blends = [one for one in items if one[0] == "blend"]
        most = {TransitionKind.FADE: 2}
        assert len(blends) <= sum(most.get(one.kind, 1) for one in joints_of(track) if one)
        assert items[0][0] != "blend"
        for item, event in zip(
            (one for one in items if one[0] == "clip"), shown(track), strict=True
        ):
            if takes_of(event)[0].kind is MediaKind.IMAGE:
                assert hour - 60 <= item[2] <= hour


def test_a_film_of_nothing_is_refused(tmp_path: Path) -> None:
    empty = CutList(UUID(int=0), "F", Timecode(Fraction(24)), 64, 36, (), (), (), 86_400)
    with pytest.raises(CannotExport, match="nothing"):
        make_aaf(Task(empty, ExportOptions(ExportFormat.AAF), {}, tmp_path), lambda _: None)


def test_each_of_many_clips_is_linked_to_its_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    many = 120
    cut = long_film(many)
    (path,) = make_aaf(
        Task(cut, ExportOptions(ExportFormat.AAF, folder=FOLDER), {}, tmp_path), lambda _: None
    ).files
    with aaf2.open(str(path), "r") as file:
        file.cfb.validate_directory_structure()
        assert len(file.content.mobs) == 1 + 3 * many
        assert len({mob.mob_id for mob in file.content.mobs}) == 1 + 3 * many
        assert {mob.name for mob in file.content.mastermobs()} == {f"{n}A" for n in range(many)}
        (film,) = file.content.toplevel()
        assert told(film.slots[1]) == (86_400, 30, True, Fraction(30_000, 1001))
        for item, event in zip(film.slots[0].segment.components, cut.tracks[0], strict=True):
            assert file.content.mobs.get(item.mob.mob_id) is item.mob
            assert linked(item, event)
    assert "violation" not in capsys.readouterr().out


def linked(item: Any, event: Event) -> bool:
    """Whether a clip leads to its file, which leads to a source that time is counted on."""
    assert event.media
    (master,) = item.mob.slots
    (slot,) = master.segment.mob.slots
    file = master.segment.mob.descriptor
    assert (file["StoredWidth"].value, file["StoredHeight"].value) == (1000 + event.span.start, 500)
    source = slot.segment.mob
    assert source.name == item.mob.name == event.name
    assert isinstance(source.descriptor, aaf2.essence.TapeDescriptor)
    (timecode,) = [
        one.segment for one in source.slots if isinstance(one.segment, aaf2.components.Timecode)
    ]
    assert (timecode.start, timecode.fps, timecode.drop) == (0, 30, False)
    urls = [
        one["URLString"].value for mob in (file, source.descriptor) for one in mob["Locator"].value
    ]
    return urls == 2 * [url_of(event.media, FOLDER)]


def test_a_film_that_no_file_can_hold_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("infra.exporting.aaf_compound._LISTED", 0)
    task = Task(long_film(1), ExportOptions(ExportFormat.AAF), {}, tmp_path)
    with pytest.raises(CannotExport, match="some of its scenes"):
        make_aaf(task, lambda _: None)


def long_film(clips: int) -> CutList:
    """Stills of a frame each, no two of one size."""
    events = tuple(
        Event(
            UUID(int=rank),
            f"{rank}A",
            Span.of(rank, 1),
            Media(UUID(int=rank), f"{rank} é.png", MediaKind.IMAGE, "0" * 64, 1000 + rank, 500),
        )
        for rank in range(clips)
    )
    timecode = Timecode(Fraction(30_000, 1001), drop=True)
    return CutList(UUID(int=0), "F", timecode, 64, 36, (), (events,), (), 86_400)


def named(cut: CutList) -> list[tuple[str, Track]]:
    seen = [(f"V{rank}", track) for rank, track in enumerate(cut.tracks, start=1)]
    return [*seen, *((f"A{rank}", track) for rank, track in enumerate(cut.sounds, start=1))]


def tracks_of(cut: CutList) -> list[Track]:
    return [track for _, track in named(cut)]


def shown(track: Track) -> list[Event]:
    return [event for event in track if takes_of(event)]
