import json
from pathlib import Path
from typing import Any

import pytest

from tests.running import Studio


def event(body: object, token: str) -> dict[str, Any]:
    """An API Gateway HTTP API event, payload version 2.0."""
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": "/graphql",
        "rawQueryString": "",
        "headers": {
            "authorization": f"Bearer {token}",
            "content-type": "application/json",
            "host": "abc.execute-api.eu-central-1.amazonaws.com",
        },
        "requestContext": {
            "accountId": "1",
            "apiId": "abc",
            "domainName": "abc.execute-api.eu-central-1.amazonaws.com",
            "domainPrefix": "abc",
            "http": {
                "method": "POST",
                "path": "/graphql",
                "protocol": "HTTP/1.1",
                "sourceIp": "127.0.0.1",
                "userAgent": "test",
            },
            "requestId": "id",
            "routeKey": "$default",
            "stage": "$default",
            "time": "21/Nov/2026:00:00:00 +0000",
            "timeEpoch": 1795219200000,
        },
        "body": json.dumps(body),
        "isBase64Encoded": False,
    }


async def test_an_api_gateway_event_gets_a_project_back(
    studio: Studio, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """In a thread of its own, as Lambda has no running event loop."""
    import asyncio

    from api import serverless

    settings = studio.runtime.settings
    assert settings.database_url
    assert settings.redis_url
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    monkeypatch.setenv("REDIS_URL", settings.redis_url)
    monkeypatch.setenv("STORYCANVAS_DATA", str(tmp_path))
    serverless._adapter.cache_clear()
    create = (
        'mutation { createProject(input: {name: "From Lambda"}) '
        "{ project { id name fps } userErrors { code } } }"
    )

    def call(query: str, token: str = studio.owner.token) -> dict[str, Any]:
        return serverless.http(event({"query": query}, token), None)

    made = await asyncio.to_thread(call, create)
    assert made["statusCode"] == 200
    assert made["isBase64Encoded"] is False
    project = json.loads(made["body"])["data"]["createProject"]["project"]
    assert project["name"] == "From Lambda"
    again = await asyncio.to_thread(call, f'{{ project(id: "{project["id"]}") {{ name }} }}')
    assert json.loads(again["body"]) == {"data": {"project": {"name": "From Lambda"}}}
    refused = await asyncio.to_thread(call, create, "nonsense")
    assert refused["statusCode"] == 401
    serverless._loop().close()
    serverless._loop.cache_clear()
