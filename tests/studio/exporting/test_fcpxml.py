"""Final Cut Pro XML: valid to Apple's document types, and read back frame by frame."""

import os
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from lxml import etree

from studio.exporting.cutlist import CutList, Event, Track
from studio.exporting.formats.fcpxml import VERSIONS, write_fcpxml
from studio.exporting.formats.joints import joints_of
from studio.kernel.ids import typed
from tests.studio.exporting.cuts import cut_lists

DTDS = os.environ.get("FCPXML_DTD_DIR")
SAFE = etree.XMLParser(resolve_entities=False, no_network=True)


def read(text: str) -> Any:
    return etree.fromstring(text.encode(), SAFE)


@pytest.mark.skipif(not DTDS, reason="FCPXML_DTD_DIR names no folder with Apple's document types")
@pytest.mark.feature("EXP-1", "EXP-3")
@pytest.mark.parametrize("version", VERSIONS)
def test_it_is_valid_to_apple_s_own_rules(version: str) -> None:
    name = f"FCPXMLv{version.replace('.', '_')}.dtd"
    with Path(DTDS or "", name).open("rb") as file:
        rules = etree.DTD(file)

    @given(cut_lists())
    def holds(cut: CutList) -> None:
        valid = rules.validate(read(write_fcpxml(cut, version=version).text))
        assert valid, rules.error_log.filter_from_errors()

    holds()


@pytest.mark.feature("EXP-1", "XF-9")
@given(cut_lists())
def test_every_clip_is_where_it_was(cut: CutList) -> None:
    root = read(write_fcpxml(cut).text)
    found = sorted(placed(root.find(".//spine"), cut))
    shown = [event for event in cut.events if event.media or event in lowest(cut)]
    assert found == sorted(
        (lane, *where(event)) for event in shown for lane in [lane_of(cut, event)]
    )


@given(cut_lists())
def test_other_takes_lie_switched_off_above_all_that_is_seen(cut: CutList) -> None:
    root = read(write_fcpxml(cut).text)
    found = placed(root.find(".//spine"), cut, enabled="0")
    above = [(lane, start, long) for lane, start, long in found if lane >= 0]
    assert sorted((start, long) for _, start, long in above) == sorted(
        where(event) for event in cut.events for _ in event.alternates
    )
    for lane, start, long in above:
        assert lane >= max(1, len(cut.tracks))
        others = [one for one in above if one[0] == lane and one[1] != start]
        assert not any(one[1] < start + long and start < one[1] + one[2] for one in others)
    assert len(above) == len({(lane, start) for lane, start, _ in above})


@given(cut_lists())
def test_blends_lie_over_their_cuts(cut: CutList) -> None:
    root = read(write_fcpxml(cut).text)
    effects = {one.get("id"): one.get("name") for one in root.iter("effect")}
    spine = root.find(".//spine")
    found = [one for one in spine if one.tag == "transition"]
    joints = zip(lowest_track(cut), joints_of(lowest_track(cut)), strict=True)
    told = [(event, joint) for event, joint in joints if joint]
    for one, (event, joint) in zip(found, told, strict=True):
        offset = seconds(one.get("offset")) * cut.rate - cut.begins
        assert offset == event.span.start - joint.ahead
        assert length(one, cut) == joint.frames
        assert effects[one.find("filter-video").get("ref")] == one.get("name")
        after = seconds(one.getnext().get("offset")) * cut.rate - cut.begins
        assert after == event.span.start
    for line in spine.iter("spine"):
        if line is not spine:
            assert line.get("lane")
            assert any(one.tag == "transition" for one in line)


@given(cut_lists())
def test_sounds_are_as_loud_as_they_are(cut: CutList) -> None:
    root = read(write_fcpxml(cut).text)
    clips = {
        one.find("metadata/md").get("value"): one
        for one in root.iter("asset-clip")
        if one.get("audioRole")
    }
    sounds = [event for track in cut.sounds for event in track]
    for event in sounds:
        clip = clips[typed(event.row, event.clip)]
        volume = clip.find("adjust-volume")
        fades = [] if volume is None else list(volume.iter("fadeIn", "fadeOut"))
        assert (clip.get("enabled") == "0") == event.level.muted
        assert (0.0 if volume is None else float(volume.get("amount")[:-2])) == event.level.gain
        assert [(one.tag, length(one, cut)) for one in fades] == [
            (name, frames)
            for name, frames in (("fadeIn", event.level.fade_in), ("fadeOut", event.level.fade_out))
            if frames
        ]


@given(cut_lists())
def test_what_is_referred_to_is_declared_once(cut: CutList) -> None:
    root = read(write_fcpxml(cut).text)
    ids = [one.get("id") for one in root.find("resources")]
    assert len(ids) == len({*ids})
    for one in root.iter():
        for name in ("ref", "format"):
            assert one.get(name) is None or one.get(name) in ids
    digests = [one.get("value") for one in root.iter("md") if one.get("key").endswith(".sha256")]
    assert digests == [media.sha256 for media in cut.media.values()]


@given(cut_lists())
def test_times_are_whole_frames(cut: CutList) -> None:
    root = read(write_fcpxml(cut).text)
    for one in root.find("library").iter():
        for name in ("offset", "start", "duration", "tcStart"):
            if one.get(name) is not None:
                assert (seconds(one.get(name)) * cut.rate).denominator == 1


@given(cut_lists())
def test_scenes_are_marked_where_they_begin(cut: CutList) -> None:
    root = read(write_fcpxml(cut).text)
    marks = []
    for item in root.find(".//spine"):
        for mark in item.findall("marker"):
            at = (
                seconds(item.get("offset"))
                + seconds(mark.get("start"))
                - seconds(item.get("start"))
            )
            marks.append(at * cut.rate - cut.begins)
    beats = [one.frame for one in cut.markers if one.frame < cut.length]
    assert sorted(marks) == sorted([*beats, *(one.span.start for one in cut.sections)])


def placed(spine: Any, cut: CutList, enabled: str | None = None) -> list[tuple[int, int, int]]:
    """Lane, start and length, in frames from the first, of all but gaps without a name: of what is
    switched off if that is asked for, else of the rest (and of sounds, on or off)."""
    found = []

    def add(one: Any, lane: int, at: Fraction) -> None:
        if lane < 0 or one.get("enabled") == enabled:
            found.append((lane, int(at), length(one, cut)))

    for item in (one for one in spine if one.tag != "transition"):
        offset = seconds(item.get("offset")) * cut.rate - cut.begins
        start = seconds(item.get("start")) * cut.rate
        if not (item.tag == "gap" and item.get("name") == "Gap"):
            add(item, 0, offset)
        for one in item:
            if one.get("lane"):
                at = offset + seconds(one.get("offset")) * cut.rate - start
                for shown in [one] if one.tag != "spine" else one:
                    if shown.tag != "transition":
                        inner = seconds(shown.get("offset")) * cut.rate if shown is not one else 0
                        add(shown, int(one.get("lane")), at + inner)
    return found


def lane_of(cut: CutList, event: Event) -> int:
    if event.heard:
        return -1 - next(rank for rank, track in enumerate(cut.sounds) if event in track)
    return next(rank for rank, track in enumerate(cut.tracks) if event in track)


def lowest(cut: CutList) -> list[Event]:
    """Those of the primary storyline, which are told with a name though they show nothing."""
    return [event for event in lowest_track(cut) if event.media or event.name not in {"", "Gap"}]


def lowest_track(cut: CutList) -> Track:
    return cut.tracks[0] if cut.tracks else ()


def where(event: Event) -> tuple[int, int]:
    return event.span.start, event.span.duration


def length(item: Any, cut: CutList) -> int:
    return int(seconds(item.get("duration")) * cut.rate)


def seconds(text: str) -> Fraction:
    return Fraction(text.removesuffix("s"))
