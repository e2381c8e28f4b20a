"""A project's own JSON: read as it was written, and as a timeline."""

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.exporting.cutlist import CutList, Event, Section
from studio.exporting.formats.project import (
    ClipPart,
    FilePart,
    ProjectDocument,
    ScenePart,
    SettingsPart,
    TakePart,
    write_project,
)
from studio.importing.readers.project import project_of
from studio.importing.readers.text import TimelineFormat, read_timeline
from studio.importing.reading import Reading
from studio.kernel.ids import typed
from studio.kernel.time import rate_text
from studio.library.media import MediaKind
from studio.timeline.rules import Span
from tests.studio.exporting.cuts import cut_lists

LINES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"]), max_size=12)
FILMS = cut_lists().filter(lambda cut: any(cut.tracks))


def document(cut: CutList) -> ProjectDocument:
    """A project of one scene with all that is seen in the cut."""
    events = [event for track in cut.tracks for event in track]
    files = {
        event.media.sha256: FilePart(media_type="image/png", size=1, kind=event.media.kind.value)
        for event in events
        if event.media
    }
    scene = ScenePart(id=typed("scene", cut.project), name="S", clips=[clip(one) for one in events])
    settings = SettingsPart(
        id=typed("project", cut.project), name="Film", fps=rate_text(cut.rate), width=64, height=36
    )
    return ProjectDocument(project=settings, scenes=[scene], files=files)


def clip(event: Event) -> ClipPart:
    takes = []
    if event.media:
        take = TakePart(
            id=f"t{event.clip.hex}", kind=event.media.kind.value, file=event.media.sha256
        )
        takes.append(take)
    made = event.transition
    return ClipPart(
        id=typed("clip", event.clip),
        name="".join(one for one in event.name if one.isprintable()).strip(),
        start_frame=event.span.start,
        duration_frames=event.span.duration,
        source_frame=event.source,
        transition=made.kind.value if made else "CUT",
        transition_frames=made.frames if made else 0,
        caption=event.note,
        takes=takes,
        selected=takes[0].id if takes else None,
    )


@pytest.mark.feature("EXP-4", "BEY-8")
@given(FILMS)
def test_it_is_read_as_it_was_written(cut: CutList) -> None:
    whole = document(cut)
    assert project_of(orjson.loads(write_project(whole).text)) == whole


@pytest.mark.feature("EXP-4", "BEY-8")
@given(FILMS)
def test_as_a_timeline_it_is_the_same_cut(cut: CutList) -> None:
    form, reading = read_timeline(write_project(document(cut)).text)
    assert form is TimelineFormat.PROJECT_JSON
    assert reading.rate == cut.rate
    events = [event for track in cut.tracks for event in track]
    assert cuts(reading) == {
        event.clip: (
            event.span,
            event.source,
            event.media and event.media.sha256,
            event.note,
            event.transition,
        )
        for event in events
    }
    end = max(event.span.end for event in events)
    assert [one.span for one in reading.sections] == [Section(cut.project, "S", Span(0, end)).span]
    for one in reading.clips:
        others = (two for two in reading.clips if two is not one and two.track == one.track)
        assert not any(one.span.overlaps(two.span) for two in others)


def cuts(reading: Reading) -> dict[object, object]:
    return {
        one.clip: (
            one.span,
            one.source,
            one.shown and one.shown.sha256,
            one.note,
            one.transition,
        )
        for one in reading.clips
    }


@given(LINES, st.sampled_from(list(MediaKind)))
def test_a_seed_of_any_size_and_a_name_of_any_letters_are_kept(name: str, kind: MediaKind) -> None:
    take = TakePart(id="t", kind=kind.value, file="a" * 64, seed=str(2**64 - 1))
    one = ClipPart(id="c", name=name.strip(), start_frame=0, duration_frames=1, takes=[take])
    whole = ProjectDocument(
        project=SettingsPart(id="p", name="P", fps="24", width=64, height=36),
        scenes=[ScenePart(id="s", name="S", clips=[one])],
        files={"a" * 64: FilePart(media_type="x/y", size=0, kind=kind.value)},
    )
    assert project_of(orjson.loads(write_project(whole).text)) == whole
