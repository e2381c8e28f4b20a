from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.library.media import MediaKind
from studio.spending.money import (
    ChargeSource,
    Load,
    Pace,
    Price,
    PriceOrigin,
    PriceUnit,
    Usage,
    charge,
    expect,
    in_full,
    in_words,
)
from studio.spending.pricelist import GPUS, assumed_worker, gpu_price, video_price

counts = st.integers(0, 10_000)
seconds = st.integers(0, 3_600)
prices = st.builds(
    Price,
    st.sampled_from(PriceUnit),
    st.integers(0, 10**7),
    st.just(PriceOrigin.TABLE),
    st.just(""),
    seconds,
    seconds,
    st.none() | st.integers(1, 3_600),
    st.none() | st.integers(1, 3_600),
    st.integers(1, 100_000),
)
loads = st.builds(
    Load, st.sampled_from(MediaKind), st.integers(1, 16), st.fractions(0, 60, max_denominator=1001)
)
paces = st.none() | st.builds(
    Pace,
    st.fractions(Fraction(1, 10), 600, max_denominator=1000),
    st.none() | st.fractions(0, 600, max_denominator=1000),
)


@given(prices, loads, paces, st.integers(1, 7_200), st.booleans())
def test_what_is_expected_is_never_more_than_the_most(
    price: Price, load: Load, pace: Pace | None, longest: int, cold: bool
) -> None:
    told = expect(price, load, pace, longest=longest, cold=cold)
    assert 0 <= told.amount <= told.most
    assert told.seconds >= 0
    assert isinstance(told.amount, int)
    assert isinstance(told.most, int)


@given(prices, loads, st.integers(1, 7_200), st.integers(0, 8_000_000), st.integers(0, 4_000_000))
def test_no_attempt_that_kept_its_limits_costs_more_than_was_held_for_it(
    price: Price, load: Load, longest: int, running: int, starting: int
) -> None:
    limit = min(longest, price.longest_seconds or longest)
    used = Usage(
        load.takes,
        min(running, limit * 1000),
        min(starting, price.cold_start_seconds * 1000),
        (price.tokens_per_take or 0) * load.takes,
    )
    held = expect(price, load, None, longest=longest, cold=True).most
    assert charge(price, load, used, most=held).amount <= held


@given(prices, loads, st.integers(0, 10**9))
def test_what_is_not_known_costs_all_that_was_held(price: Price, load: Load, most: int) -> None:
    known = charge(price, load, Usage(load.takes, None), most=most)
    if price.amount == 0:
        assert (known.amount, known.source) == (0, ChargeSource.FREE)
    elif price.unit in {PriceUnit.SECOND, PriceUnit.TOKEN}:
        assert (known.amount, known.source) == (most, ChargeSource.MAXIMUM)
    else:
        assert known.source is not ChargeSource.MAXIMUM


def test_begun_seconds_count_whole() -> None:
    price = Price(PriceUnit.SECOND, 310, PriceOrigin.LIST)
    load = Load(MediaKind.IMAGE, 1)
    assert charge(price, load, Usage(1, 12_001, 7_000), most=0).amount == 20 * 310
    assert charge(price, load, Usage(1, 12_000), most=0).amount == 12 * 310


def test_a_second_of_video_at_a_broken_rate_is_counted_exactly() -> None:
    price = Price(PriceUnit.VIDEO_SECOND, 100_000, PriceOrigin.LIST)
    load = Load(MediaKind.VIDEO, 1, Fraction(96) / Fraction(24000, 1001))
    assert charge(price, load, Usage(1), most=0).amount == 400_400
    assert charge(price, load, Usage(0), most=0).source is ChargeSource.UNBILLED


def test_takes_that_did_not_come_are_not_paid() -> None:
    price = Price(PriceUnit.TAKE, 40_000, PriceOrigin.TABLE)
    assert charge(price, Load(MediaKind.IMAGE, 4), Usage(3), most=160_000).amount == 120_000


@given(prices)
def test_a_price_is_kept_as_it_was(price: Price) -> None:
    assert Price.from_json(price.as_json()) == price


def test_the_list_knows_its_gpus_and_assumes_the_dearest() -> None:
    assert all(gpu.active < gpu.flex for gpu in GPUS)
    assert assumed_worker().amount == max(gpu.flex for gpu in GPUS)
    assert assumed_worker().origin is PriceOrigin.ASSUMED
    known = gpu_price("24 GB PRO (RTX 4090)")
    assert known is not None
    assert (known.unit, known.amount) == (PriceUnit.SECOND, 310)
    assert gpu_price("RTX 9999") is None


@pytest.mark.parametrize(
    ("model", "pixels", "amount"),
    [
        ("sora-2", 1280 * 720, 100_000),
        ("sora-2-pro", 1280 * 720, 300_000),
        ("sora-2-pro", 1792 * 1024, 500_000),
        ("sora-2", 1792 * 1024, None),
        ("sora-3", 1280 * 720, None),
        (None, 1280 * 720, None),
    ],
)
def test_no_model_is_priced_as_another(model: str | None, pixels: int, amount: int | None) -> None:
    found = video_price(model, pixels)
    assert (found and found.amount) == amount


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "$0.00"),
        (1, "$0.000001"),
        (306, "$0.00031"),
        (12_300, "$0.012"),
        (70_000, "$0.07"),
        (99_600, "$0.10"),
        (100_000, "$0.10"),
        (425_000, "$0.43"),
        (1_204_500_000, "$1,204.50"),
    ],
)
def test_words_are_those_of_the_page(amount: int, words: str) -> None:
    """The same amounts and words are in `frontend/src/ui/money.test.ts`."""
    assert in_words(amount) == words


def test_an_upper_bound_is_told_as_one() -> None:
    price, load = Price(PriceUnit.TAKE, 40_000, PriceOrigin.TABLE), Load(MediaKind.IMAGE, 2)
    told = [
        expect(price, load, Pace(Fraction(7), upper_bound=bound), longest=60, cold=False)
        for bound in (True, False)
    ]
    assert [one.seconds for one in told] == [14, 14]
    assert [len(one.assumptions) for one in told] == [1, 0]
    assert "An upper bound: 14 s" in told[0].assumptions[0]


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "$0.00"),
        (1, "$0.000001"),
        (750_000, "$0.75"),
        (750_001, "$0.750001"),
        (1_204_500_000, "$1,204.50"),
        (2**53, "$9,007,199,254.740992"),
    ],
)
def test_nothing_is_rounded_away_where_amounts_are_compared(amount: int, words: str) -> None:
    assert in_full(amount) == words
