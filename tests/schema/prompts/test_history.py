import asyncio
from typing import Any

import pytest

from studio.access.viewer import Role
from tests.running import Caller, Studio
from tests.schema.graphs import make_film

WORDS = "imagePrompt videoPrompt negativePrompt"
HISTORY = f"""query($id: ID!, $first: Int, $after: String) {{
  promptHistory(clipId: $id, first: $first, after: $after) {{ totalCount
    pageInfo {{ endCursor hasNextPage }}
    nodes {{ id number {WORDS} createdAt editedBy {{ name }} clip {{ id }} }} }} }}"""


async def edit(caller: Caller, clip: str, **words: Any) -> int:
    made = await caller.do("updateClip", "clip { version }", id=clip, **words)
    version: int = made["clip"]["version"]
    return version


async def history(caller: Caller, clip: str, **page: Any) -> dict[str, Any]:
    found = await caller.data(HISTORY, id=clip, **page)
    kept: dict[str, Any] = found["promptHistory"]
    return kept


@pytest.mark.feature("PRM-3", "PRM-6")
async def test_each_edit_of_prompts_is_kept_and_an_older_one_set_again(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    clip = film.clips[0][0]
    assert (await history(studio.owner, clip))["nodes"] == []
    await edit(studio.owner, clip, name="No prompt")
    await edit(studio.owner, clip, imagePrompt="a cat", negativePrompt="rain")
    await edit(studio.owner, clip, imagePrompt="a cat")
    last = await edit(studio.owner, clip, videoPrompt="it runs")
    kept = await history(studio.owner, clip)
    assert [(one["number"], *(one[name] for name in WORDS.split())) for one in kept["nodes"]] == [
        (5, "a cat", "it runs", "rain"),
        (3, "a cat", "", "rain"),
        (2, "prompt 0.0", "", ""),
    ]
    assert [one["editedBy"] is None for one in kept["nodes"]] == [False, False, True]
    assert {one["clip"]["id"] for one in kept["nodes"]} == {clip}
    first = kept["nodes"][-1]["id"]
    stale = await studio.owner.attempt(
        "restorePrompts", f"clip {{ id {WORDS} }}", id=first, expectedVersion=last - 1
    )
    assert stale["userErrors"][0]["code"] == "CONFLICT"
    assert stale["clip"]["imagePrompt"] == "a cat"
    undone = await studio.owner.do(
        "restorePrompts", f"clip {{ version {WORDS} }}", id=first, expectedVersion=last
    )
    assert undone["clip"] == {
        "version": last + 1,
        "imagePrompt": "prompt 0.0",
        "videoPrompt": "",
        "negativePrompt": "",
    }
    again = await studio.owner.do("restorePrompts", "clip { version }", id=first)
    assert again["clip"]["version"] == last + 1
    redone = await studio.owner.do(
        "restorePrompts", "clip { videoPrompt }", id=kept["nodes"][0]["id"]
    )
    assert redone["clip"]["videoPrompt"] == "it runs"
    page = await history(studio.owner, clip, first=2)
    assert (page["totalCount"], len(page["nodes"]), page["pageInfo"]["hasNextPage"]) == (5, 2, True)
    rest = await history(studio.owner, clip, first=9, after=page["pageInfo"]["endCursor"])
    assert [one["number"] for one in rest["nodes"]] == [5, 3, 2]


async def test_edits_at_once_leave_one_entry_each(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    clip = film.clips[0][0]
    await asyncio.gather(*(edit(studio.owner, clip, imagePrompt=f"words {n}") for n in range(6)))
    kept = (await history(studio.owner, clip))["nodes"]
    assert [one["number"] for one in kept] == [7, 6, 5, 4, 3, 2, 1]
    assert {one["imagePrompt"] for one in kept} == {
        "prompt 0.0",
        *(f"words {number}" for number in range(6)),
    }


async def test_prompts_that_are_written_by_themselves_are_kept_too(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    clip = film.clips[0][0]
    await studio.owner.do("writePrompts", "clip { id }", id=clip)
    kept = (await history(studio.owner, clip))["nodes"]
    assert [one["number"] for one in kept] == [2, 1]
    assert kept[1]["imagePrompt"] == "prompt 0.0"
    assert kept[0]["imagePrompt"] not in {"", "prompt 0.0"}


@pytest.mark.feature("PRM-4")
async def test_prompts_are_copied_to_other_clips(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=3)
    source, *others = film.clips[0]
    await edit(studio.owner, source, imagePrompt="a cat", videoPrompt="runs", negativePrompt="fog")
    copied = await studio.owner.do(
        "copyPrompts",
        f"clips {{ id version {WORDS} }}",
        fromId=source,
        toIds=others[::-1],
        prompts=["VIDEO", "NEGATIVE"],
    )
    assert [one["id"] for one in copied["clips"]] == others[::-1]
    assert {(one["videoPrompt"], one["negativePrompt"]) for one in copied["clips"]} == {
        ("runs", "fog")
    }
    assert {one["imagePrompt"] for one in copied["clips"]} == {"prompt 0.1", "prompt 0.2"}
    assert [one["number"] for one in (await history(studio.owner, others[0]))["nodes"]] == [2, 1]
    whole = await studio.owner.do(
        "copyPrompts", "clips { version imagePrompt }", fromId=source, toIds=[source, others[0]]
    )
    assert whole["clips"] == [
        {"version": 2, "imagePrompt": "a cat"},
        {"version": 3, "imagePrompt": "a cat"},
    ]


async def test_who_may_not_change_clips_cannot_and_junk_is_told(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=2)
    one, two = film.clips[0]
    await edit(studio.owner, one, imagePrompt="a cat")
    kept = (await history(studio.owner, one))["nodes"][0]["id"]
    stranger = await studio.stranger()
    guest = await studio.stranger(Role.VIEWER, same_workspace=True)
    assert (await history(stranger, one))["nodes"] == []
    assert len((await history(guest, one))["nodes"]) == 2
    assert (await history(guest, "junk"))["nodes"] == []
    read = "query($id: ID!) { node(id: $id) { id } }"
    assert (await stranger.data(read, id=kept))["node"] is None
    assert (await guest.data(read, id=kept))["node"] == {"id": kept}
    for caller, code in ((stranger, "NOT_FOUND"), (guest, "FORBIDDEN")):
        refused = await caller.attempt("restorePrompts", "clip { id }", id=kept)
        assert [error["code"] for error in refused["userErrors"]] == [code]
        refused = await caller.attempt("copyPrompts", "clips { id }", fromId=one, toIds=[two])
        assert [error["code"] for error in refused["userErrors"]] == [code]
        assert refused["clips"] == []
    for given, code, field in (
        ({"fromId": "junk", "toIds": [two]}, "NOT_FOUND", ["fromId"]),
        ({"fromId": one, "toIds": ["junk"]}, "NOT_FOUND", ["toIds"]),
        ({"fromId": one, "toIds": []}, "BAD_USER_INPUT", ["toIds"]),
        ({"fromId": one, "toIds": [two], "prompts": []}, "BAD_USER_INPUT", ["prompts"]),
        (
            {"fromId": one, "toIds": [f"clip_{n:032x}" for n in range(501)]},
            "LIMIT_EXCEEDED",
            ["toIds"],
        ),
    ):
        refused = await studio.owner.attempt("copyPrompts", "clips { id }", **given)
        told = [(error["code"], error["field"]) for error in refused["userErrors"]]
        assert told == [(code, field)], given
    await studio.owner.do("deleteClip", "deletedId", id=one)
    refused = await studio.owner.attempt("restorePrompts", "clip { id }", id=kept)
    assert refused["userErrors"][0]["code"] == "NOT_FOUND"
