from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from studio.access.viewer import Role
from studio.catalogue.models import Preset, PresetVersion
from studio.catalogue.presets import (
    Draft,
    create_preset,
    delete_preset,
    ensure_builtins,
    import_presets,
    restore_preset,
    restore_version,
    update_preset,
)
from studio.graphs.families import FAMILIES
from studio.kernel.errors import Conflict, UserError
from tests.workers.stage import Stage

DRAFT = Draft("Ink", "ARTISTIC", {"steps": 20, "sampler": "euler"}, family="sdxl")


async def make(stage: Stage, draft: Draft = DRAFT, **given: Any) -> Preset:
    async with stage.context.work() as work:
        return await create_preset(work, stage.viewer, draft, **given)


async def change(stage: Stage, preset: Preset, **changes: Any) -> Preset:
    expected = changes.pop("expected_version", None)
    async with stage.context.work() as work:
        return await update_preset(
            work, stage.viewer, preset.id, changes, expected_version=expected
        )


async def presets(stage: Stage) -> dict[str, Preset]:
    async with stage.context.sessions() as session:
        rows = await session.scalars(select(Preset).where(Preset.deleted_at.is_(None)))
        return {row.name: row for row in rows}


async def builtins(stage: Stage) -> None:
    async with stage.context.work() as work:
        await ensure_builtins(work, stage.viewer.workspace_id)


async def test_each_edit_is_kept_and_can_be_had_again(stage: Stage) -> None:
    preset = await make(stage)
    await change(stage, preset, settings={"steps": 40})
    await change(stage, preset, name="Charcoal")
    async with stage.context.work() as work:
        back = await restore_version(work, stage.viewer, preset.id, 1)
    assert (back.name, back.settings, back.version) == ("Charcoal", DRAFT.settings, 4)
    async with stage.context.sessions() as session:
        rows = await session.scalars(select(PresetVersion).order_by(PresetVersion.number))
        kept = [(row.number, row.name, row.settings.get("steps")) for row in rows]
    assert kept == [(1, "Ink", 20), (2, "Ink", 40), (3, "Charcoal", 40), (4, "Charcoal", 20)]


async def test_an_edit_of_something_older_is_refused(stage: Stage) -> None:
    preset = await make(stage)
    await change(stage, preset, settings={"steps": 40})
    with pytest.raises(Conflict):
        await change(stage, preset, settings={"steps": 50}, expected_version=1)


async def test_there_is_one_default_for_one_thing(stage: Stage) -> None:
    first = await make(stage, is_default=True)
    second = await make(stage, replace(DRAFT, name="Wash"))
    anything = await make(stage, replace(DRAFT, name="Any", family=None), is_default=True)
    await change(stage, second, is_default=True)
    found = await presets(stage)
    assert [found[name].is_default for name in ("Ink", "Wash", "Any")] == [False, True, True]
    assert anything.is_default
    await change(stage, first, is_default=True)
    found = await presets(stage)
    assert [found[name].is_default for name in ("Ink", "Wash", "Any")] == [True, False, True]


async def test_what_comes_with_the_studio_is_there_once_and_stays(stage: Stage) -> None:
    await builtins(stage)
    await builtins(stage)
    found = await presets(stage)
    assert len(found) == 2 * len(FAMILIES)
    family = FAMILIES["flux_dev"]
    fast, quality = found[f"{family.label}: fast"], found[f"{family.label}: quality"]
    assert (fast.settings["steps"], quality.settings["steps"]) == (8, 28)
    assert (fast.is_default, quality.is_default) == (False, True)
    for act in (
        change(stage, fast, name="Mine"),
        _delete(stage, fast),
    ):
        with pytest.raises(UserError, match="comes with the studio"):
            await act
    await change(stage, fast, is_default=True)
    await builtins(stage)
    assert (await presets(stage))[fast.name].is_default, "that choice is the workspace's"


async def test_deleted_and_brought_back(stage: Stage) -> None:
    preset = await make(stage)
    await _delete(stage, preset)
    assert await presets(stage) == {}
    again = await make(stage)
    with pytest.raises(UserError):
        await _restore(stage, preset)
    await _delete(stage, again)
    await _restore(stage, preset)
    assert (await presets(stage))["Ink"].id == preset.id


async def test_import_is_all_or_nothing_and_finds_free_names(stage: Stage) -> None:
    await make(stage)
    async with stage.context.work() as work:
        await import_presets(work, stage.viewer, [DRAFT, replace(DRAFT, name="ink")])
    assert set(await presets(stage)) == {"Ink", "Ink (2)", "ink (3)"}
    bad = replace(DRAFT, name="Bad", settings={"steps": 0})
    with pytest.raises(UserError, match="steps"):
        async with stage.context.work() as work:
            await import_presets(work, stage.viewer, [replace(DRAFT, name="Good"), bad])
    assert "Good" not in await presets(stage)


@pytest.mark.parametrize(
    "draft",
    [
        replace(DRAFT, name=" "),
        replace(DRAFT, category="FUNNY"),
        replace(DRAFT, family="midjourney"),
        replace(DRAFT, settings={"steps": 10**6}),
    ],
)
async def test_what_is_no_preset_is_not_made(stage: Stage, draft: Draft) -> None:
    with pytest.raises(UserError):
        await make(stage, draft)
    assert await presets(stage) == {}


async def test_who_may_only_look_changes_nothing(stage: Stage) -> None:
    guest = replace(stage.viewer, role=Role.VIEWER)
    with pytest.raises(UserError):
        async with stage.context.work() as work:
            await create_preset(work, guest, DRAFT)


async def _delete(stage: Stage, preset: Preset) -> None:
    async with stage.context.work() as work:
        await delete_preset(work, stage.viewer, preset.id)


async def _restore(stage: Stage, preset: Preset) -> None:
    async with stage.context.work() as work:
        await restore_preset(work, stage.viewer, preset.id)
