"""What a page costs: the time that its main thread was at work, whatever else the machine does."""

from collections.abc import Callable, Iterable

from playwright.sync_api import Page


def worked(page: Page) -> Callable[[], float]:
    """Tells how many milliseconds of the processor the page's tasks have taken so far."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def tell() -> float:
        metrics = session.send("Performance.getMetrics")["metrics"]
        return 1000 * float(next(one["value"] for one in metrics if one["name"] == "TaskDuration"))

    return tell


def least(page: Page, acts: Iterable[Callable[[], object]]) -> float:
    """Milliseconds that the cheapest of like acts took: what else the machine did is in the others."""
    cpu = worked(page)

    def cost(act: Callable[[], object]) -> float:
        before = cpu()
        act()
        return cpu() - before

    return min(cost(act) for act in acts)
