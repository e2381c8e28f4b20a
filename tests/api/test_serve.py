"""The web process loads while the tables are being made, and serves once they are there."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import text

from api.serve import newest_tables, until_tables
from infra.database import open_database
from infra.settings import Settings
from infra.webpage.source import ROOT
from tests.doubles.waiting import PATIENCE


def test_the_newest_tables_are_those_of_the_last_migration() -> None:
    folder = ROOT / "infra" / "migrations" / "versions"
    revisions = [
        line.partition('"')[2].rstrip('"\n')
        for file in folder.glob("*.py")
        for line in file.read_text(encoding="utf-8").splitlines()
        if line.startswith("revision")
    ]
    assert newest_tables() == max(revisions)


async def test_it_waits_for_the_tables_of_its_version(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(database_url=database_url, data=tmp_path)
    async with asyncio.timeout(PATIENCE):
        await until_tables(settings)
    monkeypatch.setattr("api.serve.newest_tables", lambda: "9998")
    waiting = asyncio.create_task(until_tables(settings))
    await asyncio.sleep(0.3)
    assert not waiting.done()
    engine = open_database(database_url, application="tests", pooled=False)
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    async with asyncio.timeout(PATIENCE):
        await waiting


async def test_an_empty_database_is_waited_for_and_one_that_is_away_is_not(
    database_url: str, tmp_path: Path
) -> None:
    engine = open_database(database_url, application="tests", pooled=False)
    async with engine.begin() as connection:
        await connection.execute(text("ALTER TABLE alembic_version RENAME TO aside"))
    waiting = asyncio.create_task(until_tables(Settings(database_url=database_url, data=tmp_path)))
    await asyncio.sleep(0.3)
    assert not waiting.done()
    async with engine.begin() as connection:
        await connection.execute(text("ALTER TABLE aside RENAME TO alembic_version"))
    async with asyncio.timeout(PATIENCE):
        await waiting
        await until_tables(Settings(database_url="postgresql://127.0.0.1:9/x", data=tmp_path))
