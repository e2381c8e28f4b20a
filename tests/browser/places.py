"""How a person comes to each screen, and to each thing that opens over one; all stand at the end."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import expect

from tests.browser.person import Person
from tests.browser.scripts import LAMP_SHOTS


@dataclass(frozen=True)
class Film:
    """A project with two takes of its first shot, and others that nobody has drawn."""

    project: str
    clip: str
    takes: tuple[str, str]

    @property
    def home(self) -> str:
        return f"/projects/{self.project}"


Open = Callable[[Person, Film], None]


def wall(person: Person, film: Film) -> None:
    person.arrive("/")
    expect(
        person.page.get_by_role("list", name="Projects").get_by_role("link").first
    ).to_be_visible()


def wall_menu(person: Person, film: Film) -> None:
    wall(person, film)
    person.page.get_by_role("button", name=re.compile("^More for")).first.click()
    expect(person.page.get_by_role("menu")).to_be_visible()


def empty_project(person: Person, film: Film) -> None:
    wall(person, film)
    person.page.get_by_role("button", name="Empty project").click()
    expect(person.page.get_by_role("dialog")).to_be_visible()


def importing(person: Person, film: Film) -> None:
    person.arrive("/import")
    expect(person.page.get_by_text("What it becomes is shown here")).to_be_visible()


def importing_example(person: Person, film: Film) -> None:
    person.arrive("/import?example=lighthouse")
    expect(person.page.get_by_role("heading", name="The Last Lamp")).to_be_visible()


def endpoints(person: Person, film: Film) -> None:
    person.arrive("/endpoints")
    expect(person.page.get_by_role("article").first).to_be_visible()


def adding_endpoint(person: Person, film: Film) -> None:
    endpoints(person, film)
    person.page.get_by_role("button", name="Add endpoint").click()
    expect(person.page.get_by_role("dialog")).to_be_visible()


def models(person: Person, film: Film) -> None:
    person.arrive("/models")
    known = person.page.get_by_role("list", name="Models")
    none = person.page.get_by_role("heading", name="No models are known yet")
    expect(known.or_(none)).to_be_visible()


def presets(person: Person, film: Film) -> None:
    person.arrive("/presets")
    expect(person.page.get_by_role("region", name="Quality")).to_be_visible()


def preset(person: Person, film: Film) -> None:
    presets(person, film)
    person.page.get_by_role("link", name="Wan 2.2: quality").click()
    expect(person.page.get_by_role("complementary", name="Preset")).to_contain_text("Sampler")


def trying_preset(person: Person, film: Film) -> None:
    preset(person, film)
    person.page.keyboard.press("t")
    expect(person.page.get_by_role("dialog", name=re.compile("^Try"))).to_be_visible()


def new_preset(person: Person, film: Film) -> None:
    presets(person, film)
    person.page.get_by_role("button", name="New preset").click()
    expect(person.page.get_by_role("dialog", name="New preset")).to_be_visible()


def workflows(person: Person, film: Film) -> None:
    person.arrive("/workflows")
    expect(person.page.get_by_role("heading", name="Workflows", exact=True)).to_be_visible()
    expect(person.page.get_by_role("searchbox")).to_be_visible()


def spending(person: Person, film: Film) -> None:
    person.arrive(f"/spending?project={film.project}")
    expect(person.page.get_by_role("heading", name="Spending", exact=True)).to_be_visible()


def exporting(person: Person, film: Film) -> None:
    board(person, film)
    person.page.keyboard.press("Control+e")
    dialog = person.page.get_by_role("dialog", name="Export")
    expect(dialog).to_contain_text("01:00:00:00 to")


def history(person: Person, film: Film) -> None:
    person.arrive("/history")
    expect(person.page.get_by_role("heading", name="History", exact=True)).to_be_visible()


def cast(person: Person, film: Film) -> None:
    person.arrive(f"{film.home}/cast")
    expect(person.page.get_by_role("heading", name="Cast", exact=True)).to_be_visible()


def workflow_template(person: Person, film: Film) -> None:
    person.arrive("/workflows?tab=templates&template=wan_2_2.first_last_frame")
    expect(person.page.get_by_role("complementary", name="Template")).to_contain_text("Steps")


def generating_with(person: Person, film: Film) -> None:
    """The dialog with all that a family has to be chosen."""
    generating(person, film)
    person.page.get_by_role("button", name=re.compile("^Model and settings")).click()
    settings = person.page.get_by_role("region", name="Model and settings")
    settings.get_by_label("Model", exact=True).select_option(label="Stable Diffusion XL")
    expect(settings.get_by_label("CFG")).to_be_visible()


def board_top(person: Person, film: Film) -> None:
    """A narrow window has not all of the shots in it."""
    person.open(film.project)


def board(person: Person, film: Film) -> None:
    board_top(person, film)
    expect(person.cards).to_have_count(LAMP_SHOTS)


def chosen(person: Person, film: Film) -> None:
    board(person, film)
    person.cards.nth(0).click()
    person.cards.nth(1).click(modifiers=["Shift"])
    expect(person.page.get_by_role("region", name="Selected shots")).to_be_visible()


def shot_menu(person: Person, film: Film) -> None:
    board(person, film)
    person.cards.first.click(button="right")
    expect(person.page.get_by_role("menu")).to_be_visible()


def inspector(person: Person, film: Film) -> None:
    person.open(film.project, f"?clip={film.clip}")
    expect(person.page.get_by_role("complementary")).to_be_visible()


def generating(person: Person, film: Film) -> None:
    board(person, film)
    person.page.get_by_role("button", name="Generate all shots").click()
    expect(person.page.get_by_role("dialog", name=re.compile("^Generate"))).to_be_visible()


def queue(person: Person, film: Film) -> None:
    person.open(film.project, "?queue=true")
    expect(person.page.get_by_role("region", name="Ended lately")).to_be_visible()


def palette(person: Person, film: Film) -> None:
    board(person, film)
    person.page.keyboard.press("Control+k")
    expect(person.page.get_by_role("dialog").get_by_role("option").first).to_be_visible()


def keys(person: Person, film: Film) -> None:
    board(person, film)
    person.page.keyboard.press("?")
    expect(person.page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()


def look_menu(person: Person, film: Film) -> None:
    board(person, film)
    person.page.get_by_role("button", name="Look and account").click()
    expect(person.page.get_by_role("menu")).to_be_visible()


def lightbox(person: Person, film: Film) -> None:
    person.open(film.project, f"?take={film.takes[0]}")
    expect(
        person.page.get_by_role("dialog").get_by_text(re.compile(r"^Take \d of 2$"))
    ).to_be_visible()


def lightbox_facts(person: Person, film: Film) -> None:
    lightbox(person, film)
    person.page.keyboard.press("i")
    expect(person.page.get_by_text("Seed").first).to_be_visible()


def comparing(person: Person, film: Film) -> None:
    person.open(film.project, f"?take={film.takes[0]}&with={film.takes[1]}")
    expect(person.page.get_by_role("dialog").get_by_role("img")).to_have_count(2)


def script(person: Person, film: Film) -> None:
    person.arrive(f"{film.home}/script")
    expect(person.page.get_by_text("climbs the stair").first).to_be_visible()


def presentation(person: Person, film: Film) -> None:
    person.arrive(f"{film.home}/present")
    expect(person.page.get_by_role("button", name="Leave")).to_be_visible()


def nowhere(person: Person, film: Film) -> None:
    person.arrive("/projects/project_00000000000000000000000000000000")
    expect(person.page.get_by_text("There is no such project")).to_be_visible()


def sign_in(person: Person, film: Film) -> None:
    person.forget()
    person.away = True  # being refused is what is asked for
    person.go("/")
    expect(person.page.get_by_label("Link or token")).to_be_visible()
