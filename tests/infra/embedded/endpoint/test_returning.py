"""Jobs that wait while their studio is started again on another port."""

import pytest

from infra.embedded.endpoint.returning import to_studio
from tests.doubles.waiting import until
from tests.infra.embedded.endpoint.server import running
from tests.infra.embedded.endpoint.test_public import settled, submitted
from tests.infra.embedded.endpoint.test_webhooks import listener

OLD, NOW = "http://127.0.0.1:8000", "http://127.0.0.1:8123"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (f"{OLD}/hooks/outputs/s3cret/0", f"{NOW}/hooks/outputs/s3cret/0"),
        (f"{OLD}/media/asset_1?e=1&s=2", f"{NOW}/media/asset_1?e=1&s=2"),
        ("http://[::1]:8000/hooks/reports/x", f"{NOW}/hooks/reports/x"),
        ("https://bucket.example/hooks/x", "https://bucket.example/hooks/x"),
        ("http://127.0.0.1:9000/bucket/x", "http://127.0.0.1:9000/bucket/x"),
        (f"read {OLD}/hooks/x", f"read {OLD}/hooks/x"),
        (f"{OLD}.example.com/hooks/x", f"{OLD}.example.com/hooks/x"),
        (7, 7),
    ],
)
def test_the_studio_s_own_addresses_are_those_it_has_now(said: object, meant: object) -> None:
    assert to_studio({"outputs": [{"url": said}]}, NOW) == {"outputs": [{"url": meant}]}
    assert to_studio([said], None) == [said]


async def test_what_waited_goes_back_to_where_the_studio_is_after_a_restart() -> None:
    with running() as server:
        async with listener(200) as (there, heard), server.client() as client:
            port = there.split(":")[2].partition("/")[0]
            given = {"do": "echo", "say": f"{OLD}/hooks/outputs/s3cret/0"}
            job = await submitted(client, input=given, webhook=f"{OLD}/hooks/webhooks/s3cret")
            assert server.end() == 0
            server._options = ("--studio", f"http://127.0.0.1:{port}")
            server.start()
            body = await settled(client, job, "COMPLETED")
            assert body["output"]["said"] == f"http://127.0.0.1:{port}/hooks/outputs/s3cret/0"
            await until(lambda: heard)
            assert heard[0]["id"] == job
