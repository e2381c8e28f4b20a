import asyncio
import os
import signal
import sys
import time
from pathlib import Path

import pytest

from infra.embedded import supervisor as module
from infra.embedded.errors import ServiceFailedError
from infra.embedded.process import Service
from infra.embedded.supervisor import Supervisor
from tests.doubles.waiting import PATIENCE, until
from tests.infra.embedded.conftest import left_running


def shell(name: str, script: str, data: Path, **more: object) -> Service:
    """A service whose processes carry `data`, so that left_running sees them."""
    env = {**os.environ, "TESTED": str(data), "NOTES": str(data / "notes")}
    return Service(name, ["sh", "-c", script], env=env, **more)  # type: ignore[arg-type]


def notes(data: Path) -> list[str]:
    file = data / "notes"
    return file.read_text().split() if file.exists() else []


async def test_services_start_in_order_and_stop_in_reverse(
    supervisor: Supervisor, data: Path
) -> None:
    script = (
        "echo {0}-up >>$NOTES; trap 'echo {0}-down >>$NOTES; exit' TERM; touch {1}/{0}; "
        "while :; do sleep 0.05; done"
    )

    def noting(name: str, *after: str) -> Service:
        async def ready(_pid: int) -> bool:
            return (data / name).exists()

        return shell(name, script.format(name, data), data, after=after, ready=ready)

    once = shell("migrate", "echo migrated >>$NOTES", data, after=("a",), once=True)
    await supervisor.start([noting("c", "b"), noting("b", "migrate"), once, noting("a")])
    await supervisor.start([noting("d", "c")])
    assert notes(data) == ["a-up", "migrated", "b-up", "c-up", "d-up"]
    await supervisor.stop()
    assert notes(data)[5:] == ["d-down", "c-down", "b-down", "a-down"]


async def test_a_killed_service_is_started_again_without_its_old_family(
    supervisor: Supervisor, data: Path, heard: list[str]
) -> None:
    await supervisor.start([shell("family", "sleep 1000 & wait", data)])
    first = supervisor.pid("family")
    assert first
    await until(lambda: len(left_running(data)) == 3)  # shell, sleep, guard
    old = {line.split()[0] for line in left_running(data) if "sleep 1000" in line}
    os.kill(first, signal.SIGKILL)
    await until(lambda: supervisor.pid("family") not in {first, None})
    now = {line.split()[0] for line in left_running(data)}
    assert old
    assert not old & now
    assert heard == ["family ended (SIGKILL); it is started again in 0.5 s"]


@pytest.mark.slow
async def test_restarts_back_off_and_forgive(
    supervisor: Supervisor, data: Path, heard: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FIRST_DELAY", 0.02)
    monkeypatch.setattr(module, "LONGEST_DELAY", 0.1)
    script = (
        "echo x >>$NOTES; run=$(wc -l <$NOTES); "
        "while [ $run -gt 4 ] && [ ! -e $TESTED/end-$run ]; do sleep 0.02; done; exit 3"
    )
    await supervisor.start([shell("weak", script, data)])
    for run, healthy_after in ((5, 0.0), (6, 1_000.0)):
        await until(lambda run=run: len(notes(data)) == run)
        monkeypatch.setattr(module, "HEALTHY_AFTER", healthy_after)
        (data / f"end-{run}").touch()
        await until(lambda run=run: len(heard) == run)
    waits = [
        line.removeprefix("weak ended (exit code 3); it is started again in ") for line in heard
    ]
    assert waits[:6] == ["0.02 s", "0.04 s", "0.08 s", "0.1 s", "0.02 s", "0.04 s"]


async def test_a_service_that_is_not_to_be_restarted(
    supervisor: Supervisor, data: Path, heard: list[str]
) -> None:
    await supervisor.start([shell("brief", "exit 4", data, restart=False)])
    await until(lambda: heard)
    assert heard == ["brief ended (exit code 4)"]


async def test_the_end_before_readiness_is_told_with_the_last_words(
    supervisor: Supervisor, data: Path
) -> None:
    async def never(_pid: int) -> bool:
        return False

    (data / "logs" / "bad.log").write_text("words of an earlier run\n")
    with pytest.raises(ServiceFailedError) as failed:
        await supervisor.start([shell("bad", "echo no such table; exit 2", data, ready=never)])
    assert "bad ended (exit code 2)" in str(failed.value)
    assert "no such table" in str(failed.value)
    assert "earlier run" not in str(failed.value)


async def test_a_service_that_stays_silent_is_ended(supervisor: Supervisor, data: Path) -> None:
    async def never(_pid: int) -> bool:
        return False

    silent = shell("silent", "sleep 1000", data, ready=never, ready_seconds=0.2)
    with pytest.raises(ServiceFailedError, match=r"not ready within 0\.2 s"):
        await supervisor.start([silent])
    assert not any("sleep 1000" in line for line in left_running(data))


async def test_a_program_that_does_not_exist(supervisor: Supervisor, data: Path) -> None:
    with pytest.raises(ServiceFailedError, match="No such file"):
        await supervisor.start([Service("ghost", [str(data / "ghost")])])


async def test_a_failed_migration_keeps_what_needs_it_from_starting(
    supervisor: Supervisor, data: Path
) -> None:
    migrate = shell("migrate", "exit 1", data, once=True)
    with pytest.raises(ServiceFailedError, match="migrate ended"):
        await supervisor.start([migrate, shell("api", "sleep 1000", data, after=("migrate",))])
    assert supervisor.pid("api") is None


async def test_who_does_not_stop_is_killed_with_the_family(
    supervisor: Supervisor, data: Path
) -> None:
    script = "trap '' TERM; sleep 1000 & touch $NOTES; while :; do wait; done"
    await supervisor.start([shell("stubborn", script, data, stop_seconds=0.3)])
    await until((data / "notes").exists)
    began = time.monotonic()
    async with asyncio.timeout(PATIENCE):
        await supervisor.stop()
    assert time.monotonic() - began > 0.25
    assert left_running(data) == []


async def test_names_are_unique_and_known(supervisor: Supervisor, data: Path) -> None:
    twin = shell("twin", "sleep 1000", data)
    with pytest.raises(ValueError, match="same name"):
        await supervisor.start([twin, twin])
    with pytest.raises(ValueError, match="unknown: nobody"):
        await supervisor.start([shell("x", "sleep 1000", data, after=("nobody",))])


async def test_large_logs_are_put_aside(supervisor: Supervisor, data: Path) -> None:
    log = data / "logs" / "talker.log"
    log.write_bytes(b"x" * (8 * 1024 * 1024 + 1))
    await supervisor.run(Service("talker", [sys.executable, "-c", "print('fresh')"]))
    assert log.read_text() == "fresh\n"
    assert (data / "logs" / "talker.log.1").stat().st_size > 8 * 1024 * 1024


async def test_only_living_processes_stay_on_record(supervisor: Supervisor, data: Path) -> None:
    await supervisor.run(shell("passing", "true", data))
    await supervisor.start([shell("lasting", "sleep 1000", data)])
    record = (data / "run" / f"{os.getpid()}.json").read_text()
    assert "lasting" in record
    assert "passing" not in record
    await supervisor.stop()
    assert list((data / "run").iterdir()) == []
