"""What can be had at once: timelines and lists as text."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from studio.exporting.cutlist import CutList, Media, Track
from studio.exporting.formats.document import Document
from studio.exporting.formats.edl import LONG_REEL, REEL, write_edl
from studio.exporting.formats.fcp7 import write_fcp7
from studio.exporting.formats.fcpxml import VERSIONS, write_fcpxml
from studio.exporting.formats.mlt import write_mlt
from studio.exporting.formats.otio import write_otio
from studio.exporting.formats.table import write_table
from studio.exporting.formats.vegas import write_vegas
from studio.exporting.options import ExportFormat, ExportOptions
from studio.kernel.errors import UserError

MOST_PATH = 1000
KEPT_FACTS = frozenset({"take"})
"""What is said of a take though nobody wants to hear how it was made."""

_Writer = Callable[[CutList, ExportOptions], Sequence[Document]]


def write_cut(cut: CutList, options: ExportOptions) -> Sequence[Document]:
    """The documents of a format. Raises UserError for a folder or a version there is not, and for
    formats that are files to be made."""
    if len(options.folder) > MOST_PATH or not options.folder.isprintable():
        raise UserError(f"A folder is a path of {MOST_PATH} characters at most.", field=["folder"])
    check_version(options)
    write = _WRITERS.get(options.format)
    if write is None:
        raise UserError(
            "This is a file to be made: ask for it with requestExport.", field=["format"]
        )
    return write(told(cut, options), options)


def check_version(options: ExportOptions) -> None:
    """Raises UserError for a version of FCPXML that is not written here."""
    if options.fcpxml_version is not None and options.fcpxml_version not in VERSIONS:
        raise UserError(
            f"FCPXML is written in the versions {', '.join(VERSIONS)}.", field=["fcpxmlVersion"]
        )


def told(cut: CutList, options: ExportOptions) -> CutList:
    """The cut with what is to be told of it: without `parameters`, nothing of how takes were made."""
    if options.parameters:
        return cut
    tracks, sounds = ([_silent(track) for track in tracks] for tracks in (cut.tracks, cut.sounds))
    return replace(cut, tracks=tuple(tracks), sounds=tuple(sounds))


def _silent(track: Track) -> Track:
    return tuple(
        replace(
            event,
            media=None if event.media is None else _bare(event.media),
            alternates=tuple(_bare(one) for one in event.alternates),
        )
        for event in track
    )


def _bare(media: Media) -> Media:
    facts = {name: value for name, value in media.facts.items() if name in KEPT_FACTS}
    return replace(media, facts=facts)


_WRITERS: Mapping[ExportFormat, _Writer] = {
    ExportFormat.OTIO: lambda cut, options: [write_otio(cut, folder=options.folder)],
    ExportFormat.FCPXML: lambda cut, options: [
        write_fcpxml(cut, version=options.fcpxml_version or VERSIONS[0], folder=options.folder)
    ],
    ExportFormat.FCP7_XML: lambda cut, options: [write_fcp7(cut, folder=options.folder)],
    ExportFormat.EDL: lambda cut, options: write_edl(
        cut, reel=LONG_REEL if options.long_reels else REEL
    ),
    ExportFormat.VEGAS_EDL: lambda cut, options: [write_vegas(cut, folder=options.folder)],
    ExportFormat.MLT: lambda cut, options: [write_mlt(cut, folder=options.folder)],
    ExportFormat.SHOT_LIST: lambda cut, options: [write_table(cut)],
}
