"""Films and their sound, asked for over HTTP, as what was made tells by itself."""

import io
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from infra.pictures import picture_of
from tests.infra.exporting.coded import number_of
from tests.infra.exporting.sounds import RATE, clicks, heard_in, onsets, write
from tests.schema.graphs import Film, make_film
from tests.workers.exports import asked, made
from tests.workers.lab import Lab
from tests.workers.test_exporting import laid_out


async def had(lab: Lab, film: Film, form: str, **given: Any) -> tuple[dict[str, Any], bytes]:
    found = await made(lab, await asked(lab.studio.owner, film, form, **given))
    assert found["error"] is None, found["error"]
    answer = await lab.studio.owner.http.get(lab.studio.url + found["url"])
    assert str(len(answer.content)) == found["size"]
    return found, answer.content


@pytest.mark.slow
@pytest.mark.feature("BEY-7", "EXP-9")
async def test_an_animatic_shows_and_lets_hear_the_film(lab: Lab, tmp_path: Path) -> None:
    """The first clip shows a still, the second a film whose frames tell their numbers."""
    film, _ = await laid_out(lab, tmp_path)
    wanted = {"captions": False, "panAndZoom": False, "firstFrame": 20, "lastFrame": 63}

    found, data = await had(lab, film, "ANIMATIC", quality="PREVIEW", **wanted)

    with av.open(io.BytesIO(data)) as file:
        assert file.streams.video[0].average_rate == 24
        assert file.streams.audio[0].rate == RATE
        frames = [picture_of(frame) for frame in file.decode(video=0)]
    assert len(frames) == 44
    assert [number_of(frame) for frame in frames[28:]] == list(range(16))
    assert found["manifest"]["facts"]["frames"] == 44


@pytest.mark.slow
@pytest.mark.feature("AUD-4", "XF-4")
async def test_a_mixdown_is_what_is_heard(lab: Lab, tmp_path: Path) -> None:
    """As long as the film, each sound in its place, and what is said of it is measured."""
    owner = lab.studio.owner
    film = await make_film(owner, scenes=1, clips=2, fps="24000/1001")
    click = write(tmp_path / "click.wav", clicks(0.2, [0])).read_bytes()
    for start in (5, 60):
        address = f"{owner.url}/tracks/{film.project}?name=x&startFrame={start}"
        token = {"Authorization": f"Bearer {owner.token}"}
        answer = await owner.http.put(address, content=click, headers=token)
        assert answer.status_code == 201, answer.text

    found, data = await had(lab, film, "MIXDOWN", loudness=-20.0)

    (path := tmp_path / "mix.wav").write_bytes(data)
    sound, facts = heard_in(path), found["manifest"]["facts"]
    frame = RATE * Fraction(1001, 24_000)
    assert onsets(sound, above=float(np.abs(sound).max()) / 2) == [5 * 2002, 60 * 2002]
    assert sound.shape[1] == facts["samples"]
    assert sound.shape[1] % frame == 0
    assert facts["true_peak"] <= -0.9


@pytest.mark.feature("XF-4")
async def test_of_a_film_without_sound_no_mixdown_is_pretended(lab: Lab) -> None:
    film = await make_film(lab.studio.owner, scenes=1, clips=1)

    found = await made(lab, await asked(lab.studio.owner, film, "MIXDOWN"))

    assert (found["state"], found["url"]) == ("FAILED", None)
    assert "Nothing is heard" in found["error"]["message"]
