import pytest

from studio.access.viewer import Role
from tests.running import Studio
from tests.schema.graphs import make_film


@pytest.mark.feature("FX-1")
async def test_nothing_of_another_workspace_can_be_seen_or_touched(studio: Studio) -> None:
    film = await make_film(studio.owner)
    clip, scene = film.clips[0][0], film.scenes[0]
    job = (
        await studio.owner.do(
            "generateClip", "jobs { id }", clipId=clip, idempotencyKey="k", kinds=["IMAGE"]
        )
    )["jobs"][0]["id"]
    stranger = await studio.stranger()
    seen = await stranger.data(
        """query($p: ID!, $s: ID!, $c: ID!, $j: ID!) { project(id: $p) { id } clip(id: $c) { id }
        job(id: $j) { id } p: node(id: $p) { id } s: node(id: $s) { id } c: node(id: $c) { id }
        projects { totalCount nodes { id } } jobs { totalCount } takes { totalCount }
        endpoints { totalCount } }""",
        p=film.project,
        s=scene,
        c=clip,
        j=job,
    )
    assert seen == {
        **dict.fromkeys(("project", "clip", "job", "p", "s", "c")),
        "projects": {"totalCount": 0, "nodes": []},
        "jobs": {"totalCount": 0},
        "takes": {"totalCount": 0},
        "endpoints": {"totalCount": 0},
    }
    for mutation, wanted, given in (
        ("updateProject", "project { id }", {"id": film.project, "name": "mine"}),
        ("createScene", "scene { id }", {"projectId": film.project, "name": "mine"}),
        ("updateClip", "clip { id }", {"id": clip, "name": "mine"}),
        ("moveClip", "clip { id }", {"id": clip, "startFrame": 900}),
        ("reorderClips", "scene { id }", {"sceneId": scene, "clipIds": []}),
        ("deleteProject", "deletedId", {"id": film.project}),
        ("duplicateClip", "clip { id }", {"id": clip}),
        ("generateClip", "jobs { id }", {"clipId": clip, "idempotencyKey": "k"}),
        ("cancelJob", "job { id }", {"jobId": job}),
        ("retryJob", "job { id }", {"jobId": job, "idempotencyKey": "k"}),
        ("importScript", "project { id }", {"projectId": film.project, "text": "INT. A\n\nHi."}),
    ):
        answer = await stranger.attempt(mutation, wanted, **given)
        assert answer["userErrors"][0]["code"] == "NOT_FOUND", mutation
    assert (await studio.owner.data("{ projects { totalCount } }"))["projects"]["totalCount"] == 1


async def test_an_id_of_another_type_finds_nothing(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    found = await studio.owner.data(
        "query($p: ID!, $c: ID!, $raw: ID!) { project(id: $c) { id } clip(id: $p) { id }"
        " job(id: $c) { id } raw: node(id: $raw) { id } }",
        p=film.project,
        c=film.clips[0][0],
        raw=film.clips[0][0].removeprefix("clip_"),
    )
    assert found == {"project": None, "clip": None, "job": None, "raw": None}


async def test_a_viewer_looks_and_does_not_touch(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    guest = await studio.stranger(Role.VIEWER, same_workspace=True)
    assert (await guest.data("{ viewer { role } }"))["viewer"]["role"] == "VIEWER"
    assert (await guest.data("{ projects { totalCount } }"))["projects"]["totalCount"] == 1
    for mutation, wanted, given in (
        ("createProject", "project { id }", {"name": "x"}),
        ("updateClip", "clip { id }", {"id": film.clips[0][0], "name": "x"}),
        ("generateClip", "jobs { id }", {"clipId": film.clips[0][0], "idempotencyKey": "k"}),
        ("deleteScene", "deletedId", {"id": film.scenes[0]}),
        ("importScript", "project { id }", {"text": "INT. HALL - DAY\n\nA door."}),
    ):
        answer = await guest.attempt(mutation, wanted, **given)
        assert answer["userErrors"][0]["code"] == "FORBIDDEN", mutation
    editor = await studio.stranger(Role.EDITOR, same_workspace=True)
    refused = await editor.attempt(
        "addEndpoint",
        "endpoint { id }",
        provider="RUNPOD",
        name="x",
        endpointId="abc",
        apiKey="k",
    )
    assert refused["userErrors"][0]["code"] == "FORBIDDEN"


async def test_without_a_good_token_there_is_nothing(studio: Studio) -> None:
    for headers in ({}, {"Authorization": "Bearer nonsense"}, {"Authorization": "Basic eDp5"}):
        answer = await studio.owner.http.post(
            f"{studio.url}/graphql", json={"query": "{ __typename }"}, headers=headers
        )
        assert answer.status_code == 401, headers
        assert answer.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


@pytest.mark.parametrize(
    ("mutation", "wanted", "given", "words"),
    [
        ("updatePrice", "price { id }", {"id": "price_1"}, "There is no price of this id."),
        ("cancelJob", "job { id }", {"jobId": "job_1"}, "There is no render of this id."),
        ("deleteClip", "deletedId", {"id": "clip_1"}, "There is no clip of this id."),
    ],
)
async def test_what_is_not_there_is_called_by_its_name(
    studio: Studio, mutation: str, wanted: str, given: dict[str, str], words: str
) -> None:
    (error,) = (await studio.owner.attempt(mutation, wanted, **given))["userErrors"]
    assert (error["code"], error["message"]) == ("NOT_FOUND", words)


async def test_a_name_is_one_line(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    places = (
        ("updateProject", "project { name }", {"id": film.project}, "project"),
        ("updateScene", "scene { name }", {"id": film.scenes[0]}, "scene"),
        ("updateClip", "clip { name }", {"id": film.clips[0][0]}, "clip"),
        ("createStyle", "style { name }", {}, "style"),
        ("createPreset", "preset { name }", {"settings": {}}, "preset"),
        ("createTemplate", "template { name }", {"prompt": "a"}, "template"),
    )
    for mutation, wanted, given, what in places:
        made = await studio.owner.do(mutation, wanted, name=" \n\tThe Tempest ", **given)
        assert made[what]["name"] == "The Tempest", mutation
        refused = await studio.owner.attempt(mutation, wanted, name="The\nTempest", **given)
        assert [error["field"] for error in refused["userErrors"]] == [["name"]], mutation
