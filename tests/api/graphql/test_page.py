import hashlib
import re

import httpx

from api.graphql.page import ASSETS

NAVIGATION = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


async def test_a_browser_gets_a_page_of_our_own_files_only(stranger: httpx.AsyncClient) -> None:
    page = await stranger.get("/graphql", headers=NAVIGATION)
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "http" not in policy
    assert "<script>" not in page.text
    addresses = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    files = [address for address in addresses if address != "data:,"]
    assert len(files) == 7
    for address in files:
        assert address.startswith("/static/graphiql/")
        assert (await stranger.get(address)).status_code == 200


async def test_a_page_with_a_query_is_a_page_still(stranger: httpx.AsyncClient) -> None:
    page = await stranger.get("/graphql?query={hello}", headers=NAVIGATION)
    assert page.text.startswith("<!doctype html>")


async def test_other_clients_get_no_page(stranger: httpx.AsyncClient) -> None:
    for headers in ({}, {"Accept": "*/*"}, {"Accept": "text/html;q=0"}):
        response = await stranger.get("/graphql", headers=headers)
        assert response.headers["content-type"].startswith("application/json")


def test_third_party_files_are_those_named_beside_their_licences() -> None:
    named = dict(
        re.findall(
            r"^(\S+\.(?:js|css))\n    from .*\n    sha256 (\w{64})$",
            (ASSETS / "LICENSES.txt").read_text(),
            re.MULTILINE,
        )
    )
    ours = {"index.html", "page.js", "page.css", "LICENSES.txt"}
    assert set(named) | ours == {path.name for path in ASSETS.iterdir()}
    for name, digest in named.items():
        assert hashlib.sha256((ASSETS / name).read_bytes()).hexdigest() == digest
    assert sum(path.stat().st_size for path in ASSETS.iterdir()) < 3_000_000
