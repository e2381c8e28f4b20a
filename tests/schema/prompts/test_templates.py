from typing import Any

import pytest

from studio.access.viewer import Role
from tests.running import Caller, Studio
from tests.schema.graphs import make_film
from tests.schema.test_workspace_activity import last_seq

TEMPLATE = """id name description category prompt negativePrompt version
  variables { name label value }"""
LIST = """query($filter: PromptTemplateFilter) {
  promptTemplates(filter: $filter) { totalCount nodes { id name } } }"""
NIGHT = {
    "name": "Night",
    "category": "LIGHT",
    "prompt": "{{place}} at night, {moon|stars}, {{location}}",
    "negativePrompt": "{{weather}}",
    "variables": [
        {"name": "place", "label": "Where", "value": "a street"},
        {"name": "Weather", "value": "rain"},
    ],
}


async def make(caller: Caller, **given: Any) -> str:
    made = await caller.do("createTemplate", "template { id }", **{**NIGHT, **given})
    return str(made["template"]["id"])


async def listed(caller: Caller, **wanted: Any) -> list[str]:
    found = await caller.data(LIST, filter=wanted)
    return [node["name"] for node in found["promptTemplates"]["nodes"]]


@pytest.mark.feature("PRM-2")
async def test_templates_are_kept_edited_and_brought_back(studio: Studio) -> None:
    do = studio.owner.do
    made = (await do("createTemplate", f"template {{ {TEMPLATE} }}", **NIGHT))["template"]
    template = made["id"]
    assert made["variables"] == [
        {"name": "place", "label": "Where", "value": "a street"},
        {"name": "Weather", "label": "", "value": "rain"},
    ]
    assert (made["version"], made["description"]) == (1, "")
    changed = await do(
        "updateTemplate",
        f"template {{ {TEMPLATE} versions {{ number prompt variables {{ name }} "
        "editedBy { name } } }",
        id=template,
        prompt="{{place}} by night",
        variables=[{"name": "place"}],
        expectedVersion=1,
    )
    now = changed["template"]
    assert (now["version"], now["negativePrompt"]) == (2, "{{weather}}")
    assert [(one["number"], one["prompt"]) for one in now["versions"]] == [
        (2, "{{place}} by night"),
        (1, NIGHT["prompt"]),
    ]
    assert [len(one["variables"]) for one in now["versions"]] == [1, 2]
    assert now["versions"][0]["editedBy"]["name"]
    stale = await studio.owner.attempt(
        "updateTemplate", "template { version }", id=template, name="x", expectedVersion=1
    )
    assert (stale["userErrors"][0]["code"], stale["template"]) == ("CONFLICT", {"version": 2})
    back = await do("restoreTemplateVersion", f"template {{ {TEMPLATE} }}", id=template, number=1)
    assert back["template"] == {**made, "version": 3}
    gone = await do("deleteTemplate", "deletedId", id=template)
    assert gone["deletedId"] == template
    assert await listed(studio.owner) == []
    read = "query($id: ID!) { promptTemplate(id: $id) { id } }"
    assert (await studio.owner.data(read, id=template))["promptTemplate"] is None
    await make(studio.owner)
    taken = await studio.owner.attempt("restoreTemplate", "template { id }", id=template)
    assert taken["userErrors"][0]["field"] == ["name"]
    other = (await studio.owner.data(LIST))["promptTemplates"]["nodes"][0]["id"]
    await do("updateTemplate", "template { id }", id=other, name="Later")
    await do("restoreTemplate", "template { id }", id=template)
    assert await listed(studio.owner) == ["Later", "Night"]
    assert await listed(studio.owner, search="lat") == ["Later"]
    assert await listed(studio.owner, category="SHOT") == []
    assert await listed(studio.owner, category="LIGHT", search="moon night") == ["Later", "Night"]


@pytest.mark.feature("PRM-2", "PRM-4")
async def test_a_template_is_put_into_clips_with_its_variables_filled_in(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=2)
    template = await make(studio.owner)
    put = await studio.owner.do(
        "insertTemplate",
        "clips { id imagePrompt videoPrompt negativePrompt version }",
        templateId=template,
        clipIds=list(film.clips[0]),
        values=[{"name": "PLACE", "value": "a harbour"}],
    )
    assert [one["imagePrompt"] for one in put["clips"]] == [
        f"prompt 0.{number}, a harbour at night, {{moon|stars}}, {{{{location}}}}"
        for number in range(2)
    ]
    assert {(one["negativePrompt"], one["version"]) for one in put["clips"]} == {("rain", 2)}
    again = await studio.owner.do(
        "insertTemplate",
        "clips { imagePrompt videoPrompt negativePrompt version }",
        templateId=template,
        clipIds=[film.clips[0][0]],
        into="VIDEO",
        place="REPLACE",
    )
    (clip,) = again["clips"]
    assert clip["videoPrompt"] == "a street at night, {moon|stars}, {{location}}"
    assert (clip["negativePrompt"], clip["version"]) == ("rain", 3)
    first = await studio.owner.do(
        "insertTemplate",
        "clips { negativePrompt }",
        templateId=template,
        clipIds=[film.clips[0][0]],
        into="VIDEO",
        place="START",
        values=[{"name": "weather", "value": "fog."}],
    )
    assert first["clips"] == [{"negativePrompt": "fog. rain"}]


async def test_what_no_template_can_be_is_told(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    template = await make(studio.owner)
    for given, field in (
        ({"name": " "}, ["name"]),
        ({"name": "x" * 201}, ["name"]),
        ({"name": "a\0"}, ["name"]),
        ({}, ["name"]),
        ({"name": "o", "prompt": "x" * 8_001}, ["prompt"]),
        ({"name": "o", "prompt": " ", "negativePrompt": ""}, ["prompt"]),
        ({"name": "o", "description": "x" * 20_001}, ["description"]),
        ({"name": "o", "variables": [{"name": "1"}]}, ["variables"]),
        ({"name": "o", "variables": [{"name": "a"}, {"name": "A"}]}, ["variables"]),
        ({"name": "o", "variables": [{"name": "a", "value": "\0"}]}, ["variables"]),
        ({"name": "o", "variables": [{"name": f"a{n}"} for n in range(31)]}, ["variables"]),
    ):
        answer = await studio.owner.attempt(
            "createTemplate", "template { id }", **{**NIGHT, **given}
        )
        assert [error["field"] for error in answer["userErrors"]] == [field], given
    for number in (0, 2, -(2**31), 2**31 - 1):
        answer = await studio.owner.attempt(
            "restoreTemplateVersion", "template { id }", id=template, number=number
        )
        assert [error["field"] for error in answer["userErrors"]] == [["number"]]
    clip = film.clips[0][0]
    wrong: list[tuple[dict[str, Any], list[str]]] = [
        ({"templateId": "junk"}, ["templateId"]),
        ({"clipIds": ["junk"]}, ["clipIds"]),
        ({"clipIds": []}, ["clipIds"]),
        ({"values": [{"name": "no", "value": ""}]}, ["values"]),
        ({"values": [{"name": "place", "value": "x" * 1_001}]}, ["values"]),
    ]
    for given, field in wrong:
        wanted = {"templateId": template, "clipIds": [clip], **given}
        answer = await studio.owner.attempt("insertTemplate", "clips { id }", **wanted)
        assert [error["field"] for error in answer["userErrors"]] == [field], given
        assert answer["clips"] == []
    await studio.owner.do("updateClip", "clip { id }", id=clip, imagePrompt="x" * 7_990)
    answer = await studio.owner.attempt(
        "insertTemplate", "clips { id }", templateId=template, clipIds=[clip]
    )
    assert [error["field"] for error in answer["userErrors"]] == [["imagePrompt"]]


async def test_templates_are_the_workspaces_own(studio: Studio) -> None:
    template = await make(studio.owner)
    stranger = await studio.stranger()
    guest = await studio.stranger(Role.VIEWER, same_workspace=True)
    assert await listed(stranger) == []
    assert await listed(guest) == ["Night"]
    for caller, code in ((stranger, "NOT_FOUND"), (guest, "FORBIDDEN")):
        for mutation, given in (
            ("updateTemplate", {"name": "x"}),
            ("deleteTemplate", {}),
            ("restoreTemplateVersion", {"number": 1}),
        ):
            wanted = "deletedId" if mutation == "deleteTemplate" else "template { id }"
            answer = await caller.attempt(mutation, wanted, id=template, **given)
            assert [error["code"] for error in answer["userErrors"]] == [code], mutation
    refused = await guest.attempt("createTemplate", "template { id }", **NIGHT)
    assert [error["code"] for error in refused["userErrors"]] == ["FORBIDDEN"]
    own = await stranger.do("createTemplate", "template { name }", **NIGHT)
    assert own["template"]["name"] == "Night"


async def test_changes_are_told_to_the_workspace(studio: Studio) -> None:
    query = """subscription($after: Int) { workspaceEvents(after: $after) { kind
      ... on TemplateChanged { template { id name } } ... on TemplateDeleted { templateId } } }"""
    before = await last_seq(studio)
    template = await make(studio.owner, idempotencyKey="once")
    assert template == await make(studio.owner, idempotencyKey="once")
    async with studio.owner.follow(query, after=before) as told:
        first = (await told.next())["workspaceEvents"]
        await studio.owner.do("deleteTemplate", "deletedId", id=template)
        second = (await told.next())["workspaceEvents"]
    assert first == {"kind": "TEMPLATE_CHANGED", "template": {"id": template, "name": "Night"}}
    assert second == {"kind": "TEMPLATE_DELETED", "templateId": template}
