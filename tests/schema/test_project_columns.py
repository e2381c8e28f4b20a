"""All that a project holds in the database is carried by its JSON, or is left out for a reason."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Table, select

from studio.kernel.ids import untyped
from studio.registry import metadata
from tests.running import Studio
from tests.schema.test_restoring import MADE, rich, taken_out
from tests.schema.test_restoring_makings import elsewhere, rendered

LIST = Path(__file__).with_name("project_columns.txt")
_SCOPED = {"project_id", "scope_id", "stream_id"}
"""Columns that may hold a project's id without a foreign key."""


@dataclass
class Listed:
    carried: dict[str, list[str]] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)
    everywhere: dict[str, str] = field(default_factory=dict)


def listed() -> Listed:
    found = Listed()
    for line in LIST.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        name, _, told = line.partition(":")
        assert told.strip(), f"{line}: without a reason"
        if line.startswith("* "):
            found.everywhere[name[2:]] = told.strip()
        elif line.startswith("- "):
            found.left_out[name[2:]] = told.strip()
        else:
            found.carried[name] = told.split()
    return found


def tables_of_a_project() -> dict[str, Table]:
    """Those with rows that are of a project, or of what is of one."""
    found = {"projects"}
    while True:
        more = {
            table.name
            for table in metadata.sorted_tables
            if _SCOPED & set(table.columns.keys())
            or any(key.column.table.name in found for key in table.foreign_keys)
        } - found
        if not more:
            return {name: metadata.tables[name] for name in sorted(found)}
        found |= more


def test_every_column_is_carried_or_left_out_for_a_reason() -> None:
    known = listed()
    tables = tables_of_a_project()
    untold = [
        f"{name}.{column}"
        for name, table in tables.items()
        if name not in known.left_out
        for column in table.columns.keys()  # noqa: SIM118
        if column not in known.carried.get(name, ())
        and f"{name}.{column}" not in known.left_out
        and column not in known.everywhere
    ]
    assert not untold, f"carry them in a project's JSON, or say in {LIST.name} why not: {untold}"
    gone = [
        name
        for name in (*known.carried, *known.left_out)
        if name.partition(".")[0] not in tables
        or ("." in name and name.partition(".")[2] not in tables[name.partition(".")[0]].columns)
    ]
    assert not gone, f"{LIST.name} tells of what is not there: {gone}"
    for name, columns in known.carried.items():
        assert {*columns} <= {*tables[name].columns.keys()}, name


async def rows_of(studio: Studio, name: str, columns: list[str], project: UUID) -> list[str]:
    """What is carried of the project's living rows, each as a text; of ids whether there is one."""
    table = metadata.tables[name]
    wanted = select(*(table.c[column] for column in columns)).where(_mine(table, project))
    if "deleted_at" in table.c:
        wanted = wanted.where(table.c.deleted_at.is_(None))
    async with studio.sessions() as session:
        rows = (await session.execute(wanted)).all()
    return sorted(str([_plain(value) for value in row]) for row in rows)


def _mine(table: Table, project: UUID) -> Any:
    if table.name == "projects":
        return table.c.id == project
    if "project_id" in table.c:
        return table.c.project_id == project
    people = metadata.tables["characters"]
    whose = select(people.c.id).where(people.c.project_id == project)
    return table.c.character_id.in_(whose)


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return "an id"
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value


_OTHER_ELSEWHERE = {"assets": "files are the workspace's", "styles": "the library's are cast too"}
_WITH_IDS = {"recipes": ["asked", "fed"]}


@pytest.mark.feature("EXP-4", "BEY-8")
async def test_what_is_listed_as_carried_is(studio: Studio) -> None:
    known = listed()
    for made in (await rich(studio), await rendered(studio)):
        there = await elsewhere(studio)
        text = await taken_out(studio.owner, made.id)
        restored = await there.caller.do("importProject", MADE, text=text)
        pair = untyped("project", made.id), untyped("project", restored["project"]["id"])
        for name, columns in known.carried.items():
            if name in _OTHER_ELSEWHERE:
                continue
            told = [one for one in columns if one not in _WITH_IDS.get(name, ())]
            before, after = [await rows_of(studio, name, told, one) for one in pair if one]
            assert after == before, name
