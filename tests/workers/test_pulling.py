"""A render on machines that ask for work: from the request to the machine that has it."""

from uuid import UUID

import pytest

from studio.kernel.ids import untyped
from tests.running import Studio
from tests.schema.endpoint_rooms import add
from tests.schema.graphs import make_film
from workers.context import open_context
from workers.submitting import submit


@pytest.mark.feature("SRV-1")
async def test_a_machine_takes_what_was_asked_of_its_endpoint(studio: Studio) -> None:
    settings = studio.runtime.settings.model_copy(update={"public_url": studio.url})
    object.__setattr__(studio.runtime.services, "reachable", True)
    added = await add(studio, "PULL")
    film = await make_film(studio.owner, scenes=1, clips=1)
    made = await studio.owner.do(
        "generateClip",
        "jobs { id }",
        clipId=film.clips[0][0],
        endpointId=added["endpoint"]["id"],
        idempotencyKey="k",
    )
    job_id = untyped("job", made["jobs"][0]["id"])
    assert isinstance(job_id, UUID)
    context = open_context(settings)
    await submit(context, job_id)
    await context.close()
    told = dict(line.split("=", 1) for line in added["environment"])
    address = told["RUNPOD_WEBHOOK_GET_JOB"].replace("$ID", "m1")
    answer = await studio.owner.http.get(
        address.replace(studio.runtime.services.own_url, studio.url),
        headers={"Authorization": added["key"]},
    )
    taken = answer.json()
    assert taken["input"]["kind"] == "IMAGE"
    assert taken["input"]["outputs"][0]["url"].startswith(studio.url)
