"""What makes each format."""

from collections.abc import Mapping

from infra.exporting.aaf import make_aaf
from infra.exporting.animatic import make_animatic
from infra.exporting.bundle import make_bundle, make_otiod, make_otioz
from infra.exporting.mixing import make_mixdown
from infra.exporting.project import make_project
from infra.exporting.sheets import make_contact_sheet
from infra.exporting.storyboard import make_storyboard
from infra.exporting.task import Maker
from infra.exporting.texts import make_texts
from studio.exporting.options import ExportFormat

MAKERS: Mapping[ExportFormat, Maker] = {
    ExportFormat.OTIO: make_texts,
    ExportFormat.FCPXML: make_texts,
    ExportFormat.FCP7_XML: make_texts,
    ExportFormat.EDL: make_texts,
    ExportFormat.VEGAS_EDL: make_texts,
    ExportFormat.MLT: make_texts,
    ExportFormat.AAF: make_aaf,
    ExportFormat.SHOT_LIST: make_texts,
    ExportFormat.PROJECT_JSON: make_project,
    ExportFormat.BUNDLE: make_bundle,
    ExportFormat.OTIOZ: make_otioz,
    ExportFormat.OTIOD: make_otiod,
    ExportFormat.ANIMATIC: make_animatic,
    ExportFormat.MIXDOWN: make_mixdown,
    ExportFormat.STORYBOARD_PDF: make_storyboard,
    ExportFormat.CONTACT_SHEET: make_contact_sheet,
}
