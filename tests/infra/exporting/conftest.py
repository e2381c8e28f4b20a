from collections.abc import Iterator

import pytest

from tests.infra.exporting.fonts import forget, use_fonts


@pytest.fixture(autouse=True)
def only_our_letters(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What is drawn is the same on every machine."""
    use_fonts(monkeypatch)
    yield
    forget()
