"""Money before it is spent, and shots that are kept from requests for many."""

import os
import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from studio.spending.money import in_words
from tests.browser.person import Person
from tests.browser.prices import priced
from tests.browser.scripts import LAMP
from tests.browser.studio import Served

pytestmark = pytest.mark.slow

STILL = 70_000
"""Micro-units that a still costs."""


@pytest.fixture
def paid(studio: Served) -> Iterator[Served]:
    """A studio in which each still costs seven cents; what is set as a budget goes with that."""
    with priced(studio, STILL):
        yield studio
    for budget in studio.ask("{ budgets { nodes { id } } }")["budgets"]["nodes"]:
        studio.do("deleteBudget", "deletedId", id=budget["id"])


def ask_for_all(page: Page) -> None:
    """The dialog with all shots chosen."""
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+a")
    page.keyboard.press("Shift+G")


@pytest.mark.feature("BEY-1", "BAT-1")
def test_a_price_is_told_a_limit_asked_about_and_the_batch_followed(
    people: Callable[..., Person], paid: Served
) -> None:
    person = people(paid)
    page = person.page
    project = paid.imported(LAMP)
    clips = [clip["id"] for clip in paid.shots(project)]
    least = in_words(len(clips) * STILL)
    before = int(paid.ask("{ spending { spentToday } }")["spending"]["spentToday"])
    person.open(project)
    person.cards.first.click()
    foot = page.get_by_role("complementary", name="Inspector").get_by_role("button")
    expect(foot.filter(has_text="Generate")).to_contain_text("$0.07")

    person.go("/spending")
    page.get_by_role("button", name="Set a budget").click()
    form = page.get_by_role("dialog", name="Set a budget")
    form.get_by_label("Soft limit, $").fill("0.01")
    form.get_by_role("button", name="Set budget").click()
    expect(page.get_by_role("meter", name="Used of The whole workspace")).to_be_visible()

    person.go(f"/projects/{project}")
    person.cards.first.click()
    ask_for_all(page)
    dialog = page.get_by_role("dialog", name=re.compile("^Generate"))
    button = dialog.get_by_role("button", name=re.compile(rf"^Generate {len(clips)} shots"))
    expect(button).to_contain_text(least)
    expect(button).to_be_disabled()
    price = dialog.get_by_role("region", name="Price")
    expect(price).to_contain_text("The budget of the workspace is $0.01 this month")
    price.get_by_text("What this rests on").click()
    expect(price).to_contain_text("$0.07 per take")
    price.get_by_role("checkbox", name=f"Spend up to {least}").check()
    button.click()
    expect(dialog).to_be_hidden()

    page.keyboard.press("q")
    batches = page.get_by_role("region", name="Batches")
    batches.get_by_role("button", name=re.compile("earlier$")).click(timeout=30_000)
    expect(batches).to_contain_text(f"{len(clips)} of {len(clips)} done", timeout=30_000)
    expect(batches).to_contain_text(f"{least} of about {least}")
    spent = page.get_by_role("banner").get_by_role("link", name=re.compile("^Spent today"))
    expect(spent).to_contain_text(in_words(before + len(clips) * STILL))
    spent.click()
    expect(page).to_have_url(re.compile("/spending$"))
    person.go(f"/spending?project={project}")
    expect(page.get_by_role("region", name="Ledger").get_by_role("listitem")).to_have_count(
        len(clips)
    )


@pytest.mark.feature("BEY-4")
def test_a_locked_shot_is_left_out(people: Callable[..., Person], studio: Served) -> None:
    person = people(studio)
    page = person.page
    project = studio.imported(LAMP)
    clips = studio.shots(project)
    person.open(project)
    person.cards.first.click()
    page.keyboard.press("Shift+L")
    mark = person.cards.first.get_by_role("img", name="Locked")
    expect(mark).to_be_visible()
    ask_for_all(page)
    dialog = page.get_by_role("dialog", name=re.compile("^Generate"))
    expect(dialog.get_by_role("region", name="Price")).to_contain_text("1 shot left out: locked.")
    left = "shot" if len(clips) == 2 else "shots"
    expect(dialog.get_by_role("button", name=f"Generate {len(clips) - 1} {left}")).to_contain_text(
        "free"
    )
    page.keyboard.press("Escape")
    skipped = studio.do(
        "generateClips",
        "skipped { clipId reason }",
        projectId=project,
        idempotencyKey=os.urandom(8).hex(),
    )["skipped"]
    assert skipped == [{"clipId": clips[0]["id"], "reason": "LOCKED"}]
    person.take_back("Locked")
    expect(mark).to_be_hidden()
