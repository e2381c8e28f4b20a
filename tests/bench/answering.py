"""A RunPod API for which every job there may be is running: `python -m tests.bench.answering PORT`."""

import sys

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route


async def status(request: Request) -> Response:
    job = request.path_params["job"]
    return JSONResponse({"id": job, "status": "IN_PROGRESS", "workerId": "bench"})


async def health(_: Request) -> Response:
    return JSONResponse({"jobs": {"inProgress": 1, "inQueue": 0}, "workers": {"ready": 1}})


if __name__ == "__main__":
    routes = [
        Route("/v2/{endpoint}/status/{job}", status),
        Route("/v2/{endpoint}/health", health),
    ]
    uvicorn.run(Starlette(routes=routes), port=int(sys.argv[1]), log_level="error", lifespan="off")
