"""How many exports may be on their way, and whose."""

import asyncio

from studio.access.viewer import Role
from studio.exporting.running import MOST_OF_ONE, MOST_OF_VIEWERS, MOST_OPEN
from tests.running import Caller
from tests.schema.graphs import Film, make_film
from tests.workers.lab import Lab


async def at_once(film: Film, *callers: Caller) -> list[list[str]]:
    """What each is answered, the good news first."""
    wanted = {"projectId": film.project, "format": "OTIO"}
    answers = await asyncio.gather(
        *(one.attempt("requestExport", "export { id }", **wanted) for one in callers)
    )
    return sorted([one["code"] for one in answer["userErrors"]] for answer in answers)


async def test_so_many_may_be_on_their_way(lab: Lab) -> None:
    owner = lab.studio.owner
    other = await lab.studio.stranger(Role.EDITOR, same_workspace=True)
    film = await make_film(owner, scenes=1, clips=1)
    assert await at_once(film, *[owner] * 5) == [[]] * MOST_OF_ONE + [["LIMIT_EXCEEDED"]] * 2
    left = MOST_OPEN - MOST_OF_ONE
    assert await at_once(film, *[other] * 3) == [[]] * left + [["LIMIT_EXCEEDED"]]


async def test_who_is_alone_has_all_places(lab: Lab) -> None:
    owner = lab.studio.owner
    film = await make_film(owner, scenes=1, clips=1)
    assert await at_once(film, *[owner] * 6) == [[]] * MOST_OPEN + [["LIMIT_EXCEEDED"]]


async def test_those_who_only_look_leave_room_for_those_who_edit(lab: Lab) -> None:
    owner = lab.studio.owner
    guests = [await lab.studio.stranger(Role.VIEWER, same_workspace=True) for _ in range(3)]
    editor = await lab.studio.stranger(Role.EDITOR, same_workspace=True)
    film = await make_film(owner, scenes=1, clips=1)
    assert await at_once(film, *guests) == [[]] * MOST_OF_VIEWERS + [["LIMIT_EXCEEDED"]] * 2
    assert await at_once(film, *[owner] * MOST_OF_ONE) == [[]] * MOST_OF_ONE
    assert await at_once(film, editor) == [[]], "one person and all who look leave a place"
