import json

from api.cli.rendering.project_file import project_json
from api.cli.rendering.report import report_text
from api.cli.rendering.session import Rendered
from api.cli.rendering.shapes import Failure
from tests.api.cli.rendering.films import clip, film, job, take

TIMES = {"started_at": "2026-01-01T00:00:00.000000Z", "finished_at": "2026-01-01T00:01:05.000000Z"}


def rendered(**more: object) -> Rendered:
    shots = [
        clip("1A", gallery=[take("a")], selected_take={"id": "take_a"}, jobs=[job("1A", **TIMES)]),
        clip("1B"),
    ]
    failures = [("1B  A wall", Failure(code="TIMED_OUT", message="Too *slow*."))]
    return Rendered(film(shots, **more), {"take_a": "001A-a-wall.png"}, failures, 2, 1)


def test_the_report_says_what_was_made_by_what_and_what_to_do() -> None:
    text = report_text(rendered(), script="film.fountain", seconds=70, sheets=["contact-sheet.png"])
    for words in (
        "# A film",
        "2 shots in 1 scene",
        "4 s of film at 24 frames a second, 1280 × 720",
        "`rehearsal` (1) on Local",
        "1 picture in 1 min 10 s in this run; 1 min 05 s of rendering",
        "- **1B  A wall**: TIMED_OUT. Too \\*slow\\*.".replace("  ", " "),
        "- TIMED_OUT: Raise the time limit",
    ):
        assert words in text


def test_a_script_cannot_write_into_the_report() -> None:
    text = report_text(
        rendered(name="# A\n\n<script> | [x](y)\x1b[0m"), script="f", seconds=1, sheets=[]
    )
    assert text.splitlines()[0] == "# \\# A \\<script\\> \\| \\[x\\](y) \\[0m"


def test_the_project_file_has_all_but_addresses_and_keeps_its_order() -> None:
    data = project_json(rendered(), version="1.2.3", script="film.fountain")
    assert data == project_json(rendered(), version="1.2.3", script="film.fountain")
    document = json.loads(data)
    assert list(document) == ["format", "generator", "script", "project"]
    first, second = document["project"]["scenes"][0]["clips"]
    assert first["takes"][0]["file"] == "001A-a-wall.png"
    assert first["takes"][0]["selected"] is True
    assert first["takes"][0]["seed"] == "7"
    assert list(first["takes"][0]["parameters"]) == ["a", "b"]
    assert second["takes"] == []
    assert "/media/" not in data.decode()
