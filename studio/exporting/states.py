"""Where an export is on its way."""

from enum import Enum


class ExportState(Enum):
    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


OVER = frozenset({ExportState.COMPLETED, ExportState.FAILED, ExportState.CANCELLED})
