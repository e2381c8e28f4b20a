import hashlib
import json
import zipfile
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from uuid import UUID
from xml.etree import ElementTree as ET

import opentimelineio as otio
import pytest
from PIL import Image

from infra.exporting.bundle import make_bundle, make_otiod, make_otioz
from infra.exporting.task import CannotExport, Task
from studio.exporting.cutlist import CutList, Event, Media, Section
from studio.exporting.options import ExportFormat, ExportOptions, MediaCodec
from studio.kernel.timecode import Timecode
from studio.library.media import MediaKind
from studio.timeline.rules import Span
from tests.infra.exporting.coded import coded_film

RATE = Fraction(24)


def packed(tmp_path: Path, form: ExportFormat, **given: Any) -> Task:
    """Two stills of the same name in two scenes, a film, a clip that shows nothing, and one whose file
    is gone."""
    (tmp_path / "out").mkdir()
    files: dict[UUID, Path] = {}
    events = []
    for rank, name in enumerate(["scene 01/ä #1.png", "scene 02/ä #1.png"]):
        path = tmp_path / str(rank)
        Image.new("RGB", (64, 48), (rank, 0, 0)).save(path, "PNG")
        files[UUID(int=rank + 1)] = path
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        media = Media(UUID(int=rank + 1), f"Film/{name}", MediaKind.IMAGE, digest, 64, 48)
        events.append(Event(UUID(int=10 + rank), f"{rank}", Span.of(24 * rank, 24), media))
    files[UUID(int=3)] = coded_film(tmp_path / "film", 30, rate=RATE)
    film = Media(UUID(int=3), "Film/scene 02/2.mp4", MediaKind.VIDEO, "3" * 64, 64, 48, 30, RATE)
    events.append(Event(UUID(int=12), "2", Span.of(48, 12), film, 10))
    gone = Media(UUID(int=4), "Film/scene 02/3.png", MediaKind.IMAGE, "4" * 64, 64, 48)
    events.append(Event(UUID(int=13), "3", Span.of(60, 12), gone))
    events.append(Event(UUID(int=14), "4", Span.of(72, 12)))
    cut = CutList(
        UUID(int=20),
        "Film",
        Timecode(RATE),
        64,
        48,
        (Section(UUID(int=21), "INT. A", Span(0, 84)),),
        (tuple(events),),
        (),
        86_400,
    )
    options = ExportOptions(form, **given)
    return Task(cut, options, files, tmp_path / "out", {"with_media": True})


def test_a_bundle_holds_media_and_timelines_that_name_them(tmp_path: Path) -> None:
    task = packed(tmp_path, ExportFormat.BUNDLE)
    shares: list[float] = []
    (path,) = make_bundle(task, shares.append).files
    assert shares == sorted(shares)
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        names = set(archive.namelist())
        held = {one.name for one in task.cut.media.values() if one.id in task.files}
        assert names == held | {
            *("Film.otio", "Film.fcpxml", "Film.xml", "Film.edl", "Film.mlt", "Film.csv"),
            "manifest.json",
        }
        for name in held:
            assert archive.getinfo(name).compress_type == zipfile.ZIP_STORED
        timeline = otio.adapters.read_from_string(archive.read("Film.otio").decode(), "otio_json")
        fcpxml = ET.fromstring(archive.read("Film.fcpxml"))
        manifest = json.loads(archive.read("manifest.json"))
        told = {one["name"]: one for one in manifest["files"]}
        for name in held:
            data = archive.read(name)
            assert told[name]["sha256"] == hashlib.sha256(data).hexdigest()
            assert told[name]["size"] == len(data)
    named = [
        unquote(clip.media_reference.target_url)
        for clip in timeline.find_clips()
        if isinstance(clip.media_reference, otio.schema.ExternalReference)
    ]
    assert set(named) >= held
    assert {unquote(one.attrib["src"]) for one in fcpxml.iter("media-rep")} >= held
    assert {one["why"] for one in manifest["missing"]} == {
        "it shows nothing yet",
        "its file is gone",
    }


def test_films_are_made_anew_where_that_is_asked_for(tmp_path: Path) -> None:
    task = packed(tmp_path, ExportFormat.BUNDLE, codec=MediaCodec.PRORES, handles=3)
    (path,) = make_bundle(task, lambda _: None).files
    with zipfile.ZipFile(path) as archive:
        assert "Film/scene 02/2.mov" in archive.namelist()
        assert "Film/scene 02/2.mp4" not in archive.namelist()
        timeline = otio.adapters.read_from_string(archive.read("Film.otio").decode(), "otio_json")
    clip = next(one for one in timeline.find_clips() if one.name == "2")
    assert clip.media_reference.target_url.endswith("2.mov")
    assert clip.source_range.start_time.value == 3
    assert clip.media_reference.available_range.duration.value == 18


def test_an_otioz_is_read_by_the_adapter(tmp_path: Path) -> None:
    task = packed(tmp_path, ExportFormat.OTIOZ)
    (path,) = make_otioz(task, lambda _: None).files
    (tmp_path / "there").mkdir()
    timeline = otio.adapters.read_from_file(
        str(path), "otioz", extract_to_directory=str(tmp_path / "there")
    )
    clips = list(timeline.find_clips())
    urls = [
        unquote(clip.media_reference.target_url)
        for clip in clips
        if isinstance(clip.media_reference, otio.schema.ExternalReference)
    ]
    assert urls == ["media/ä #1.png", "media/ä #1 2.png", "media/2.mp4"]
    for url, media_id in zip(urls, (1, 2, 3), strict=True):
        assert (tmp_path / "there" / url).read_bytes() == task.files[
            UUID(int=media_id)
        ].read_bytes()
    assert (tmp_path / "there" / "version.txt").read_text() == "1.0.0"
    assert len(clips) == 5


def test_an_otiod_is_read_by_the_adapter(tmp_path: Path) -> None:
    (path,) = make_otiod(packed(tmp_path, ExportFormat.OTIOD), lambda _: None).files
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path / "there")
    timeline = otio.adapters.read_from_file(
        str(tmp_path / "there" / "Film.otiod"), "otiod", absolute_media_reference_paths=True
    )
    first = next(iter(timeline.find_clips())).media_reference
    assert Path(otio.url_utils.filepath_from_url(first.target_url)).is_file()


def test_a_film_that_shows_nothing_has_no_bundle(tmp_path: Path) -> None:
    task = packed(tmp_path, ExportFormat.BUNDLE)
    blank = tuple(replace(event, media=None) for event in task.cut.events)
    task = replace(task, cut=replace(task.cut, tracks=(blank,)))
    with pytest.raises(CannotExport, match="no media to pack"):
        make_bundle(task, lambda _: None)
