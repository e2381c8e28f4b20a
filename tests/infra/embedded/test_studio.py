"""The launcher as a person meets it: real processes, real signals."""

import os
import signal
import stat
import subprocess
import time
from pathlib import Path

import pytest

from infra.embedded.lock import RunningStudio, running_studio
from tests.doubles.waiting import PATIENCE
from tests.infra.embedded.conftest import Launch, left_running, until


@pytest.mark.slow
def test_a_second_start_makes_nothing_anew_and_finds_the_same_servers(
    data: Path, launch: Launch
) -> None:
    first = launch(data, "--code", "0")
    cold = first.wait_for("ready")
    assert first.process.wait(PATIENCE) == 0
    assert left_running(data) == []
    made = (data / "postgres" / "PG_VERSION").stat().st_ctime_ns
    second = launch(data, "--code", "7")
    warm = second.wait_for("ready")
    assert second.process.wait(PATIENCE) == 7
    assert warm["database_url"] == cold["database_url"]
    assert warm["redis_url"] == cold["redis_url"]
    assert not list(data.glob("*init*")), "nothing is made anew"
    assert made == (data / "postgres" / "PG_VERSION").stat().st_ctime_ns


@pytest.mark.slow
def test_a_running_studio_is_found_and_a_second_one_refused(data: Path, launch: Launch) -> None:
    assert running_studio(data) is None
    first = launch(data)
    first.wait_for("ready")
    pid = first.process.pid
    assert running_studio(data) == RunningStudio(pid, "http://127.0.0.1:8000", "a-token")
    for name in ("studio.json", "postgres.password", "valkey.password", "lock"):
        assert stat.S_IMODE((data / name).stat().st_mode) == 0o600
    second = launch(data)
    assert second.process.wait(PATIENCE) == 1
    refusal = second.wait_for("refused")
    assert refusal["refused"] == "DATA_IN_USE"
    assert str(pid) in refusal["words"]
    assert "http://127.0.0.1:8000" in refusal["words"]
    assert running_studio(data) is not None
    first.interrupt()
    assert first.process.wait(PATIENCE) == 0
    assert running_studio(data) is None
    assert not (data / "studio.json").exists()


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_everything(data: Path, launch: Launch, number: signal.Signals) -> None:
    studio = launch(data)
    studio.wait_for("ready")
    os.kill(studio.process.pid, number)
    assert studio.process.wait(PATIENCE) == 0
    assert left_running(data) == []
    assert "database system is shut down" in (data / "logs" / "postgres.log").read_text()


@pytest.mark.slow
def test_ctrl_c_again_neither_hangs_nor_cuts_the_stop(data: Path, launch: Launch) -> None:
    studio = launch(data, "--stubborn", "--stop-seconds", "5")
    studio.wait_for("ready")
    began = time.monotonic()
    studio.interrupt()
    until(lambda: studio.said("stopping"))
    for _ in range(3):
        studio.interrupt()
        time.sleep(0.1)
    assert running_studio(data) is None
    assert studio.process.poll() is None
    assert studio.process.wait(PATIENCE) == 0
    assert time.monotonic() - began > 4.9
    assert studio.said("still stopping")
    assert left_running(data) == []
    assert "database system is shut down" in (data / "logs" / "postgres.log").read_text()


def test_ctrl_c_while_it_starts(data: Path, launch: Launch) -> None:
    studio = launch(data, "--prepare", "60")
    studio.wait_for("prepare")
    studio.interrupt()
    assert studio.process.wait(PATIENCE) == 0
    assert left_running(data) == []


def test_ctrl_c_while_the_cluster_is_made_leaves_no_half_of_it(data: Path, launch: Launch) -> None:
    studio = launch(data)
    until(lambda: list(data.glob(".postgres-init-*/postgres/PG_VERSION")))
    studio.interrupt()
    assert studio.process.wait(PATIENCE) == 0
    assert left_running(data) == []
    assert not list(data.glob(".postgres-init-*"))
    assert not (data / "postgres").exists()


@pytest.mark.slow
@pytest.mark.parametrize("options", [(), ("--stubborn",)], ids=["obedient", "stubborn"])
def test_nothing_outlives_a_killed_launcher(
    data: Path, launch: Launch, options: tuple[str, ...]
) -> None:
    studio = launch(data, *options)
    studio.wait_for("ready")
    assert len(left_running(data)) > 6
    studio.kill()
    until(lambda: not left_running(data))
    assert running_studio(data) is None
    again = launch(data, "--code", "0")
    again.wait_for("ready")
    assert again.process.wait(PATIENCE) == 0


@pytest.mark.slow
def test_the_next_start_ends_what_even_the_guard_could_not(data: Path, launch: Launch) -> None:
    studio = launch(data, "--stubborn")
    studio.wait_for("ready")
    guard = studio.pid_of("orphans.py")
    os.kill(guard, signal.SIGKILL)
    studio.kill()
    # Asked in vain by the kernel: the shell ignores it, and its child was never asked.
    until(lambda: len(left_running(data)) == 2)
    again = launch(data, "--code", "0")
    again.wait_for("ready")
    assert again.said("ended family, left behind")
    assert again.process.wait(PATIENCE) == 0
    assert left_running(data) == []


@pytest.mark.slow
def test_killed_at_any_moment_of_the_first_start(data: Path, launch: Launch) -> None:
    for pause in (0.1, 0.2, 0.3, 0.45, 0.6, 0.8):
        studio = launch(data)
        time.sleep(pause)
        studio.kill()
    last = launch(data, "--code", "0")
    last.wait_for("ready")
    assert last.process.wait(PATIENCE) == 0
    assert not list(data.glob(".postgres-init-*"))


def test_own_servers_are_used_and_none_is_started(data: Path, launch: Launch) -> None:
    own = ("--database-url", "postgresql+asyncpg://db.example/x", "--redis-url", "redis://example")
    studio = launch(data, *own)
    ready = studio.wait_for("ready")
    assert ready["database_url"] == own[1]
    assert ready["redis_url"] == own[3]
    assert not any("postgres " in line or "valkey" in line for line in left_running(data))
    assert not (data / "postgres").exists()


def test_what_runs_beside_begins_at_once_and_is_waited_for_by_nothing(
    data: Path, launch: Launch
) -> None:
    studio = launch(data, "--beside", f"touch {data}/begun; sleep 1000 & wait")
    until((data / "begun").exists)
    assert not any("ready" in line for line in studio.told())
    studio.wait_for("ready")
    studio.interrupt()
    assert studio.process.wait(PATIENCE) == 0
    assert left_running(data) == []


def test_what_fails_beside_does_not_stop_the_studio(data: Path, launch: Launch) -> None:
    studio = launch(data, "--beside", "echo 'no such play'; exit 3")
    assert "no such play" in studio.wait_for("beside")["beside"]
    studio.wait_for("ready")
    assert studio.process.poll() is None
    studio.interrupt()
    assert studio.process.wait(PATIENCE) == 0


def test_data_that_cannot_be_written(tmp_path: Path, launch: Launch) -> None:
    file = tmp_path / "file"
    file.write_text("not a folder")
    studio = launch(file / "data")
    assert studio.process.wait(PATIENCE) == 1
    refusal = studio.wait_for("refused")
    assert refusal["refused"] == "DATA_UNUSABLE"
    assert str(file / "data") in refusal["words"]


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root: a small disk is mounted")
def test_a_full_disk_is_said_before_anything_is_made(tmp_path: Path, launch: Launch) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("needs the right to mount a small disk")
    try:
        studio = launch(disk / "data")
        assert studio.process.wait(PATIENCE) == 1
        assert studio.wait_for("refused")["refused"] == "DISK_FULL"
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_the_launcher_stays_light(data: Path, launch: Launch) -> None:
    studio = launch(data)
    studio.wait_for("ready")
    status = Path(f"/proc/{studio.process.pid}/status").read_text(encoding="ascii")
    resident = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    assert int(resident.split()[1]) < 40 * 1024
