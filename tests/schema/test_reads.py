import base64

import orjson
import pytest
from graphql import GraphQLObjectType, get_named_type, is_leaf_type, is_required_argument
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schema.build import graph
from schema.reads.fields import ENTITIES
from tests.running import Studio
from tests.schema.graphs import make_film


async def test_aliases_fragments_and_conditions(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=2, clips=1)
    long = "a" * 80
    query = f"""
    query($id: ID!, $no: Boolean!, $yes: Boolean!) {{
      first: project(id: $id) {{ ...Names scenes {{ n: name name }} }}
      second: project(id: $id) {{
        {long}: name  {long}b: description
        scenes @skip(if: $yes) {{ id }}
        kept: scenes @include(if: $yes) {{ __typename t: __typename name @include(if: $no) }}
        ... on Node {{ id }}
        ... {{ fps }}
      }}
      node(id: $id) {{ __typename ... on Clip {{ number }} ... on Project {{ ...Names }} }}
    }}
    fragment Names on Project {{ name scenes {{ position clips {{ name }} }} }}
    """
    found = await studio.owner.data(query, id=film.project, no=False, yes=True)
    clips = [{"name": "Clip 0.0"}], [{"name": "Clip 1.0"}]
    assert found["first"] == {
        "name": "Film",
        "scenes": [
            {"position": rank, "clips": clips[rank], "n": f"Scene {rank}", "name": f"Scene {rank}"}
            for rank in range(2)
        ],
    }
    assert found["second"] == {
        long: "Film",
        f"{long}b": "",
        "kept": [{"__typename": "Scene", "t": "Scene"}] * 2,
        "id": film.project,
        "fps": "24",
    }
    assert list(found["second"]) == [long, f"{long}b", "kept", "id", "fps"]
    assert found["node"]["__typename"] == "Project"
    other = await studio.owner.data(query, id=film.project, no=True, yes=False)
    assert "kept" not in other["second"]
    assert len(other["second"]["scenes"]) == 2


async def test_arguments_are_bound_and_not_compiled_in(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    clip = film.clips[0][0]
    for key in ("1", "2", "3"):
        await studio.owner.do("generateClip", "jobs { id }", clipId=clip, idempotencyKey=key)
    query = "query($id: ID!, $n: Int!) { clip(id: $id) { jobs(first: $n) { id } } }"
    counts = []
    for first in (2, 0, 3, -5, 2**31 - 1):
        found = await studio.owner.data(query, id=clip, n=first)
        counts.append(len(found["clip"]["jobs"]))
    assert counts == [2, 0, 3, 0, 3]


async def test_pages_neither_skip_nor_repeat_while_others_insert(studio: Studio) -> None:
    for number in range(7):
        await studio.owner.do("createProject", "project { id }", name=f"P{number}")
    query = """query($after: String, $first: Int) { projects(first: $first, after: $after, sort: NAME) {
      totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      edges { cursor node { name } } nodes { id } } }"""
    names: list[str] = []
    after = None
    for turn in range(4):
        page = (await studio.owner.data(query, after=after, first=2))["projects"]
        names += [edge["node"]["name"] for edge in page["edges"]]
        assert page["totalCount"] == 7 + turn
        assert page["pageInfo"]["hasNextPage"] is (turn < 3)
        assert page["pageInfo"]["hasPreviousPage"] is (turn > 0)
        assert page["pageInfo"]["endCursor"] == page["edges"][-1]["cursor"]
        after = page["pageInfo"]["endCursor"]
        await studio.owner.do("createProject", "project { id }", name="A before all")
    assert names == [f"P{number}" for number in range(7)]


async def test_first_is_clamped(studio: Studio) -> None:
    await studio.owner.do("createProject", "project { id }", name="P")
    query = "query($n: Int) { projects(first: $n) { nodes { id } totalCount } }"
    for first, size in ((-508, 0), (0, 0), (1, 1), (10**9, 1), (None, 1)):
        page = (await studio.owner.data(query, n=first))["projects"]
        assert (len(page["nodes"]), page["totalCount"]) == (size, 1)


def _packed(*parts: object) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(parts)).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "☃",
        "=" * 99,
        _packed(),
        _packed(1, 2, 3, 4),
        _packed("UPDATED", "0" * 12, "x", "y"),
    ],
)
async def test_a_cursor_that_is_not_ours_gives_an_empty_page(studio: Studio, cursor: str) -> None:
    await studio.owner.do("createProject", "project { id }", name="P")
    query = """query($c: String) { projects(after: $c) {
      nodes { id } totalCount pageInfo { hasNextPage hasPreviousPage } } }"""
    page = (await studio.owner.data(query, c=cursor))["projects"]
    assert page == {
        "nodes": [],
        "totalCount": 1,
        "pageInfo": {"hasNextPage": False, "hasPreviousPage": False},
    }


async def test_a_cursor_of_ours_that_was_bent_gives_an_empty_page(studio: Studio) -> None:
    for name in ("P", "Q"):
        await studio.owner.do("createProject", "project { id }", name=name)
    query = "query($c: String) { projects(after: $c, first: 1) { edges { cursor } } }"
    cursor = (await studio.owner.data(query))["projects"]["edges"][0]["cursor"]
    sort, digest, _, row = orjson.loads(base64.urlsafe_b64decode(cursor + "=="))
    for key in ("not a time", "999999-01-01", "'; DROP TABLE projects; --"):
        bent = _packed(sort, digest, key, row)
        assert (await studio.owner.data(query, c=bent))["projects"]["edges"] == []
    assert len((await studio.owner.data(query, c=cursor))["projects"]["edges"]) == 1


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(max_size=40))
async def test_junk_ids_and_filters_find_nothing_and_break_nothing(
    studio: Studio, text: str
) -> None:
    found = await studio.owner.data(
        """query($t: ID!, $s: String!) { node(id: $t) { id } project(id: $t) { id }
        projects(filter: {name: $s}) { totalCount } takes(filter: {clipId: $t}) { totalCount } }""",
        t=text.encode("utf-8", "replace").decode(),
        s=text.encode("utf-8", "replace").decode(),
    )
    assert found["node"] is found["project"] is None
    assert found["takes"]["totalCount"] == 0


async def test_every_field_of_every_entity_can_be_read(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    job = (
        await studio.owner.do(
            "generateClip",
            "jobs { id endpoint { id } }",
            clipId=film.clips[0][0],
            idempotencyKey="k",
        )
    )["jobs"][0]
    ids = {
        "Project": film.project,
        "Scene": film.scenes[0],
        "Clip": film.clips[0][0],
        "RenderJob": job["id"],
        "Endpoint": job["endpoint"]["id"],
        "Take": "take_" + "0" * 32,
        "Attempt": "attempt_" + "0" * 32,
    }
    for name, entity in ENTITIES.items():
        if name not in ids:
            continue
        type_ = graph._schema.type_map[name]
        wanted = " ".join(_whole(field, type_.fields[field]) for field in entity.fields)
        await studio.owner.data(
            f"query($id: ID!) {{ node(id: $id) {{ ... on {name} {{ {wanted} }} }} }}", id=ids[name]
        )


def _whole(name: str, field: object) -> str:
    inner = get_named_type(field.type)  # type: ignore[attr-defined]
    if any(is_required_argument(one) for one in field.args.values()):  # type: ignore[attr-defined]
        assert list(field.args) == ["kind"]  # type: ignore[attr-defined]
        name = f"{name}(kind: IMAGE)"
    if not isinstance(inner, GraphQLObjectType):
        return name
    leaves = [key for key, one in inner.fields.items() if is_leaf_type(get_named_type(one.type))]
    return f"{name} {{ {' '.join(leaves)} }}"


async def test_an_alias_may_be_any_name(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    aliases = " ".join(f"{prefix}{n}: name" for prefix in ("r", "t", "a", "p") for n in range(1, 9))
    found = await studio.owner.data(
        f"query($id: ID!) {{ r1: project(id: $id) {{ {aliases} }} }}", id=film.project
    )
    assert set(found["r1"].values()) == {"Film"}


async def test_ids_of_what_is_no_node_find_nothing(studio: Studio) -> None:
    viewer = (await studio.owner.data("{ viewer { account { id } workspace { id } } }"))["viewer"]
    for text in (viewer["account"]["id"], viewer["workspace"]["id"], "member_" + "0" * 32):
        assert (await studio.owner.data("query($t: ID!) { node(id: $t) { id } }", t=text)) == {
            "node": None
        }


async def test_a_list_inside_itself_is_refused(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    answer = await studio.owner.ask(
        "query($id: ID!) { clip(id: $id) { gallery { clip { gallery { id } } } } }",
        id=film.clips[0][0],
    )
    assert answer["errors"][0]["extensions"]["code"] == "DOCUMENT_TOO_COMPLEX"
