from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.kernel.ids import parse, typed, untyped, uuid7


def test_ids_rise_and_are_never_made_twice() -> None:
    with ThreadPoolExecutor(4) as pool:
        batches = list(pool.map(lambda _: [uuid7() for _ in range(5000)], range(4)))
    for batch in batches:
        assert batch == sorted(batch)
    assert len({one for batch in batches for one in batch}) == 20_000


def test_they_are_of_version_seven() -> None:
    one = uuid7()
    assert (one.version, one.variant) == (7, "specified in RFC 4122")


@given(st.uuids())
def test_typed_ids_are_read_back(value: UUID) -> None:
    assert parse(typed("clip", value)) == ("clip", value)
    assert untyped("clip", typed("clip", value)) == value
    assert untyped("scene", typed("clip", value)) is None


@pytest.mark.parametrize(
    "text",
    ["", "clip_", "clip", "_" + "0" * 32, "clip_" + "0" * 31, "clip_" + "G" * 32, "clip_" + "0" * 33,
     "Clip_" + "0" * 32, "clip_" + "0" * 32 + "\n", "clip_" + "A" * 32],
)  # fmt: skip
def test_junk_is_nothing(text: str) -> None:
    assert parse(text) is None
