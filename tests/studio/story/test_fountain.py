from collections.abc import Sequence

import pytest

from studio.story.elements import (
    Action,
    Centered,
    Character,
    Dialogue,
    Element,
    Lyric,
    Note,
    PageBreak,
    Parenthetical,
    SceneHeading,
    Section,
    Setting,
    Synopsis,
    TitlePage,
    Transition,
)
from studio.story.fountain import parse_fountain


def elements(text: str) -> Sequence[Element]:
    return parse_fountain(text)[1]


def heading(text: str) -> SceneHeading:
    [found] = elements(text)
    assert isinstance(found, SceneHeading)
    return found


def test_title_page_keeps_order_and_indented_values() -> None:
    page, rest = parse_fountain(
        "Title:\n\t_**BRICK & STEEL**_\n    **FULL RETIRED**\nCredit: Written by\n"
        "Author: Stu Maschwitz\nDraft date: 1/20/2012\n\nEXT. PATIO - DAY\n"
    )
    assert page == TitlePage(
        (
            ("Title", ("BRICK & STEEL", "FULL RETIRED")),
            ("Credit", ("Written by",)),
            ("Author", ("Stu Maschwitz",)),
            ("Draft date", ("1/20/2012",)),
        ),
        1,
    )
    assert page.get("title") == "BRICK & STEEL FULL RETIRED"
    assert [element.line for element in rest] == [8]


@pytest.mark.parametrize(
    "text",
    ["FADE IN:\n\nINT. A - DAY\n", "He runs: a truck.\n\nBoom.\n", "Note this: now\nAnd go.\n"],
)
def test_a_colon_is_no_title_page(text: str) -> None:
    assert parse_fountain(text)[0] is None


@pytest.mark.parametrize(
    ("line", "setting", "location", "time_of_day"),
    [
        ("INT. HOUSE - DAY", Setting.INT, "HOUSE", "DAY"),
        ("EXT HOUSE - KITCHEN - NIGHT", Setting.EXT, "HOUSE - KITCHEN", "NIGHT"),
        ("INT./EXT. CAR (MOVING) - CONTINUOUS", Setting.INT_EXT, "CAR (MOVING)", "CONTINUOUS"),
        ("I/E CAR - MOMENTS LATER", Setting.INT_EXT, "CAR", "MOMENTS LATER"),
        ("est. the city – dawn", Setting.EST, "the city", "dawn"),
        ("INT. ÉGLISE - NUIT", Setting.INT, "ÉGLISE - NUIT", None),
        ("INT. DAY-CARE CENTRE", Setting.INT, "DAY-CARE CENTRE", None),
        (".FLASHBACK", None, "FLASHBACK", None),
        (".ЗАМОК - NIGHT", None, "ЗАМОК", "NIGHT"),
    ],
)
def test_scene_heading(
    line: str, setting: Setting | None, location: str, time_of_day: str | None
) -> None:
    found = heading(f"\n{line}\n\n")
    assert (found.setting, found.location, found.time_of_day) == (setting, location, time_of_day)
    assert found.raw == line.removeprefix(".")
    assert found.forced is line.startswith(".")
    assert found.line == 2


@pytest.mark.parametrize("number", ["1", "1A", "110.A", "1-A", "II"])
def test_scene_number(number: str) -> None:
    found = heading(f"INT. HOUSE - DAY #{number}#\n")
    assert (found.scene_number, found.raw) == (number, "INT. HOUSE - DAY")


@pytest.mark.parametrize(
    "text",
    [
        "...and then nothing.",
        "INTERIOR MONOLOGUE",
        "Est. 1923, it says.\nOver the door.",
        ". alone",
    ],
)
def test_what_is_no_scene_heading(text: str) -> None:
    assert elements(text) == (Action(text, 1),)


def test_action_keeps_line_breaks_and_indent_and_can_be_forced() -> None:
    assert elements("  He waits.\n\tAnd waits.\n\n!SCANNING THE AISLES\nWhere is he?") == (
        Action("  He waits.\n    And waits.", 1),
        Action("SCANNING THE AISLES\nWhere is he?", 4),
    )


@pytest.mark.parametrize(
    ("cue", "name", "extensions"),
    [
        ("STEEL", "STEEL", ()),
        ("MOM (V.O.)", "MOM", ("V.O.",)),
        ("HANS (on the radio) (CONT'D)", "HANS", ("on the radio", "CONT'D")),
        ("R2D2", "R2D2", ()),
        ("ÉLODIE", "ÉLODIE", ()),
        ("GROßMUTTER", "GROßMUTTER", ()),
        ("НАТАША", "НАТАША", ()),
        ("ΝΊΚΗ", "ΝΊΚΗ", ()),
        ("@McCLANE", "McCLANE", ()),
        ("@黒澤 (O.S.)", "黒澤", ("O.S.",)),
        ("  **BOB**", "BOB", ()),
    ],
)
def test_cue(cue: str, name: str, extensions: tuple[str, ...]) -> None:
    assert elements(f"{cue}\nHello.") == (Character(name, 1, extensions), Dialogue("Hello.", 2))


@pytest.mark.parametrize("text", ["BOB\n\nHello.", "23\nskidoo", "Bob\nHello.", "@\nhello", "@bob"])
def test_what_is_no_cue(text: str) -> None:
    assert not any(isinstance(element, Character) for element in elements(text))


def test_dialogue_with_parenthetical_lyric_and_joined_blank_line() -> None:
    text = "BOB\n(softly)\nOne.\nTwo.\n  \nThree.\n~la la\n(beat)\nFour.\n\nHe goes."
    assert elements(text) == (
        Character("BOB", 1),
        Parenthetical("softly", 2),
        Dialogue("One.\nTwo.\n\nThree.", 3),
        Lyric("la la", 7),
        Parenthetical("beat", 8),
        Dialogue("Four.", 9),
        Action("He goes.", 11),
    )


def test_a_parenthetical_may_take_a_few_lines() -> None:
    text = "BOB\n(softly,\n  to (nobody\nOne.\n(a very\nlong pause)\nTwo.\n"
    assert elements(text) == (
        Character("BOB", 1),
        Dialogue("(softly,\nto (nobody\nOne.", 2),
        Parenthetical("a very long pause", 5),
        Dialogue("Two.", 7),
    )
    for words in ("(beat) One\nfor (all)", "(never\n1\n2\n3\n4\n5)", "()\nOne", "(one\n\ntwo)"):
        assert not any(isinstance(one, Parenthetical) for one in elements(f"BOB\n{words}")), words


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("MONTAGE - ANN TRAINS", "MONTAGE - ANN TRAINS"),
        ("BEGIN MONTAGE:", "BEGIN MONTAGE"),
        ("TRAINING MONTAGE", "TRAINING MONTAGE"),
        ("SERIES OF SHOTS: The long way home", "SERIES OF SHOTS: The long way home"),
        (".MONTAGE", "MONTAGE"),
    ],
)
def test_a_montage_is_a_scene_and_its_items_are_paragraphs(line: str, name: str) -> None:
    text = (
        f"{line}\n\n- Ann runs\n  uphill.\n-- ANN FALLS.\n\nB) Ann sits.\n\nEND OF MONTAGE\n\n- No."
    )
    assert elements(text) == (
        SceneHeading(name, 1),
        Action("Ann runs\n  uphill.", 3),
        Action("ANN FALLS.", 5),
        Action("Ann sits.", 7),
        Transition("END OF MONTAGE", 9),
        Action("- No.", 11),
    )


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("MONTAGE\nI dance.", Character),
        ("The montage - of sorts.", Action),
        ("MONTAGE:\n\nINT. A - DAY\n\nA door.", Transition),
        ("INT. A - DAY\n\n- One.\n- Two.", SceneHeading),
    ],
)
def test_what_is_no_montage(text: str, kind: type[Element]) -> None:
    found = elements(text)
    assert isinstance(found[0], kind)
    assert sum(isinstance(element, SceneHeading) for element in found) == text.count("INT.")
    assert not any(isinstance(element, Action) and element.text == "One." for element in found)


def test_dual_dialogue_needs_someone_to_speak_with() -> None:
    assert elements("BRICK\nScrew it.\n\nSTEEL (O.S.) ^\nScrew it.")[2] == Character(
        "STEEL", 4, ("O.S.",), dual=True
    )
    assert elements("He sits.\n\nSTEEL ^\nScrew it.")[1] == Character("STEEL", 3)


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("CUT TO:", "CUT TO:"),
        ("ЗТМ TO:", "ЗТМ TO:"),
        ("> Burn to white.", "Burn to white."),
        ("FADE IN:", "FADE IN:"),
        ("FADE TO BLACK.", "FADE TO BLACK."),
        ("SMASH CUT:", "SMASH CUT:"),
    ],
)
def test_transition(line: str, text: str) -> None:
    assert elements(f"He goes.\n\n{line}\n\n")[1] == Transition(text, 3)


def test_a_transition_stands_alone() -> None:
    assert elements("CUT TO:\nthe chase") == (Character("CUT TO:", 1), Dialogue("the chase", 2))


def test_structure() -> None:
    text = "# Act\n## Sequence\n= What happens\n>  THE END <\n===\n~Willy Wonka!\nHe sings."
    assert elements(text) == (
        Section("Act", 1, 1),
        Section("Sequence", 2, 2),
        Synopsis("What happens", 3),
        Centered("THE END", 4),
        PageBreak(5),
        Lyric("Willy Wonka!", 6),
        Action("He sings.", 7),
    )


def test_notes_are_apart_wherever_they_stand() -> None:
    text = (
        "INT. HALL - DAY [[which hall?]]\n\nHe [[the\n  \nking]] sits.\n\n"
        "BOB\n[[angry]]\nGo. [[now]]\nStay.\n\n[[alone]]\n"
    )
    assert elements(text) == (
        SceneHeading("INT. HALL - DAY", 1, False, None, Setting.INT, "HALL", "DAY"),
        Note("which hall?", 1),
        Action("He  sits.", 3),
        Note("the king", 3),
        Character("BOB", 7),
        Note("angry", 8),
        Dialogue("Go.\nStay.", 9),
        Note("now", 9),
        Note("alone", 12),
    )


def test_boneyard_is_dropped_and_lines_still_count() -> None:
    text = "One /* cut\n\nINT. CUT - DAY\n\n*/ two.\n\n/*\nall\n\nof it [[note]]\n*/\n\nBOB\n/* x */\nHi."
    assert elements(text) == (
        Action("One  two.", 1),
        Character("BOB", 13),
        Dialogue("Hi.", 15),
    )


@pytest.mark.parametrize(
    "text", ["He [[never closes.", "He /* never closes.", "A note [[ends\n\nhere]]"]
)
def test_what_is_never_closed_is_text(text: str) -> None:
    found = elements(text)
    assert all(isinstance(element, Action) for element in found)
    assert "\n\n".join(element.text for element in found if isinstance(element, Action)) == text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("*a* **b** ***c*** _d_", "a b c d"),
        ("***both* bold**", "both bold"),
        ("*it **both***", "it both"),
        ("_**u b**_", "u b"),
        (r"\*not\* \_this\_ \\", r"*not* _this_ " + "\\"),
        ("3 * 4 * 5", "3 * 4 * 5"),
        ("3 * b* c", "3 * b* c"),
        ("*open\nclosed*", "*open\nclosed*"),
        ("snake_case_name", "snake_case_name"),
        ("****", "****"),
        ("He **never", "He **never"),
    ],
)
def test_emphasis(raw: str, text: str) -> None:
    assert elements(raw) == (Action(text, 1),)


def test_emphasis_is_remembered_on_dialogue() -> None:
    assert elements("BOB\nI *said* no.")[1] == Dialogue("I said no.", 2, emphasised=True)


def test_forced_marks_end_action_without_a_blank_line() -> None:
    assert elements("He runs.\n> CUT TO:\nShe runs.\n@Bo\nHi.\n!Boom.") == (
        Action("He runs.", 1),
        Transition("CUT TO:", 2),
        Action("She runs.", 3),
        Character("Bo", 4),
        Dialogue("Hi.", 5),
        Action("Boom.", 6),
    )
