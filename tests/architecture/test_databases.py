"""A database that a test hands on is as a new one is, or is not handed on."""

import asyncpg  # type: ignore[import-untyped]
import pytest

from tests.databases import MOST_ROWS, Shelf

_ACCOUNTS = (
    "INSERT INTO accounts (id, name) SELECT gen_random_uuid(), 'x' FROM generate_series(1, {})"
)


@pytest.mark.parametrize(
    ("done", "kept"),
    [
        (_ACCOUNTS.format(3), True),
        (f"BEGIN; {_ACCOUNTS.format(1)}", True),
        (_ACCOUNTS.format(MOST_ROWS + 1), False),
        ("ALTER TABLE accounts ADD COLUMN odd int", False),
        ("DROP INDEX ix_models_workspace", False),
        (f"{_ACCOUNTS.format(1)}; ANALYZE accounts", False),
        ("UPDATE alembic_version SET version_num = '0001'", False),
    ],
)
async def test_it_is_empty_and_of_the_same_shape(shelf: Shelf, done: str, kept: bool) -> None:
    """Autovacuum changes statistics, too: what it passed by is not kept, then another one is."""
    handed_on = [await is_handed_on(shelf, done)]
    while kept and not handed_on[-1] and len(handed_on) < 5:
        handed_on.append(await is_handed_on(shelf, done))
    assert handed_on[-1] is kept


async def is_handed_on(shelf: Shelf, done: str) -> bool:
    name = await shelf.take()
    user = await asyncpg.connect(shelf.address(name))
    try:
        await user.execute(done)
        await shelf.give_back(name)
    finally:
        user.terminate()
    again = await shelf.take()
    reader = await asyncpg.connect(shelf.address(again))
    try:
        assert await reader.fetchval("SELECT count(*) FROM accounts") == 0
    finally:
        await reader.close()
        await shelf.give_back(again)
    return again == name
