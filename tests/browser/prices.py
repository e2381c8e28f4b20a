"""A price for what the rehearsal draws, for as long as a module asks for it."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.browser.studio import Served
from tests.e2e.rendering import until

_UNDER_WAY = """{ jobs(filter: {states: [QUEUED, SUBMITTING, WAITING, STARTING, RUNNING, SAVING]}) {
  totalCount } }"""


def rehearsal(studio: Served) -> str:
    """The id of the endpoint that came with the studio."""
    nodes = studio.ask("{ endpoints { nodes { id provider } } }")["endpoints"]["nodes"]
    (local,) = [str(one["id"]) for one in nodes if one["provider"] == "RUNPOD"]
    return local


@contextmanager
def priced(studio: Served, amount: int) -> Iterator[None]:
    """Each still costs `amount` micro-units of US dollars meanwhile, and in the end all are charged."""
    price = {"unit": "TAKE", "amount": str(amount), "endpointId": rehearsal(studio)}
    made = studio.do("createPrice", "price { id }", **price)["price"]["id"]
    yield
    until(lambda: studio.ask(_UNDER_WAY)["jobs"]["totalCount"] == 0, 60)
    studio.do("deletePrice", "deletedId", id=made)
