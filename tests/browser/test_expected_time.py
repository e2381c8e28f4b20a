"""How long a queue takes, as the studio expects it and the page tells it, and what then happens."""

import os
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.person import Person
from tests.browser.scripts import long_script
from tests.browser.studio import Served, served
from tests.e2e.rendering import until

pytestmark = [pytest.mark.slow, pytest.mark.soak]

MEASURED, QUEUED, EIGHTH = 8, 12, 7
SLACK = 0.75
"""Half of all take less than the shorter time: that is a middle, not a least."""
_JOBS = """query($id: ID!) { jobs(first: 100, filter: {projectId: $id}) { nodes {
  id state etaSeconds etaLatestSeconds } } }"""


@pytest.fixture
def unhurried(page_built: Path) -> Iterator[Served]:
    renderer = "tests.workers.endpoint.fake_artist:UnhurriedRenderer"
    with served(STORYCANVAS_ENDPOINT_RENDERER=renderer) as running:
        yield running


def jobs(studio: Served, project: str) -> dict[str, dict[str, Any]]:
    nodes = studio.ask(_JOBS, id=project)["jobs"]["nodes"]
    return {node["id"]: node for node in nodes}


def queue(studio: Served, clips: list[dict[str, Any]]) -> list[str]:
    made = studio.do(
        "generateClips",
        "jobs { id }",
        clipIds=[clip["id"] for clip in clips],
        idempotencyKey=os.urandom(8).hex(),
    )
    return [job["id"] for job in made["jobs"]]


@pytest.mark.feature("QUE-6", "XF-6")
@pytest.mark.timeout(300)
def test_the_eighth_in_line_takes_as_long_as_is_said(
    unhurried: Served, people: Callable[..., Person]
) -> None:
    studio = unhurried
    project = studio.imported(long_script(2, 10))
    clips = studio.shots(project)
    person = people(studio)
    person.open(project, "?queue=true")
    first = queue(studio, clips[:MEASURED])
    until(lambda: all(jobs(studio, project)[one]["state"] == "COMPLETED" for one in first), 60)

    def measured() -> bool:
        (probe,) = queue(studio, clips[:1])
        known = jobs(studio, project)[probe]["etaSeconds"] is not None
        until(lambda: jobs(studio, project)[probe]["state"] == "COMPLETED", 20)
        return known

    until(measured, 100)
    line = queue(studio, clips[:QUEUED])
    began = time.monotonic()
    found = jobs(studio, project)
    eighth = found[line[EIGHTH]]
    soon, latest = eighth["etaSeconds"], eighth["etaLatestSeconds"]
    last = max(found[one]["etaSeconds"] or 0 for one in line)
    heading = person.page.get_by_text(re.compile(r"under way, about \d+ s"))
    expect(heading.first).to_be_visible()
    told = int(re.findall(r"about (\d+) s", heading.first.inner_text())[0])
    until(lambda: jobs(studio, project)[line[EIGHTH]]["state"] == "COMPLETED", 60)
    took = time.monotonic() - began
    print(f"the eighth took {took:.1f} s, {soon} to {latest} were said; {told} of {last} are shown")
    assert SLACK * soon <= took <= latest / SLACK
    assert abs(told - last) <= 6
