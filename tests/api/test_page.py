"""What the web process answers a browser: the built page, or how its build is going."""

import base64
import gzip
import hashlib
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from api.app import create_app
from api.page import bucket_origin
from api.runtime import compose
from infra.settings import Settings
from infra.webpage.source import Webpage
from infra.webpage.state import (
    Failure,
    PageState,
    Stage,
    building,
    earlier_builds,
    note,
    read_state,
)
from tests.infra.webpage.test_build import until
from tests.infra.webpage.tiny import ends, make_page, need_node, starts_building

HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
SCRIPT = "console.log('a panel');\n" * 100


def settings_of(folder: Path, **more: object) -> Settings:
    nowhere = {"database_url": "postgresql://127.0.0.1:9/x", "redis_url": "redis://127.0.0.1:9"}
    return Settings(**{**nowhere, "data": folder, **more})  # type: ignore[arg-type]


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    """A built page."""
    dist = tmp_path / "page"
    (dist / "assets").mkdir(parents=True)
    (dist / ".sources").write_text("digest")
    (dist / "index.html").write_text("<!doctype html><title>StoryCanvas</title>")
    (dist / "icon.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    (dist / "app.webmanifest").write_text("{}")
    (dist / "assets" / "main-B3x0.js").write_text(SCRIPT)
    (dist / "assets" / "main-B3x0.js.gz").write_bytes(gzip.compress(SCRIPT.encode(), mtime=0))
    (dist / "assets" / "inter-C1.woff2").write_bytes(b"wOF2")
    return dist


@pytest.fixture
async def browser(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the application whose page is at tmp_path/page."""
    runtime = compose(settings_of(tmp_path))
    transport = httpx.ASGITransport(create_app(runtime, tmp_path / "page"))
    async with httpx.AsyncClient(transport=transport, base_url="http://studio.test") as http:
        yield http
    await runtime.close()


@pytest.mark.usefixtures("dist")
@pytest.mark.parametrize("path", ["/", "/projects/project_1", "/p/a.b", "/endpoints", "/projects/"])
async def test_every_place_is_the_page(browser: httpx.AsyncClient, path: str) -> None:
    answer = await browser.get(path, headers=HTML)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "<title>StoryCanvas</title>" in answer.text
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    again = await browser.get(path, headers={**HTML, "If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = await browser.head(path, headers=HTML)
    assert (head.status_code, head.headers["etag"]) == (200, answer.headers["etag"])


async def test_another_page_of_the_same_size_and_time_is_told_apart(
    browser: httpx.AsyncClient, dist: Path
) -> None:
    before = (await browser.get("/", headers=HTML)).headers["etag"]
    file = dist / "index.html"
    file.write_text(file.read_text().replace("Story", "Yrots"))
    assert (await browser.get("/", headers=HTML)).headers["etag"] != before


@pytest.mark.usefixtures("dist")
@pytest.mark.parametrize(
    ("path", "accept"),
    [
        ("/assets/gone-1.js", "*/*"),
        ("/assets/gone-1.js", HTML["Accept"]),
        ("/assets/", HTML["Accept"]),
        ("/assets/%2e%2e/%2e%2e/secret", HTML["Accept"]),
        ("/assets/%00", HTML["Accept"]),
        ("/assets/main-B3x0.js.gz", "*/*"),
        ("/favicon.ico", "image/avif,image/webp,*/*;q=0.8"),
        ("/.sources", "*/*"),
        ("/projects/x", "application/json"),
        ("/graphql/more", HTML["Accept"]),
        ("/media/a/b/c", HTML["Accept"]),
        ("/hooks/none", HTML["Accept"]),
        ("/static/landing/index.html", HTML["Accept"]),
        ("/static/page.log", HTML["Accept"]),
    ],
)
async def test_what_is_no_place_is_not_found(
    browser: httpx.AsyncClient, tmp_path: Path, path: str, accept: str
) -> None:
    (tmp_path / "secret").write_text("secret")
    answer = await browser.get(path, headers={"Accept": accept})
    assert answer.status_code == 404
    assert "<html" not in answer.text


@pytest.mark.usefixtures("dist")
async def test_the_api_stays_what_it_was(browser: httpx.AsyncClient) -> None:
    assert (await browser.get("/healthz", headers=HTML)).json() == {"status": "alive"}
    assert (await browser.get("/session", headers=HTML)).status_code == 405
    assert (await browser.post("/projects/x", headers=HTML)).status_code == 404
    assert (await browser.get("/graphql/", headers=HTML)).headers["location"].endswith("/graphql")
    ide = await browser.get("/graphql", headers=HTML)
    assert "graphiql" in ide.text
    assert (await browser.get("/static/graphiql/page.js")).status_code == 200


@pytest.mark.usefixtures("dist")
async def test_assets_are_kept_for_good_and_come_compressed(browser: httpx.AsyncClient) -> None:
    path = "/assets/main-B3x0.js"
    plain = await browser.get(path, headers={"Accept-Encoding": "identity"})
    assert plain.text == SCRIPT
    assert "content-encoding" not in plain.headers
    small = await browser.get(path, headers={"Accept-Encoding": "zstd, gzip;q=0.5, br"})
    assert small.text == SCRIPT
    assert small.headers["content-encoding"] == "gzip"
    assert int(small.headers["content-length"]) < len(SCRIPT)
    assert small.headers["etag"] != plain.headers["etag"]
    for answer in (plain, small):
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["vary"] == "Accept-Encoding"
        assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
        assert answer.headers["x-content-type-options"] == "nosniff"
    refused = await browser.get(path, headers={"Accept-Encoding": "gzip;q=0, *;q=0"})
    assert "content-encoding" not in refused.headers
    again = await browser.get(path, headers={"If-None-Match": small.headers["etag"]})
    assert (again.status_code, again.headers["vary"]) == (304, "Accept-Encoding")
    assert (await browser.head(path)).status_code == 200


async def test_brotli_is_preferred_where_the_build_made_it(
    browser: httpx.AsyncClient, dist: Path
) -> None:
    (dist / "assets" / "main-B3x0.js.br").write_bytes(b"small")
    async with browser.stream(
        "GET", "/assets/main-B3x0.js", headers={"Accept-Encoding": "gzip, br"}
    ) as answer:
        assert answer.headers["content-encoding"] == "br"


@pytest.mark.usefixtures("dist")
@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/icon.svg", "image/svg+xml"),
        ("/app.webmanifest", "application/manifest+json"),
        ("/assets/inter-C1.woff2", "font/woff2"),
    ],
)
async def test_files_have_their_type_whatever_the_machine_knows(
    browser: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, path: str, media_type: str
) -> None:
    monkeypatch.setattr("mimetypes.guess_type", lambda _name: (None, None))
    answer = await browser.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, media_type)
    if "assets" not in path:
        assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.usefixtures("dist")
async def test_the_page_may_load_its_own_files_alone(browser: httpx.AsyncClient) -> None:
    policy = (await browser.get("/", headers=HTML)).headers["content-security-policy"]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == rules["script-src"] == rules["connect-src"] == "'self'"
    assert rules["img-src"] == "'self' data: blob:"
    assert rules["frame-ancestors"] == "'none'"
    assert "http" not in policy
    assert "unsafe" not in policy.replace("style-src 'self' 'unsafe-inline'", "")


@pytest.mark.usefixtures("dist")
@pytest.mark.parametrize(
    "more", [{}, {"s3_endpoint_url": "http://127.0.0.1:9000/"}, {"s3_region": "eu-west-1"}]
)
async def test_media_may_come_from_the_bucket_that_addresses_are_signed_for(
    tmp_path: Path, more: dict[str, str]
) -> None:
    keys = {"s3_access_key_id": "key", "s3_secret_access_key": "secret"}
    settings = settings_of(tmp_path, s3_bucket="pictures", **keys, **more)
    runtime = compose(settings)
    signed = await runtime.store.signed_get("0" * 64, seconds=60)
    origin = bucket_origin(settings)
    assert origin is not None
    assert signed is not None
    assert signed.startswith(f"{origin}/pictures/")
    transport = httpx.ASGITransport(create_app(runtime, tmp_path / "page"))
    async with httpx.AsyncClient(transport=transport, base_url="http://studio.test") as http:
        policy = (await http.get("/", headers=HTML)).headers["content-security-policy"]
    await runtime.close()
    for rule in ("img-src", "media-src", "connect-src"):
        assert f"{rule} 'self' {origin}" in policy


async def test_while_it_is_being_built_that_is_said(
    browser: httpx.AsyncClient, tmp_path: Path
) -> None:
    need_node(tmp_path)
    page: Webpage = make_page(tmp_path)
    (tmp_path / "hold").touch()
    builder = starts_building(page)
    until(lambda: read_state(page.dist).words.startswith("Putting"))
    meanwhile = await browser.get("/projects/x", headers=HTML)
    assert meanwhile.status_code == 503
    assert meanwhile.headers["retry-after"] == "2"
    assert "Building the page … (this happens once)" in meanwhile.text
    assert "://" not in meanwhile.text
    _is_allowed(meanwhile)
    status = await browser.get("/page-status")
    since = status.json().pop("since")
    assert status.json() == {
        "state": "building",
        "words": "Putting the page together …",
        "since": since,
    }
    assert abs((datetime.now(UTC) - datetime.fromisoformat(since)).total_seconds()) < 60
    assert f'<time datetime="{since}">' in meanwhile.text
    assert status.headers["cache-control"] == "no-store"
    assert (await browser.get("/assets/main-B3x0.js")).status_code == 404
    (tmp_path / "hold").unlink()
    ends(builder, 0)
    assert (await browser.get("/page-status")).json()["state"] == "ready"
    assert "<title>first</title>" in (await browser.get("/projects/x", headers=HTML)).text
    script = await browser.get("/assets/main-B3x0.js", headers={"Accept-Encoding": "gzip"})
    assert script.headers["content-encoding"] == "gzip"


async def test_the_page_that_is_there_is_shown_while_another_is_built_or_checked(
    browser: httpx.AsyncClient, dist: Path
) -> None:
    with building(dist, lambda _line: None):
        note(dist, PageState(Stage.BUILDING, "Checking the page …"))
        assert (await browser.get("/", headers=HTML)).status_code == 200
        assert (await browser.get("/page-status")).json()["state"] == "ready"


async def test_a_page_that_is_just_being_replaced_is_waited_for(
    browser: httpx.AsyncClient, dist: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.page.read_state", lambda _dist: PageState(Stage.READY))
    (dist / "index.html").unlink()
    answer = await browser.get("/", headers=HTML)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")


async def test_a_tab_left_open_still_loads_the_files_of_its_build(
    browser: httpx.AsyncClient, dist: Path
) -> None:
    for age, folder in enumerate(earlier_builds(dist), start=1):
        (folder / "assets").mkdir(parents=True)
        (folder / "index.html").write_text("an old page")
        (folder / "only.txt").write_text("old")
        (folder / "assets" / f"board-{age}.js").write_text(SCRIPT)
        small = gzip.compress(SCRIPT.encode(), mtime=0)
        (folder / "assets" / f"board-{age}.js.gz").write_bytes(small)
        found = await browser.get(f"/assets/board-{age}.js", headers={"Accept-Encoding": "gzip"})
        assert found.text == SCRIPT
        assert found.headers["content-encoding"] == "gzip"
        assert found.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert (await browser.get("/only.txt")).status_code == 404, "those alone"
    assert "StoryCanvas" in (await browser.get("/", headers=HTML)).text


async def test_a_build_that_failed_says_what_and_what_to_do_but_nothing_of_the_machine(
    browser: httpx.AsyncClient, tmp_path: Path
) -> None:
    state = PageState(Stage.FAILED, "No way to <b>; make page", datetime.now(UTC))
    failure = Failure("npm error ENOTFOUND\n  The whole log: /home/x/page.log")
    note(tmp_path / "page", state, failure)
    answer = await browser.get("/", headers=HTML)
    assert answer.status_code == 503
    assert "The page could not be built" in answer.text
    assert "No way to &lt;b&gt;; make page" in answer.text
    assert '<a href="/graphql">' in answer.text
    _is_allowed(answer)
    status = await browser.get("/page-status")
    assert status.json()["state"] == "failed"
    for shown in (answer.text, status.text):
        assert "ENOTFOUND" not in shown
        assert "/home" not in shown


async def test_a_page_that_was_never_built_says_how_it_is(browser: httpx.AsyncClient) -> None:
    answer = await browser.get("/", headers=HTML)
    assert answer.status_code == 503
    assert "run: make page" in answer.text


def _is_allowed(answer: httpx.Response) -> None:
    """Its policy lets the style and the script run that are in it, and nothing else."""
    policy = answer.headers["content-security-policy"]
    for tag in ("style", "script"):
        (text,) = re.findall(f"<{tag}>(.*?)</{tag}>", answer.text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
