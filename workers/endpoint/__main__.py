"""`python -m workers.endpoint`: the worker that RunPod's serverless runs."""

import logging
import os

import runpod
from runpod.serverless.modules.rp_logger import RunPodLogger
from runpod.serverless.utils import rp_upload

from workers.endpoint.choice import choose_renderer, comfyui_url
from workers.endpoint.handler import make_handler
from workers.endpoint.inventory import Inventory
from workers.endpoint.v5 import Dialect


def main() -> None:
    # Upload addresses carry their signature, and httpx logs every address at INFO.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    if not {"RUNPOD_LOG_LEVEL", "RUNPOD_DEBUG_LEVEL"} & os.environ.keys():
        RunPodLogger().set_level("INFO")
    dialect = Dialect(
        comfyui_url(os.environ),
        upload=rp_upload.upload_image if os.environ.get("BUCKET_ENDPOINT_URL") else None,
        api_key=os.environ.get("COMFY_ORG_API_KEY"),
    )
    handler = make_handler(
        choose_renderer(os.environ),
        publish=runpod.serverless.progress_update,
        dialect=dialect,
        inventory=Inventory(comfyui_url(os.environ)),
        image=os.environ.get("STORYCANVAS_IMAGE"),
    )
    runpod.serverless.start({"handler": handler})


if __name__ == "__main__":
    main()
