"""The measures themselves see what they are to see."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.axe import OF_COLOUR, violations
from tests.browser.fit import sideways, small_targets, small_text

GOOD = "<main><h1>Shots</h1><p>Words.</p><button style='width:30px;height:30px'>+</button></main>"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 600, "height": 400})
    page.set_content(
        f"<html lang=en><title>Shots</title><body style='margin:0'>{GOOD}</body></html>"
    )
    yield page
    page.close()


def add(page: Page, markup: str) -> None:
    page.locator("main").evaluate(
        "(node, more) => node.insertAdjacentHTML('beforeend', more)", markup
    )


def test_a_good_page_has_nothing(page: Page) -> None:
    assert violations(page) == []
    assert [*sideways(page), *small_text(page), *small_targets(page)] == []


def test_a_button_without_a_name(page: Page) -> None:
    add(page, "<button style='width:30px;height:30px'></button>")
    assert "button-name" in violations(page)[0]


def test_words_too_pale(page: Page) -> None:
    add(page, "<p style='color:#bbb'>Pale.</p>")
    assert "color-contrast" in violations(page, OF_COLOUR)[0]


def test_what_sticks_out(page: Page) -> None:
    add(page, "<div style='width:900px'>Wide.</div>")
    assert any("wide in" in told for told in sideways(page))


def test_what_is_cut_off(page: Page) -> None:
    page.evaluate("document.documentElement.style.overflowX = 'hidden'")
    add(page, "<p style='position:fixed; left:500px; width:300px'>Cut.</p>")
    assert any("cut off" in told for told in sideways(page))


def test_words_too_small(page: Page) -> None:
    add(page, "<p style='font-size:9px'>Small.</p>")
    assert small_text(page) == ["9px: Small."]


def test_targets_too_small_and_too_close(page: Page) -> None:
    small = "width:12px;height:12px;padding:0"
    add(page, f"<button style='{small}'>a</button><button style='{small}'>b</button>")
    assert len(small_targets(page)) == 2
