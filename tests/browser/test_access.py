"""Each screen, and each thing that opens over one, by axe in the three themes."""

from collections.abc import Iterator

import pytest

from tests.browser import places
from tests.browser.axe import OF_COLOUR, dress, violations
from tests.browser.person import Person
from tests.browser.places import Film, Open

pytestmark = pytest.mark.slow

THEMES = ("dark", "light", "contrast")
SCREENS: tuple[Open, ...] = (
    *(places.wall, places.wall_menu, places.empty_project, places.importing),
    *(places.models, places.presets, places.preset, places.trying_preset, places.new_preset),
    *(places.workflows, places.workflow_template),
    *(places.spending, places.history, places.cast, places.exporting),
    *(
        places.generating_with,
        places.importing_example,
        places.endpoints,
        places.adding_endpoint,
        places.board,
    ),
    *(places.chosen, places.shot_menu, places.inspector, places.generating, places.queue),
    *(places.palette, places.keys, places.look_menu, places.lightbox, places.lightbox_facts),
    *(places.comparing, places.script, places.presentation, places.nowhere, places.sign_in),
)


@pytest.fixture
def guest(regular: Person) -> Iterator[Person]:
    """Somebody who goes from screen to screen."""
    regular.stays = True
    yield regular
    troubles, regular.troubles = regular.troubles, []
    regular.page.keyboard.press("Escape")
    regular.arrive("/between")
    assert troubles == []


@pytest.fixture(scope="module", autouse=True)
def forgotten(regular: Person) -> Iterator[None]:
    yield
    regular.forget()


@pytest.mark.feature("UIX-2", "UIX-3")
@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.__name__)
def test_axe_finds_nothing(screen: Open, guest: Person, film: Film) -> None:
    screen(guest, film)
    found: dict[str, list[str]] = {}
    for theme in THEMES:
        dress(guest.page, theme)
        found[theme] = violations(guest.page, OF_COLOUR if found else None)
    assert found == {theme: [] for theme in THEMES}
