"""An endpoint that is deleted while renders are with it, on their way to it, and waiting for it."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from infra.settings import Settings
from tests.doubles.comfyui import serve_comfyui
from tests.running import Studio
from tests.schema.endpoint_rooms import add, allow_private
from tests.studio.rendering.files import files_of
from tests.workers.lab import Lab, job_id, open_lab
from workers.loops import call_jobs
from workers.submitting import submit

SAMPLE = {"family": "sdxl", "settings": {"steps": 1}}


@pytest.fixture
async def lab(studio: Studio, settings: Settings) -> AsyncIterator[Lab]:
    settings = settings.model_copy(update={"allow_private_endpoints": True})
    async with open_lab(studio, settings) as lab:
        yield lab


async def delete(lab: Lab, endpoint: str, to: str) -> dict[str, Any]:
    return await lab.studio.owner.attempt(
        "deleteEndpoint", "deletedId movedCount", id=endpoint, migrateTo=to
    )


@pytest.mark.feature("SRV-5")
async def test_what_waits_is_rendered_at_the_other_and_what_was_sent_is_not_moved(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        serve_comfyui(step_seconds=0, models=files_of("sdxl")) as old,
        serve_comfyui(step_seconds=0, models=files_of("sdxl")) as new,
    ):
        allow_private(lab.studio)
        there, other = [
            (await add(lab.studio, "COMFYUI", name=name, url=url))["endpoint"]["id"]
            for name, url in (("Old", old.url), ("New", new.url))
        ]
        made = [await lab.jobs(endpointId=there, **SAMPLE) for _ in range(3)]
        sent, called, waits = (one[0] for one in made)
        await call_jobs(lab.context)
        begun, go_on = asyncio.Event(), asyncio.Event()

        async def held(*_: object, **__: object) -> None:
            begun.set()
            await go_on.wait()

        with monkeypatch.context() as patch:
            patch.setattr("workers.submitting._note", held)
            sending = asyncio.create_task(submit(lab.context, job_id(sent)))
            await begun.wait()
            refused = await delete(lab, there, other)
            assert refused["userErrors"][0]["code"] == "INVALID_STATE"
            assert "1 render is with" in refused["userErrors"][0]["message"]
            assert await lab.state(sent) == "SUBMITTING"
            go_on.set()
            await sending
        refused = await delete(lab, there, other)
        assert refused["userErrors"][0]["code"] == "INVALID_STATE", "it is with the old one now"
        done = await lab.render_rest(sent)
        assert (done["state"], done["endpoint"]["name"]) == ("COMPLETED", "Old")
        moved = await delete(lab, there, other)
        assert (moved["userErrors"], moved["movedCount"]) == ([], 2)
        for job in (called, waits):  # a message that was on its way finds it where it is now
            seen = await lab.render(job)
            assert (seen["state"], seen["endpoint"]["name"]) == ("COMPLETED", "New")
        assert (len(old.comfy.prompts), len(new.comfy.prompts)) == (1, 2)
