"""Nothing that anyone can send breaks the parsers, costs more than its length, or gets lost."""

import re
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.kernel.errors import UserError
from studio.story.breakdown import break_down
from studio.story.elements import (
    Action,
    Centered,
    Dialogue,
    Lyric,
    Parenthetical,
    Script,
    ScriptFormat,
)
from studio.story.fountain import parse_fountain
from studio.story.plan import Breakdown
from studio.story.script import parse
from tests.doubles.counting import takes_at_most

FORMATS = (*ScriptFormat, None)
PIECES = (
    *(
        "[[",
        "]]",
        "/*",
        "*/",
        "*",
        "**",
        "***",
        "_",
        "\\",
        "(",
        ")",
        "^",
        "@",
        "!",
        "~",
        "#",
        "=",
        "===",
    ),
    *(
        ">",
        "<",
        ".",
        "...",
        "\n",
        "\n\n",
        "\n  \n",
        " ",
        "\t",
        "\r\n",
        "INT. ",
        "EXT. HALL - NIGHT",
    ),
    *(
        "CUT TO:",
        "FADE IN:",
        "BOB",
        "ANN (V.O.)",
        "hello there",
        "Go!",
        "É",
        "黒澤",
        "你好。",
        '"',
        "“",
        "”",
    ),
    *(
        "said Bob",
        "Chapter One",
        "* * *",
        "CLOSE ON ",
        "Title: x",
        "#1A#",
        "\ufeff",
        "\x0c",
        "\u2028",
    ),
)
SCRIPTS = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)
WORD = re.compile(r"\w+")


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=300), SCRIPTS), st.sampled_from(FORMATS))
def test_any_text_breaks_down_or_is_refused(text: str, format_: ScriptFormat | None) -> None:
    try:
        script = parse(text, format_)
        plan = break_down(script, Fraction(24000, 1001))
    except UserError:
        return
    lines = [element.line for element in script.elements]
    assert lines == sorted(lines)
    assert not lines or 1 <= lines[0] <= lines[-1] <= len(re.split("\r\n|\r|\n", text))
    _assert_sound(plan)


def _assert_sound(plan: Breakdown) -> None:
    clips = [clip for scene in plan.scenes for clip in scene.clips]
    assert clips
    assert all(scene.clips for scene in plan.scenes)
    numbers = [clip.number for clip in clips]
    assert len(set(numbers)) == len(numbers)
    assert all(clip.duration_frames > 0 for clip in clips)
    assert all(clip.name and clip.image_prompt and clip.video_prompt for clip in clips)
    lines = [clip.source_line for clip in clips]
    assert lines == sorted(lines)


@settings(max_examples=150, deadline=None)
@given(SCRIPTS)
def test_no_word_of_action_or_dialogue_is_lost_or_doubled(text: str) -> None:
    script = parse(text, ScriptFormat.FOUNTAIN)
    try:
        plan = break_down(script, Fraction(24))
    except UserError:
        return
    assert _filmed(plan) == _written(script)


def _written(script: Script) -> Counter[str]:
    spoken = (Action, Dialogue, Lyric, Centered)
    texts = (element.text for element in script.elements if isinstance(element, spoken))
    return Counter(
        "".join(character for text in texts for character in text if not character.isspace())
    )


def _filmed(plan: Breakdown) -> Counter[str]:
    letters = Counter[str]()
    for scene in plan.scenes:
        for clip in scene.clips:
            spoken = "".join(_words(line, scene.characters) for line in clip.dialogue.split("\n"))
            letters += Counter("".join((clip.action + spoken).split()))
    return letters


def _words(line: str, names: tuple[str, ...]) -> str:
    said = (line.removeprefix(f"{name}: ") for name in names if line.startswith(f"{name}: "))
    return next(said, line)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join), SCRIPTS)
def test_a_note_and_a_boneyard_never_leak(inside: str, around: str) -> None:
    secret = re.sub(r"[\]*/\r\n]", "", inside) + "zqx"
    for comment in (f"[[{secret}]]", f"/*{secret}*/"):
        around = re.sub(r"\[\[|/\*|\]|\*/|/", "", around)
        _, elements = parse_fountain(f"{around}\n\nHe {comment} goes.\n\nBOB\nHi {comment} there.")
        spoken = (Action, Dialogue, Lyric, Centered, Parenthetical)
        assert not any("zqx" in one.text for one in elements if isinstance(one, spoken))


HOSTILE = {
    "unclosed notes": "[[",
    "unclosed boneyard": "/*",
    "unclosed emphasis": "*_",
    "mixed emphasis": "***a **b *c _d ",
    "emphasis by line": "***a **b *c _d\n",
    "notes with gaps": "[[a\n\n",
    "closed notes": "[[a]]/*b*/",
    "blank lines": "\n",
    "one line": "a",
    "one line of words": "ab ",
    "dots": ".",
    "sentences": "Go. ",
    "brackets": "(",
    "quotes": "“",
    "hashes": "#",
    "dashes": " - ",
    "paragraphs": "A.\n\n",
    "cues": "A\nb\n\n",
    "dual cues": "A\nb\n\nB ^\nc\n\n",
    "headings": "INT. A - DAY\n\n",
    "framing words": "CLOSE ON A\n\n",
    "speeches": "A\nb b b! b\n(c)\n",
    "listed": "\n- a",
}


def reading(text: str, format_: ScriptFormat) -> Callable[[], None]:
    def read() -> None:
        with suppress(UserError):
            break_down(parse(text, format_), Fraction(24))

    return read


@pytest.mark.slow
@pytest.mark.parametrize("format_", ScriptFormat)
@pytest.mark.parametrize("name", HOSTILE)
def test_four_times_the_text_takes_about_four_times_as_long(
    name: str, format_: ScriptFormat
) -> None:
    length = 16_000 if name.startswith("unclosed") else 3_000
    small = HOSTILE[name] * (length // len(HOSTILE[name]))
    assert takes_at_most(9, reading(small * 4, format_), reading(small, format_), 0.02)


@pytest.mark.parametrize("mark", ["[[", "/*", "*_"])
def test_twenty_thousand_unclosed_marks(mark: str) -> None:
    few, many = (
        reading(f"INT. HALL - DAY\n\n{mark * count}\n", ScriptFormat.FOUNTAIN)
        for count in (5_000, 20_000)
    )
    assert takes_at_most(9, many, few, 0.02)


def test_names_that_begin_alike_stay_cheap() -> None:
    def script(count: int) -> str:
        return "".join(f"GUARD {n}\nGuard {n} here.\n\n" for n in range(count))

    few, many = (reading(script(count), ScriptFormat.FOUNTAIN) for count in (500, 2000))
    assert takes_at_most(9, many, few, 0.02)
