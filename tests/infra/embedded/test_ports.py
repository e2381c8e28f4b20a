import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.embedded.errors import PortTakenError
from infra.embedded.ports import free_port, is_free, remembered_port, web_port


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", free_port())) as server:
        yield server.getsockname()[1]


def test_a_port_is_remembered_until_it_is_taken(tmp_path: Path) -> None:
    port = remembered_port(tmp_path, "postgres")
    other = remembered_port(tmp_path, "valkey")
    assert remembered_port(tmp_path, "postgres") == port
    with socket.create_server(("127.0.0.1", port)):
        new = remembered_port(tmp_path, "postgres")
    assert new != port
    assert remembered_port(tmp_path, "postgres") == new
    assert remembered_port(tmp_path, "valkey") == other


@pytest.mark.parametrize("words", ["", "[]", '{"postgres": "x"}', '{"postgres": 99999}'])
def test_a_torn_memory_is_no_memory(tmp_path: Path, words: str) -> None:
    (tmp_path / "ports.json").write_text(words)
    port = remembered_port(tmp_path, "postgres")
    assert json.loads((tmp_path / "ports.json").read_text()) == {"postgres": port}


def test_server_ports_are_outside_the_range_of_outgoing_connections() -> None:
    lowest = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    assert all(1024 < free_port() < lowest for _ in range(20))


def test_a_requested_port_that_is_taken_is_named(taken: int) -> None:
    with pytest.raises(PortTakenError, match=f"Port {taken} .* PORT="):
        web_port(taken)


def test_the_default_port_gives_way(taken: int) -> None:
    assert web_port(None, default=taken) != taken
    free = free_port()
    assert web_port(None, default=free) == free
    assert web_port(free) == free
    assert is_free(web_port(0))


_MANY = "from infra.embedded.ports import free_port; print(*(free_port() for _ in range(150)))"


def test_none_is_given_twice_while_its_server_may_still_be_starting() -> None:
    asking = [
        subprocess.Popen([sys.executable, "-c", _MANY], stdout=subprocess.PIPE, text=True)
        for _ in range(6)
    ]
    given = [port for one in asking for port in one.communicate(timeout=60)[0].split()]
    assert len(given) == 900
    assert len(set(given)) == 900


@pytest.mark.parametrize("kept", ["", "no JSON", "[]", '{"20000": "x"}'])
def test_what_was_given_before_may_be_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept: str
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    file = tmp_path / f"storycanvas-ports-{os.getuid()}.json"
    file.write_text(kept)
    port = free_port()
    assert list(json.loads(file.read_text())) == [str(port)]


def test_a_place_that_is_not_ours_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    other = tmp_path / "other"
    other.write_text("theirs")
    (tmp_path / f"storycanvas-ports-{os.getuid()}.json").symlink_to(other)
    assert is_free(free_port())
    assert other.read_text() == "theirs"
