import pytest

from studio.story.elements import (
    Action,
    Character,
    Dialogue,
    Element,
    Parenthetical,
    SceneHeading,
    TitlePage,
)
from studio.story.prose import parse_prose


def beats(text: str) -> tuple[Element, ...]:
    """The elements behind the scene's heading."""
    return parse_prose(text)[1][1:]


def test_chapters_breaks_and_capitals_begin_scenes() -> None:
    page, elements = parse_prose(
        "Title: Watch\n\nChapter One: The Wall\n\nSnow fell.\n\n* * *\n\n"
        "A second scene begins with words.\n\nIt goes on.\n\nTHE SHORE\n\nWaves.\n"
    )
    assert page == TitlePage((("Title", ("Watch",)),), 1)
    assert elements == (
        SceneHeading("Chapter One: The Wall", 3),
        Action("Snow fell.", 5),
        SceneHeading("A second scene begins with words", 9),
        Action("A second scene begins with words.", 9),
        Action("It goes on.", 11),
        SceneHeading("THE SHORE", 13, location="THE SHORE"),
        Action("Waves.", 15),
    )


@pytest.mark.parametrize(
    "line", ["Part of him was afraid.", "I", "Civil.", "Scene by scene it fell apart.", "HELP!"]
)
def test_a_short_line_is_no_chapter(line: str) -> None:
    elements = parse_prose(f"It was night.\n\n{line}\n\nThe end came.")[1]
    headings = [element for element in elements if isinstance(element, SceneHeading)]
    assert len(headings) == (2 if line == "I" else 1)


def test_without_headings_there_is_one_scene_named_from_the_first_words() -> None:
    elements = parse_prose("The snow fell all night on the wall of the castle.\n\nHe waited.")[1]
    assert elements[0] == SceneHeading("The snow fell all night on …", 1)
    assert len(elements) == 3


@pytest.mark.parametrize(
    ("text", "speaker", "words"),
    [
        ('"Who\'s there?" asked Bernardo.', "Bernardo", ["Who's there?"]),
        (
            "“Stand!” Francisco cried. “Unfold yourself.”",
            "Francisco",
            ["Stand!", "Unfold yourself."],
        ),
        ('"Nay," said Mr. Knightley, "answer me."', "Mr. Knightley", ["Nay,", "answer me."]),
        ("«Non», said Élodie Martin quietly.", "Élodie Martin", ["Non"]),
        ('Bernardo said, "Long live the king!"', "Bernardo", ["Long live the king!"]),
        ('"Come," said Bob. "Now," he added.', "Bob", ["Come,", "Now,"]),
    ],
)
def test_attributed_speech(text: str, speaker: str, words: list[str]) -> None:
    found = beats(text)
    assert [element.name for element in found if isinstance(element, Character)] == [speaker]
    assert [element.text for element in found if isinstance(element, Dialogue)] == words


def test_what_is_told_around_speech_stays() -> None:
    assert beats('He turned. Bernardo said, "Sit." The fire cracked. "Sit down."') == (
        Action("He turned.", 1),
        Character("Bernardo", 1),
        Dialogue("Sit.", 1),
        Action("The fire cracked.", 1),
        Character("Bernardo", 1),
        Dialogue("Sit down.", 1),
    )
    assert beats('"Who is there?" asked Bernardo, lifting his lantern. The light shook.') == (
        Character("Bernardo", 1),
        Parenthetical("lifting his lantern", 1),
        Dialogue("Who is there?", 1),
        Action("The light shook.", 1),
    )


def test_a_pronoun_beside_a_name_is_an_attribution_too() -> None:
    assert beats('"Come," said Bob. "Now," he added.') == (
        Character("Bob", 1),
        Dialogue("Come,", 1),
        Dialogue("Now,", 1),
    )


@pytest.mark.parametrize(
    "text",
    [
        '"I don\'t know," he said.',
        '"A," said Bob. "B," said Jim.',
        'They called it "the Ghost" and laughed.',
        '"Never closed, said Bob.',
        '"Go," said the old man.',
    ],
)
def test_what_is_not_sure_stays_action(text: str) -> None:
    assert beats(text) == (Action(text, 1),)
