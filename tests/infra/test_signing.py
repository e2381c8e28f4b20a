import hashlib
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from infra.signing import WINDOW, is_signed, media_url

KEY = bytes(range(32))
ASSET = UUID("0198c0ff-ee00-7000-8000-000000000001")
TEXT = "asset_0198c0ffee0070008000000000000001"
moments = st.integers(1_600_000_000_000, 4_000_000_000_000).map(
    lambda milliseconds: datetime.fromtimestamp(milliseconds / 1000, UTC)
)


def parts(url: str) -> tuple[str, int, str]:
    path, _, query = url.partition("?")
    expires, signature = (part.partition("=")[2] for part in query.split("&"))
    return path, int(expires), signature


def hmac_by_hand(key: bytes, message: bytes) -> str:
    """As it is written in SQL: two hashes over padded keys."""
    block = key.ljust(64, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in block) + message).digest()
    return hashlib.sha256(bytes(byte ^ 0x5C for byte in block) + inner).hexdigest()


def test_the_address() -> None:
    now = datetime(2026, 1, 1, 5, 59, tzinfo=UTC)
    path, expires, signature = parts(media_url("http://x", ASSET, now, KEY))
    assert path == f"http://x/media/{TEXT}"
    assert datetime.fromtimestamp(expires, UTC) == datetime(2026, 1, 1, 12, tzinfo=UTC)
    assert signature == hmac_by_hand(KEY, f"{TEXT}:{expires}".encode())[:32]


@given(moments, st.integers(1, 40 * 3600))
def test_it_lasts_as_long_as_asked_and_a_window_longer_at_most(now: datetime, lasting: int) -> None:
    _, expires, _ = parts(media_url("", ASSET, now, KEY, lasting))
    assert expires % WINDOW == 0
    assert lasting <= expires - now.timestamp() < lasting + WINDOW


@given(moments)
def test_it_is_good_until_it_expires_and_for_this_asset_alone(now: datetime) -> None:
    _, expires, signature = parts(media_url("", ASSET, now, KEY))
    assert is_signed(TEXT, expires, signature, now, KEY)
    assert not is_signed(TEXT, expires, signature, now + timedelta(seconds=2 * WINDOW), KEY)
    assert not is_signed(TEXT, expires + WINDOW, signature, now, KEY)
    assert not is_signed(TEXT.replace("1", "2"), expires, signature, now, KEY)
    assert not is_signed(TEXT, expires, signature, now, bytes(32))
    assert not is_signed(TEXT, expires, "ü" + signature[1:], now, KEY)
