"""Calls to addresses that people give: what they lead to is looked up and checked here.

The connection goes to the very address that was checked, so that a name cannot lead elsewhere the
next time it is asked for. Each hop of a redirect goes the same way. Proxies that the environment
names are not used, since then the proxy would do the looking up; cookies are not kept, since one
client serves all workspaces.
"""

import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Any

import anyio
import httpcore
import httpx

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""From a host and a port to numeric addresses. Raises OSError where there is none."""

_Address = IPv4Address | IPv6Address
_LOOK_UP_SECONDS = 5.0
_MOST_ADDRESSES = 4
_MOST_REDIRECTS = 3


def _networks(*names: str) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(name) for name in names)


_PRIVATE = _networks(
    *("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"),
    *("::1/128", "fc00::/7"),
)
# What clouds tell their own machines, keys among it. Some of it would pass as private or public.
_METADATA = frozenset(
    ip_address(name)
    for name in ("100.100.100.200", "168.63.129.16", "fd00:ec2::254", "fd20:ce::254")
)
_RESERVED = _networks("192.0.0.0/24", "192.88.99.0/24", "3fff::/20")
_GLOBAL_IPV6 = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")

# A line-by-line server (mail, IRC, Redis, …) takes parts of an HTTP request for commands.
_WEB_PORTS_BELOW_1024 = frozenset({80, 443})
_OTHER_PROTOCOLS = frozenset({2049, 3306, 5060, 5061, 5432, 6000, 6379, 6667, 6697, 9200, 11211})


class AddressRefused(httpx.ConnectError):
    """This address is not called. Nothing was sent; the message says why and what to do."""

    code = "ADDRESS_REFUSED"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class AnswerTooLarge(Exception):
    """The answer has more bytes than allowed, or is packed so that this cannot be told."""


def guarded_client(
    allow_private: bool,
    *,
    timeout: httpx.Timeout | float = 15.0,
    limits: httpx.Limits | None = None,
    resolve: Resolve | None = None,
    tls: ssl.SSLContext | None = None,
) -> httpx.AsyncClient:
    """A client for addresses that people give. It raises AddressRefused, and httpx's own errors.

    Redirects are not followed unless a call asks for it. `allow_private` opens loopback and
    private networks, never link-local, metadata, multicast or reserved addresses.
    """
    transport = _GuardedTransport(
        _Backend(allow_private, resolve or look_up),
        tls or _trusted(),
        limits
        or httpx.Limits(max_connections=50, max_keepalive_connections=20, keepalive_expiry=3),
    )
    return httpx.AsyncClient(
        transport=transport,
        timeout=timeout,
        trust_env=False,
        follow_redirects=False,
        max_redirects=_MOST_REDIRECTS,
        headers={"Accept-Encoding": "identity"},
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
    )


async def vet_address(url: str, *, allow_private: bool, resolve: Resolve | None = None) -> None:
    """Whether this address would be called now. Raises AddressRefused with words for a person."""
    parts = _checked(url)
    host = parts.raw_host.decode("ascii")
    try:
        await addresses_of(host, _port(parts), allow_private=allow_private, resolve=resolve)
    except TimeoutError:
        raise AddressRefused(f"Looking up the name {host} takes too long. Try again.") from None
    except (OSError, UnicodeError):
        raise AddressRefused(
            f"The name {host} cannot be resolved. Check how it is written."
        ) from None


async def addresses_of(
    host: str, port: int, *, allow_private: bool, resolve: Resolve | None = None
) -> tuple[str, ...]:
    """The numeric addresses of a host, all of which may be called, for a client of another kind.

    Raises AddressRefused where any of them may not, OSError where there is none, TimeoutError.
    """
    _check_port(port)
    with anyio.fail_after(_LOOK_UP_SECONDS):
        found = await (resolve or look_up)(host, port)
    for address in found:
        _check_address(host, ip_address(address), allow_private=allow_private)
    if not found:
        raise OSError("the name has no address")
    return tuple(found[:_MOST_ADDRESSES])


async def look_up(host: str, port: int) -> tuple[str, ...]:
    """The system's own answer, asked for in another thread."""
    found = await anyio.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


async def read_bounded(answer: httpx.Response, limit: int) -> bytes:
    """The body of a streamed answer. Raises AnswerTooLarge above `limit` bytes."""
    kept = bytearray()
    async for chunk in _bounded(answer, limit):
        kept += chunk
    return bytes(kept)


async def save_bounded(answer: httpx.Response, into: Path, limit: int) -> int:
    """Write the body of a streamed answer into the file; answers its size in bytes.

    Raises AnswerTooLarge above `limit` bytes.
    """
    size = 0
    async with await anyio.open_file(into, "wb") as file:
        async for chunk in _bounded(answer, limit):
            size += len(chunk)
            await file.write(chunk)
    return size


async def _bounded(answer: httpx.Response, limit: int) -> AsyncIterator[bytes]:
    # Packed bytes could unpack to a thousand times as many: we did not ask for them.
    packed = answer.headers.get("content-encoding", "identity").lower() not in {"", "identity"}
    announced = answer.headers.get("content-length", "")
    if packed or (announced.isdecimal() and int(announced) > limit):
        raise AnswerTooLarge
    size = 0
    async for chunk in answer.aiter_raw():
        size += len(chunk)
        if size > limit:
            raise AnswerTooLarge
        yield chunk


class _GuardedTransport(httpx.AsyncHTTPTransport):
    """httpx's own transport on a pool whose connections are opened by the backend given."""

    def __init__(
        self, backend: httpcore.AsyncNetworkBackend, tls: ssl.SSLContext, limits: httpx.Limits
    ) -> None:
        super().__init__(verify=tls, trust_env=False, limits=limits)
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=tls,
            max_connections=limits.max_connections,
            max_keepalive_connections=limits.max_keepalive_connections,
            keepalive_expiry=limits.keepalive_expiry,
            network_backend=backend,
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        _checked(request.url)
        return await super().handle_async_request(request)


class _Backend(httpcore.AsyncNetworkBackend):
    """Opens connections to addresses that it has looked up and checked itself."""

    def __init__(self, allow_private: bool, resolve: Resolve) -> None:
        self._allow_private = allow_private
        self._resolve = resolve
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 (httpcore's signature)
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        try:
            addresses = await addresses_of(
                host, port, allow_private=self._allow_private, resolve=self._resolve
            )
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(f"Looking up {host} takes too long.") from error
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"{host} cannot be resolved.") from error
        failure: Exception = httpcore.ConnectError(f"{host} cannot be reached.")
        for address in addresses:
            try:
                return await self._inner.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    async def sleep(self, seconds: float) -> None:
        await self._inner.sleep(seconds)


def _checked(url: str | httpx.URL) -> httpx.URL:
    """The address as its parts. Raises AddressRefused for what can be told without asking."""
    try:
        parts = httpx.URL(url)
    except (httpx.InvalidURL, TypeError):
        raise AddressRefused("This is not an address; one begins with https://.") from None
    if parts.scheme not in {"http", "https"} or not parts.host:
        raise AddressRefused("An address begins with https:// or http:// and names a host.")
    if parts.userinfo:
        raise AddressRefused(
            "An address must not carry a user name or password before an @. "
            "Give the key in its own field."
        )
    _check_port(_port(parts))
    return parts


def _port(parts: httpx.URL) -> int:
    return parts.port if parts.port is not None else 443 if parts.scheme == "https" else 80


def _check_port(port: int) -> None:
    if port > 65_535:
        raise AddressRefused("A port is a number up to 65535.")
    if port in _OTHER_PROTOCOLS or (port < 1024 and port not in _WEB_PORTS_BELOW_1024):
        raise AddressRefused(
            f"Port {port} belongs to another protocol than HTTP and is not called. Below 1024 "
            "only 80 and 443 are; let the server listen on a higher port."
        )


def _check_address(host: str, address: _Address, *, allow_private: bool) -> None:
    """Raise AddressRefused. The words do not tell what a name leads to: that is not ours to tell."""
    address = _meant(address)
    if address not in _METADATA:
        if any(address in network for network in _PRIVATE):
            if allow_private:
                return
            raise AddressRefused(
                f"{host} leads into a private network or to this machine, which this studio does "
                "not call. Give an address of the public internet; on a machine of your own, set "
                "STORYCANVAS_ALLOW_PRIVATE_ENDPOINTS=true."
            )
        if _is_public(address):
            return
    raise AddressRefused(
        f"{host} leads to an address that is no server's: link-local, multicast, reserved, or a "
        "cloud's own. Give the address of the server itself."
    )


def _is_public(address: _Address) -> bool:
    if isinstance(address, IPv6Address) and address not in _GLOBAL_IPV6:
        return False
    reserved = any(address in network for network in _RESERVED)
    return address.is_global and not address.is_multicast and not reserved


def _meant(address: _Address) -> _Address:
    """The IPv4 address that an IPv6 one stands for, or the address itself."""
    if not isinstance(address, IPv6Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour or address


@cache
def _trusted() -> ssl.SSLContext:
    return httpx.create_ssl_context()
