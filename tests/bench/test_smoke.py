"""The cheap benchmarks still run and still print what is promised."""

import json
import subprocess
import sys

import pytest

from tests.bench.__main__ import main
from tests.e2e.studio_process import ROOT


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_each_line_is_a_figure_beside_its_baseline() -> None:
    command = [sys.executable, "-m", "tests.bench", "imports", "subscription", "--quick"]

    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert ran.returncode == 0, ran.stderr[-4000:]
    lines = [json.loads(line) for line in ran.stdout.splitlines()]
    for line in lines:
        assert list(line) == ["name", "value", "unit", "baseline", "ratio"]
        assert isinstance(line["value"], float)
        assert line["unit"]
        if line["baseline"]:
            assert line["ratio"] == pytest.approx(line["value"] / line["baseline"], rel=0.01)
    named = {line["name"]: line for line in lines}
    assert {"import_api", "subscription_cpu", "subscription_time"} <= named.keys()
    assert named["import_api"]["ratio"] > 1
    assert named["subscription_cpu"]["ratio"] > 0


def test_a_name_that_is_none_is_refused_with_those_there_are(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["tests.bench", "speed"])

    with pytest.raises(SystemExit) as refused:
        main()

    assert refused.value.code == 2
    assert "subscription" in capsys.readouterr().err
