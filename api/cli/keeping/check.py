"""`storycanvas check`: whether all of a studio is there and fits together."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from api.cli.keeping.command import in_words, say, settings_of, tell
from api.cli.keeping.database import migrations, revision_of, studio_database
from api.cli.keeping.findings import Finding
from api.cli.keeping.media import check_blobs, check_deleted, check_orphans
from api.cli.keeping.rules import RULES, Rule
from infra.settings import Settings
from infra.storage import MediaStore
from studio.kernel.ids import typed

_SHOWN = 10


def run(*, data: Path | None, deep: bool, repair: bool) -> int:
    """Look, and mend if asked to; 0 where all is well (again), 1 where it is not."""
    return in_words(
        lambda: report(asyncio.run(_check(settings_of(data), deep=deep, repair=repair)))
    )


async def _check(settings: Settings, *, deep: bool, repair: bool) -> list[Finding]:
    async with studio_database(settings, say) as engine:
        return await examine(engine, settings, deep=deep, repair=repair)


async def examine(
    engine: AsyncEngine, settings: Settings, *, deep: bool = False, repair: bool = False
) -> list[Finding]:
    """Look at everything, the rows as of one moment; `repair` mends what is surely safe to mend.

    Older tables are found as that alone: what is true of them the rules here cannot say.
    """
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="REPEATABLE READ")
        tables = await _tables(connection)
        if tables.left:
            return [tables]
        broken = [(rule, await _broken(connection, rule)) for rule in RULES]
        blobs = await check_blobs(connection, MediaStore.from_settings(settings), deep=deep)
        deleted = await check_deleted(connection)
    findings = [tables]
    for rule, problems in broken:
        mends = repair and problems and rule.mend
        if mends:
            await _mend(engine, rule)
        findings.append(
            Finding(rule.area, rule.looked, problems, rule.mended if mends else "", rule.advice)
        )
    findings += [blobs, deleted]
    if settings.s3_bucket is None:
        findings.append(await check_orphans(engine, settings.data / "media", repair=repair))
    return findings


def report(findings: Sequence[Finding]) -> int:
    """Print a line for each area and each problem; answers the exit code."""
    for finding in findings:
        _show(finding)
    left = sum(len(finding.problems) for finding in findings if finding.left)
    tell(f"\n{left} problem{'s' if left > 1 else ''} found." if left else "\nAll is well.")
    return 1 if left else 0


def _show(finding: Finding) -> None:
    if not finding.problems:
        tell(f"ok       {finding.area:11} {finding.looked}")
        return
    count = len(finding.problems)
    mark, what = ("mended", finding.mended) if finding.mended else ("PROBLEM", finding.advice)
    tell(f"{mark:8} {finding.area:11} {count}: {what}")
    for problem in finding.problems[:_SHOWN]:
        tell(f"{'':20} {problem}")
    if count > _SHOWN:
        tell(f"{'':20} and {count - _SHOWN} more")


async def _tables(connection: AsyncConnection) -> Finding:
    revision, newest = await revision_of(connection), migrations().get_current_head()
    return Finding(
        area="tables",
        looked=f"revision {revision}, the newest",
        problems=[] if revision == newest else [f"they are at {revision}, the newest is {newest}"],
        advice="`storycanvas up` brings them up to date; then check again.",
    )


async def _broken(connection: AsyncConnection, rule: Rule) -> list[str]:
    rows = await connection.execute(text(rule.broken))
    return [f"{typed(rule.kind, id_)} {words}" for id_, words in rows]


async def _mend(engine: AsyncEngine, rule: Rule) -> None:
    async with engine.begin() as connection:
        await connection.execute(text(rule.mend or ""))
