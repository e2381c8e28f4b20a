import base64
import hashlib
import hmac
import json
import time
from uuid import UUID

import pytest
from sqlalchemy import select, update

from api.hooks_videos import is_signed
from studio.kernel.events import OutboxMessage
from studio.rendering.models import Attempt, Endpoint
from tests.api.test_hooks import under_way
from tests.running import Studio

KEY = b"0123456789abcdef01234567"
SECRET = "whsec_" + base64.b64encode(KEY).decode()


def signed(body: bytes, *, at: float | None = None, key: bytes = KEY) -> dict[str, str]:
    moment = str(int(time.time() if at is None else at))
    digest = hmac.digest(key, b"evt_1." + moment.encode() + b"." + body, hashlib.sha256)
    return {
        "webhook-id": "evt_1",
        "webhook-timestamp": moment,
        "webhook-signature": "v1," + base64.b64encode(digest).decode(),
    }


def event(video: object = "remote-secret") -> bytes:
    return json.dumps({"id": "evt_1", "type": "video.completed", "data": {"id": video}}).encode()


async def videos_endpoint(studio: Studio, attempt_id: UUID) -> str:
    """The attempt's endpoint, made one of that protocol with a signing secret."""
    sealed = base64.b64encode(studio.runtime.secrets.seal(SECRET)).decode()
    async with studio.sessions() as session, session.begin():
        endpoint_id = (await session.get_one(Attempt, attempt_id)).endpoint_id
        await session.execute(
            update(Endpoint)
            .where(Endpoint.id == endpoint_id)
            .values(provider="OPENAI_VIDEOS", options={"webhook_secret": sealed})
        )
    return f"endpoint_{endpoint_id.hex}"


async def post(studio: Studio, endpoint: str, body: bytes, headers: dict[str, str]) -> int:
    answer = await studio.owner.http.post(
        f"{studio.url}/hooks/videos/{endpoint}", content=body, headers=headers
    )
    return answer.status_code


async def followed(studio: Studio) -> list[str]:
    async with studio.sessions() as session:
        sent = await session.scalars(
            select(OutboxMessage).where(OutboxMessage.actor == "follow_attempt")
        )
        return [message.arguments[0] for message in sent]


@pytest.mark.feature("OAI-2")
async def test_a_signed_call_back_has_the_video_read_and_nothing_else(studio: Studio) -> None:
    job, attempt = await under_way(studio)
    endpoint = await videos_endpoint(studio, attempt)
    before = len(await followed(studio))
    assert await post(studio, endpoint, event(), signed(event())) == 200
    assert (await followed(studio))[before:] == [str(attempt)]
    found = await studio.owner.data("query($id: ID!) { job(id: $id) { state } }", id=job)
    assert found["job"]["state"] == "WAITING"
    assert await post(studio, endpoint, event(), signed(event())) == 200
    assert set((await followed(studio))[before:]) == {str(attempt)}


async def test_what_is_not_signed_by_this_endpoint_changes_nothing(studio: Studio) -> None:
    _, attempt = await under_way(studio)
    endpoint = await videos_endpoint(studio, attempt)
    before = await followed(studio)
    body, good = event(), signed(event())
    for target, content, headers in (
        (endpoint, body, {}),
        (endpoint, body, signed(body, key=b"another key")),
        (endpoint, body, signed(body, at=time.time() - 301)),
        (endpoint, body, signed(body, at=time.time() + 310)),
        (endpoint, event("remote-other"), good),
        (endpoint, body, {**good, "webhook-id": "evt_2"}),
        ("endpoint_" + "0" * 32, body, good),
        ("junk", body, good),
    ):
        assert await post(studio, target, content, headers) == 401
    big = b" " * (300 * 1024)
    assert await post(studio, endpoint, big, signed(big)) == 413
    assert await followed(studio) == before


async def test_what_is_signed_but_of_no_use_is_taken_calmly(studio: Studio) -> None:
    _, attempt = await under_way(studio)
    endpoint = await videos_endpoint(studio, attempt)
    before = await followed(studio)
    for body in (b"", b"[]", b"{}", b'{"data": 7}', event(7), event("video_other"), event("\0")):
        assert await post(studio, endpoint, body, signed(body)) == 200
    assert await followed(studio) == before


async def test_an_endpoint_without_a_secret_takes_none(studio: Studio) -> None:
    _, attempt = await under_way(studio)
    endpoint = await videos_endpoint(studio, attempt)
    for options in ({}, {"webhook_secret": "not sealed"}, {"webhook_secret": 7}):
        async with studio.sessions() as session, session.begin():
            await session.execute(update(Endpoint).values(options=options))
        assert await post(studio, endpoint, event(), signed(event())) == 401
        assert await post(studio, endpoint, event(), signed(event(), key=b"")) == 401


def test_any_of_several_signatures_will_do() -> None:
    body = event()
    good = signed(body, at=1_000)
    signature = good["webhook-signature"]
    for given, fits in (
        (f"v1,AAAA v2,BBBB {signature}", True),
        (signature.replace("v1,", "v2,"), False),
        (signature.removeprefix("v1,"), False),
        ("v1,é", False),
        ("", False),
    ):
        assert is_signed({**good, "webhook-signature": given}, body, SECRET, 1_000) is fits
    for secret in (None, "", "whsec_", "whsec_*", base64.b64encode(KEY).decode()):
        assert not is_signed(good, body, secret, 1_000)
    for moment in ("", "1e3", "-1000", "１０００", "9" * 30):
        assert not is_signed({**good, "webhook-timestamp": moment}, body, SECRET, 1_000)
    assert is_signed(good, body, SECRET, 1_300)
    assert not is_signed(good, body, SECRET, 1_301)
