import os
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from studio.accounts.models import AccessToken
from studio.kernel.events import Event
from studio.kernel.idempotency import IdempotencyKey
from studio.kernel.ids import uuid7
from tests.workers.stage import Stage
from workers import upkeep
from workers.upkeep import tidy


async def test_events_are_kept_a_week_and_the_newest_longer(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "LAST_EVENTS", 3)
    for _ in range(6):
        async with stage.context.work() as work:
            work.changed("clip", uuid7(), stream=stage.project_id)
    await tidy(stage.context)
    assert await stage.count(Event) == 6
    async with stage.context.work() as work:
        await work.session.execute(
            text("UPDATE events SET created_at = now() - interval '8 days' WHERE seq < 5")
        )
    await tidy(stage.context)
    async with stage.context.sessions() as session:
        assert list(await session.scalars(select(Event.seq).order_by(Event.seq))) == [4, 5, 6]


async def test_old_keys_and_expired_tokens_go(stage: Stage) -> None:
    now = stage.context.now()
    async with stage.context.work() as work:
        for index, days in enumerate((1, 7, 9)):
            key = IdempotencyKey(
                workspace_id=stage.viewer.workspace_id,
                account_id=stage.viewer.account_id,
                mutation="m",
                key=str(index),
                input_digest="",
                created_at=now - timedelta(days=days),
            )
            ends = None if index == 0 else now + timedelta(days=5 - days)
            token = AccessToken(
                digest=bytes([index]) * 32,
                account_id=stage.viewer.account_id,
                workspace_id=stage.viewer.workspace_id,
                purpose="API",
                expires_at=ends,
            )
            work.session.add_all([key, token])
    await tidy(stage.context)
    async with stage.context.sessions() as session:
        keys = await session.scalars(select(IdempotencyKey.key).order_by(IdempotencyKey.key))
        assert list(keys) == ["0", "1"]
        assert list(await session.scalars(select(AccessToken.expires_at))) == [None]


async def test_what_killed_workers_left_of_exports_goes(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    old = [f"storycanvas-{kind}-old" for kind in ("export", "import", "upload")]
    for name in (*old, "storycanvas-export-young", "else"):
        (tmp_path / name / "out").mkdir(parents=True)
    for name in (*old, "else"):
        os.utime(tmp_path / name, (0, 0))
    await tidy(stage.context)
    left = names(tmp_path)
    assert {"storycanvas-export-young", "else"} <= left
    assert not left & set(old)


def names(folder: Path) -> set[str]:
    return {one.name for one in folder.iterdir()}
