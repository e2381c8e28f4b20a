"""What axe finds on a page, by the rules of WCAG 2.2 AA."""

import time
from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

OF_COLOUR = ["color-contrast", "link-in-text-block"]
"""The rules whose answer depends on the theme."""

BUSY_AT_MOST = 30
"""Seconds within which a page is to have all that it reads."""

_STILL = """async () => {
  const busy = () => document.querySelector("[aria-busy=true]") !== null;
  if (busy()) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    return false;
  }
  await document.fonts.ready;
  await Promise.all([...document.images].filter(({ complete, loading }) => !complete && loading !== "lazy")
    .map((image) => image.decode().catch(() => undefined)));
  const running = document.getAnimations().filter(({ effect }) =>
    effect.getComputedTiming().iterations !== Infinity);
  await Promise.all(running.map((animation) => animation.finished.catch(() => undefined)));
  return !busy();
}"""
_THEMED = """(theme) => {
  const still = new CSSStyleSheet();
  still.replaceSync("*, ::before, ::after { transition: none !important }");
  document.adoptedStyleSheets = [still];
  document.documentElement.dataset.theme = theme;
}"""
_ASK = """async (wanted) => {
  const { violations } = await axe.run({ runOnly: wanted, resultTypes: ["violations"] });
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}: ${node.html.slice(0, 200)} ${node.failureSummary}`));
}"""


def come_to_rest(page: Page) -> None:
    """Wait for what is being read, for fonts, pictures and the ends of movements."""
    deadline = time.monotonic() + BUSY_AT_MOST
    while not page.evaluate(_STILL):
        assert time.monotonic() < deadline, "the page stays aria-busy"


def dress(page: Page, theme: str) -> None:
    """This theme from now on, without each element's way to it, frame by frame."""
    page.evaluate(_THEMED, theme)


def violations(page: Page, rules: list[str] | None = None) -> list[str]:
    """One line for each element that breaks a rule (of `rules`, or of all), once the page has come to rest."""
    come_to_rest(page)
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    wanted = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": RULES}
    found: list[str] = page.evaluate(_ASK, wanted)
    return found
