import pytest

from studio.story.framing import read_directive
from studio.timeline.shots import Framing


@pytest.mark.parametrize(
    ("text", "framing", "subject"),
    [
        (
            "Over the shoulder of OTTO: MARA points at the sea.",
            Framing.OVER_THE_SHOULDER,
            "MARA points at the sea.",
        ),
        ("Over ANNA's shoulder, the door opens.", Framing.OVER_THE_SHOULDER, "the door opens."),
        ("Point of view of ANNA: a knife on the table.", Framing.POV, "a knife on the table."),
        ("From Anna’s point of view: the sea.", Framing.POV, "the sea."),
        ("Medium shot of ANNA at the desk.", Framing.MEDIUM, "ANNA at the desk."),
        ("Medium close-up on Mara.", Framing.MEDIUM_CLOSE, "Mara."),
    ],
)
def test_a_framing_is_read_from_a_plain_sentence(text: str, framing: Framing, subject: str) -> None:
    directive = read_directive(text)
    assert directive is not None
    assert (directive.framing, directive.subject.strip()) == (framing, subject)


@pytest.mark.parametrize(
    "text",
    [
        "Over the hill comes a rider.",
        "Over his shoulder he throws a bag.",
        "The point of view of the town changes.",
        "From the window MARA looks out.",
        "Overhead, birds.",
        "Mediums gather.",
    ],
)
def test_words_that_only_sound_like_one_are_none(text: str) -> None:
    assert read_directive(text) is None
