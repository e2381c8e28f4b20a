"""What of a task says how its export is signed."""

from studio.exporting.options import ExportFormat

FACT = "credentials"
"""Under which a task's facts hold the Credentials to sign with, and the manifest what was signed."""
SOURCES = "sources"
"""Under which they hold how the media came to be, by their ids (`crediting.sources_of`)."""
MADE_HERE = frozenset({ExportFormat.ANIMATIC, ExportFormat.CONTACT_SHEET, ExportFormat.MIXDOWN})
"""What is signed: what is made here, not what is only passed on."""
