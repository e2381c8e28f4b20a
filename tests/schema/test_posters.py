from tests.running import Studio
from tests.schema.graphs import fill, make_film, show

QUERY = (
    "query($n: Int) { projects(sort: CREATED) { nodes { name posters(first: $n)"
    " { id kind thumbnailUrl clip { id } } } } }"
)


async def posters(studio: Studio, **given: int | None) -> list[list[str]]:
    found = await studio.owner.data(QUERY, **given)
    return [[take["clip"]["id"] for take in node["posters"]] for node in found["projects"]["nodes"]]


async def test_a_project_shows_the_first_pictures_of_its_film(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=3, clips=3)
    other = await make_film(studio.owner, scenes=1, clips=1)
    await studio.owner.do(
        "reorderScenes",
        "project { id }",
        projectId=film.project,
        sceneIds=[film.scenes[1], film.scenes[0], film.scenes[2]],
    )
    for clip in (film.clips[0][0], film.clips[0][2], film.clips[1][1], film.clips[2][0]):
        await show(studio, clip)
    await show(studio, film.clips[1][0], kind="VIDEO")
    await show(studio, film.clips[2][1], kind="AUDIO")
    await show(studio, film.clips[0][1], select=False)
    await show(studio, other.clips[0][0])
    in_order = [film.clips[1][0], film.clips[1][1], film.clips[0][0], film.clips[0][2]]
    last = film.clips[2][0]
    assert await posters(studio) == [[other.clips[0][0]], in_order]
    assert await posters(studio, n=8) == [[other.clips[0][0]], [*in_order, last]]
    assert await posters(studio, n=2) == [[other.clips[0][0]], in_order[:2]]
    assert await posters(studio, n=0) == [[], []]
    await studio.owner.do("deleteClips", "deletedIds", ids=[in_order[0]])
    await studio.owner.do("deleteScene", "deletedId", id=film.scenes[2])
    assert (await posters(studio))[1] == in_order[1:]


async def test_eight_at_most_and_one_statement(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=0)
    clips = await fill(studio, film.scenes[0], 10)
    for clip in clips:
        await show(studio, clip)
    assert await posters(studio, n=1000) == [clips[:8]]
    async with studio.statements() as seen:
        assert await posters(studio, n=-1) == [[]]
    assert len([statement for statement in seen if "row_to_json" in statement]) == 1
