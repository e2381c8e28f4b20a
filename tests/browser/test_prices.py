"""Price and time on whatever renders, before it is pressed, and asked for no more than needed."""

import os
import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from studio.spending.money import in_words
from tests.browser.person import Person
from tests.browser.prices import priced
from tests.browser.scripts import LAMP, LAMP_SHOTS
from tests.browser.studio import Served
from tests.e2e.rendering import until

pytestmark = pytest.mark.slow

RESTED = 3_000
"""Milliseconds after which whatever stands alone has asked."""
STILL = 12_300
"""Micro-units that a still costs."""
PRICE = re.compile(r"\$0\.012 · \d+ s")


@pytest.fixture(scope="module")
def paid(studio: Served) -> Iterator[Served]:
    """A studio in which a still costs something more than a cent."""
    with priced(studio, STILL):
        yield studio


def asking(page: Page, of: str) -> list[str]:
    """What is asked for from now on, one entry for each quote of this shot."""
    asked: list[str] = []

    def note(body: str | None) -> None:
        if body and "QuoteRenders" in body and of in body:
            asked.append(body)

    page.on("request", lambda request: note(request.post_data))
    return asked


def brush(card: Locator) -> Locator:
    return card.get_by_role("button", name="Generate", exact=True)


@pytest.mark.feature("BEY-1")
@pytest.mark.timeout(300)
def test_a_card_says_what_it_costs_when_one_points_at_it(
    people: Callable[..., Person], paid: Served
) -> None:
    person = people(paid)
    page = person.page
    project = paid.imported(LAMP)
    person.open(project)
    expect(person.cards).to_have_count(LAMP_SHOTS)
    every = page.get_by_role("button", name="Generate all shots")
    expect(every).to_contain_text(f"{in_words(LAMP_SHOTS * STILL)} · ")
    scene = page.get_by_role("button", name=re.compile("^Generate scene"))
    expect(scene.first).to_contain_text("$")
    page.wait_for_timeout(RESTED)

    card = person.cards.first
    asked = asking(page, str(card.get_attribute("data-clip")))
    card.hover()
    brush(card).hover()
    expect(brush(card)).to_have_text(PRICE)
    expect(page.get_by_role("tooltip")).to_contain_text("once it is its turn")
    assert len(asked) == 1
    person.cards.nth(1).hover()
    card.hover()
    brush(card).hover()
    expect(brush(card)).to_have_text(PRICE)
    page.wait_for_timeout(RESTED)
    assert len(asked) == 1, "what is known was asked for again"

    card.click()
    chosen = page.get_by_role("complementary", name="Inspector").get_by_role("button")
    expect(chosen.filter(has_text="Generate")).to_have_text(re.compile(f"^Generate{PRICE.pattern}"))


@pytest.mark.feature("BEY-1")
@pytest.mark.timeout(300)
def test_the_price_follows_what_changes_it(people: Callable[..., Person], paid: Served) -> None:
    person = people(paid)
    page = person.page
    project = paid.imported(LAMP)
    person.open(project)
    every = page.get_by_role("button", name="Generate all shots")
    expect(every).to_contain_text(f"{in_words(LAMP_SHOTS * STILL)} · ")
    paid.drawn(project, only=2)
    expect(every).to_contain_text(f"{in_words((LAMP_SHOTS - 2) * STILL)} · ")
    dialog = page.get_by_role("dialog", name=re.compile("^Generate"))
    told = re.findall(r"\$[\d.]+", every.inner_text())
    every.click()
    expect(dialog.get_by_role("button", name=re.compile("^Generate"))).to_contain_text(told[0])


def failing(studio: Served, shots: int) -> str:
    """A project of which that many shots were asked for at once, and none could be drawn."""
    project = studio.imported(LAMP, name="Undrawable")
    clips = [str(clip["id"]) for clip in studio.shots(project)[:shots]]
    asked = {"clipIds": clips, "promptOverride": "UNDRAWABLE"}
    studio.do("generateClips", "jobs { id }", **asked, idempotencyKey=os.urandom(8).hex())

    def failed() -> bool:
        jobs = [job["state"] for clip in studio.shots(project) for job in clip["jobs"]]
        return jobs.count("FAILED") == shots

    until(failed, 60)
    return project


def quotes_of(page: Page) -> list[str]:
    """Whatever is asked only for its price from now on."""
    asked: list[str] = []

    def note(body: str | None) -> None:
        if body and re.search("mutation Quote(Retr|Rerender|Trial)", body):
            asked.append(body)

    page.on("request", lambda request: note(request.post_data))
    return asked


@pytest.mark.feature("BEY-1")
@pytest.mark.timeout(300)
def test_menus_the_palette_and_retries_say_what_they_cost(
    people: Callable[..., Person], paid: Served
) -> None:
    person = people(paid)
    page = person.page
    project = failing(paid, 2)
    all_of_it = re.compile(re.escape(in_words(2 * STILL)) + r" · \d+ s")
    person.open(project)
    asked = quotes_of(page)
    page.wait_for_timeout(RESTED)
    assert asked == [], "nobody has pointed at anything"
    item = page.get_by_role("menuitem")
    person.cards.first.click(button="right")
    for name in ("Generate G", "Generate with options", "Try failed renders again"):
        entry = page.get_by_role("menuitem", name=name)
        expect(entry).to_contain_text(PRICE)
        expect(entry).to_have_accessible_description(PRICE)
    page.keyboard.press("Escape")

    page.keyboard.press("q")
    queue = page.get_by_role("dialog", name="Queue")
    queue.get_by_role("button", name="All that ended").click()
    expect(item.filter(has_text="Retry all failed")).to_contain_text(all_of_it)
    page.keyboard.press("Escape")
    queue.get_by_role("button", name=re.compile("^More for")).last.click()
    expect(item.filter(has_text="Retry")).to_contain_text(PRICE)
    page.keyboard.press("Escape")
    queue.get_by_role("button", name=re.compile("earlier$")).click()
    retry = queue.get_by_role("button", name=re.compile("^Retry failed"))
    retry.hover()
    expect(retry).to_contain_text(all_of_it)
    jobs = [job for clip in paid.shots(project) for job in clip["jobs"]]
    assert [job["state"] for job in jobs] == ["FAILED", "FAILED"], "a price was asked, no render"
    page.keyboard.press("q")

    before = len(asked)
    page.keyboard.press("Control+k")
    page.keyboard.type("retry all failed")
    expect(page.get_by_role("option").first).to_contain_text(all_of_it)
    assert len(asked) == before, "what is known was asked for again"


@pytest.mark.feature("HIS-1")
@pytest.mark.timeout(300)
def test_what_is_made_comes_to_the_history(people: Callable[..., Person], paid: Served) -> None:
    person = people(paid)
    page = person.page
    project = paid.imported(LAMP, name="Later")
    person.arrive(f"/history?project={project}&kind=IMAGE")
    expect(page.get_by_role("heading", name="No such renders")).to_be_visible()
    clip = paid.shots(project)[0]["id"]
    key = os.urandom(8).hex()
    paid.do("generateClips", "jobs { id }", clipIds=[clip], idempotencyKey=key)
    row = page.get_by_role("region", name="Renders").get_by_role("listitem")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("Done")
    expect(row).to_contain_text("$0.012")
    expect(page.get_by_role("row").filter(has_text="still")).to_contain_text("$0.012")
    again = row.get_by_role("button", name="Render again")
    again.hover()
    expect(again).to_have_text(PRICE)


@pytest.mark.feature("UIX-3")
def test_a_narrow_window_leaves_the_name_of_the_project(
    people: Callable[..., Person], paid: Served
) -> None:
    person = people(paid, viewport={"width": 390, "height": 844})
    project = paid.imported(LAMP)
    paid.drawn(project, only=1)
    person.open(project)
    bar = person.page.get_by_role("banner")
    expect(bar.get_by_role("link", name=re.compile("^Spent today"))).to_be_visible()
    name = bar.get_by_role("heading").get_by_role("button").bounding_box()
    look = bar.get_by_role("button", name="Look and account").bounding_box()
    assert name
    assert name["width"] >= 60
    assert look
    assert look["x"] + look["width"] <= 390


@pytest.mark.feature("BEY-1")
def test_a_script_that_would_cost_something_is_not_drawn_unasked(
    people: Callable[..., Person], paid: Served
) -> None:
    person = people(paid)
    page = person.page
    person.arrive("/import")
    page.get_by_role("textbox", name=re.compile("script", re.IGNORECASE)).fill(LAMP)
    page.get_by_role("button", name=re.compile("^Make the storyboard")).click()
    expect(person.cards.first).to_be_visible()
    asks = page.get_by_role("alert").filter(has_text=re.compile(r"may cost up to \$0"))
    expect(asks).to_be_visible()
    project = page.url.split("/projects/")[1].split("?")[0]
    assert not any(clip["gallery"] for clip in paid.shots(project))
    asks.get_by_role("button", name="Draw them").click()
    expect(page.get_by_role("gridcell").get_by_text("Done").first).to_be_visible(timeout=60_000)
