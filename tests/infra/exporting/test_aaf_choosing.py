"""Muted sound and other takes in AAF, as pyaaf2 reads them."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import groupby
from typing import Any
from uuid import UUID

import aaf2
import pytest
from hypothesis import HealthCheck, given, settings

from infra.exporting.task import CannotExport
from studio.exporting.cutlist import CutList, Event, Level, Media, Track, Transition, url_of
from studio.kernel.timecode import Timecode
from studio.library.media import MediaKind
from studio.timeline.rules import Span
from studio.timeline.transitions import TransitionKind
from tests.infra.exporting.aafs import FOLDER, Choice, choice, clip_of, laid, opened, takes_of
from tests.studio.exporting.cuts import RATES, cut_lists

SONG = Media(UUID(int=1), "F/sound/m.mp3", MediaKind.AUDIO, "", samples=10**7, sample_rate=48_000)


def take(number: int) -> Media:
    facts = {"take": f"tak_{number}", "model": f"model {number}"}
    name = f"F/scene 01/2A ({number}).png"
    return Media(UUID(int=number), name, MediaKind.IMAGE, "", 64, 36, facts=facts)


SHOWN, THIRD = take(1), take(3)
SECOND = replace(
    take(2), name="F/scene 01/2A (2).mp4", kind=MediaKind.VIDEO, frames=48, rate=Fraction(24)
)


def film(*seen: Track, heard: tuple[Track, ...] = (), rate: Fraction = RATES[1]) -> CutList:
    return CutList(UUID(int=0), "F", Timecode(rate), 64, 36, (), seen, heard, 86_400)


def shot(name: str, start: int, end: int, media: Media | None = SHOWN, **more: Any) -> Event:
    return Event(UUID(int=100 + start), name, Span(start, end), media, **more)


def items_of(slot: Any) -> list[Any]:
    segment = slot.segment
    if isinstance(segment, aaf2.components.OperationGroup):
        (segment,) = segment.segments
    return [*segment.components]


def choices_of(file: Any, slot: int = 0) -> list[Choice]:
    """What lies on a track and is neither a gap nor a blend."""
    (mob,) = file.content.toplevel()
    passed = aaf2.components.Filler, aaf2.components.Transition
    return [choice(item) for item in items_of(mob.slots[slot]) if not isinstance(item, passed)]


def urls_of(clip: Any) -> list[str]:
    """The address of the file that a clip leads to."""
    (slot,) = clip.mob.slots
    return [locator["URLString"].value for locator in slot.segment.mob.descriptor["Locator"].value]


@pytest.mark.feature("EXP-3")
@pytest.mark.parametrize("rate", RATES[::3])
def test_muted_sound_is_a_switched_off_clip_with_all_that_it_has(rate: Fraction) -> None:
    muted = Level(-6.0, 4, 5, muted=True)
    heard = shot("quiet", 7, 40, SONG, level=muted, source=11, note="Too loud 🙂.")
    with opened(film((shot("1", 0, 60),), heard=((heard,),), rate=rate)) as file:
        (mob,) = file.content.toplevel()
        slot = mob.slots[1]
        assert Fraction(slot.edit_rate) == rate
        (selector,) = [one for one in items_of(slot) if isinstance(one, aaf2.components.Selector)]
        assert selector.length == 33
        assert selector.datadef.name == "DataDef_Sound"
        silence = selector["Selected"].value
        assert (type(silence).__name__, silence.length) == ("Filler", 33)
        (chosen,) = choices_of(file, 1)
        assert (chosen.off, chosen.others) == (True, [])
        clip, factor = clip_of(chosen.take)
        assert (clip.mob.name, clip.start, clip.length) == ("quiet", 11, 33)
        assert factor == pytest.approx(10**-0.3, rel=1e-6)
        assert urls_of(clip) == [url_of(SONG, FOLDER)]
        assert [tag.value for tag in clip["ComponentAttributeList"].value] == ["Too loud 🙂."]
        assert laid(slot).blends == [
            ("Mono Audio Dissolve", 7, 11, 7),
            ("Mono Audio Dissolve", 35, 40, 40),
        ]


def test_other_takes_are_alternates_each_with_its_own_file_and_words() -> None:
    event = shot("2A", 0, 24, alternates=(SECOND, THIRD), source=0, note="He waits.")
    with opened(film((event, shot("2B", 24, 48)))) as file:
        first, second = choices_of(file)
        assert (second.off, second.others) == (False, [])
        assert not first.off
        clips = [first.take, *first.others]
        assert [clip.mob.name for clip in clips] == ["2A", "2A (2)", "2A (3)"]
        assert [clip.length for clip in clips] == [24, 24, 24]
        assert [clip.start for clip in clips] == [86_400, 0, 86_400]
        assert [urls_of(clip) for clip in clips] == [
            [url_of(one, FOLDER)] for one in (SHOWN, SECOND, THIRD)
        ]
        for clip, number in zip(clips, (1, 2, 3), strict=True):
            assert dict(clip.mob.comments.items()) == {
                "Comments": "He waits.",
                "Take ID": f"tak_{number}",
                "Model": f"model {number}",
            }
        assert len({mob.mob_id for mob in file.content.mobs}) == 1 + 3 * 4


def test_nothing_is_said_of_how_other_takes_were_made_unless_it_is_wanted() -> None:
    event = shot("2A", 0, 24, alternates=(SECOND,))
    with opened(film((event,)), parameters=False) as file:
        (chosen,) = choices_of(file)
        (other,) = chosen.others
        assert dict(other.mob.comments.items()) == {"Take ID": "tak_2"}


def test_a_place_without_a_take_is_a_switched_off_clip_of_those_it_could_show() -> None:
    empty = shot("2A", 24, 48, None, alternates=(SECOND, THIRD))
    one = shot("2B", 48, 60, None, alternates=(SECOND,))
    with opened(film((shot("1", 0, 24), empty, one, shot("2C", 60, 70, None)))) as file:
        shown, several, single = choices_of(file)
        assert [one.off for one in (shown, several, single)] == [False, True, True]
        assert several.take.mob.name == "2A"
        assert [other.mob.name for other in several.others] == ["2A (3)"]
        assert (single.take.mob.name, single.others) == ("2B", [])
        assert played(file)["V1"] == [("1", 24, 86_400), ("", 46, 0)]


def test_a_film_of_muted_sound_or_of_other_takes_alone_is_written() -> None:
    muted = shot("m", 0, 40, SONG, level=Level(muted=True))
    empty = shot("2A", 0, 24, None, alternates=(SECOND,))
    for cut, name in ((film(heard=((muted,),)), "m"), (film((empty,)), "2A")):
        with opened(cut) as file:
            (chosen,) = choices_of(file)
            assert chosen.off
            assert chosen.take.mob.name == name


def test_sound_has_no_pictures_for_its_other_takes_and_pictures_no_sound() -> None:
    heard, seen = shot("m", 0, 40, SONG, alternates=(SECOND,)), shot("1", 0, 40, alternates=(SONG,))
    with opened(film((seen,), heard=((heard,),))) as file:
        for slot in (0, 1):
            assert [one.others for one in choices_of(file, slot)] == [[]]


def test_all_takes_of_a_clip_last_as_long_as_it_with_its_blends() -> None:
    blend = Transition(TransitionKind.DISSOLVE, 10)
    first = shot("1", 0, 24, alternates=(SECOND,))
    second = shot("2", 24, 48, transition=blend, alternates=(SECOND, THIRD))
    with opened(film((first, second))) as file:
        takes = [[one.take, *one.others] for one in choices_of(file)]
        assert [[(one.length, one.start) for one in clips] for clips in takes] == [
            [(29, 86_400), (29, 0)],
            [(29, 86_395), (29, 0), (29, 86_395)],
        ]


def test_a_file_of_selectors_is_laid_as_its_format_wants_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    events = tuple(
        shot(f"{rank}", rank, rank + 1, alternates=tuple(map(take, range(2, rank % 4 + 2))))
        for rank in range(40)
    )
    with opened(film(events)) as file:
        file.cfb.validate_directory_structure()
        assert len(file.content.mobs) == 1 + 3 * sum(len(takes_of(event)) for event in events)
        assert [len(one.others) for one in choices_of(file)] == [0, 1, 2, 3] * 10
    assert "violation" not in capsys.readouterr().out


def test_more_takes_than_any_file_can_hold_are_refused_before_it_is_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cut = film((shot("1", 0, 24, alternates=(SECOND,)), shot("2", 24, 48)))
    monkeypatch.setattr("infra.exporting.aaf._MOST_TAKES", 3)
    with opened(cut) as file:
        assert len(choices_of(file)) == 2
    monkeypatch.setattr("infra.exporting.aaf._MOST_TAKES", 2)
    monkeypatch.delattr("infra.exporting.aaf.write_things")
    with pytest.raises(CannotExport, match="leave the other takes out"), opened(cut):
        pass


@pytest.mark.slow
@settings(max_examples=6, deadline=None, suppress_health_check=[*HealthCheck])
@given(cut_lists(most=5).filter(lambda cut: any(event.media for event in cut.events)))
def test_the_same_plays_with_other_takes_as_without(cut: CutList) -> None:
    """To programs that know nothing of alternates, too."""
    bare = replace(cut, tracks=tuple(map(alone, cut.tracks)), sounds=tuple(map(alone, cut.sounds)))
    with opened(cut) as file:
        found = played(file)
    with opened(bare) as file:
        expected = played(file)
    assert {name: found[name] for name in expected} == expected
    for name in found.keys() - expected.keys():
        assert {one[0] for one in found[name]} == {""}


def alone(track: Track) -> Track:
    return tuple(replace(event, alternates=()) for event in track)


def played(file: Any) -> dict[str, list[tuple[str, int, int]]]:
    """By the names of the tracks: what is selected, with its length and where in its file it begins;
    gaps that meet are one. Of a blend, its length and its cut."""
    (mob,) = file.content.toplevel()
    tracks = [slot for slot in mob.slots if slot.name and slot.name != "TC"]
    return {slot.name: [*merged(map(selected, items_of(slot)))] for slot in tracks}


def selected(item: Any) -> tuple[str, int, int]:
    if isinstance(item, aaf2.components.Selector):
        return selected(item["Selected"].value)
    if isinstance(item, aaf2.components.Filler):
        return "", item.length, 0
    if isinstance(item, aaf2.components.Transition):
        return "blend", item.length, item["CutPoint"].value
    clip, _ = clip_of(item)
    return str(clip.mob.name), item.length, clip.start


def merged(items: Iterator[tuple[str, int, int]]) -> Iterator[tuple[str, int, int]]:
    for gap, run in groupby(items, key=lambda item: item[0] == ""):
        if gap:
            yield "", sum(length for _, length, _ in run), 0
        else:
            yield from run
