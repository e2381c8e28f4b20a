"""What does not fit: things that stick out sideways, words too small, targets too small."""

from playwright.sync_api import Page

LEAST_TEXT = 11
LEAST_TARGET = 24

_SIDEWAYS = """() => {
  const { scrollWidth, clientWidth } = document.documentElement;
  const cut = [...document.querySelectorAll("main, main *, [role=dialog], [role=dialog] *")].filter((node) => {
    const box = node.getBoundingClientRect();
    if (box.width < 2 || box.height < 2 || !node.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return false;
    if (box.right <= innerWidth + 1 && box.left >= -1) return false;
    for (let around = node.parentElement; around; around = around.parentElement) {
      const { overflowX } = getComputedStyle(around);
      if (overflowX !== "visible" && around !== document.documentElement && around !== document.body) {
        const edge = around.getBoundingClientRect();
        if (edge.right <= innerWidth + 1 && edge.left >= -1) return false;
      }
    }
    return true;
  });
  return [
    ...(scrollWidth > clientWidth ? [`the page is ${scrollWidth} wide in ${clientWidth}`] : []),
    ...cut.slice(0, 5).map((node) => `cut off: ${node.outerHTML.slice(0, 160)}`),
  ];
}"""

_SMALL_TEXT = """(least) => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const small = new Set();
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const node = text.parentElement;
    if (!text.textContent.trim() || !node?.checkVisibility({ visibilityProperty: true })) continue;
    const size = parseFloat(getComputedStyle(node).fontSize);
    const box = node.getBoundingClientRect();
    if (size < least && box.width > 1) small.add(`${size}px: ${text.textContent.trim().slice(0, 60)}`);
  }
  return [...small];
}"""

# WCAG 2.5.8: a smaller target will do if a circle of 24 px on it meets no other target; links
# within a sentence are excepted.
_SMALL_TARGETS = """(least) => {
  const kinds = "button, a[href], input, select, textarea, summary, [role=button], [role=menuitem], [role=option], [role=slider], [role=checkbox], [role=tab]";
  const targets = [...document.querySelectorAll(kinds)]
    .filter((node) => node.checkVisibility({ visibilityProperty: true }) && !node.closest("[aria-hidden=true]"))
    .map((node) => ({ node, box: reach(node) }))
    .filter(({ box }) => box.width > 1 && box.height > 1);
  return targets.filter(({ node, box }) => {
    if (box.width >= least - 0.5 && box.height >= least - 0.5) return false;
    if (node.tagName === "A" && getComputedStyle(node).display === "inline") return false;
    const x = box.x + box.width / 2, y = box.y + box.height / 2;
    return targets.some(({ node: other, box: near }) => other !== node && !other.contains(node) && !node.contains(other)
      && Math.hypot(Math.max(near.x - x, 0, x - near.right), Math.max(near.y - y, 0, y - near.bottom)) < least / 2);
  }).map(({ node, box }) => `${Math.round(box.width)}x${Math.round(box.height)}: ${node.outerHTML.slice(0, 160)}`);
  function reach(node) {
    const label = node.matches("input[type=checkbox], input[type=radio]") ? node.closest("label") : null;
    return (label ?? node).getBoundingClientRect();
  }
}"""


def sideways(page: Page) -> list[str]:
    """What sticks out of the window to the left or right, other than inside what can be scrolled."""
    found: list[str] = page.evaluate(_SIDEWAYS)
    return found


def small_text(page: Page) -> list[str]:
    found: list[str] = page.evaluate(_SMALL_TEXT, LEAST_TEXT)
    return found


def small_targets(page: Page) -> list[str]:
    """What is to be pressed, smaller than 24 px, and close to something else of that kind."""
    found: list[str] = page.evaluate(_SMALL_TARGETS, LEAST_TARGET)
    return found
