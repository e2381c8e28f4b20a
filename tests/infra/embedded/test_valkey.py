import asyncio
import os
import signal
from pathlib import Path

import pytest
import redis.asyncio
import redis.exceptions

from infra.embedded import valkey as module
from infra.embedded.errors import ServerMissingError
from infra.embedded.supervisor import Supervisor
from infra.embedded.valkey import EmbeddedValkey, find_program
from tests.doubles.waiting import PATIENCE
from tests.infra.embedded.conftest import left_running


@pytest.mark.slow
async def test_a_killed_server_comes_back_with_its_data(data: Path, supervisor: Supervisor) -> None:
    url = await EmbeddedValkey(data, supervisor).start()
    async with redis.asyncio.from_url(url, decode_responses=True) as client:
        await client.set("kept", "yes")
        assert await client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        assert await client.config_get("bind") == {"bind": "127.0.0.1"}
    await asyncio.sleep(1.2)  # the log of writes is flushed once a second
    first = supervisor.pid("valkey")
    assert first
    os.kill(first, signal.SIGKILL)
    assert await ask(url, "kept") == "yes"
    assert supervisor.pid("valkey") != first
    await supervisor.stop()
    assert await ask(await EmbeddedValkey(data, supervisor).start(), "kept") == "yes"


async def ask(url: str, key: str) -> object:
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                async with redis.asyncio.from_url(url, decode_responses=True) as client:
                    return await client.get(key)
            except (OSError, redis.exceptions.ConnectionError):
                await asyncio.sleep(0.05)


async def test_its_password_is_asked_for_and_not_shown(data: Path, supervisor: Supervisor) -> None:
    url = await EmbeddedValkey(data, supervisor, durable=False).start()
    password = (data / "valkey.password").read_text()
    assert password in url
    service = EmbeddedValkey(data, supervisor)._service(find_program(), 1, password)
    assert not any(password in argument for argument in service.argv)
    assert not any(password in line for line in left_running(data))
    async with redis.asyncio.from_url(url.replace(password, "wrong")) as client:
        with pytest.raises(redis.exceptions.AuthenticationError):
            await client.ping()


@pytest.mark.slow
async def test_an_orphan_on_the_folder_is_ended_first(data: Path, supervisor: Supervisor) -> None:
    await EmbeddedValkey(data, supervisor).start()
    other = Supervisor(data, lambda _line: None)
    try:
        url = await EmbeddedValkey(data, other).start()
        assert await ask(url, "nothing") is None
        running = [line for line in left_running(data) if "valkey-server" in line]
        assert len(running) == 1
    finally:
        await other.stop()


def test_a_server_on_path_when_the_wheel_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module.importlib.util, "find_spec", lambda _name: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ServerMissingError, match="REDIS_URL"):
        find_program()
    program = tmp_path / "redis-server"
    for version in ("6.0.16", "5.9"):
        program.write_text(f"#!/bin/sh\necho Redis server v={version} sha=00000000:0\n")
        program.chmod(0o755)
        with pytest.raises(ServerMissingError):
            find_program()
    program.write_text("#!/bin/sh\necho Redis server v=6.2.14 sha=00000000:0\n")
    assert find_program() == program
