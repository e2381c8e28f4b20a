"""Timelines as other programs write them."""

from fractions import Fraction
from typing import Any

import opentimelineio as otio
import orjson
import pytest

from studio.exporting.cutlist import Transition
from studio.importing.readers.text import decoded, read_timeline
from studio.importing.reading import Reading
from studio.timeline.transitions import TransitionKind

NTSC = Fraction(24_000, 1001)
FINAL_CUT = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE fcpxml>
<fcpxml version="1.11">
  <resources>
    <format id="r1" name="FFVideoFormat1080p2398" frameDuration="1001/24000s" width="1920" height="1080"/>
    <asset id="a1" name="Dawn" start="86486400/24000s" duration="2402400/24000s" hasVideo="1" hasAudio="1" format="r1">
      <media-rep kind="original-media" src="file:///Volumes/Cards/Dawn%20one.mov"/></asset>
    <asset id="a2" name="Still" start="0s" duration="0s" hasVideo="1">
      <media-rep kind="original-media" src="file:///Volumes/Cards/still.png"/></asset>
    <asset id="a3" name="Song" start="0s" duration="60s" hasAudio="1">
      <media-rep kind="original-media" src="file:///Volumes/Cards/song.wav"/></asset>
    <media id="m1" name="Nest"><sequence format="r1" duration="96096/24000s" tcStart="0s"><spine>
      <asset-clip ref="a1" offset="0s" start="86486400/24000s" duration="48048/24000s" name="Inner A"/>
      <asset-clip ref="a1" offset="48048/24000s" start="86534448/24000s" duration="48048/24000s" name="Inner B"/>
    </spine></sequence></media>
    <media id="m2" name="Cameras"><multicam format="r1" tcStart="0s">
      <mc-angle name="One" angleID="one"><asset-clip ref="a1" offset="0s" start="86486400/24000s" duration="240240/24000s" name="Camera one"/></mc-angle>
      <mc-angle name="Two" angleID="two"><asset-clip ref="a1" offset="0s" start="86486400/24000s" duration="240240/24000s" name="Camera two"/></mc-angle>
    </multicam></media>
    <effect id="e1" name="Cross Dissolve" uid="x"/>
  </resources>
  <library><event name="Day"><project name="Cut &amp; paste">
    <sequence format="r1" tcStart="86486400/24000s" tcFormat="NDF" duration="1s"><spine>
      <asset-clip ref="a1" offset="86486400/24000s" start="86510424/24000s" duration="24024/24000s" name="Opening">
        <note>slow</note>
        <asset-clip ref="a3" lane="-1" offset="86510424/24000s" duration="5s" name="Song"><adjust-volume amount="-6dB"/></asset-clip>
        <video ref="a2" lane="1" offset="86522436/24000s" start="3600s" duration="12012/24000s" name="Title card"/>
        <spine lane="2" offset="86510424/24000s">
          <asset-clip ref="a1" offset="0s" start="86486400/24000s" duration="1001/24000s" name="Story A"/>
          <asset-clip ref="a1" offset="1001/24000s" start="86486400/24000s" duration="1001/24000s" name="Story B"/>
        </spine>
        <marker start="86511425/24000s" duration="1001/24000s" value="Act one"/>
        <marker start="86511425/24000s" duration="1001/24000s" value="do it" completed="0"/>
      </asset-clip>
      <transition name="Cross Dissolve" offset="86504418/24000s" duration="12012/24000s"><filter-video ref="e1"/></transition>
      <ref-clip ref="m1" offset="86510424/24000s" start="24024/24000s" duration="48048/24000s" name="Compound"/>
      <gap name="Gap" offset="86558472/24000s" start="3600s" duration="24024/24000s"/>
      <mc-clip ref="m2" offset="86582496/24000s" start="24024/24000s" duration="24024/24000s" name="Multi"><mc-source angleID="two" srcEnable="all"/></mc-clip>
      <audition offset="86606520/24000s">
        <asset-clip ref="a1" start="86486400/24000s" duration="12012/24000s" name="Chosen"/>
        <asset-clip ref="a1" start="86486400/24000s" duration="24024/24000s" name="Other"/>
      </audition>
      <clip name="Old way" offset="86618532/24000s" start="86498412/24000s" duration="12012/24000s">
        <video ref="a1" offset="86486400/24000s" start="86486400/24000s" duration="2402400/24000s"><audio ref="a1" lane="-1" duration="2402400/24000s"/></video>
      </clip>
      <title ref="e1" offset="86630544/24000s" start="3600s" duration="12012/24000s" name="Credits"/>
      <sync-clip name="Synced" offset="86642556/24000s" duration="12012/24000s">
        <spine><asset-clip ref="a1" offset="0s" start="86486400/24000s" duration="24024/24000s" name="Take with sound"/></spine>
      </sync-clip>
    </spine></sequence>
  </project><project name="Second"><sequence format="r1"><spine/></sequence></project></event></library>
</fcpxml>"""


def lying(reading: Reading) -> list[tuple[str, int, int, int]]:
    return [
        (one.name, one.span.start, one.span.duration, one.source)
        for one in sorted(reading.clips, key=lambda one: (one.track, one.span))
    ]


@pytest.mark.feature("BEY-8")
def test_final_cut_projects_are_taken_by_what_they_show() -> None:
    _, reading = read_timeline(FINAL_CUT)
    assert (reading.name, reading.rate, reading.begins) == ("Cut & paste", NTSC, 86_400)
    assert lying(reading) == [
        ("Opening", 0, 24, 24),
        ("Inner A", 24, 24, 24),
        ("Inner B", 48, 24, 48),
        ("Camera two", 96, 24, 24),
        ("Chosen", 120, 12, 0),
        ("Old way", 132, 12, 12),
        ("Take with sound", 156, 12, 0),
        ("Title card", 12, 12, 0),
        ("Story A", 0, 1, 0),
        ("Story B", 1, 1, 0),
    ]
    (song,) = reading.sounds
    assert (song.span.start, song.span.duration, song.level.gain) == (0, 120, -6.0)
    assert [(one.name, one.span.start) for one in reading.sections] == [("Act one", 1)]
    opening = next(one for one in reading.clips if one.name == "Opening")
    assert opening.note == "slow"
    assert opening.shown is not None
    assert opening.shown.file == "Dawn"
    assert any("title" in words for words in reading.warnings)
    assert any("2 projects" in words for words in reading.warnings)


def test_a_transition_into_a_nested_timeline_is_of_no_clip() -> None:
    _, reading = read_timeline(FINAL_CUT)
    assert all(one.transition is None for one in reading.clips)


LIST = """TITLE:  Reel One\r
FCM: NON-DROP FRAME\r
\r
001  TAPE01   V     C        01:00:10:00 01:00:12:00 01:00:00:00 01:00:02:00\r
* FROM CLIP NAME:  CAF\u00c9.MOV\r
002  BL       V     C        00:00:00:00 00:00:01:00 01:00:02:00 01:00:03:00\r
003  TAPE02   AA/V  C        00:00:05:00 00:00:05:00 01:00:03:00 01:00:03:00\r
003  TAPE03   AA/V  D    024 00:00:10:00 00:00:14:00 01:00:03:00 01:00:07:00\r
M2   TAPE03       048.0                00:00:10:00\r
* FROM CLIP NAME:  Left\r
* TO CLIP NAME:  Right\r
* LOC: 01:00:04:00 RED     SCENE TWO\r
004  TAPE04   V     W001 012 00:00:00:00 00:00:02:00 01:00:07:00 01:00:09:00\r
* SOURCE FILE: still.png\r
005  MUSIC    A     C        00:00:00:00 00:00:09:00 01:00:00:00 01:00:09:00\r
>>> SOURCE TAPE01 CARD 1234\r
"""


@pytest.mark.feature("BEY-8")
def test_edit_decision_lists_of_the_world() -> None:
    _, reading = read_timeline(decoded(LIST.encode("latin-1")), Fraction(24))
    assert lying(reading) == [
        ("CAF\u00c9.MOV", 0, 48, 240),
        ("Right", 84, 90, 252),
        ("", 174, 42, 0),
    ]
    assert [one.transition for one in reading.clips] == [
        None,
        Transition(TransitionKind.DISSOLVE, 24),
        Transition(TransitionKind.WIPE, 12),
    ]
    assert [(one.span.start, one.span.duration) for one in reading.sounds] == [(0, 216)]
    assert [(one.name, one.span.start) for one in reading.sections] == [("SCENE TWO", 96)]
    assert any("M2" in words for words in reading.warnings)


@pytest.mark.parametrize(
    ("line", "rate"),
    [
        ("FCM: DROP FRAME", Fraction(30_000, 1001)),
        ("FCM: NON-DROP FRAME", Fraction(24)),
    ],
)
def test_a_list_that_does_not_say_its_rate_is_read_at_one_that_it_can_have(
    line: str, rate: Fraction
) -> None:
    text = f"{line}\n001 A V C 00:00:00:00 00:00:01:00 01:00:00:00 01:00:01:00\n"
    _, reading = read_timeline(text)
    assert reading.rate == rate
    assert "does not say its rate" in reading.warnings[0]


def test_nested_timelines_and_old_names_of_opentimelineio() -> None:
    inner = otio.schema.Track("inner", kind="Video")
    inner.extend([clip("one", 0, 24), clip("two", 100, 24)])
    stack = otio.schema.Stack("nest")
    stack.append(inner)
    stack.source_range = time_range(12, 24)
    outer = otio.schema.Track("V1", kind="Video")
    outer.extend([clip("first", 5, 10), stack, otio.schema.Gap(source_range=time_range(0, 6))])
    outer.append(clip("timecoded", 86_400 + 30, 10, available=(86_400, 100)))
    muted = clip("off", 0, 5)
    muted.enabled = False
    outer.append(muted)
    timeline = otio.schema.Timeline(
        "Other", global_start_time=otio.opentime.RationalTime(0, 23.976)
    )
    timeline.tracks.append(outer)
    found: Any = orjson.loads(timeline.to_json_string())
    found["tracks"]["children"][0]["OTIO_SCHEMA"] = "Sequence.1"
    found["tracks"]["children"][0]["children"][2]["OTIO_SCHEMA"] = "Filler.1"
    _, reading = read_timeline(orjson.dumps(found).decode())
    assert reading.rate == NTSC
    assert lying(reading) == [
        ("first", 0, 10, 5),
        ("one", 10, 12, 12),
        ("two", 22, 12, 100),
        ("timecoded", 40, 10, 30),
        ("off", 50, 5, 0),
    ]
    assert [one.name for one in reading.clips if not one.enabled] == ["off"]


def clip(name: str, start: int, length: int, available: tuple[int, int] | None = None) -> Any:
    reference = otio.schema.ExternalReference(f"file:///media/{name}.mov")
    if available:
        reference.available_range = time_range(*available)
    return otio.schema.Clip(name, reference, time_range(start, length))


def time_range(start: int, length: int) -> Any:
    return otio.opentime.TimeRange(
        otio.opentime.RationalTime(start, 23.976), otio.opentime.RationalTime(length, 23.976)
    )
