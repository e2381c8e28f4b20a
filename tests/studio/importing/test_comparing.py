"""Edits that somebody makes in a cut are found, each of them and no others."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.exporting.cutlist import CutList, Transition
from studio.exporting.formats.otio import write_otio
from studio.importing.comparing import Change, ChangeKind, compare, state_of
from studio.importing.matching import pictures
from studio.importing.readers.text import read_timeline
from studio.importing.reading import ReadClip, Reading, Shown
from studio.kernel.time import conform_frame
from studio.library.media import MediaKind
from studio.timeline.rules import Span
from studio.timeline.transitions import TransitionKind
from tests.studio.exporting.cuts import RATES, cut_lists

SHOWN = cut_lists().filter(lambda cut: bool(pictures(cut)))
EDITS = ("none", "move", "head", "tail", "rename", "blend", "gone")


def read(cut: CutList) -> Reading:
    return read_timeline(write_otio(cut).text)[1]


@pytest.mark.feature("BEY-8")
@given(SHOWN)
def test_what_nobody_touched_is_as_it_was(cut: CutList) -> None:
    found = compare(cut, read(cut))
    assert found.changes == ()
    assert found.unchanged == len(pictures(cut))


@pytest.mark.feature("BEY-8")
@given(SHOWN, st.data())
def test_each_edit_is_found_and_no_other(cut: CutList, data: st.DataObject) -> None:
    reading = read(cut)
    expected: set[tuple[ChangeKind, UUID | None]] = set()
    edited: list[ReadClip] = []
    for clip in reading.clips:
        made = edit(data, clip)
        expected |= {(kind, clip.clip) for kind in told(clip, made)}
        edited += [made] if made else []
    if fresh := data.draw(st.booleans()):
        edited.append(ReadClip("New one", Span(7, 19), shown=Shown(url="new.mov")))
    found = compare(cut, replace(reading, clips=tuple(edited)))
    assert {(one.kind, one.clip) for one in found.changes if one.clip} == expected
    assert sum(one.kind is ChangeKind.NEW for one in found.changes) == fresh
    after = outcome(cut, found.changes)
    for made in edited:
        if made.clip:
            assert after[made.clip] == (made.span, made.source, made.transition)


def edit(data: st.DataObject, clip: ReadClip) -> ReadClip | None:
    kind, by = data.draw(st.sampled_from(EDITS)), data.draw(st.integers(1, 30))
    span = clip.span
    moving = clip.shown is not None and clip.shown.kind is not MediaKind.IMAGE
    made: ReadClip | None = clip
    if kind == "gone":
        made = None
    elif kind == "move":
        made = replace(clip, span=Span.of(span.start + by, span.duration))
    elif kind == "head" and span.duration > by:
        source = clip.source + by if moving else clip.source
        made = replace(clip, span=Span(span.start + by, span.end), source=source)
    elif kind == "tail":
        made = replace(clip, span=Span(span.start, span.end + by))
    elif kind == "rename":
        made = replace(clip, name=f"Renamed to {by} x")
    elif kind == "blend":
        made = replace(clip, transition=Transition(TransitionKind.WIPE, 61 + by))
    return made


def told(before: ReadClip, after: ReadClip | None) -> list[ChangeKind]:
    if after is None:
        return [ChangeKind.GONE]
    found = []
    if after.span != before.span or after.source != before.source:
        moved = after.span.duration == before.span.duration
        found.append(ChangeKind.MOVED if moved else ChangeKind.TRIMMED)
    if after.name != before.name:
        found.append(ChangeKind.RENAMED)
    if after.transition != before.transition:
        found.append(ChangeKind.TRANSITION)
    return found


def outcome(
    cut: CutList, changes: Sequence[Change]
) -> dict[UUID, tuple[Span, int, Transition | None]]:
    """Each clip with all its changes."""
    found = {}
    for event in pictures(cut):
        now = state_of(event)
        start, end, source, blend = now.span.start, now.span.end, now.source, now.transition
        for one in changes:
            if one.clip == event.clip and one.before and one.after:
                start += one.after.span.start - one.before.span.start
                end += one.after.span.end - one.before.span.end
                source += one.after.source - one.before.source
                if one.kind is ChangeKind.TRANSITION:
                    blend = one.after.transition
        found[event.clip] = Span(start, end), source, blend
    return found


@pytest.mark.feature("BEY-8")
@given(SHOWN)
def test_clips_are_known_again_by_their_files(cut: CutList) -> None:
    """As editing programs leave them: no ids, other folders, percent signs written anew."""
    reading = read(cut)
    bare = [
        replace(
            clip,
            clip=None,
            shown=elsewhere(clip.shown),
        )
        for clip in reading.clips
        if clip.shown
    ]
    found = compare(cut, replace(reading, clips=tuple(bare)))
    kinds = {one.kind for one in found.changes}
    assert kinds <= {ChangeKind.GONE}
    assert found.unchanged == len(bare)


def elsewhere(shown: Shown | None) -> Shown | None:
    if shown is None:
        return None
    return Shown(url="file:///D:/cut/" + shown.url.replace("%20", " "), kind=shown.kind)


@given(SHOWN)
def test_names_of_files_are_no_new_names(cut: CutList) -> None:
    reading = read(cut)
    named = [
        replace(clip, name=clip.shown.name.rpartition("/")[2]) if clip.shown else clip
        for clip in reading.clips
    ]
    assert compare(cut, replace(reading, clips=tuple(named))).changes == ()


@given(SHOWN, st.sampled_from(RATES))
def test_another_rate_is_told_of_and_edges_are_rounded(cut: CutList, rate: object) -> None:
    reading = read(cut)
    assert isinstance(rate, type(reading.rate))

    def there(frame: int) -> int:
        return conform_frame(frame, cut.rate, rate)

    clips = tuple(
        replace(
            one,
            span=Span(there(one.span.start), max(there(one.span.start) + 1, there(one.span.end))),
            source=there(one.source),
            transition=None,
        )
        for one in reading.clips
    )
    found = compare(cut, replace(reading, rate=rate, clips=clips))
    assert bool(found.warnings) == (rate != cut.rate)
    slack = 1 + cut.rate / rate
    for one in found.changes:
        if one.kind is ChangeKind.MOVED and one.before and one.after:
            assert abs(one.after.span.start - one.before.span.start) <= 2 * slack


@given(SHOWN)
def test_another_take_of_the_clip_is_a_change_of_takes(cut: CutList) -> None:
    reading = read(cut)
    events = {event.clip: event for event in pictures(cut)}
    clips, expected = [], set()
    for clip in reading.clips:
        others = events[clip.clip].alternates if clip.clip else ()
        other = next((one for one in others if one.kind is MediaKind.IMAGE), None)
        if other and clip.clip:
            shown = Shown(sha256=other.sha256, kind=other.kind)
            clips.append(replace(clip, shown=shown))
            expected.add(clip.clip)
        else:
            clips.append(clip)
    found = compare(cut, replace(reading, clips=tuple(clips)))
    assert {one.clip for one in found.changes} == expected
    assert {one.kind for one in found.changes} <= {ChangeKind.TAKE}
