from itertools import permutations
from uuid import UUID

import pytest

from studio.library.media import MediaKind
from studio.spending.money import Price, PriceOrigin, PriceUnit
from studio.spending.pricebook import Entry, Place, PriceBook

HERE, ELSEWHERE = UUID(int=1), UUID(int=2)
RUNPOD = Place(HERE, "RUNPOD", False)


def entry(amount: int, **fits: object) -> Entry:
    price = Price(PriceUnit.TAKE, amount, PriceOrigin.TABLE)
    return Entry(UUID(int=amount), price, **fits)  # type: ignore[arg-type]


def amount(book: PriceBook, place: Place = RUNPOD, model: str | None = "sdxl", pixels: int = 100):
    found = book.price(place, MediaKind.IMAGE, model, pixels)
    return found and found.amount


BY_RANK = [
    entry(1, endpoint_id=HERE, model="sdxl"),
    entry(2, endpoint_id=HERE),
    entry(3, provider="RUNPOD", model="sdxl", kind=MediaKind.IMAGE, most_pixels=100),
    entry(4, provider="RUNPOD", model="sdxl", kind=MediaKind.IMAGE),
    entry(5, provider="RUNPOD", model="sdxl"),
    entry(6, provider="RUNPOD"),
    entry(7, model="sdxl"),
    entry(8, kind=MediaKind.IMAGE),
    entry(9),
]
NOT_FITTING = [
    entry(20, endpoint_id=ELSEWHERE),
    entry(21, provider="COMFYUI"),
    entry(22, model="flux"),
    entry(23, kind=MediaKind.VIDEO),
    entry(24, endpoint_id=HERE, most_pixels=99),
]


def test_the_most_particular_that_fits_holds() -> None:
    for place in range(len(BY_RANK)):
        for order in list(permutations(BY_RANK[place:]))[:20]:
            assert amount(PriceBook((*NOT_FITTING, *order))) == place + 1


@pytest.mark.parametrize("provider", ["COMFYUI", "PULL"])
def test_a_machine_of_ones_own_is_free_until_somebody_says_otherwise(provider: str) -> None:
    own = Place(HERE, provider, False)
    free = PriceBook().price(own, MediaKind.IMAGE, None, 1)
    assert free is not None
    assert (free.amount, free.origin) == (0, PriceOrigin.OWN_MACHINE)
    assert amount(PriceBook((entry(9, endpoint_id=HERE),)), own) == 9
    assert amount(PriceBook(), Place(HERE, provider, False, per_take=70)) == 70


def test_what_runs_with_the_studio_is_free_whatever_its_kind_costs() -> None:
    local = Place(HERE, "RUNPOD", True)
    assert amount(PriceBook((entry(6, provider="RUNPOD"), entry(9))), local) == 0
    assert amount(PriceBook((entry(2, endpoint_id=HERE),)), local) == 2


def test_a_worker_of_unknown_size_is_assumed_to_be_the_dearest() -> None:
    found = PriceBook().price(RUNPOD, MediaKind.IMAGE, None, 1)
    assert found is not None
    assert found.origin is PriceOrigin.ASSUMED


def test_an_unknown_video_service_has_no_price() -> None:
    videos = Place(HERE, "OPENAI_VIDEOS", False, model="wan-2.2")
    assert PriceBook().price(videos, MediaKind.VIDEO, None, 1) is None
    sora = Place(HERE, "OPENAI_VIDEOS", False, model="sora-2")
    assert PriceBook().price(sora, MediaKind.VIDEO, None, 1280 * 720) is not None
