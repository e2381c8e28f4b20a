"""Documents that mean harm, or nothing: each is refused in words, and in little time."""

import contextlib
import random
import time
from collections.abc import Callable

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.exporting.cutlist import CutList
from studio.exporting.formats.edl import write_edl
from studio.exporting.formats.fcpxml import write_fcpxml
from studio.exporting.formats.otio import write_otio
from studio.importing.readers.text import decoded, read_timeline
from studio.importing.reading import MOST_BYTES, MOST_CLIPS
from studio.kernel.errors import ErrorCode, UserError
from tests.studio.exporting.cuts import cut_lists

SECONDS = 20.0
LAUGHS = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))


def otio(children: str, kind: str = "Video", **more: str) -> str:
    told = "".join(f', "{name}": {value}' for name, value in more.items())
    return (
        '{"OTIO_SCHEMA": "Timeline.1", "tracks": {"OTIO_SCHEMA": "Stack.1", "children": '
        f'[{{"OTIO_SCHEMA": "Track.1", "kind": "{kind}", "children": [{children}]}}]}}{told}}}'
    )


def clip(start: str = "0", length: str = "24", rate: str = "24") -> str:
    def at(value: str) -> str:
        return f'{{"OTIO_SCHEMA": "RationalTime.1", "value": {value}, "rate": {rate}}}'

    return (
        '{"OTIO_SCHEMA": "Clip.2", "name": "a", "source_range": {"OTIO_SCHEMA": "TimeRange.1", '
        f'"start_time": {at(start)}, "duration": {at(length)}}}}}'
    )


def fcpxml(spine: str, resources: str = "") -> str:
    return (
        '<fcpxml version="1.9"><resources><format id="r1" frameDuration="1/24s"/>'
        f"{resources}</resources><project><sequence format='r1'><spine>{spine}</spine></sequence>"
        "</project></fcpxml>"
    )


def nests() -> str:
    """Each holds four of the next: few lines, and no end of clips."""
    media = "".join(
        f'<media id="m{n}"><sequence format="r1"><spine>'
        + f'<ref-clip ref="m{n + 1}" offset="0s" duration="9s"/>' * 4
        + "</spine></sequence></media>"
        for n in range(15)
    )
    return fcpxml('<ref-clip ref="m0" duration="9s"/>', media)


def row(reel: str = "A", code: str = "01:00:00:00") -> str:
    return f"001 {reel} V C 00:00:00:00 00:00:01:00 {code} 01:00:01:00\n"


HARM: dict[str, str] = {
    "laughs": f'<!DOCTYPE fcpxml [<!ENTITY l0 "ha">{LAUGHS}]><fcpxml>&l9;</fcpxml>',
    "file": '<!DOCTYPE fcpxml [<!ENTITY x SYSTEM "file:///etc/passwd">]><fcpxml>&x;</fcpxml>',
    "outside": '<!DOCTYPE fcpxml SYSTEM "http://127.0.0.1/a.dtd"><fcpxml/>',
    "parameter": '<!DOCTYPE a [<!ENTITY % b SYSTEM "http://127.0.0.1/">%b;]><fcpxml/>',
    "unknown entity": "<fcpxml>&x;</fcpxml>",
    "deep XML": "<fcpxml>" + "<spine>" * 100_000,
    "deep JSON": "[" * 1_000_000,
    "deep OTIO": otio('{"OTIO_SCHEMA": "Stack.1", "children": [' * 300 + "]}" * 300),
    "nested within itself": fcpxml(
        '<ref-clip ref="m" duration="9s"/>',
        '<media id="m"><sequence><spine><ref-clip ref="m" duration="9s"/></spine></sequence></media>',
    ),
    "nested twice and twice again": nests(),
    "endless clips": otio(",".join([clip()] * (MOST_CLIPS + 1))),
    "endless elements": fcpxml('<asset-clip duration="1s"/>' * (MOST_CLIPS + 1)),
    "infinity": otio(clip(length="1e400")),
    "no number": otio(clip(length="NaN")),
    "huge": otio(clip(length="1e300")),
    "late": otio(clip(length="1e12")),
    "huge rate": otio(clip(rate="999999999")),
    "no rate": otio(clip(rate="0")),
    "negative": otio(clip(length="-5")),
    "wrong types": otio('{"OTIO_SCHEMA": 5}, 7, null, "x"', name="[]"),
    "tracks of text": '{"OTIO_SCHEMA": "Timeline.1", "tracks": "x"}',
    "no time": fcpxml('<asset-clip duration="soon"/>'),
    "by nothing": fcpxml('<asset-clip duration="1/0s"/>'),
    "long time": fcpxml(f'<asset-clip duration="{"9" * 5_000}s"/>'),
    "no rate of frames": fcpxml('<asset-clip duration="1s"/>').replace("1/24s", "999999999999s"),
    "hardly a rate": otio(clip(rate="1e-12")),
    "beyond": fcpxml('<asset-clip duration="999999999999s"/>'),
    "cut off": fcpxml("")[:100],
    "no timecode": row(code="01:00:00:99"),
    "no hour": row(code="99:00:00:00"),
    "a long line": f"TITLE: {'x' * 100_000}\n{row()}",
    "looks like one": "TITLE: a\n001 A V C 00:00:00:00 01:00:00:00 01:00:01:00\n",
    "zip": "PK\x03\x04abc",
    "surrogate": '{"OTIO_SCHEMA": "\ud800"}',
    "nul": "\x00" * 100,
}


@pytest.mark.feature("BEY-8")
@pytest.mark.parametrize("name", HARM)
def test_harm_is_refused_in_words(name: str) -> None:
    began = time.process_time()
    with pytest.raises(UserError) as refused:
        read_timeline(HARM[name])
    assert refused.value.field == ("text",)
    assert len(refused.value.message) < 500
    assert time.process_time() - began < SECONDS


def test_more_than_a_timeline_has_is_refused_unread() -> None:
    for text in (" " * (MOST_BYTES + 1), "é" * (MOST_BYTES // 2 + 1)):
        with pytest.raises(UserError) as refused:
            read_timeline(text)
        assert refused.value.code is ErrorCode.LIMIT_EXCEEDED
    with pytest.raises(UserError):
        decoded(b" " * (MOST_BYTES + 1))


@pytest.mark.parametrize(
    "text", [" " * 3_999 + "\n", "1 " * 1_900 + "\n", "* " + "A " * 1_900 + "\n"]
)
def test_lists_that_match_nothing_take_no_time(text: str) -> None:
    began = time.process_time()
    read_timeline(row() + text * 1_000)
    assert time.process_time() - began < SECONDS


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_texts_come_in_every_encoding_that_says_so(encoding: str) -> None:
    text = f"TITLE: Caf\u00e9\n{row()}"
    data = text.encode(encoding)
    marks = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}
    _, reading = read_timeline(decoded(marks.get(encoding, b"") + data))
    assert reading.name == "Caf\u00e9"


def test_what_is_no_text_is_refused() -> None:
    for data in (
        b"\x89PNG\r\n\x1a\n\x00\xff",
        b"\xff\xfe\x00\xd8",
        bytes(random.Random(1).randbytes(999)) + b"\0\xff",
    ):
        with pytest.raises(UserError):
            read_timeline(decoded(data))


WRITERS: list[Callable[[CutList], str]] = [
    lambda cut: write_otio(cut).text,
    lambda cut: write_fcpxml(cut).text,
    lambda cut: "".join(one.text for one in write_edl(cut)),
]


@given(cut_lists(), st.sampled_from(WRITERS), st.randoms(use_true_random=False))
def test_a_damaged_document_is_read_or_refused_and_nothing_else(
    cut: CutList, write: Callable[[CutList], str], chance: random.Random
) -> None:
    text = list(write(cut))
    for _ in range(chance.randrange(1, 6)):
        if not text:
            break
        place = chance.randrange(len(text))
        kind = chance.randrange(3)
        if kind == 0:
            del text[place:]
        elif kind == 1:
            text[place] = chance.choice('0-9e."{}[]<>&/;:\x00Zz\n')
        else:
            text[place:place] = text[place : place + 40]
    with contextlib.suppress(UserError):
        read_timeline("".join(text))


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "OTIO_SCHEMA",
                        "children",
                        "tracks",
                        "source_range",
                        "media_references",
                        "metadata",
                        "storycanvas",
                        "start_time",
                        "value",
                    ]
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_values_of_every_type_in_every_place(value: object) -> None:
    text = orjson.dumps(
        {
            "OTIO_SCHEMA": "Timeline.1",
            "tracks": {
                "OTIO_SCHEMA": "Stack.1",
                "children": [
                    value,
                    {
                        "OTIO_SCHEMA": "Track.1",
                        "children": [
                            value,
                            {
                                "OTIO_SCHEMA": "Clip.2",
                                "source_range": value,
                                "metadata": {"storycanvas": value},
                            },
                        ],
                    },
                ],
                "markers": [value],
            },
            "metadata": {"storycanvas": value},
        }
    ).decode()
    with pytest.raises(UserError):
        read_timeline(text)
