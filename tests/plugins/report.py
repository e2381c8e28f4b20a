"""What a run cost by folder, and what it skipped: a skip that is not on the list fails the run."""

from collections import defaultdict
from pathlib import Path

import pytest

SKIPS = Path(__file__).parents[1] / "skips.txt"


class Report:
    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self.tests: dict[str, int] = defaultdict(int)
        self.skipped: dict[str, int] = defaultdict(int)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        folder = "/".join(report.nodeid.split("::")[0].split("/")[:3])
        if folder.endswith(".py"):
            folder = folder.rpartition("/")[0]
        self.seconds[folder] += report.duration
        if report.when == "call":
            self.tests[folder] += 1
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
        for folder, seconds in sorted(self.seconds.items(), key=lambda item: -item[1]):
            write(f"{folder:44} {self.tests[folder]:5} tests {seconds:8.1f} s")
        write(f"{'all':44} {sum(self.tests.values()):5} tests {sum(self.seconds.values()):8.1f} s")
        if self.skipped:
            terminalreporter.section("skipped")
        for reason, count in sorted(self.skipped.items()):
            mark = "  NOT ON THE LIST (tests/skips.txt)" if reason in self.unlisted else ""
            write(f"{count:3} × {reason}{mark}")


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Report(), "storycanvas-report")
