"""An answer that is late on its way is older than what has been told meanwhile."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

from tests.browser.person import PATIENCE, Person
from tests.browser.scripts import LAMP, LAMP_SHOTS
from tests.browser.studio import Served

pytestmark = pytest.mark.slow


class Late:
    """Answers to what the page asks by this name: given by the studio, and still on their way."""

    def __init__(self, page: Page, name: str) -> None:
        self.page, self.name = page, name
        self.given: list[tuple[Route, APIResponse]] = []
        page.route("**/graphql", self._hold)

    def _hold(self, route: Route) -> None:
        if (route.request.post_data_json or {}).get("operationName") == self.name:
            self.given.append((route, route.fetch()))
        else:
            route.continue_()

    def wait(self) -> None:
        """Until the studio has given one."""
        for _ in range(PATIENCE // 20):
            if self.given:
                return
            self.page.wait_for_timeout(20)
        raise AssertionError(f"{self.name} was not asked")

    def come(self) -> None:
        for route, answer in self.given:
            route.fulfill(response=answer)


@pytest.mark.feature("GEN-1")
def test_renders_that_are_over_stay_over(people: Callable[..., Person], studio: Served) -> None:
    person = people(studio)
    person.open(studio.imported(LAMP))
    page = person.page
    late = Late(page, "GenerateClips")
    person.cards.first.click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+a")
    page.keyboard.press("g")
    done = page.get_by_role("gridcell").get_by_text("Done")
    expect(done).to_have_count(LAMP_SHOTS)
    nothing = page.get_by_role("button", name=re.compile("^Queue: nothing"))
    expect(nothing).to_be_visible()
    late.wait()
    late.come()
    person.settles()
    expect(done).to_have_count(LAMP_SHOTS)
    expect(nothing).to_be_visible()
