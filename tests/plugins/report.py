"""What a run cost by folder and which tests cost most, and what it skipped.

A skip that is not on the list fails the run.
"""

import os
from collections import defaultdict
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

SKIPS = Path(__file__).parents[1] / "skips.txt"
SLOWEST = 15


@dataclass
class Cost:
    """In seconds; the CPU's are those of the test's process and of what it started and awaited."""

    tests: int = 0
    wall: float = 0.0
    cpu: float = 0.0

    def add(self, report: pytest.TestReport) -> None:
        self.tests += report.when == "call"
        self.wall += report.duration
        self.cpu += getattr(report, "cpu", 0.0)

    def __str__(self) -> str:
        return f"{self.wall:8.1f} s {self.cpu:8.1f} s of CPU"


class Meter:
    """Notes on each report what its phase took of the CPU."""

    def __init__(self) -> None:
        self.spent = _spent()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self,
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        before, self.spent = self.spent, _spent()
        report.cpu = self.spent - before  # type: ignore[attr-defined]
        return report


def _spent() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


class Report:
    def __init__(self) -> None:
        self.folders: dict[str, Cost] = defaultdict(Cost)
        self.tests: dict[str, Cost] = defaultdict(Cost)
        self.skipped: dict[str, int] = defaultdict(int)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        folder = "/".join(report.nodeid.split("::")[0].split("/")[:3])
        if folder.endswith(".py"):
            folder = folder.rpartition("/")[0]
        self.folders[folder].add(report)
        self.tests[report.nodeid].add(report)
        self._note(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        self._note(report)

    def _note(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        if report.skipped and isinstance(report.longrepr, tuple):
            self.skipped[report.longrepr[2].removeprefix("Skipped: ")] += 1

    @property
    def unlisted(self) -> list[str]:
        listed = SKIPS.read_text(encoding="utf-8").splitlines()
        return [reason for reason in self.skipped if reason not in listed]

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.unlisted and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        write = terminalreporter.write_line
        terminalreporter.section("time by folder")
        total = Cost()
        for folder, cost in _longest(self.folders):
            write(f"{folder:44} {cost.tests:5} tests {cost}")
            total = Cost(total.tests + cost.tests, total.wall + cost.wall, total.cpu + cost.cpu)
        write(f"{'all':44} {total.tests:5} tests {total}")
        terminalreporter.section("slowest tests")
        for test, cost in _longest(self.tests)[: int(os.environ.get("SLOWEST", SLOWEST))]:
            write(f"{cost}  {test}")
        if self.skipped:
            terminalreporter.section("skipped")
        for reason, count in sorted(self.skipped.items()):
            mark = "  NOT ON THE LIST (tests/skips.txt)" if reason in self.unlisted else ""
            write(f"{count:3} × {reason}{mark}")


def _longest(costs: Mapping[str, Cost]) -> list[tuple[str, Cost]]:
    return sorted(costs.items(), key=lambda item: -item[1].wall)


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Meter(), "storycanvas-meter")
    config.pluginmanager.register(Report(), "storycanvas-report")
