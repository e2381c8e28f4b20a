"""Archives of media with timelines beside them, which name them by relative paths."""

import json
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from infra.exporting.manifest import manifest_of
from infra.exporting.project import DOCUMENT
from infra.exporting.task import CannotExport, Made, Progress, Task
from infra.exporting.transcode import remade
from studio.exporting.cutlist import CutList, Event, Media, Track
from studio.exporting.formats.document import Document
from studio.exporting.formats.otio import write_otio
from studio.exporting.options import ExportFormat, MediaCodec
from studio.exporting.service import told, write_cut
from studio.kernel.errors import UserError

TIMELINES = (
    ExportFormat.OTIO,
    ExportFormat.FCPXML,
    ExportFormat.FCP7_XML,
    ExportFormat.EDL,
    ExportFormat.MLT,
    ExportFormat.SHOT_LIST,
)
"""What lies in a bundle beside the media, as far as the rate lets it be written."""
_OTIO_VERSION = "1.0.0"


def make_bundle(task: Task, progress: Progress) -> Made:
    """A zip of the media, as they are or made anew, the timelines and a manifest."""
    encodes = task.options.codec is not MediaCodec.ORIGINAL
    share = 0.8 if encodes else 0.0
    if encodes:
        task = remade(task, lambda done: progress(share * done))
    media = _there(task)
    documents = list(_documents(task))
    packed = task.out / f"{task.cut.file_name}.zip"
    files = [(one.name, task.files[one.id]) for one in media.values()]
    manifest = manifest_of(task, files, {})
    with zipfile.ZipFile(packed, "w", strict_timestamps=False) as archive:
        for done, (name, path) in enumerate(files):
            archive.write(path, name)
            progress(share + (0.95 - share) * done / len(files))
        for document in documents:
            archive.writestr(document.name, document.text, zipfile.ZIP_DEFLATED)
        archive.writestr("manifest.json", _json(manifest), zipfile.ZIP_DEFLATED)
    return Made([packed], {"holds": manifest["files"], "timelines": _names(documents)})


def make_otioz(task: Task, progress: Progress) -> Made:
    """As OpenTimelineIO's own adapter packs it."""
    packed = task.out / f"{task.cut.file_name}.otioz"
    return _otio(task, packed, "", progress, version=_OTIO_VERSION)


def make_otiod(task: Task, progress: Progress) -> Made:
    """The folder that OpenTimelineIO's adapter writes, in a zip, since a folder cannot be sent."""
    folder = f"{task.cut.file_name}.otiod"
    return _otio(task, task.out / f"{folder}.zip", f"{folder}/", progress)


def _otio(
    task: Task, packed: Path, root: str, progress: Progress, *, version: str | None = None
) -> Made:
    cut = _flat(task)
    document = write_otio(told(cut, task.options))
    media = cut.media
    with zipfile.ZipFile(packed, "w", strict_timestamps=False) as archive:
        if version is not None:
            archive.writestr("version.txt", version, zipfile.ZIP_DEFLATED)
        archive.writestr(f"{root}content.otio", document.text, zipfile.ZIP_DEFLATED)
        for done, one in enumerate(media.values()):
            archive.write(task.files[one.id], f"{root}{one.name}")
            progress(0.95 * done / len(media))
    return Made([packed], {"holds": [one.name for one in media.values()]})


def _documents(task: Task) -> Iterator[Document]:
    """Each format that can be written of this cut, and the whole project for who may read of all."""
    for form in TIMELINES:
        with suppress(UserError):
            yield from write_cut(task.cut, replace(task.options, format=form))
    whole = task.facts.get(DOCUMENT)
    if isinstance(whole, Document) and task.options.parameters:
        yield whole


def _there(task: Task) -> Mapping[UUID, Media]:
    """The media whose files could be had. Raises CannotExport where none are wanted."""
    media = task.cut.media
    if not media:
        raise CannotExport("No clip shows anything yet: there are no media to pack.")
    return {one.id: one for one in media.values() if one.id in task.files}


def _flat(task: Task) -> CutList:
    """Its media in one folder under names of their own; without those that could not be had."""
    names: dict[UUID, str] = {}
    taken: set[str] = set()
    for media in task.cut.media.values():
        name = media.name.rpartition("/")[2]
        stem, dot, ending = name.rpartition(".")
        number = 1
        while name.casefold() in taken:
            number += 1
            name = f"{stem} {number}{dot}{ending}"
        taken.add(name.casefold())
        names[media.id] = f"media/{name}"

    def moved(media: Media) -> Media:
        return replace(media, name=names[media.id])

    def event(one: Event) -> Event:
        there = one.media is not None and one.media.id in task.files
        return replace(
            one,
            media=moved(one.media) if there and one.media else None,
            alternates=tuple(moved(other) for other in one.alternates if other.id in task.files),
        )

    def tracks(of: tuple[Track, ...]) -> tuple[Track, ...]:
        return tuple(tuple(event(one) for one in track) for track in of)

    return replace(task.cut, tracks=tracks(task.cut.tracks), sounds=tracks(task.cut.sounds))


def _names(documents: list[Document]) -> list[str]:
    return [document.name for document in documents]


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
