"""Generated queries and mutations over the whole schema: none of them may be an error."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

import schema
from tests.running import Studio

SDL = Path(schema.__file__).parent / "schema.graphql"


@pytest.mark.slow
@pytest.mark.timeout(480)
async def test_schemathesis_finds_no_failure(studio: Studio, tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        "import sys; from schemathesis.cli import schemathesis; sys.exit(schemathesis())",
        "run",
        str(SDL),
        *("--url", f"{studio.url}/graphql"),
        *("--header", f"Authorization: Bearer {studio.owner.token}"),
        *("--max-examples", os.environ.get("SCHEMATHESIS_EXAMPLES", "5")),
        *("--seed", "1"),
        "--no-color",
        env={
            **os.environ,
            "SCHEMATHESIS_HOOKS": "tests.contract.scalars",
            "PYTHONPATH": str(SDL.parents[1]),
        },
        cwd=tmp_path,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    report = output.decode()
    assert process.returncode == 0, report[-6000:]
    operations = len(schema_operations())
    assert f"Selected: {operations}/{operations}" in report.replace("✅", ""), report[-2000:]
    assert "failed" not in report.lower().split("test cases")[-1]


def schema_operations() -> list[str]:
    from schema.build import graph

    query, mutation = graph._schema.query_type, graph._schema.mutation_type
    assert query is not None
    assert mutation is not None
    return [*query.fields, *mutation.fields]
