"""What is told before an export is made; and that the documentation says the same."""

import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.exporting.abilities import LIMITS, Ability
from studio.exporting.cutlist import (
    CutList,
    Event,
    Level,
    Marker,
    MarkerKind,
    Media,
    Section,
    Transition,
    tracks_of,
)
from studio.exporting.options import ExportFormat, ExportOptions
from studio.exporting.preflight import PreflightCode as Code
from studio.exporting.preflight import Severity, preflight
from studio.kernel.timecode import Timecode
from studio.library.media import MediaKind
from studio.timeline.rules import Span
from studio.timeline.transitions import TransitionKind
from tests.studio.exporting.cuts import cut_lists

DOCS = Path(__file__).parents[3] / "docs/export.md"
RATE = Fraction(24)
STILL = Media(UUID(int=1), "F/scene 01/1.png", MediaKind.IMAGE, "", 64, 36)
FILM = Media(UUID(int=2), "F/scene 01/2.mp4", MediaKind.VIDEO, "", 64, 36, 48, RATE)
SOUND = Media(UUID(int=3), "F/sound/m.mp3", MediaKind.AUDIO, "", samples=96_000, sample_rate=48_000)


def cut(*events: Event, rate: Fraction = RATE) -> CutList:
    seen = tracks_of(event for event in events if not event.heard)
    heard = tracks_of(event for event in events if event.heard)
    return CutList(UUID(int=0), "F", Timecode(rate), 64, 36, (), seen, heard, 86_400)


def event(number: int, start: int, end: int, media: Media | None = STILL) -> Event:
    return Event(UUID(int=100 + number), f"Shot {number}", Span(start, end), media)


def codes(film: CutList, form: ExportFormat, **options: object) -> dict[Code, tuple[int, ...]]:
    """The numbers of the clips that are found, by code."""
    found: dict[Code, tuple[int, ...]] = {}
    for one in preflight(film, replace(ExportOptions(form), **options)):  # type: ignore[arg-type]
        assert one.message.endswith(".")
        assert "#" not in one.message
        assert "{" not in one.message
        numbers = tuple(clip.int - 100 for clip in one.clips)
        found[one.code] = (*found.get(one.code, ()), *numbers)
    return found


@pytest.mark.feature("TML-12")
def test_a_film_that_is_as_it_should_be_is_found_nothing_of() -> None:
    film = cut(event(1, 0, 24), event(2, 24, 72, FILM), event(3, 0, 48, SOUND))
    for form in ExportFormat:
        if form is not ExportFormat.SHOT_LIST:
            assert codes(film, form) == {}


def test_nothing_cannot_be_taken_out() -> None:
    (found,) = preflight(cut(), ExportOptions(ExportFormat.OTIO))
    assert (found.code, found.severity) == (Code.EMPTY_FILM, Severity.ERROR)


def test_what_is_not_there_is_named() -> None:
    film = cut(event(1, 0, 10, None), event(2, 12, 20), event(3, 15, 30))
    assert codes(film, ExportFormat.OTIO) == {
        Code.MISSING_TAKE: (1,),
        Code.GAP: (2,),
        Code.OVERLAP: (3,),
    }


def test_takes_unlike_the_film_are_named() -> None:
    other = replace(FILM, width=128, rate=Fraction(16), frames=8)
    found = codes(cut(event(1, 0, 24, other)), ExportFormat.MLT)
    assert found == {Code.TAKE_RATE: (1,), Code.TAKE_SIZE: (1,), Code.TAKE_TOO_SHORT: (1,)}


def test_transitions_need_room_and_handles() -> None:
    blend = Transition(TransitionKind.DISSOLVE, 12)
    long = cut(event(1, 0, 4), replace(event(2, 4, 40), transition=blend))
    assert codes(long, ExportFormat.OTIO) == {Code.TRANSITION_TOO_LONG: (2,)}
    bare = cut(event(1, 0, 24), replace(event(2, 24, 72, FILM), transition=blend))
    assert codes(bare, ExportFormat.OTIO) == {Code.TRANSITION_WITHOUT_HANDLES: (2,)}
    short = cut(event(1, 0, 48, FILM), replace(event(2, 48, 72), transition=blend))
    assert codes(short, ExportFormat.OTIO) == {Code.TRANSITION_WITHOUT_HANDLES: (2,)}
    fade = replace(blend, kind=TransitionKind.FADE)
    black = cut(event(1, 0, 48, FILM), replace(event(2, 48, 96, FILM), transition=fade))
    assert codes(black, ExportFormat.OTIO) == {}


def test_each_format_tells_what_it_loses() -> None:
    wipe = Transition(TransitionKind.WIPE, 4)
    rich = cut(
        replace(event(1, 0, 24), name="Größe", note="Seen", alternates=(FILM,)),
        replace(event(2, 24, 48), transition=wipe),
        replace(event(3, 0, 24, SOUND), level=Level(-3, 2, 2, muted=True)),
    )
    rich = replace(rich, markers=(Marker(3, "Beat", MarkerKind.BEAT),))
    assert codes(rich, ExportFormat.OTIO) == {}
    assert codes(rich, ExportFormat.FCPXML) == {}
    assert codes(rich, ExportFormat.MLT) == {Code.NOT_KEPT: (1,)}
    assert codes(rich, ExportFormat.EDL) == {Code.NOT_KEPT: (3, 1, 3, 3), Code.NAME_FOLDED: (1,)}
    assert codes(rich, ExportFormat.VEGAS_EDL) == {Code.NOT_KEPT: (1, 2, 1)}
    assert codes(rich, ExportFormat.AAF) == {}


def test_names_and_rates_that_programs_do_not_take_are_told() -> None:
    film = cut(
        replace(event(1, 0, 24), name="x" * 65),
        replace(event(2, 24, 48), media=replace(STILL, id=UUID(int=9), name="F/s/LongName1.png")),
        replace(event(3, 48, 60), media=replace(STILL, id=UUID(int=8), name="F/s/LongName2.png")),
        rate=Fraction(12),
    )
    assert codes(film, ExportFormat.EDL) == {
        Code.UNKNOWN_RATE: (),
        Code.NAME_TOO_LONG: (1,),
        Code.NAMES_ALIKE: (3,),
    }
    assert codes(film, ExportFormat.EDL, long_reels=True) == {
        Code.UNKNOWN_RATE: (),
        Code.NAME_TOO_LONG: (1,),
    }
    assert codes(film, ExportFormat.AAF) == {Code.UNKNOWN_RATE: (), Code.NAME_TOO_LONG: (1,)}
    assert codes(film, ExportFormat.OTIO) == {}
    assert Code.DROP_FRAME in codes(film, ExportFormat.OTIO, drop_frame=True)


def test_long_tracks_are_split() -> None:
    film = cut(*(event(one, 10 * one, 10 * one + 10) for one in range(1000)))
    assert codes(film, ExportFormat.EDL) == {Code.EVENTS_SPLIT: ()}


def test_letters_that_no_font_has_are_told_where_they_would_be_drawn() -> None:
    film = replace(
        cut(
            replace(event(1, 0, 24), name="日 #", note="本"),
            replace(event(2, 24, 48), media=replace(STILL, facts={"prompt": "語"})),
            replace(event(3, 48, 72, None), note="漢"),
        ),
        sections=(Section(UUID(int=7), "字", Span(0, 72)),),
    )

    def told(form: ExportFormat, **options: object) -> tuple[str, tuple[int, ...]] | None:
        wanted = replace(ExportOptions(form), **options)  # type: ignore[arg-type]
        found = preflight(
            film, wanted, lambda text: "".join(filter("日本語漢字".__contains__, text))
        )
        of_letters = [one for one in found if one.code is Code.NO_LETTERS]
        assert all(one.severity is Severity.WARNING for one in of_letters)
        if not of_letters:
            return None
        assert "STORYCANVAS_FONTS" in of_letters[0].message
        letters = "".join(one for one in of_letters[0].message if one > "\u3000")
        return letters, tuple(one.int - 100 for one in of_letters[0].clips)

    assert told(ExportFormat.CONTACT_SHEET) == ("字日", (1,))
    assert told(ExportFormat.STORYBOARD_PDF) == ("字日本漢語", (1, 2, 3))
    assert told(ExportFormat.STORYBOARD_PDF, parameters=False) == ("字日本漢", (1, 3))
    assert told(ExportFormat.ANIMATIC, captions=True) == ("本漢", (1, 3))
    assert told(ExportFormat.ANIMATIC, captions=False, burn_names=True) == ("字日漢", (1, 3))
    assert told(ExportFormat.OTIO) is None
    assert told(ExportFormat.MIXDOWN) is None
    many = "".join(chr(0x4E00 + one) for one in range(30))
    (found,) = preflight(
        cut(replace(event(1, 0, 24), name=many)), ExportOptions(ExportFormat.CONTACT_SHEET), str
    )
    assert "一 丁" in found.message
    assert " …:" in found.message
    assert sum(one > "\u3000" for one in found.message) <= 12


@given(cut_lists(), st.sampled_from(ExportFormat))
def test_the_gravest_comes_first_and_all_clips_are_of_the_cut(
    film: CutList, form: ExportFormat
) -> None:
    found = preflight(film, ExportOptions(form))
    ranks = [list(Severity).index(one.severity) for one in found]
    assert ranks == sorted(ranks)
    known = {one.clip for one in film.events}
    assert all({*one.clips} <= known for one in found)
    assert any(one.code is Code.EMPTY_FILM for one in found) == (not known)


def test_the_documentation_says_what_each_format_keeps() -> None:
    head, _, *rows = re.findall(r"^\|.*\|$", section("What each keeps"), re.MULTILINE)
    forms = [cell.strip("` ") for cell in head.strip("|").split("|")][1:]
    told = {
        (form, cells[0]): cells[rank] == "yes"
        for row in rows
        for cells in [[cell.strip() for cell in row.strip("|").split("|")]]
        for rank, form in enumerate(forms, start=1)
    }
    like_otio = {ExportFormat.OTIOZ, ExportFormat.OTIOD, ExportFormat.BUNDLE}
    assert told == {
        (form.value, ability.value): ability in limits.keeps
        for form, limits in LIMITS.items()
        if form not in like_otio
        for ability in Ability
    }
    assert all(LIMITS[one] == LIMITS[ExportFormat.OTIO] for one in like_otio)


def section(title: str) -> str:
    return DOCS.read_text().split(f"## {title}\n")[1].split("\n## ")[0]
