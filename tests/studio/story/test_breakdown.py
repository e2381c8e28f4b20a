from fractions import Fraction
from itertools import pairwise

import pytest

from studio.kernel.errors import ErrorCode
from studio.story import breakdown
from studio.story.breakdown import break_down, shot_number
from studio.story.elements import ScriptFormat
from studio.story.errors import ScriptEmpty, ScriptTooLarge
from studio.story.plan import MAX_NAME, MAX_PROMPT, Breakdown, ClipPlan
from studio.story.script import parse
from studio.timeline.shots import Framing, ShotKind

TALK = "INT. HALL - DAY\n\nANN (a spy) and BOB (a cook) wait.\n\n"


def broken(text: str, fps: Fraction = Fraction(24)) -> Breakdown:
    return break_down(parse(text, ScriptFormat.FOUNTAIN), fps)


def clips(text: str) -> list[ClipPlan]:
    return [clip for scene in broken(text).scenes for clip in scene.clips]


@pytest.mark.parametrize("text", ["", " \n", "[[note]]", "/* all */", "# Act\n= what", "CUT TO:\n"])
def test_nothing_to_film(text: str) -> None:
    with pytest.raises(ScriptEmpty, match="at least one scene heading") as refused:
        broken(text)
    assert refused.value.code is ErrorCode.SCRIPT_EMPTY


def test_too_many_shots_are_counted_and_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(breakdown, "MAX_SHOTS", 3)
    assert broken("INT. A - DAY\n\n" * 3).shots == 1 * 3
    with pytest.raises(ScriptTooLarge, match="into 4 shots; at most 3") as refused:
        broken("INT. A - DAY\n\n" * 4)
    assert refused.value.code is ErrorCode.SCRIPT_TOO_LARGE


def test_title_characters_and_scenes() -> None:
    plan = broken(
        "Title: Watch\n\nFADE IN:\n\nEXT. WALL - NIGHT #7#\n\n= They wait.\n\n"
        "The GHOST (dead king) passes ANN.\n\nBOB (O.S.)\nWho?\n\nANN (CONT'D)\nIt.\n\nBob\nyes\n\n"
        "@bob\nYes.\n\nCUT TO:\n\nINT. HALL\n\nA fire."
    )
    assert plan.title == "Watch"
    assert [(one.name, one.speeches, one.source_line) for one in plan.characters] == [
        ("GHOST", 0, 9),
        ("ANN", 1, 9),
        ("BOB", 2, 11),
    ]
    assert plan.characters[0].description == "dead king"
    wall, hall = plan.scenes
    assert (wall.name, wall.number, wall.location, wall.time_of_day) == (
        "EXT. WALL - NIGHT",
        "7",
        "WALL",
        "NIGHT",
    )
    assert (wall.synopsis, wall.description) == ("They wait.", "They wait.")
    assert wall.transitions == ("FADE IN:", "CUT TO:")
    assert wall.characters == ("GHOST", "ANN", "BOB")
    assert (hall.number, hall.description, hall.source_line) == ("1", "A fire.", 25)


@pytest.mark.parametrize(
    ("scene", "index", "number"),
    [("12", 0, "12A"), ("12", 8, "12J"), ("12", 23, "12Z"), ("12", 24, "12AA"), ("1A", 1, "1A-B")],
)
def test_shot_number(scene: str, index: int, number: str) -> None:
    assert shot_number(scene, index) == number


def test_numbers_stay_unique_beside_the_scripts_own() -> None:
    plan = broken(
        "".join(f"INT. A - DAY{n}\n\nBoom there now.\n\n" for n in ("", " #1#", " #1#", " #1A#"))
    )
    assert [scene.number for scene in plan.scenes] == ["2", "1", "3", "1A"]


def test_a_place_is_established_when_it_or_its_light_is_new() -> None:
    plan = broken(
        "INT. HALL - DAY\n\nBOB sits.\n\nBOB\nYes.\n\n"
        "INT. HALL - LATER\n\nBOB stands.\n\n"
        "INT. HALL - NIGHT\n\nBOB sleeps.\n\n"
        "EXT. SEA - CONTINUOUS\n\nGrey waves roll on and on.\n\n"
        "EXT. WALL - DAY\n\nCLOSE ON BOB shivering.\n"
    )
    kinds = [[clip.shot_kind for clip in scene.clips] for scene in plan.scenes]
    establishing, action = ShotKind.ESTABLISHING, ShotKind.ACTION
    assert kinds[0] == [establishing, action, ShotKind.DIALOGUE]
    assert kinds[1] == [action]
    assert kinds[2] == [establishing, action]
    assert kinds[3] == [establishing]
    assert kinds[4] == [action]
    assert plan.scenes[3].clips[0].action == "Grey waves roll on and on."
    assert "night" in plan.scenes[3].clips[0].image_prompt


@pytest.mark.parametrize(
    ("text", "framing", "subject"),
    [
        ("CLOSE ON the sword.", Framing.CLOSE, "Close-up. The sword."),
        ("Close on the sword.", Framing.CLOSE, "Close-up. The sword."),
        ("EXTREME CLOSE UP - an eye.", Framing.EXTREME_CLOSE, "Extreme close-up. An eye."),
        ("WIDE: the sea.", Framing.WIDE, "Wide shot. The sea."),
        ("VERY WIDE SHOT of the sea.", Framing.EXTREME_WIDE, "Extreme wide shot. The sea."),
        ("ANN'S POV: a door.", Framing.POV, "Point-of-view shot. A door."),
        ("P.O.V. a door.", Framing.POV, "Point-of-view shot. A door."),
        ("LOW ANGLE: a door.", Framing.MEDIUM, "Medium shot, low angle. A door."),
        ("HIGH ANGLE ON a door.", Framing.MEDIUM, "Medium shot, high angle. A door."),
        (
            "AERIAL SHOT of a door.",
            Framing.EXTREME_WIDE,
            "Extreme wide shot, seen from above. A door.",
        ),
        ("ANGLE ON a door.", Framing.MEDIUM, "Medium shot. A door."),
        ("INSERT - a letter.", Framing.INSERT, "Insert, a detail filling the frame. A letter."),
        ("TWO SHOT: at the door.", Framing.TWO_SHOT, "Two-shot. At the door."),
        (
            "OVER ANN'S SHOULDER: a door.",
            Framing.OVER_THE_SHOULDER,
            "Over-the-shoulder shot. A door.",
        ),
        ("A door, in CLOSE UP, opens.", Framing.CLOSE, "Close-up. A door, in CLOSE UP, opens."),
    ],
)
def test_framing_words_overrule(text: str, framing: Framing, subject: str) -> None:
    *_, clip = clips(f"INT. A - DAY\n\nRain falls on the roof.\n\n{text}\n")
    assert clip.framing is framing
    assert clip.image_prompt == f"{subject} A, interior, daylight."
    assert clip.action == text


def test_each_item_of_a_montage_is_a_shot_of_its_own_line() -> None:
    plan = broken(
        "INT. GYM - DAY\n\nANN (a boxer) waits.\n\nMONTAGE - TRAINING\n\n- Ann runs.\n- Ann falls.\n"
        "- Snow.\n\nEND MONTAGE\n\nEXT. STREET - NIGHT\n\nA car.\n"
    )
    montage = plan.scenes[1]
    assert (montage.name, montage.location, montage.transitions) == (
        "MONTAGE - TRAINING",
        "",
        ("END MONTAGE",),
    )
    assert [(clip.caption, clip.source_line) for clip in montage.clips] == [
        ("Ann runs.", 7),
        ("Ann falls.", 8),
        ("Snow.", 9),
    ]


def test_a_still_is_told_without_looks_that_belong_to_its_characters() -> None:
    _, intro, hat = clips(
        "INT. A - DAY\n\nRain falls on the roof.\n\nNow ANN (a spy, red\n  scarf) sits (slowly).\n\n"
        "Ann takes BOB (a cook) by his hat (the grey one).\n"
    )
    assert intro.image_prompt == "Full shot. Now Ann sits (slowly). A, interior, daylight."
    assert "(a spy" in intro.video_prompt
    assert "Ann takes Bob by his hat (the grey one)." in hat.image_prompt


@pytest.mark.parametrize(
    "text", ["He stays close on her heels.", "WIDER_NET", "They walk over Ann.", "Insertion point."]
)
def test_ordinary_words_frame_nothing(text: str) -> None:
    assert (
        clips(f"INT. A - DAY\n\nRain falls on the roof.\n\n{text}\n")[1].framing
        is Framing.MEDIUM_WIDE
    )


def test_framing_words_begin_a_new_shot_within_a_paragraph() -> None:
    found = clips("INT. A - DAY\n\nThe door opens slowly. CLOSE ON the handle. It turns.\n")
    assert [clip.action for clip in found] == [
        "The door opens slowly.",
        "CLOSE ON the handle. It turns.",
    ]


def test_a_conversation_opens_on_both_and_comes_closer() -> None:
    lines = "".join(f"{name}\nI have said all of it before.\n\n" for name in ("ANN", "BOB") * 3)
    found = clips(TALK + lines)[2:]
    assert [clip.framing for clip in found] == [
        Framing.TWO_SHOT,
        Framing.OVER_THE_SHOULDER,
        Framing.OVER_THE_SHOULDER,
        Framing.MEDIUM_CLOSE,
        Framing.MEDIUM_CLOSE,
        Framing.OVER_THE_SHOULDER,
    ]
    assert found[1].characters == ("BOB", "ANN")
    assert found[1].image_prompt.startswith("Over-the-shoulder shot past Ann onto Bob, speaking.")


@pytest.mark.parametrize(
    ("said", "framing"),
    [
        ("(whispering)\nI have said all of it.", Framing.CLOSE),
        ("I have **said** all of it.", Framing.CLOSE),
        ("Get out!", Framing.CLOSE),
        ("(shouting)\nI have said all of it.", Framing.FULL),
    ],
)
def test_manner_and_emphasis_frame_a_line(said: str, framing: Framing) -> None:
    assert clips(f"{TALK}ANN\n{said}\n")[-1].framing is framing


def test_manner_shapes_the_prompts() -> None:
    clip = clips(f"{TALK}ANN\n(wearily)\nI have said all of it.\n")[-1]
    assert "speaking, wearily" in clip.image_prompt
    assert clip.video_prompt.startswith("Ann says, wearily: “I have said all of it.”")
    assert clip.dialogue == "ANN: I have said all of it."


def test_a_voice_from_outside_plays_on_who_hears_it() -> None:
    clip = clips("INT. A - DAY\n\nANN waits.\n\nBOB (V.O.)\nListen.\n\nANN\nYes, I do hear.\n")[2]
    assert (clip.shot_kind, clip.characters) == (ShotKind.REACTION, ("ANN",))
    assert clip.dialogue == "BOB: Listen."
    assert clips("INT. A - DAY\n\nBOB (V.O.)\nListen.\n")[1].characters == ()


def test_who_left_the_picture_hears_nothing() -> None:
    found = clips(f"{TALK}Bob walks out.\n\nANN\nI am the only one here.\n")
    assert found[-1].characters == ("ANN",)
    found = clips(f"{TALK}The rest go. ANN stands alone.\n\nANN\nI am the only one here.\n")
    assert found[-1].characters == ("ANN",)


def test_dual_dialogue_is_one_shot_of_both() -> None:
    clip = clips(f"{TALK}ANN\nTis here, tis here!\n\nBOB ^\n'Tis gone!\n")[-1]
    assert (clip.framing, clip.characters) == (Framing.TWO_SHOT, ("ANN", "BOB"))
    assert clip.dialogue == "ANN: Tis here, tis here!\nBOB: 'Tis gone!"
    assert clip.duration_frames in {50, 51}


def test_a_long_speech_is_cut_at_its_sentences_and_shows_the_listener() -> None:
    sentence = "This is a sentence of exactly ten words in all here. "
    found = clips(f"{TALK}ANN\n{sentence * 7}\n")[2:]
    assert [clip.dialogue.count("exactly") for clip in found] == [2, 2, 2, 1]
    assert [clip.shot_kind for clip in found] == [
        ShotKind.DIALOGUE,
        ShotKind.REACTION,
        ShotKind.DIALOGUE,
        ShotKind.DIALOGUE,
    ]
    assert found[1].characters == ("BOB",)
    assert all(1.5 <= clip.duration_frames / 24 <= 10.5 for clip in found)


def test_a_look_after_a_line_is_a_reaction() -> None:
    clip = clips(f"{TALK}ANN\nI have said all of it.\n\nBob stares at her.\n")[-1]
    assert (clip.shot_kind, clip.framing) == (ShotKind.REACTION, Framing.CLOSE)


def test_a_pause_makes_the_shot_before_it_longer() -> None:
    without = clips(f"{TALK}ANN\nI have said all of it.\n")[-1]
    with_pause = clips(f"{TALK}ANN\nI have said all of it.\n\nSilence.\n")[-1]
    assert with_pause.duration_frames == without.duration_frames + 24
    assert with_pause.action == "Silence."


def test_cards_are_titles_and_transitions_are_no_clips() -> None:
    found = clips("INT. A - DAY\n\nRain falls on the roof.\n\n> ACT TWO <\n\nCUT TO:\n\n")
    assert [clip.shot_kind for clip in found] == [ShotKind.ESTABLISHING, ShotKind.TITLE]


@pytest.mark.parametrize("fps", ["24", "25", "24000/1001", "1/1000", "1000"])
def test_frames_are_rounded_edges(fps: str) -> None:
    rate = Fraction(fps)
    [scene] = broken("INT. A - DAY\n\n" + "ANN\nOne two three.\n\n" * 100, rate).scenes
    assert [clip.start_frame + clip.duration_frames for clip in scene.clips[:-1]] == [
        clip.start_frame for clip in scene.clips[1:]
    ]
    assert all(clip.duration_frames >= 1 for clip in scene.clips)
    seconds = 3 + 100 * Fraction("1.7")
    if rate >= 1:
        last = scene.clips[-1]
        assert last.start_frame + last.duration_frames == int(seconds * rate + Fraction(1, 2))


def test_names_and_prompts_have_limits() -> None:
    words = "x" * 5000
    found = clips(f"INT. {words.upper()} - DAY\n\n{words} {words}\n\nANN\n{words}\n\n> {words} <\n")
    assert all(len(clip.name) <= MAX_NAME for clip in found)
    assert all(0 < len(clip.image_prompt) <= MAX_PROMPT for clip in found)
    assert all(0 < len(clip.video_prompt) <= MAX_PROMPT for clip in found)
    assert len(broken(f"INT. {words} - DAY\n").scenes[0].name) == MAX_NAME


def test_neighbouring_shots_of_action_differ() -> None:
    text = "".join(f"Ann runs down the long corridor number {n}.\n\n" for n in range(9))
    found = clips(f"INT. A - DAY\n\nANN\nYes.\n\n{text}")[2:]
    assert all(left.framing is not right.framing for left, right in pairwise(found))


def test_a_face_is_not_cut_to_itself_in_one_size() -> None:
    lines = (
        "ANN\nI have said it.\n\nAnn nods.\n\nANN\nGo!\n\nANN\nGo!\n\nANN\n(softly)\nPlease go.\n"
    )
    found = clips(f"INT. A - DAY\n\n{lines}")[1:]
    assert [clip.characters for clip in found] == [("ANN",)] * 5
    assert all(left.framing is not right.framing for left, right in pairwise(found))


def test_an_introduction_and_a_cue_are_one_character() -> None:
    plan = broken(
        "INT. A - DAY\n\nDET. SARAH KANE (40s, an ex-Marine) sits.\n\nKANE\nYes.\n\nThe MAN (O.S.) goes.\n"
    )
    assert [(one.name, one.description) for one in plan.characters] == [
        ("KANE", "40s, an ex-Marine")
    ]
    assert plan.scenes[0].clips[1].characters == ("KANE",)


def test_framing_words_on_their_own_line_lead_the_next_paragraph() -> None:
    found = clips(
        "INT. A - DAY\n\nRain falls.\n\nINSERT - LETTER\n\nOne word.\n\nBACK TO SCENE\n\nMore rain.\n"
    )
    assert [clip.action for clip in found] == [
        "Rain falls.",
        "INSERT - LETTER One word.",
        "More rain.",
    ]
    assert found[1].shot_kind is ShotKind.INSERT


def test_words_over_the_picture_are_a_title() -> None:
    clip = clips('INT. A - DAY\n\nRain falls.\n\nSUPER: "Three days later"\n')[1]
    assert (clip.shot_kind, clip.name) == (ShotKind.TITLE, "Title: Three days later")
    assert clip.action == 'SUPER: "Three days later"'


def test_each_item_of_a_list_is_a_shot() -> None:
    found = clips("INT. A - DAY\n\n- Ann runs.\n- Bob sleeps.\n- Rain\n")
    assert [clip.action for clip in found] == ["- Ann runs.", "- Bob sleeps.", "- Rain"]
    assert found[2].image_prompt.startswith("Medium shot. Rain.")


def test_whoever_is_named_in_a_line_hears_it() -> None:
    people = "ANN (a spy), BOB (a cook) and CAT (a thief) wait."
    lines = (
        "ANN\nBob, I have said all of it.\n\nBOB\nSo you have.\n\nCAT\nTell me again now, Ann.\n"
    )
    found = clips(f"INT. A - DAY\n\n{people}\n\n{lines}")[2:]
    assert [clip.characters for clip in found] == [("ANN", "BOB"), ("BOB", "ANN"), ("CAT", "ANN")]
