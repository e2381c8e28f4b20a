import csv
import io
import json
from uuid import UUID

import pytest

from studio.kernel.ids import typed
from studio.rendering.ports import ReportState
from tests.running import Studio
from tests.schema.casting.setting import take
from tests.schema.graphs import make_film
from tests.schema.spending.test_quotes import generate, paid_endpoint, rendered

USAGE = (
    "modelUsage { model kind jobCount completedCount failedCount cancelledCount successRate"
    " takeCount pickedCount seconds spent }"
)


@pytest.mark.feature("HIS-1", "HIS-4", "HIS-5")
async def test_what_was_asked_for_and_what_came_of_it(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=2)
    endpoint = await paid_endpoint(studio.owner, None)
    await studio.owner.do(
        "createPrice", "price { id }", endpointId=endpoint, unit="SECOND", amount="7"
    )
    wish = {"endpointId": endpoint, "promptOverride": "=cmd a red kite", "seed": "9"}
    failed = await generate(studio.owner, film.clips[0][0], "a", **wish)
    gone = await generate(studio.owner, film.clips[0][1], "b", endpointId=endpoint)
    await rendered(studio, failed["jobs"][0]["id"], ran_ms=2_000, outcome=ReportState.FAILED)
    await studio.owner.do("cancelJob", "job { id }", jobId=gone["jobs"][0]["id"])
    found = await studio.owner.data(
        f"query($p: ID) {{ {USAGE} history(projectId: $p) {{ csv rowCount isCut }}"
        ' jobs(filter: { projectId: $p, search: "RED kite", kind: IMAGE,'
        ' since: "2020-01-01T00:00:00Z" }) { totalCount nodes { id spent'
        ' requestedBy { id } } } none: jobs(filter: { until: "2020-01-01T00:00:00Z" }) { totalCount }'
        " }",
        p=film.project,
    )
    (usage,) = found["modelUsage"]
    assert (usage["jobCount"], usage["failedCount"], usage["cancelledCount"]) == (2, 1, 1)
    assert (usage["successRate"], usage["spent"], usage["takeCount"]) == (0.0, "14", 0)
    assert (found["history"]["rowCount"], found["history"]["isCut"]) == (2, False)
    later, sooner = csv.DictReader(io.StringIO(found["history"]["csv"]))
    assert (later["state"], later["cost_usd"]) == ("CANCELLED", "0.000000")
    assert (sooner["state"], sooner["cost_usd"], sooner["seed"]) == ("FAILED", "0.000014", "9")
    assert sooner["prompt"] == "'=cmd a red kite"
    (job,) = found["jobs"]["nodes"]
    assert (found["jobs"]["totalCount"], job["spent"]) == (1, "14")
    whole = await studio.owner.data("query($id: ID!) { job(id: $id) { parameters } }", id=job["id"])
    assert whole["job"]["parameters"]["prompt"] == "=cmd a red kite"
    assert found["none"]["totalCount"] == 0
    stranger = await studio.stranger()
    theirs = await stranger.data(
        f"query($p: ID) {{ {USAGE} history(projectId: $p) {{ rowCount }} }}", p=film.project
    )
    assert theirs == {"modelUsage": [], "history": {"rowCount": 0}}


@pytest.mark.feature("HIS-4", "HIS-5")
async def test_models_are_told_apart_by_what_rendered(studio: Studio) -> None:
    """Nobody asked for a model: sora-2 and the rehearsal are two all the same."""
    film = await make_film(studio.owner, scenes=1, clips=3)
    given = {
        "negativePrompt": " \n=blur",
        "settings": {"steps": 12, "cfg": 6.5},
        "loras": [{"name": "ink.safetensors", "strength": 0.7}],
    }
    jobs = []
    for number, clip in enumerate(film.clips[0]):
        wish = given if number == 0 else {}
        asked = await studio.owner.do(
            "generateClip", "jobs { id }", clipId=clip, idempotencyKey=str(number), **wish
        )
        jobs.append(UUID(asked["jobs"][0]["id"].removeprefix("job_")))
    for job, clip, model in zip(jobs, film.clips[0], ("sora-2", "rehearsal", ""), strict=True):
        if model:
            await take(studio, clip, job_id=job, model=model)
    found = await studio.owner.data(
        f"query {{ {USAGE} history {{ csv }} jobs(first: 1) {{ nodes {{ id parameters }} }} }}"
    )
    assert {(one["model"], one["takeCount"]) for one in found["modelUsage"]} == {
        ("sora-2", 1),
        ("rehearsal", 1),
        (None, 0),
    }
    rows = {row["job_id"]: row for row in csv.DictReader(io.StringIO(found["history"]["csv"]))}
    row = rows[typed("job", jobs[0])]
    assert (row["model"], row["requested_model"], row["preset"]) == ("sora-2", "", "")
    assert json.loads(row["settings"]) == {"steps": 12, "cfg": 6.5}
    assert (row["loras"], row["negative_prompt"]) == ("ink.safetensors 0.7", "' \n=blur")
    assert rows[typed("job", jobs[2])]["model"] == ""
    (last,) = found["jobs"]["nodes"]
    assert last["id"] == typed("job", jobs[2])
    assert "prompt" in last["parameters"]
