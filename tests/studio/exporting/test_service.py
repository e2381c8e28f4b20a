"""All text formats by one door."""

import time
from dataclasses import replace
from fractions import Fraction
from uuid import UUID

import pytest

from studio.exporting.cutlist import (
    CutList,
    Event,
    Level,
    Marker,
    MarkerKind,
    Media,
    Section,
    Transition,
)
from studio.exporting.options import ExportFormat, ExportOptions
from studio.exporting.service import MOST_PATH, told, write_cut
from studio.kernel.errors import UserError
from studio.kernel.timecode import Timecode
from studio.library.media import MediaKind
from studio.timeline.rules import Span
from studio.timeline.transitions import TransitionKind

TEXTS = {
    ExportFormat.OTIO: "Long.otio",
    ExportFormat.FCPXML: "Long.fcpxml",
    ExportFormat.FCP7_XML: "Long.xml",
    ExportFormat.EDL: "Long.V1.1.edl",
    ExportFormat.VEGAS_EDL: "Long.txt",
    ExportFormat.MLT: "Long.mlt",
    ExportFormat.SHOT_LIST: "Long.csv",
}
SECRET = "a prompt that nobody is to see"
MOST_SECONDS = 5


@pytest.mark.feature("EXP-5")
@pytest.mark.parametrize("form", TEXTS)
def test_how_takes_were_made_is_told_on_request_alone(form: ExportFormat) -> None:
    cut = long_cut(40)
    open_ = "".join(one.text for one in write_cut(cut, ExportOptions(form)))
    closed = "".join(one.text for one in write_cut(cut, ExportOptions(form, parameters=False)))
    shown = {ExportFormat.OTIO, ExportFormat.FCPXML, ExportFormat.SHOT_LIST}
    assert (SECRET in open_) == (form in shown)
    assert SECRET not in closed
    assert "model-9" not in closed


def test_what_is_kept_of_a_take_is_its_id() -> None:
    cut = told(long_cut(4), ExportOptions(ExportFormat.OTIO, parameters=False))
    assert {name for media in cut.media.values() for name in media.facts} == {"take"}


@pytest.mark.parametrize("form", [one for one in ExportFormat if one not in TEXTS])
def test_what_is_more_than_text_is_refused(form: ExportFormat) -> None:
    with pytest.raises(UserError, match="requestExport"):
        write_cut(long_cut(2), ExportOptions(form))


@pytest.mark.parametrize(
    "wrong", [{"folder": "x" * (MOST_PATH + 1)}, {"folder": "a\nb"}, {"fcpxml_version": "2.0"}]
)
def test_options_that_make_no_sense_are_refused(wrong: dict[str, str]) -> None:
    options = replace(ExportOptions(ExportFormat.FCPXML), **wrong)  # type: ignore[arg-type]
    with pytest.raises(UserError):
        write_cut(long_cut(2), options)


@pytest.mark.slow
@pytest.mark.parametrize("form", TEXTS)
def test_two_thousand_clips_take_seconds(form: ExportFormat) -> None:
    cut = long_cut(2_000)
    began = time.process_time()
    first, *_ = write_cut(cut, ExportOptions(form))
    assert time.process_time() - began < MOST_SECONDS
    assert first.name == TEXTS[form]


def long_cut(clips: int) -> CutList:
    """With stills, films, transitions, other takes, music and beats."""
    events = tuple(_event(rank) for rank in range(clips))
    sound = Media(UUID(int=1), "Long/sound/m.mp3", MediaKind.AUDIO, "", samples=4 * 10**6)
    music = Event(UUID(int=2), "M", Span(0, 900), sound, level=Level(-3, 12, 24), row="track")
    return CutList(
        UUID(int=0),
        "Long",
        Timecode(Fraction(24)),
        *(1280, 720),
        tuple(
            Section(UUID(int=10**7 + rank), f"Scene {rank}", Span.of(960 * rank, 960))
            for rank in range(clips // 20)
        ),
        (events,),
        ((music,),),
        86_400,
        tuple(Marker(12 * rank, f"Beat {rank}", MarkerKind.BEAT) for rank in range(4 * clips)),
    )


def _event(rank: int) -> Event:
    facts = {"take": f"take_{rank}", "model": "model-9", "prompt": SECRET, "seed": str(rank)}
    name = f"Long/scene {rank // 20:03}/{rank}"
    size = 1280, 720
    still = Media(UUID(int=10**5 + rank), f"{name}.png", MediaKind.IMAGE, "", *size, facts=facts)
    film = replace(still, name=f"{name}.mp4", kind=MediaKind.VIDEO, frames=90, rate=Fraction(24))
    other = replace(still, id=UUID(int=2 * 10**5 + rank), name=f"{name} (2).png")
    kinds = (TransitionKind.DISSOLVE, TransitionKind.FADE, TransitionKind.WIPE)
    return Event(
        UUID(int=3 * 10**5 + rank),
        f"{rank} Shot",
        Span.of(48 * rank, 48),
        film if rank % 3 else still,
        20 if rank % 3 else 0,
        "What is seen",
        (other,) if rank % 2 else (),
        Transition(kinds[rank % 3], 12) if rank % 4 == 1 else None,
    )
