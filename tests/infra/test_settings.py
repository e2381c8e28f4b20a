from pathlib import Path

import pytest

from infra.settings import SettingsError, load_settings


def test_a_folder_of_fonts_has_to_be_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STORYCANVAS_FONTS", str(tmp_path))
    assert load_settings().fonts == tmp_path
    monkeypatch.setenv("STORYCANVAS_FONTS", str(tmp_path / "none"))
    with pytest.raises(SettingsError, match="fonts"):
        load_settings()
