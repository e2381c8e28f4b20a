"""A film is taken out for an editing program."""

import re
from pathlib import Path

import opentimelineio as otio
import pytest
from playwright.sync_api import expect

from tests.browser.person import Person
from tests.browser.places import Film, exporting

pytestmark = pytest.mark.slow


@pytest.mark.feature("EXP-2", "EXP-7")
def test_a_timeline_is_looked_at_and_downloaded(
    visitor: Person, film: Film, tmp_path: Path
) -> None:
    page = visitor.page
    exporting(visitor, film)
    dialog = page.get_by_role("dialog", name="Export")
    expect(dialog).to_contain_text("01:00:00:00 to")
    expect(dialog.get_by_role("textbox", name="The beginning of")).to_have_value(
        re.compile(r"Timeline\.1")
    )
    dialog.get_by_role("radio", name="Edit decision list").check()
    expect(dialog.get_by_role("textbox", name="The beginning of")).to_have_value(
        re.compile("FCM: NON-DROP FRAME")
    )
    dialog.get_by_label("First timecode").fill("99")
    expect(dialog.get_by_text(re.compile("not a timecode"))).to_be_visible()
    dialog.get_by_label("First timecode").fill("00:59:50:00")
    dialog.get_by_role("radio", name="OpenTimelineIO .otio").check()
    expect(dialog).to_contain_text("00:59:50:00 to")
    with page.expect_download() as taken:
        dialog.get_by_role("button", name="Download").click()
    file = tmp_path / taken.value.suggested_filename
    taken.value.save_as(file)
    timeline = otio.adapters.read_from_file(str(file))
    assert timeline.global_start_time.to_timecode() == "00:59:50:00"
    assert len(list(timeline.find_clips())) == visitor.cards.count()
