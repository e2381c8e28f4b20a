from datetime import date
from typing import Any

import pytest

from studio.rendering.availability import SORA, Availability, service_standing, standing_of

AFTER = date(2026, 9, 24)
OPENAI = "https://api.openai.com/v1"


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (date(2026, 3, 23), Availability.AVAILABLE),
        (date(2026, 3, 24), Availability.DEPRECATED),
        (date(2026, 9, 23), Availability.DEPRECATED),
        (AFTER, Availability.RETIRED),
    ],
)
def test_a_service_ends_on_the_day_that_was_announced(day: date, found: Availability) -> None:
    standing = service_standing(SORA, day)
    assert standing.availability is found
    assert standing.choosable is (found is not Availability.RETIRED)
    assert (standing.day, standing.reason) == (
        (None, None) if found is Availability.AVAILABLE else (SORA.ends, SORA.reason)
    )


@pytest.mark.parametrize(
    ("provider", "source", "url", "options", "found"),
    [
        ("OPENAI_VIDEOS", "USER", None, {}, Availability.RETIRED),
        ("OPENAI_VIDEOS", "USER", None, {"preset": "sora"}, Availability.RETIRED),
        ("OPENAI_VIDEOS", "USER", OPENAI, {"preset": "sora"}, Availability.RETIRED),
        ("OPENAI_VIDEOS", "USER", "https://API.OpenAI.com./v1", {}, Availability.RETIRED),
        (
            "OPENAI_VIDEOS",
            "USER",
            "https://gpu.example/v1",
            {"preset": "sora"},
            Availability.AVAILABLE,
        ),
        ("OPENAI_VIDEOS", "USER", OPENAI, {"revived": True}, Availability.AVAILABLE),
        ("OPENAI_VIDEOS", "USER", OPENAI, {"revived": "true"}, Availability.RETIRED),
        ("OPENAI_VIDEOS", "LOCAL", None, {}, Availability.AVAILABLE),
        ("RUNPOD", "USER", None, {"preset": "sora"}, Availability.AVAILABLE),
    ],
)
def test_only_what_is_bound_to_an_ended_service_is_retired(
    provider: str, source: str, url: str | None, options: dict[str, Any], found: Availability
) -> None:
    standing = standing_of(provider, source, url, options, AFTER)
    assert standing.availability is found
    if found is Availability.RETIRED:
        assert "2026-09-24" in (standing.reason or "")
