import pytest

from tests.running import Studio


async def test_a_browser_swaps_its_token_for_a_cookie_and_can_sign_out(studio: Studio) -> None:
    http = studio.owner.http
    refused = await http.post(f"{studio.url}/session", headers={"Authorization": "Bearer nonsense"})
    assert refused.status_code == 401
    signed = await http.post(
        f"{studio.url}/session", headers={"Authorization": f"Bearer {studio.owner.token}"}
    )
    assert signed.status_code == 204
    cookie = signed.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    query = {"query": "{ viewer { role } }"}
    by_cookie = await http.post(f"{studio.url}/graphql", json=query)
    assert by_cookie.json() == {"data": {"viewer": {"role": "OWNER"}}}
    forged = await http.post(
        f"{studio.url}/graphql",
        content='{"query": "{ viewer { role } }"}',
        headers={"Content-Type": "text/plain"},
    )
    assert forged.status_code >= 400
    kept = dict(http.cookies)
    await http.delete(f"{studio.url}/session")
    http.cookies.update(kept)
    gone = await http.post(f"{studio.url}/graphql", json=query)
    assert gone.status_code == 401


@pytest.mark.feature("OBS-4")
async def test_health_and_readiness_need_no_sign_in_and_metrics_do(studio: Studio) -> None:
    http = studio.owner.http
    assert (await http.get(f"{studio.url}/healthz")).json() == {"status": "alive"}
    ready = await http.get(f"{studio.url}/readyz")
    assert (ready.status_code, ready.json()) == (200, {"postgres": "ok", "redis": "ok"})
    assert (await http.get(f"{studio.url}/metrics")).status_code == 401
    await studio.owner.data("{ viewer { role } }")
    metrics = await http.get(
        f"{studio.url}/metrics", headers={"Authorization": f"Bearer {studio.owner.token}"}
    )
    assert 'storycanvas_http_seconds_count{method="POST",route="/graphql"}' in metrics.text


@pytest.mark.parametrize("same_workspace", [True, False])
async def test_metrics_of_all_workspaces_are_no_members_business(
    studio: Studio, same_workspace: bool
) -> None:
    stranger = await studio.stranger(same_workspace=same_workspace)
    refused = await stranger.http.get(
        f"{studio.url}/metrics", headers={"Authorization": f"Bearer {stranger.token}"}
    )
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "FORBIDDEN")
    assert "STORYCANVAS_LOCAL_TOKEN" in refused.json()["error"]["message"]


async def test_the_graphiql_page_brings_its_own_assets_alone(studio: Studio) -> None:
    ide = await studio.owner.http.get(f"{studio.url}/graphql", headers={"Accept": "text/html"})
    assert ide.status_code == 200
    assert "graphiql" in ide.text.lower()
    assert "://" not in ide.text
