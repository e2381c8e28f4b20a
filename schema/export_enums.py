"""The words of exports, put into the graph."""

from schema.enums import described
from studio.exporting.options import ExportFormat as ExportFormat
from studio.exporting.options import MediaCodec as MediaCodec
from studio.exporting.options import Quality as Quality
from studio.exporting.options import TakeChoice as TakeChoice
from studio.exporting.states import ExportState as ExportState

described(
    ExportFormat,
    "What editing programs and people read.",
    {
        "OTIO": "OpenTimelineIO: everything that is known; Resolve, Premiere, Avid, Nuke read it.",
        "FCPXML": "Final Cut Pro XML; Resolve reads it, too.",
        "FCP7_XML": "Final Cut Pro 7 XML, for Premiere and Resolve.",
        "EDL": "CMX 3600 edit decision lists, one for each track and for each 999 events of it.",
        "OTIOZ": "OpenTimelineIO with its media in one archive.",
        "OTIOD": "The same as a folder, in a zip.",
        "VEGAS_EDL": "The text that Vegas calls an EDL.",
        "AAF": "AAF linked to its media, for Avid and Resolve.",
        "MLT": "MLT XML, for Shotcut, Kdenlive and melt.",
        "PROJECT_JSON": "Everything of the project but the media, to be restored here.",
        "SHOT_LIST": "A table of the shots as CSV.",
        "BUNDLE": "A zip of the media with timelines beside them.",
        "STORYBOARD_PDF": "Panels with their words, several on a page.",
        "CONTACT_SHEET": "All shots in one picture.",
        "ANIMATIC": "A film of what is there, as MP4.",
        "MIXDOWN": "What is heard, in one file.",
    },
)
described(
    TakeChoice,
    "Which takes of each clip.",
    {
        "SELECTED": "The one that it shows.",
        "ALL": "All of them: the others as alternates of the one that it shows.",
    },
)
described(
    MediaCodec,
    "What becomes of the media in a bundle.",
    {
        "ORIGINAL": "The files as they are.",
        "H264": "Films made anew as H.264 in MP4, small.",
        "PRORES": "Films made anew as ProRes 422 HQ in MOV, for editing.",
        "DNXHR": "Films made anew as DNxHR HQ in MOV, for editing.",
    },
)
described(
    Quality,
    "How much time a film may take.",
    {"PREVIEW": "At once: 720 lines at most.", "FINAL": "As good as it gets."},
)


described(
    ExportState,
    "Where an export is on its way.",
    {
        "QUEUED": "Nobody has begun.",
        "RUNNING": "It is being made.",
        "COMPLETED": "The file is there, until it expires.",
        "FAILED": "It could not be made; see the error.",
        "CANCELLED": "Somebody did not want it any more.",
    },
)
