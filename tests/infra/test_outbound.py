import asyncio
import datetime as dt
import socket
import ssl
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import httpcore
import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from infra import outbound
from infra.outbound import (
    AddressRefused,
    AnswerTooLarge,
    Resolve,
    guarded_client,
    read_bounded,
    save_bounded,
    vet_address,
)
from tests.doubles.serving import serve

PUBLIC = "93.184.215.14"


def names(*answers: Sequence[str]) -> Resolve:
    """A resolver that gives these answers one after the other, then the last one for ever."""
    left = list(answers)

    async def resolve(_host: str, _port: int) -> Sequence[str]:
        return left.pop(0) if len(left) > 1 else left[0]

    return resolve


class Calls:
    """What reached the server."""

    def __init__(self) -> None:
        self.hosts: list[str] = []
        self.headers: list[httpx.Headers] = []


@pytest.fixture
def calls() -> Calls:
    return Calls()


@pytest.fixture
def url(calls: Calls) -> Iterator[str]:
    async def answer(request: Request) -> Response:
        calls.hosts.append(request.headers["host"])
        calls.headers.append(httpx.Headers(dict(request.headers)))
        if request.url.path == "/loop":
            return RedirectResponse("/loop")
        if to := request.query_params.get("to"):
            return RedirectResponse(to)
        if request.query_params.get("packed"):
            return Response(b"x", headers={"Content-Encoding": "gzip"})
        body = b"x" * int(request.query_params.get("size", "2"))
        return Response(body, headers={"Set-Cookie": "a=b"})

    with serve(Starlette(routes=[Route("/", answer), Route("/loop", answer)])) as address:
        yield address


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.9.9.9", "10.0.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1"),
        *("::1", "fd12::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1"),
        *("2002:7f00:1::", "2002:c0a8:101::1"),
    ],
)
async def test_what_is_private_is_called_only_where_that_is_allowed(address: str) -> None:
    with pytest.raises(AddressRefused, match="STORYCANVAS_ALLOW_PRIVATE_ENDPOINTS"):
        await vet_address("http://a.test", allow_private=False, resolve=names([address]))
    await vet_address("http://a.test", allow_private=True, resolve=names([address]))


@pytest.mark.parametrize(
    "address",
    [
        *("0.0.0.0", "0.1.2.3", "169.254.169.254", "224.0.0.1", "239.1.1.1", "240.0.0.1"),
        *("255.255.255.255", "100.100.100.200", "168.63.129.16", "192.0.0.192", "192.88.99.1"),
        *("198.18.0.1", "203.0.113.5", "::", "fe80::1", "fe80::1%1", "fec0::1", "ff02::1"),
        *("::127.0.0.1", "::ffff:169.254.169.254", "::ffff:0:127.0.0.1", "64:ff9b:1::7f00:1"),
        *("64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::", "2001:0:1::1", "2001:db8::1", "3fff::1"),
        *("fd00:ec2::254", "fd20:ce::254"),
    ],
)
@pytest.mark.parametrize("allow_private", [True, False])
async def test_what_is_no_servers_address_is_never_called(
    address: str, allow_private: bool
) -> None:
    with pytest.raises(AddressRefused, match="no server's"):
        await vet_address("http://a.test", allow_private=allow_private, resolve=names([address]))


@pytest.mark.parametrize("address", [PUBLIC, "2606:4700::1111", "64:ff9b::5db8:d70e"])
async def test_what_is_public_is_called(address: str) -> None:
    await vet_address("https://a.test/v1", allow_private=False, resolve=names([address]))


@settings(max_examples=150)
@given(st.ip_addresses())
async def test_nothing_but_global_unicast_is_ever_public(address: object) -> None:
    try:
        await vet_address("http://a.test", allow_private=False, resolve=names([str(address)]))
    except AddressRefused:
        return
    assert address.is_global  # type: ignore[attr-defined]
    assert not address.is_multicast  # type: ignore[attr-defined]


async def test_one_private_address_among_public_ones_is_enough() -> None:
    with pytest.raises(AddressRefused):
        await vet_address(
            "http://a.test", allow_private=False, resolve=names([PUBLIC, "127.0.0.1"])
        )


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "localhost", "localhost.", "LOCALHOST", "127.1", "2130706433", "0x7f.1"),
        *("0x7f000001", "0177.0.0.1", "017700000001", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"),
        *("[::]", "0", "１２７.0.0.1", "127.0.0.1."),
    ],
)
async def test_no_way_of_writing_this_machine_gets_through(host: str, url: str) -> None:
    """With the system's own look-up; some of them it cannot resolve, which will do as well."""
    port = url.rpartition(":")[2]
    with pytest.raises(AddressRefused):
        await vet_address(f"http://{host}:{port}/", allow_private=False)
    async with guarded_client(False) as client:
        with pytest.raises((httpx.ConnectError, httpx.InvalidURL)):
            await client.get(f"http://{host}:{port}/")


@pytest.mark.parametrize(
    "address",
    [
        *("", "a.test", "ftp://a.test", "file:///etc/passwd", "http://", "https:///x", "//a.test"),
        *("http://user@a.test", "http://user:word@a.test", "http://a.test@b.test"),
        *("http://:word@a.test", "http://a.test:22", "http://a.test:25", "https://a.test:6379"),
        *("http://a.test:0", "http://a.test:99999", "http://a\x00.test", "http://[::1"),
    ],
)
async def test_an_address_that_is_none_is_refused_before_any_look_up(address: str) -> None:
    async def never(_host: str, _port: int) -> Sequence[str]:
        raise AssertionError

    with pytest.raises(AddressRefused) as refused:
        await vet_address(address, allow_private=True, resolve=never)
    assert refused.value.message.endswith(".")
    async with guarded_client(True, resolve=never) as client:
        with pytest.raises((AddressRefused, httpx.InvalidURL, httpx.UnsupportedProtocol)):
            await client.get(address)


async def test_the_connection_goes_to_the_address_that_was_checked(calls: Calls, url: str) -> None:
    port = url.rpartition(":")[2]
    async with guarded_client(True, resolve=names(["127.0.0.1"])) as client:
        answer = await client.get(f"http://studio.test:{port}/")
    assert (answer.status_code, calls.hosts) == (200, [f"studio.test:{port}"])


async def test_a_name_that_leads_elsewhere_the_second_time_leads_nowhere(
    calls: Calls, url: str
) -> None:
    port = url.rpartition(":")[2]
    rebinding = names([PUBLIC], ["127.0.0.1"])
    await vet_address(f"http://a.test:{port}", allow_private=False, resolve=rebinding)
    async with guarded_client(False, resolve=rebinding) as client:
        with pytest.raises(AddressRefused):
            await client.get(f"http://a.test:{port}/")
    assert calls.hosts == []


async def test_a_name_is_looked_up_once_for_a_connection(url: str) -> None:
    asked: list[str] = []

    async def resolve(host: str, _port: int) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"]

    port = url.rpartition(":")[2]
    async with guarded_client(True, resolve=resolve) as client:
        await client.get(f"http://a.test:{port}/")
        await client.get(f"http://a.test:{port}/")
    assert asked == ["a.test"]


def private_but(port: str) -> Resolve:
    """`first.test` is let through to this machine; what else leads here is not."""

    async def resolve(host: str, _port: int) -> Sequence[str]:
        return ["127.0.0.1"] if host == "first.test" else ["169.254.169.254"]

    return resolve


async def test_redirects_are_not_followed_unasked_and_each_hop_is_checked(
    calls: Calls, url: str
) -> None:
    port = url.rpartition(":")[2]
    async with guarded_client(True, resolve=private_but(port)) as client:
        first = f"http://first.test:{port}/?to="
        answer = await client.get(f"{first}http://other.test:{port}/")
        assert answer.is_redirect
        for to in ("http://other.test/", "http://u@first.test/", "file:///etc/passwd"):
            with pytest.raises((AddressRefused, httpx.UnsupportedProtocol)):
                await client.get(first + to, follow_redirects=True)
        before = len(calls.hosts)
        with pytest.raises(httpx.TooManyRedirects):
            await client.get(f"http://first.test:{port}/loop", follow_redirects=True)
        assert len(calls.hosts) - before == 4
    assert set(calls.hosts) == {f"first.test:{port}"}


async def test_a_redirect_to_this_machine_is_refused(url: str) -> None:
    """A public server, as far as the check goes, that sends its callers to 127.0.0.1."""
    port = url.rpartition(":")[2]
    checked = outbound._check_address

    def lenient(host: str, address: object, *, allow_private: bool) -> None:
        checked(host, address, allow_private=allow_private or host == "first.test")  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(outbound, "_check_address", lenient)
        async with guarded_client(False, resolve=names(["127.0.0.1"])) as client:
            with pytest.raises(AddressRefused, match="private network"):
                await client.get(f"http://first.test:{port}/?to={url}/", follow_redirects=True)


async def test_proxies_of_the_environment_are_not_used(
    calls: Calls, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "all_proxy"):
        monkeypatch.setenv(name, url)
    async with guarded_client(False, resolve=names(["10.0.0.1"])) as client:
        with pytest.raises(AddressRefused):
            await client.get("http://a.test/")
    assert calls.hosts == []


async def test_cookies_are_not_kept_from_call_to_call(calls: Calls, url: str) -> None:
    async with guarded_client(True) as client:
        await client.get(url)
        await client.get(url)
    assert ["cookie" in headers for headers in calls.headers] == [False, False]


async def test_another_address_is_tried_where_the_first_does_not_answer(url: str) -> None:
    port = url.rpartition(":")[2]
    async with guarded_client(True, resolve=names(["127.0.0.2", "127.0.0.1"])) as client:
        with pytest.MonkeyPatch.context() as patch:
            inner = client._transport._pool._network_backend._inner  # type: ignore[attr-defined]
            connect = inner.connect_tcp

            async def refusing(host: str, *rest: object) -> object:
                if host == "127.0.0.2":
                    raise httpcore.ConnectError("refused")
                return await connect(host, *rest)

            patch.setattr(inner, "connect_tcp", refusing)
            assert (await client.get(f"http://a.test:{port}/")).status_code == 200


async def test_a_name_without_an_address_or_an_answer_is_told_in_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def unknown(_host: str, _port: int) -> Sequence[str]:
        raise socket.gaierror(-2, "Name or service not known")

    async def silent(_host: str, _port: int) -> Sequence[str]:
        await asyncio.sleep(60)
        return []

    monkeypatch.setattr(outbound, "_LOOK_UP_SECONDS", 0.05)
    for resolve, words, error in (
        (unknown, "cannot be resolved", httpx.ConnectError),
        (names([]), "cannot be resolved", httpx.ConnectError),
        (silent, "too long", httpx.ConnectTimeout),
    ):
        with pytest.raises(AddressRefused, match=words):
            await vet_address("http://a.test", allow_private=True, resolve=resolve)
        async with guarded_client(True, resolve=resolve) as client:
            with pytest.raises(error) as raised:
                await client.get("http://a.test/")
            assert not isinstance(raised.value, AddressRefused)


async def test_an_answer_is_read_up_to_its_limit_alone(url: str, tmp_path: Path) -> None:
    async with guarded_client(True) as client:
        for size, limit in ((10, 10), (11, 10), (200_000, 100_000)):
            async with client.stream("GET", f"{url}/?size={size}") as answer:
                if size <= limit:
                    assert await read_bounded(answer, limit) == b"x" * size
                    continue
                with pytest.raises(AnswerTooLarge):
                    await read_bounded(answer, limit)
        async with client.stream("GET", f"{url}/?size=70000") as answer:
            assert await save_bounded(answer, tmp_path / "file", 70_000) == 70_000
        assert (tmp_path / "file").stat().st_size == 70_000
        async with client.stream("GET", f"{url}/?packed=1") as answer:
            with pytest.raises(AnswerTooLarge):
                await read_bounded(answer, 100)


@asynccontextmanager
async def tls_server(
    folder: Path, name: str
) -> AsyncIterator[tuple[int, ssl.SSLContext, list[str]]]:
    """A server with a certificate for `name`: its port, who trusts it, and the names asked for."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (folder / "server.pem").write_bytes(pem + private)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    asked: list[str] = []
    context.sni_callback = lambda _socket, server_name, _context: asked.append(server_name)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context)
    async with server:
        trusting = ssl.create_default_context(cadata=pem.decode())
        yield server.sockets[0].getsockname()[1], trusting, asked


async def test_tls_is_for_the_name_and_not_for_the_address(tmp_path: Path) -> None:
    async with (
        tls_server(tmp_path, "right.test") as (port, trusting, asked),
        guarded_client(True, resolve=names(["127.0.0.1"]), tls=trusting) as client,
    ):
        answer = await client.get(f"https://right.test:{port}/")
        assert answer.text == "ok"
        with pytest.raises(httpx.ConnectError, match="mismatch"):
            await client.get(f"https://wrong.test:{port}/")
    assert asked == ["right.test", "wrong.test"]


def test_a_refusal_counts_as_not_sent() -> None:
    made: Callable[[str], Exception] = AddressRefused
    assert isinstance(made("No."), httpx.ConnectError)
