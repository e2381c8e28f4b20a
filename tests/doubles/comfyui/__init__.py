"""A ComfyUI without models: its protocol and its validation, and pictures made from the seed."""

from tests.doubles.comfyui.execution import Comfy, Script
from tests.doubles.comfyui.server import Serving, serve_comfyui

__all__ = ["Comfy", "Script", "Serving", "serve_comfyui"]
