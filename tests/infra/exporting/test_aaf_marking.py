"""Markers and comments of AAF, as pyaaf2 reads them."""

from dataclasses import replace
from fractions import Fraction
from typing import Any
from uuid import UUID

import aaf2
import pytest

from infra.exporting.aaf import make_aaf
from infra.exporting.task import Task
from studio.exporting.cutlist import CutList, Event, Marker, MarkerKind, Media, Section
from studio.exporting.options import ExportFormat, ExportOptions
from studio.kernel.timecode import Timecode
from studio.library.media import MediaKind
from studio.timeline.rules import Span
from tests.infra.exporting.aafs import opened
from tests.studio.exporting.cuts import RATES

FACTS = {"take": "tak_1", "model": "sdxl", "prompt": "A castle 🏰", "seed": "7"}
STILL = Media(UUID(int=1), "F/1.png", MediaKind.IMAGE, "", 64, 36, facts=FACTS)
SHOT = Event(UUID(int=2), "2A", Span(0, 96), STILL, note="Bernardo wartet für sich 🙂.")


def film(rate: Fraction = RATES[1]) -> CutList:
    sections = (
        Section(UUID(int=3), "INT. BURG – TAG", Span(0, 48)),
        Section(UUID(int=4), "EXT. 城", Span(48, 96)),
    )
    markers = (Marker(12, "Bar 1", MarkerKind.BAR), Marker(24, "Beat 1.2", MarkerKind.BEAT))
    cut = CutList(UUID(int=0), "F", Timecode(rate), 64, 36, sections, ((SHOT,),), (), 86_400)
    return replace(cut, markers=markers)


def events_of(file: Any) -> list[Any]:
    (mob,) = file.content.toplevel()
    return [slot for slot in mob.slots if isinstance(slot, aaf2.mobslots.EventMobSlot)]


@pytest.mark.feature("EXP-3")
@pytest.mark.parametrize("rate", RATES[::3])
def test_scenes_and_beats_are_markers_at_each_rate(rate: Fraction) -> None:
    with opened(film(rate)) as file:
        (slot,) = events_of(file)
        (mob,) = file.content.toplevel()
        track = mob.slots[0]
        assert Fraction(slot.edit_rate) == rate
        assert (slot.slot_id, slot["PhysicalTrackNumber"].value) == (1000, 1)
        markers = [*slot.segment.components]
        assert all(isinstance(one, aaf2.components.DescriptiveMarker) for one in markers)
        assert [
            (one["Position"].value, one["Comment"].value, one["CommentMarkerUser"].value)
            for one in markers
        ] == [
            (0, "INT. BURG – TAG", "Scene"),
            (12, "Bar 1", "Bar"),
            (24, "Beat 1.2", "Beat"),
            (48, "EXT. 城", "Scene"),
        ]
        for one in markers:
            assert one["DescribedSlots"].value == {track.slot_id}
            assert one.datadef.name == slot.segment.datadef.name == "Descriptive Metadata"


def test_markers_have_colors_and_words_as_avid_reads_them() -> None:
    with opened(film()) as file:
        (slot,) = events_of(file)
        scene, bar, beat, _ = slot.segment.components
        told = {tag.name: tag.value for tag in scene["CommentMarkerAttributeList"].value}
        made = told.pop("_ATN_CRM_LONG_CREATE_DATE")
        assert told == {
            "_ATN_CRM_COLOR": "Red",
            "_ATN_CRM_USER": "Scene",
            "_ATN_CRM_COM": "INT. BURG – TAG",
            "_ATN_CRM_LONG_MOD_DATE": made,
        }
        assert scene["CommentMarkerColor"].value == {"red": 65535, "green": 0, "blue": 0}
        assert bar["CommentMarkerColor"].value == {"red": 0, "green": 65535, "blue": 65535}
        assert beat["CommentMarkerColor"].value == dict.fromkeys(("red", "green", "blue"), 65535)


def test_a_film_without_scenes_and_beats_has_no_markers() -> None:
    with opened(replace(film(), sections=(), markers=())) as file:
        assert events_of(file) == []


def test_captions_and_how_takes_were_made_are_comments_of_the_clip() -> None:
    with opened(film()) as file:
        (master,) = file.content.mastermobs()
        assert dict(master.comments.items()) == {
            "Comments": SHOT.note,
            "Take ID": "tak_1",
            "Model": "sdxl",
            "Prompt": "A castle 🏰",
            "Seed": "7",
        }
        (mob,) = file.content.toplevel()
        (clip,) = mob.slots[0].segment.components
        assert [(tag.name, tag.value) for tag in clip["ComponentAttributeList"].value] == [
            ("_COMMENT", SHOT.note)
        ]


def test_nothing_is_said_of_how_takes_were_made_unless_it_is_wanted(tmp_path: Any) -> None:
    options = ExportOptions(ExportFormat.AAF, parameters=False)
    (path,) = make_aaf(Task(film(), options, {}, tmp_path), lambda _: None).files
    with aaf2.open(str(path), "r") as file:
        (master,) = file.content.mastermobs()
        assert [name for name, _ in master.comments.items()] == ["Comments", "Take ID"]
    data = path.read_bytes()
    assert "sdxl".encode("utf-16-le") not in data
    assert "A castle".encode("utf-16-le") not in data


def test_words_that_no_property_can_hold_are_cut() -> None:
    long = replace(SHOT, note="a" + "🙂" * 40_000)
    with opened(replace(film(), tracks=((long,),))) as file:
        (master,) = file.content.mastermobs()
        kept = dict(master.comments.items())["Comments"]
        assert kept == "a" + "🙂" * 15_999
