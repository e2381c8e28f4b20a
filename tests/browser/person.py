"""Somebody at a browser, and what they must not have met: errors, failed requests, closed doors."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    Request,
    ViewportSize,
    expect,
)

from tests.browser.studio import Served
from tests.e2e.rendering import until

WIDE: ViewportSize = {"width": 1440, "height": 900}
SOON = 15_000
"""Milliseconds within which what another does is seen, on however busy a machine: it is told, not asked for."""
PATIENCE = 30_000
"""Milliseconds within which a page does what it is asked to: a busy machine is no fault of it."""


@dataclass
class Person:
    """A page in a context of its own: nothing is shared with another but the studio."""

    page: Page
    studio: Served
    troubles: list[str] = field(default_factory=list)
    away: bool = False
    """Whether the studio is known to be away: failing requests are then to be expected."""
    stays: bool = False
    """Whether the page is loaded once for all places that are come to."""
    unanswered: set[Request] = field(default_factory=set)
    """What the page has asked the graph."""

    def watch(self) -> None:
        page = self.page
        page.on("pageerror", lambda error: self.troubles.append(f"error: {error}"))
        page.on("console", lambda said: self._heard(said.type, said.text))
        page.on("requestfailed", self._lost)
        page.on("response", lambda came: self._came(came.url, came.status))
        page.on("request", self._asked)
        page.on("requestfinished", self._answered)

    def forget(self) -> None:
        """Leave, with nothing kept but the browser's cache of files."""
        if self.page.url.startswith(self.studio.url):
            self.page.evaluate("localStorage.clear(); sessionStorage.clear()")
        self.page.goto("about:blank")
        self.page.context.clear_cookies()
        if self.page.viewport_size != WIDE:
            self.page.set_viewport_size(WIDE)
        self.away = self.stays = False
        self.unanswered.clear()

    def renew(self) -> None:
        """Another page, whatever has become of this one."""
        self.page.close()
        self.page = self.page.context.new_page()
        self.unanswered.clear()
        self.watch()

    def _asked(self, request: Request) -> None:
        if request.method == "POST" and request.url.endswith("/graphql"):
            self.unanswered.add(request)

    def _heard(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"} and not (self.away and _OF_THE_WAY.search(text)):
            self.troubles.append(f"console {kind}: {text}")

    def _answered(self, request: Request) -> None:
        self.unanswered.discard(request)

    def _lost(self, request: Request) -> None:
        self._answered(request)
        self._failed(request.url, request.failure or "")

    def _failed(self, url: str, why: str) -> None:
        left = "ERR_ABORTED" in why  # an image or a reading nobody waits for any more
        if not (self.away or left):
            self.troubles.append(f"request: {url} {why}")

    def _came(self, url: str, status: int) -> None:
        if status >= 400:
            self._failed(url, str(status))

    def arrive(self, path: str = "/") -> None:
        """By the printed link, at this place; who stays goes there as by a link of the page."""
        if self.stays and self.page.url.startswith(self.studio.url):
            self.page.evaluate("path => history.pushState(null, '', path)", path)
        else:
            self.page.goto(f"{self.studio.url}{path}#token={self.studio.running.token}")

    def go(self, path: str) -> None:
        self.page.goto(f"{self.studio.url}{path}")

    def open(self, project: str, rest: str = "") -> None:
        """The storyboard of a project, standing."""
        self.arrive(f"/projects/{project}{rest}")
        expect(self.cards.first).to_be_visible()

    @property
    def cards(self) -> Locator:
        return self.page.locator("[data-clip]")

    def card(self, number: str) -> Locator:
        """The card of the shot with this number."""
        return self.page.get_by_role("gridcell").filter(
            has=self.page.get_by_text(re.compile(rf"^(Shot )?{re.escape(number)}$"))
        )

    def order(self) -> list[str]:
        """The ids of the cards in the order in which they stand."""
        found: list[str] = self.page.evaluate(f"({_ORDER})()")
        return found

    def comes_to(self, order: list[str], within: int = SOON) -> None:
        """Wait until the cards stand in this order."""
        asked = f"order => JSON.stringify(({_ORDER})()) === JSON.stringify(order)"
        self.page.wait_for_function(asked, arg=order, timeout=within)

    def sees(self, condition: Callable[[], Any]) -> None:
        """Wait until it is so in the studio, and until the page shows what it was answered."""
        until(condition, PATIENCE / 1000)
        self.settles()

    def settles(self) -> None:
        """Wait until the page has drawn all that it was answered."""
        self.page.evaluate(_DRAWN)
        deadline = time.monotonic() + PATIENCE / 1000
        while self.unanswered:
            assert time.monotonic() < deadline, [asked.post_data for asked in self.unanswered]
            self.page.evaluate(_DRAWN)
        self.page.evaluate(_DRAWN)

    def take_back(self, said: str) -> None:
        """Undo what a notice says was done."""
        notices = self.page.get_by_role("region", name="Notices")
        told = notices.locator("div:has(> p)").filter(has_text=said)
        told.get_by_role("button", name="Undo").click()

    def themed(self, theme: str) -> None:
        """This theme from the next page on."""
        self.page.add_init_script(f"localStorage.setItem('storycanvas.theme', '{theme}')")


_ORDER = """() => [...document.querySelectorAll("[data-clip]")]
  .map((card) => ({ id: card.dataset.clip, box: card.getBoundingClientRect() }))
  .sort((a, b) => Math.round(a.box.y - b.box.y) || a.box.x - b.box.x)
  .map(({ id }) => id)"""
_DRAWN = "new Promise((drawn) => requestAnimationFrame(() => requestIdleCallback(drawn)))"
# How a browser words, in its console, that nobody answers at the other end.
_OF_THE_WAY = re.compile(
    r"WebSocket connection|Failed to load resource|ERR_CONNECTION|dynamically imported module"
)


@contextmanager
def somebody(
    browser: Browser, studio: Served, *, viewport: dict[str, int] | None = None, **options: Any
) -> Iterator[Person]:
    """A person of whom, at the end, no trouble is known."""
    size: Any = viewport or WIDE
    context: BrowserContext = browser.new_context(
        viewport=size, locale="en-GB", timezone_id="UTC", **options
    )
    context.set_default_timeout(PATIENCE)
    try:
        person = Person(context.new_page(), studio)
        person.watch()
        yield person
    finally:
        context.close()
    assert person.troubles == [], person.troubles
