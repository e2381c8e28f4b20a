import asyncio
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import func, select, text

from studio.kernel.events import OutboxMessage
from studio.kernel.work import unit_of_work
from studio.rendering.attempts import accept_attempt, begin_attempt
from studio.rendering.models import RenderJob
from studio.rendering.news import apply_report
from studio.rendering.ports import Report, ReportState
from tests.running import Studio
from tests.schema.graphs import make_film


async def ask(studio: Studio, clip: str, key: str = "k", **given: object) -> dict[str, object]:
    return await studio.owner.attempt(
        "generateClip",
        "jobs { id kind state seed count queuePosition endpoint { name isLocal } }",
        clipId=clip,
        idempotencyKey=key,
        **given,
    )


async def begin(studio: Studio, job: str, secret: str = "secret") -> UUID:
    """What the worker does until the provider has accepted."""
    now = datetime.now(UTC)
    job_id = UUID(job.removeprefix("job_"))
    async with unit_of_work(studio.sessions, studio.runtime.bus) as work:
        begun = await begin_attempt(work, job_id, secret=secret, ttl=60, now=now)
    assert begun is not None
    async with unit_of_work(studio.sessions, studio.runtime.bus) as work:
        await accept_attempt(work, begun.attempt_id, f"remote-{secret}", now=now)
    return begun.attempt_id


@pytest.mark.feature("GEN-1", "QUE-1")
async def test_the_same_key_gives_the_same_jobs_however_often_it_is_sent(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    clip = film.clips[0][0]
    answers = await asyncio.gather(
        *(
            ask(studio, clip, kinds=["IMAGE", "VIDEO"], seed="18446744073709551615")
            for _ in range(6)
        )
    )
    assert all(answer["userErrors"] == [] for answer in answers)
    first = answers[0]["jobs"]
    assert [(job["kind"], job["state"], job["seed"]) for job in first] == [
        ("IMAGE", "QUEUED", "18446744073709551615"),
        ("VIDEO", "QUEUED", "18446744073709551615"),
    ]
    assert {tuple(job["id"] for job in answer["jobs"]) for answer in answers} == {
        tuple(job["id"] for job in first)
    }
    other = await ask(studio, clip, kinds=["IMAGE"])
    assert other["userErrors"][0]["code"] == "IDEMPOTENCY_CONFLICT"
    async with studio.sessions() as session:
        assert await session.scalar(select(func.count()).select_from(RenderJob)) == 2


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"key": ""}, "idempotencyKey"),
        ({"key": "x" * 201}, "idempotencyKey"),
        ({"key": "a\u0000"}, "idempotencyKey"),
        ({"kinds": []}, "kinds"),
        ({"kinds": ["IMAGE", "IMAGE"]}, "kinds"),
        ({"kinds": ["AUDIO", "IMAGE"]}, "kinds"),
        ({"count": 0}, "count"),
        ({"count": 17}, "count"),
        ({"seed": -1}, "seed"),
        ({"seed": str(2**64)}, "seed"),
        ({"endpointId": "junk"}, "endpointId"),
    ],
)
async def test_what_cannot_be_rendered_is_refused_before_anything_is_queued(
    studio: Studio, given: dict[str, object], field: str
) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    answer = await ask(studio, film.clips[0][0], **given)
    assert [error["field"] for error in answer["userErrors"]] == [[field]]
    assert (await studio.owner.data("{ jobs { totalCount } }"))["jobs"]["totalCount"] == 0


async def test_an_endpoint_that_could_not_deliver_is_never_asked(studio: Studio) -> None:
    added = await studio.owner.do(
        "addEndpoint",
        "endpoint { id hasKey provider endpointId }",
        provider="RUNPOD",
        name="Cloud",
        endpointId="abc123",
        apiKey="rpa_secret",
    )
    assert added["endpoint"]["hasKey"] is True
    film = await make_film(studio.owner, scenes=1, clips=1)
    answer = await ask(studio, film.clips[0][0], endpointId=added["endpoint"]["id"])
    assert answer["userErrors"][0]["code"] == "UNREACHABLE_RESULTS"
    assert "STORYCANVAS_PUBLIC_URL" in answer["userErrors"][0]["message"]
    unasked = await ask(studio, film.clips[0][0], key="other")
    assert unasked["jobs"][0]["endpoint"] == {"name": "Local", "isLocal": True}
    async with studio.sessions() as session:
        stored = (await session.execute(text("SELECT * FROM endpoints"))).mappings().all()
    assert "rpa_secret" not in repr(stored)


@pytest.mark.parametrize(
    "given",
    [
        {"url": "http://api.runpod.ai/v2"},
        {"url": "https://127.0.0.1/v2"},
        {"url": "https://[::1]/v2"},
        {"url": "https://169.254.169.254/latest"},
        {"url": "https://user:pw@api.runpod.ai"},
        {"url": "https://localhost"},
        {"url": "https://api.example.com/?x"},
        {"url": "https://a.b:99999999/"},
        {"url": "https://2130706433/"},
        {"url": "https://127.1/"},
        {"url": "https://localhost./"},
        {"url": "https://[foo]/"},
        {"url": "https://["},
        {"endpointId": "../../x"},
        {"apiKey": ""},
        {"apiKey": "a\nb"},
        {"name": " "},
    ],
)
async def test_an_endpoint_that_makes_no_sense_is_refused(
    studio: Studio, given: dict[str, str]
) -> None:
    whole = {"provider": "RUNPOD", "name": "Cloud", "endpointId": "abc", "apiKey": "k", **given}
    answer = await studio.owner.attempt("addEndpoint", "endpoint { id }", **whole)
    assert answer["userErrors"][0]["code"] == "BAD_USER_INPUT"
    assert answer["userErrors"][0]["field"] == list(given)


@pytest.mark.feature("QUE-5")
async def test_cancel_is_at_once_with_us_and_asked_for_elsewhere(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    first = (await ask(studio, film.clips[0][0], key="1"))["jobs"][0]["id"]
    second = (await ask(studio, film.clips[0][0], key="2"))["jobs"][0]["id"]
    await begin(studio, second)
    gone = await studio.owner.do("cancelJob", "job { state finishedAt }", jobId=first)
    assert gone["job"]["state"] == "CANCELLED"
    assert gone["job"]["finishedAt"].endswith("Z")
    asked = await studio.owner.do("cancelJob", "job { state }", jobId=second)
    assert asked["job"]["state"] == "CANCELLING"
    again = await studio.owner.do("cancelJob", "job { state }", jobId=second)
    assert again["job"]["state"] == "CANCELLING"
    late = await studio.owner.attempt("cancelJob", "job { id }", jobId=first)
    assert late["userErrors"][0]["code"] == "INVALID_STATE"
    async with studio.sessions() as session:
        sent = await session.scalars(select(OutboxMessage.actor).order_by(OutboxMessage.id))
        assert list(sent) == ["cancel_render"]


@pytest.mark.feature("QUE-4", "QUE-12")
async def test_retry_is_a_new_attempt_on_the_same_job(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    job = (await ask(studio, film.clips[0][0]))["jobs"][0]["id"]
    attempt = await begin(studio, job)
    early = await studio.owner.attempt("retryJob", "job { id }", jobId=job, idempotencyKey="r")
    assert early["userErrors"][0]["code"] == "INVALID_STATE"
    async with unit_of_work(studio.sessions, studio.runtime.bus) as work:
        failed = Report(ReportState.FAILED, error_code="OUT_OF_MEMORY", error_message="Too large")
        await apply_report(work, attempt, failed, now=datetime.now(UTC))
    found = await studio.owner.data(
        "query($id: ID!) { job(id: $id) { state error { code message } finishedAt } }", id=job
    )
    assert found["job"]["error"] == {"code": "OUT_OF_MEMORY", "message": "Too large"}
    for _ in range(2):
        again = await studio.owner.do(
            "retryJob",
            "job { state error { code } finishedAt attempts { number outcome } }",
            jobId=job,
            idempotencyKey="r",
        )
        assert again["job"] == {
            "state": "QUEUED",
            "error": None,
            "finishedAt": None,
            "attempts": [{"number": 1, "outcome": "FAILED"}],
        }
    await begin(studio, job, "other")
    found = await studio.owner.data(
        "query($id: ID!) { job(id: $id) { state attempts { number } } }", id=job
    )
    assert found["job"] == {"state": "WAITING", "attempts": [{"number": 1}, {"number": 2}]}


async def test_deleting_a_clip_cancels_its_renders(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    job = (await ask(studio, film.clips[0][0]))["jobs"][0]["id"]
    await studio.owner.do("deleteProject", "deletedId", id=film.project)
    found = await studio.owner.data(
        "query($id: ID!) { job(id: $id) { state clip { id } } }", id=job
    )
    assert found["job"] == {"state": "CANCELLED", "clip": None}


@pytest.mark.feature("QUE-6", "QUE-7")
async def test_jobs_are_filtered_and_know_their_place(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=2)
    jobs = [(await ask(studio, clip, key=clip))["jobs"][0] for clip in film.clips[0]]
    assert [job["queuePosition"] for job in jobs] == [1, 2]
    await studio.owner.do("cancelJob", "job { id }", jobId=jobs[0]["id"])
    query = "query($f: RenderJobFilter) { jobs(filter: $f) { totalCount nodes { id } } }"
    for given, expected in (
        ({"clipId": film.clips[0][0]}, [jobs[0]["id"]]),
        ({"states": ["QUEUED"]}, [jobs[1]["id"]]),
        ({"states": []}, []),
        ({"projectId": film.project}, [jobs[1]["id"], jobs[0]["id"]]),
        ({"projectId": "junk"}, []),
        ({"endpointId": "endpoint_" + "0" * 32}, []),
    ):
        found = (await studio.owner.data(query, f=given))["jobs"]
        assert [node["id"] for node in found["nodes"]] == expected
        assert found["totalCount"] == len(expected)


async def test_a_key_is_not_repeated_by_the_error_about_its_input(studio: Studio) -> None:
    answer = await studio.owner.ask(
        "mutation($input: AddEndpointInput!) { addEndpoint(input: $input) { endpoint { id } } }",
        input={"provider": "RUNPOD", "name": "x", "apiKey": "rpa_secret", "wrong": 1},
    )
    assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert "rpa_secret" not in str(answer)


async def test_nothing_is_rendered_for_what_is_deleted(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    job = (await ask(studio, film.clips[0][0]))["jobs"][0]["id"]
    await studio.owner.do("deleteClip", "deletedId", id=film.clips[0][0])
    retried = await studio.owner.attempt("retryJob", "job { id }", jobId=job, idempotencyKey="r")
    assert retried["userErrors"][0]["code"] == "INVALID_STATE"


async def test_deleting_while_rendering_is_asked_for_ends_without_a_deadlock(
    studio: Studio,
) -> None:
    film = await make_film(studio.owner, scenes=2, clips=4)
    clips = [clip for row in film.clips for clip in row]
    answers = await asyncio.gather(
        *(ask(studio, clip, key=clip) for clip in clips),
        studio.owner.attempt("deleteProject", "deletedId", id=film.project),
        *(ask(studio, clip, key=f"{clip}2") for clip in clips),
    )
    codes = {error["code"] for answer in answers for error in answer["userErrors"]}
    assert codes <= {"NOT_FOUND", "INVALID_STATE"}
    found = await studio.owner.data("{ jobs(filter: {states: [QUEUED]}) { totalCount } }")
    assert found["jobs"]["totalCount"] == 0
