"""The failures an endpoint answers with."""

from __future__ import annotations

import json
from enum import StrEnum


class ErrorCode(StrEnum):
    INVALID_INPUT = "INVALID_INPUT"
    UNSUPPORTED = "UNSUPPORTED"
    COMFYUI_UNREACHABLE = "COMFYUI_UNREACHABLE"
    GRAPH_REFUSED = "GRAPH_REFUSED"
    RENDER_FAILED = "RENDER_FAILED"
    UPLOAD_FAILED = "UPLOAD_FAILED"
    START_IMAGE_UNREADABLE = "START_IMAGE_UNREADABLE"


def plain(text: str) -> str:
    """The text with what UTF-8 cannot carry replaced; the SDK loses an answer that holds such."""
    return text.encode("utf-8", "replace").decode("utf-8")


class EndpointError(Exception):
    """An expected failure; the message is for people and says what to do next."""

    def __init__(self, code: ErrorCode, message: str) -> None:
        super().__init__(message)
        self.code = code

    def answer(self) -> dict[str, str]:
        """What the handler returns: RunPod takes a failure as one text, so it is JSON in a text."""
        return {"error": json.dumps({"code": self.code, "message": str(self)})}
