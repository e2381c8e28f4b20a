from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.exporting.cutlist import CutList, Event, Level, Media, tracks_of
from studio.exporting.options import ExportFormat, ExportOptions
from studio.exporting.provenance import (
    MOST_INGREDIENTS,
    PARENT,
    UPLOADED,
    Making,
    Origin,
    Source,
    composite_type,
    film_manifest,
    making_of,
    opens,
    reopened,
    shown_by,
    take_manifest,
)
from studio.gallery import uploads
from studio.kernel.timecode import Timecode
from studio.library.media import MediaKind
from studio.timeline.rules import Span
from tests.studio.exporting.cuts import cut_lists

WHEN = datetime(2026, 3, 1, tzinfo=UTC)
BLANK = Origin("Fox", "image/png", "c" * 64, Making.MODEL, "m", WHEN)
FORMATS = [ExportFormat.ANIMATIC, ExportFormat.CONTACT_SHEET, ExportFormat.MIXDOWN]


def source(making: Making, name: str = "a") -> Source:
    return Source(name, "image/png", "a" * 64, making)


def media(number: int, kind: MediaKind, **facts: str) -> Media:
    ending = "wav" if kind is MediaKind.AUDIO else "png"
    return Media(UUID(int=number), f"Film/{number}.{ending}", kind, f"{number:064x}", facts=facts)


def event(number: int, span: Span, kind: MediaKind = MediaKind.IMAGE, **given: Any) -> Event:
    facts = given.pop("facts", {})
    return Event(UUID(int=900 + number), "E", span, media(number, kind, **facts), **given)


def film(*events: Event) -> CutList:
    pictures = tracks_of(one for one in events if not one.heard)
    sounds = tracks_of(one for one in events if one.heard)
    timecode = Timecode(Fraction(24), drop=False)
    return CutList(UUID(int=1), "Film", timecode, 64, 36, (), pictures, sounds, 0)


def shown(cut: CutList, **given: Any) -> list[int]:
    options = ExportOptions(**{"format": ExportFormat.ANIMATIC, **given})
    return [int(one.sha256, 16) for one in shown_by(cut, options, {})]


def test_who_made_it_is_told_by_the_model() -> None:
    assert uploads.UPLOADED == UPLOADED
    found = [making_of(one) for one in ("uploaded", "rehearsal", "sora-2", "unknown")]
    assert found == [Making.BROUGHT, Making.PROGRAM, Making.MODEL, Making.MODEL]


@pytest.mark.parametrize(
    ("makings", "kind"),
    [
        ([], "algorithmicMedia"),
        ([Making.PROGRAM], "algorithmicMedia"),
        ([Making.PROGRAM, Making.BROUGHT], "composite"),
        ([Making.BROUGHT, Making.MODEL], "compositeWithTrainedAlgorithmicMedia"),
        ([Making.MODEL], "compositeWithTrainedAlgorithmicMedia"),
    ],
)
def test_a_film_is_what_is_in_it(makings: list[Making], kind: str) -> None:
    assert composite_type(map(source, makings)).endswith(f"/{kind}")


def test_a_film_shows_what_lies_in_its_range_and_is_not_muted() -> None:
    cut = film(
        event(1, Span(0, 10)),
        event(2, Span(10, 20)),
        event(3, Span(20, 30)),
        event(4, Span(0, 30), MediaKind.AUDIO),
        event(5, Span(0, 30), MediaKind.AUDIO, level=Level(muted=True)),
        event(6, Span(20, 30), MediaKind.AUDIO),
    )
    assert shown(cut) == [1, 4, 2, 3, 6]
    assert shown(cut, first_frame=10, last_frame=19) == [4, 2]
    assert shown(cut, first_frame=9, last_frame=10) == [1, 4, 2]
    assert shown(cut, sound=False) == [1, 2, 3]
    assert shown(cut, format=ExportFormat.CONTACT_SHEET) == [1, 2, 3]
    assert shown(cut, format=ExportFormat.MIXDOWN) == [4, 6]


def test_what_is_known_of_a_file_goes_before_what_the_cut_says() -> None:
    cut = film(
        event(1, Span(0, 10), facts={"model": "frame"}),
        event(2, Span(10, 20), facts={"model": "uploaded"}),
        event(3, Span(20, 30), facts={"model": "rehearsal"}),
    )
    known = source(Making.BROUGHT, "Known")
    found = shown_by(cut, ExportOptions(ExportFormat.ANIMATIC), {UUID(int=1): known})
    assert found[0] == known
    assert [one.making for one in found[1:]] == [Making.BROUGHT, Making.PROGRAM]
    assert (found[2].name, found[2].media_type, found[2].model) == (
        "3.png",
        "image/png",
        "rehearsal",
    )


@given(cut=cut_lists(), form=st.sampled_from(FORMATS))
def test_any_film_names_each_file_once_and_every_name_is_used(
    cut: CutList, form: ExportFormat
) -> None:
    sources = shown_by(cut, ExportOptions(form), {})
    told = film_manifest("F", "video/mp4", (*sources, *sources), "1", WHEN)
    labels = [one["label"] for one in told["ingredients"]]
    assert len(labels) == len(set(labels)) == min(len(set(sources)), MOST_INGREDIENTS)
    actions = told["assertions"][0]["data"]["actions"]
    assert actions[0]["action"] == "c2pa.created"
    placed = [one["parameters"]["ingredientIds"] for one in actions[1:]]
    assert placed == ([labels] if labels else [])


def test_what_carries_credentials_of_its_own_was_opened() -> None:
    told = take_manifest(replace(BLANK, sources=(source(Making.MODEL),)), "1")
    assert not opens(told)
    again = reopened(told)
    (opened,) = again["assertions"][0]["data"]["actions"]
    assert (opened["action"], opened["parameters"]) == ("c2pa.opened", {"ingredientIds": [PARENT]})
    assert opened["digitalSourceType"].endswith("/trainedAlgorithmicMedia")
    assert "allActionsIncluded" not in again["assertions"][0]["data"]
    assert opens(again)
    assert reopened(again) == again
    assert opens(take_manifest(replace(BLANK, making=Making.BROUGHT), "1"))
    frame = replace(BLANK, frame=3, sources=(source(Making.MODEL),))
    assert not opens(take_manifest(frame, "1")), "its film is named by what it was"
