"""The page about models says what the data says."""

from pathlib import Path

from studio.graphs.families import FAMILIES
from studio.graphs.page import models_page

PAGE = Path(__file__).parents[3] / "docs/models.md"


def test_the_page_about_models_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == models_page(), (
        "write it anew: python -m studio.graphs > docs/models.md"
    )
    assert all(f"`{family}`" in models_page() for family in FAMILIES)
