import asyncio
from typing import Any

import pytest

from studio.access.viewer import Role
from tests.running import Studio
from tests.schema.graphs import make_film

SCRIPT = "INT. HALL - NIGHT\n\nANN (a spy) waits.\n\nBOB\n(softly)\nHello.\n"
CLIP = "id version framing imagePrompt videoPrompt"


async def imported(studio: Studio) -> list[dict[str, Any]]:
    made = await studio.owner.do(
        "importScript", f"project {{ scenes {{ clips {{ {CLIP} }} }} }}", text=SCRIPT
    )
    clips: list[dict[str, Any]] = made["project"]["scenes"][0]["clips"]
    return clips


async def change(studio: Studio, clip: str, **given: Any) -> dict[str, Any]:
    answer = await studio.owner.do("updateClip", f"clip {{ {CLIP} }}", id=clip, **given)
    found: dict[str, Any] = answer["clip"]
    return found


@pytest.mark.feature("CLP-6")
async def test_prompts_nobody_wrote_by_hand_follow_the_shot(studio: Studio) -> None:
    before = (await imported(studio))[-1]
    assert before["imagePrompt"].startswith("Close-up of Bob, speaking, softly.")
    changed = await change(studio, before["id"], framing="WIDE", expectedVersion=1)
    assert changed["version"] == 2
    assert changed["imagePrompt"].startswith("Wide shot of Bob, speaking, softly.")
    assert changed["videoPrompt"].endswith("The camera holds still.")
    back = await change(studio, before["id"], framing="CLOSE")
    assert back == {**before, "version": 3}
    said = await change(studio, before["id"], caption="BOB: Goodbye.")
    assert "“Goodbye.”" in said["videoPrompt"]
    assert "Hello" not in said["videoPrompt"]


async def test_a_prompt_written_by_hand_stays_until_it_is_asked_for_anew(studio: Studio) -> None:
    before = (await imported(studio))[-1]
    clip = before["id"]
    await change(studio, clip, imagePrompt="Medium shot of a cat.")
    changed = await change(studio, clip, framing="WIDE")
    assert changed["imagePrompt"] == "Medium shot of a cat."
    assert changed["videoPrompt"].endswith("The camera holds still.")
    given = await change(studio, clip, framing="MEDIUM", videoPrompt="Mine.")
    assert given["videoPrompt"] == "Mine."
    stale = await studio.owner.attempt(
        "writePrompts", f"clip {{ {CLIP} }}", id=clip, expectedVersion=1
    )
    assert (stale["userErrors"][0]["code"], stale["clip"]) == ("CONFLICT", given)
    anew = (await studio.owner.do("writePrompts", f"clip {{ {CLIP} }}", id=clip))["clip"]
    assert anew["version"] == given["version"] + 1
    assert anew["imagePrompt"].startswith("Medium shot of Bob, speaking, softly.")
    assert anew["videoPrompt"].endswith("The camera follows gently.")
    again = await studio.owner.do("writePrompts", f"clip {{ {CLIP} }}", id=clip)
    assert again["clip"] == anew


async def test_a_copy_of_a_shot_follows_as_well(studio: Studio) -> None:
    before = (await imported(studio))[-1]
    made = await studio.owner.do("duplicateClip", "clip { id }", id=before["id"])
    changed = await change(studio, made["clip"]["id"], framing="WIDE")
    assert changed["imagePrompt"].startswith("Wide shot of Bob, speaking, softly.")


async def test_without_a_script_prompts_are_left_and_written_from_the_shot(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=2)
    clip, other = film.clips[0]
    changed = await change(studio, clip, framing="CLOSE", imagePrompt="Mine.", caption="A cat.")
    assert (changed["imagePrompt"], changed["videoPrompt"]) == ("Mine.", "")
    anew = (await studio.owner.do("writePrompts", f"clip {{ {CLIP} }}", id=clip))["clip"]
    assert anew["imagePrompt"] == "Close-up. A cat."
    assert (await change(studio, clip, framing="WIDE"))["imagePrompt"] == "Wide shot. A cat."
    stranger = await studio.stranger()
    guest = await studio.stranger(Role.VIEWER, same_workspace=True)
    for caller, wanted, code in (
        (stranger, other, "NOT_FOUND"),
        (guest, other, "FORBIDDEN"),
        (studio.owner, "junk", "NOT_FOUND"),
    ):
        answer = await caller.attempt("writePrompts", "clip { id }", id=wanted)
        assert [error["code"] for error in answer["userErrors"]] == [code]


async def test_at_once_the_prompt_says_what_the_shot_is(studio: Studio) -> None:
    before = (await imported(studio))[-1]
    words = {"WIDE": "Wide shot", "CLOSE": "Close-up", "FULL": "Full shot", "MEDIUM": "Medium shot"}
    await asyncio.gather(
        *(change(studio, before["id"], framing=framing) for framing in [*words, *words])
    )
    now = await studio.owner.data(
        f"query($id: ID!) {{ clip(id: $id) {{ {CLIP} }} }}", id=before["id"]
    )
    assert now["clip"]["imagePrompt"].startswith(words[now["clip"]["framing"]])
